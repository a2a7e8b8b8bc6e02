//! A diagnosis for a person.

use std::fmt::Write as _;

use super::super::cure::{cures_of, libraries_of};
use super::super::explanation::form_words;
use super::super::left_to_check::LEFT_TO_CHECK;
use super::super::printed::{Part, Printed, Standing};
use super::super::{Diagnosis, Explanation, Finding, Verdict};
use crate::error_code::ErrorCode;
use crate::language::{Language, Text};
use crate::visible::{Visible, first_difference};

impl Diagnosis {
    /// The report for a person: the verdict first, then each mistake with its
    /// remedy, then the two strings to sign around their first difference.
    pub fn to_text(&self, language: Language) -> String {
        let mut text = String::new();
        // Writing to a String does not fail.
        let _infallible = self.write_text(&mut text, language);
        text
    }

    fn write_text(&self, out: &mut String, language: Language) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| language.of(Text { en, zh });
        match &self.verdict {
            Verdict::Valid => {
                self.write_valid(out, language)?;
            }
            Verdict::Unexplained => self.write_unexplained(out, language)?,
            Verdict::Invalid(explanations) if self.error_code == ErrorCode::BadParameters => {
                writeln!(
                    out,
                    "{}\n",
                    say(
                        "invalid (190004): there is no signature to examine",
                        "无效（190004）：请求没有可供诊断的签名"
                    )
                )?;
                for finding in explanations.iter().take(1).flat_map(Explanation::findings) {
                    self.write_finding(out, &finding, language)?;
                }
                writeln!(
                    out,
                    "{}\n\n  {}\n",
                    say("This is what must be signed:", "应当签名的内容如下："),
                    Visible(&self.secrets.redact(&self.expected)).around(0, 800)
                )?;
            }
            Verdict::Invalid(explanations) if self.error_code != ErrorCode::SignatureFailed => {
                writeln!(
                    out,
                    "{}\n",
                    say(
                        "invalid (190303): the signature fits the request, and the server refuses it all the same",
                        "无效（190303）：签名与请求相符，但服务端仍会拒绝"
                    )
                )?;
                for finding in explanations.iter().take(1).flat_map(Explanation::findings) {
                    self.write_finding(out, &finding, language)?;
                }
            }
            Verdict::Invalid(explanations) => {
                writeln!(
                    out,
                    "{}\n",
                    say(
                        "invalid (200003): the signature is explained by this; applying it gives the same 88 characters",
                        "无效（200003）：原因如下；按此计算可得到完全相同的签名"
                    )
                )?;
                if let Some((first, others)) = explanations.split_first() {
                    for finding in first.findings() {
                        self.write_finding(out, &finding, language)?;
                    }
                    if !others.is_empty() {
                        writeln!(
                            out,
                            "{}",
                            say("The same comes of:", "以下原因会得到同样的结果：")
                        )?;
                        for explanation in others {
                            let titles: Vec<_> = explanation
                                .mistakes()
                                .map(|mistake| language.of(mistake.title))
                                .collect();
                            writeln!(out, "  - {}", titles.join("; "))?;
                        }
                        writeln!(out)?;
                    }
                }
            }
        }
        if let Some(printed) = &self.printed {
            self.write_printed(out, printed, language)?;
        }
        if let Some(signed) = &self.signed {
            let at = first_difference(&self.expected, signed).unwrap_or_default();
            let around = |bytes: &[u8]| Visible(&self.secrets.redact(bytes)).around(at, 100);
            writeln!(
                out,
                "{} {at}:\n  {}  {}\n  {}  {}\n",
                say("The strings to sign differ from byte", "签名串从以下字节处开始不同："),
                say("must be signed", "应当签名"),
                around(&self.expected),
                say("was signed    ", "实际签名"),
                around(signed)
            )?;
        }
        for advice in &self.advice {
            writeln!(
                out,
                "{}{}\n  {}",
                say("also: ", "另请留意："),
                language.of(advice.title),
                language.of(advice.remedy)
            )?;
        }
        Ok(())
    }

    fn write_unexplained(&self, out: &mut String, language: Language) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| language.of(Text { en, zh });
        if let Some(form) = &self.form {
            writeln!(
                out,
                "{}{}\n",
                say("certain from its form: ", "由形式即可确定："),
                form_words(form, language)
            )?;
        }
        for (wanted, place) in &self.elsewhere {
            writeln!(
                out,
                "{} {wanted}: {}\n",
                say("sent where the server does not look:", "发送的位置服务端不会读取："),
                self.secrets.redact_text(place)
            )?;
        }
        writeln!(
            out,
            "{}",
            say(
                "unexplained: the signature is wrong, and none of the known mistakes makes it",
                "无法解释：签名错误，但已知的错误都不能得到这个签名"
            )
        )?;
        self.write_excluded(out, language)?;
        if self.is_cut_short {
            writeln!(
                out,
                "  {}",
                say(
                    "time struck before everything was tried: a larger --budget may find more",
                    "时间已到，尚未全部尝试：加大 --budget 可能找到原因"
                )
            )?;
        }
        if self.bodies_left_out > 0 {
            writeln!(
                out,
                "  {} {}",
                say(
                    "not tried, as the body is long: the rarest mistakes with the body, in number",
                    "由于请求体较长，未尝试的较少见的请求体错误个数："
                ),
                self.bodies_left_out
            )?;
        }
        for likely in &self.likely {
            writeln!(
                out,
                "  {}{}",
                say("likely, not proven: ", "可能的原因（未经证明）："),
                language.of(likely.words())
            )?;
        }
        let next = self.experiment();
        writeln!(
            out,
            "  {}{}{}\n    {}\n",
            say("next: ", "下一步："),
            language.of(next.words()),
            say(":", "："),
            next.command(&self.read_from)
        )?;
        if self.printed.is_none() {
            writeln!(out, "{}", say("This is what must be signed:", "应当签名的内容如下："))?;
        }
        let expected = self.secrets.redact(&self.expected);
        writeln!(out, "  {}", Visible(&expected).around(0, 800))?;
        writeln!(out)
    }

    /// What it is not, in words a person understands.
    fn write_excluded(&self, out: &mut String, language: Language) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| language.of(Text { en, zh });
        let Some(count) = self.complete_up_to.filter(|count| *count > 0) else {
            return writeln!(
                out,
                "  {}",
                say(
                    "nothing is excluded: time ran out before all single mistakes were tried",
                    "未能排除任何原因：单个错误尚未全部尝试，时间已用完"
                )
            );
        };
        writeln!(
            out,
            "  {}",
            match count {
                1 => say(
                    "excluded: every single known mistake with method, header string, URI, body, charset, key, digest or base64, if the rest is right",
                    "已排除：请求方法、请求头串、URI、请求体、字符编码、密钥、摘要或 base64 中的任何一个已知错误（其余均正确时）",
                ),
                2 => say(
                    "excluded: every one and every two of the known mistakes with method, header string, URI, body, charset, key, digest or base64",
                    "已排除：请求方法、请求头串、URI、请求体、字符编码、密钥、摘要或 base64 中任意一个或两个已知错误的组合",
                ),
                _ => say(
                    "excluded: every combination of up to three of the known mistakes with method, header string, URI, body, charset, key, digest or base64",
                    "已排除：请求方法、请求头串、URI、请求体、字符编码、密钥、摘要或 base64 中最多三个已知错误的所有组合",
                ),
            }
        )?;
        if self.has_searched_compositions {
            writeln!(
                out,
                "  {}",
                say(
                    "excluded: these pieces in the usual other orders and with the usual separators, a timestamp of up to two hours before, and the changes HTTP clients make on the way",
                    "已排除：以上内容按其他常见顺序和分隔符拼接、签名用的时间戳早于发送两小时以内、HTTP 客户端发送时的常见改动"
                )
            )?;
        }
        writeln!(
            out,
            "  {} {}",
            say("signatures computed and compared:", "已计算并比较的签名数："),
            self.recipes_tried
        )
    }

    fn write_valid(&self, out: &mut String, language: Language) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| language.of(Text { en, zh });
        writeln!(out, "{}", say("valid: the signature is right", "有效：签名正确"))?;
        self.write_right(out, language)?;
        writeln!(
            out,
            "{}",
            say(
                "\nIf the vendor still answers 200003, look at these:",
                "\n如果官方接口仍返回 200003，请检查："
            )
        )?;
        for check in &LEFT_TO_CHECK {
            writeln!(out, "  - {}\n    {}", language.of(check.title), language.of(check.remedy))?;
        }
        writeln!(out)
    }

    fn write_right(&self, out: &mut String, language: Language) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| language.of(Text { en, zh });
        writeln!(
            out,
            "  {} {}\n  {} {}",
            say("right digest:   ", "正确的摘要："),
            hex::encode(self.right.digest()),
            say("right signature:", "正确的签名："),
            self.right.as_str()
        )
    }

    /// The text that the own code printed, part by part.
    fn write_printed(
        &self,
        out: &mut String,
        printed: &Printed,
        language: Language,
    ) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| language.of(Text { en, zh });
        let title = match printed.standing {
            Standing::Signed => say(
                "The text your code printed is what was signed: this signature is made from it.",
                "代码输出的文本就是实际签名的内容：用它可以得到这个签名。",
            ),
            Standing::Right => say(
                "The text your code printed is right, byte for byte. What is wrong comes behind it: the key, the HMAC, or how the digest is written.",
                "代码输出的签名串完全正确，问题出在之后：密钥、HMAC 或摘要的编码方式。",
            ),
            Standing::Other => say(
                "The text your code printed does not make this signature, with any known form of the SecretKey: it is of another call, it was changed after it was printed, or the key is another one.",
                "用代码输出的文本和 SecretKey 的各种已知形式都得不到这个签名：它可能属于另一次调用，输出之后又被改动，或者密钥不同。",
            ),
        };
        writeln!(out, "{title}")?;
        for part in &printed.parts {
            let name = match part.part {
                Part::Method => say("method", "请求方法"),
                Part::HeaderString => say("header string", "请求头串"),
                Part::Uri => say("URI", "URI"),
                Part::Body => say("body", "请求体"),
            };
            if part.is_right() {
                writeln!(out, "  {name}: {}", say("right", "正确"))?;
                continue;
            }
            let Some(bytes) = &part.printed else {
                writeln!(
                    out,
                    "  {name}: {}",
                    say("missing, the text ends before it", "缺失，文本在此之前已结束")
                )?;
                continue;
            };
            let at = first_difference(&part.expected, bytes).unwrap_or_default();
            let around = |bytes: &[u8]| Visible(&self.secrets.redact(bytes)).around(at, 100);
            writeln!(
                out,
                "  {name}: {} {at}\n    {} {}\n    {} {}",
                say("differs from byte", "从以下字节处开始不同："),
                say("printed:", "输出："),
                around(bytes),
                say("must be:", "应为："),
                around(&part.expected)
            )?;
        }
        writeln!(out)
    }

    fn write_finding(
        &self,
        out: &mut String,
        finding: &Finding,
        language: Language,
    ) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| language.of(Text { en, zh });
        let mistake = finding.mistake;
        writeln!(out, "* {} [{}]", language.of(mistake.title), mistake.id)?;
        if let Some((signed, sent)) = &finding.values {
            let shown = |text: &str| self.value(text);
            writeln!(
                out,
                "  {} {}{} {}",
                say("signed:", "参与签名："),
                shown(signed),
                say("; sent:", "；发送："),
                shown(sent)
            )?;
        }
        if let Some(detail) = &finding.detail {
            writeln!(out, "  {}", self.secrets.redact_text(&detail.to_text(language)))?;
        }
        if let Some(request) = finding.of_request {
            writeln!(out, "  {} {request}", say("that of request", "所属请求的序号："))?;
        }
        writeln!(out, "  {}", language.of(mistake.remedy))?;
        writeln!(out, "  {} {}", say("such as:", "例如："), mistake.example)?;
        self.write_cures(out, finding, language)?;
        writeln!(out)
    }

    fn write_cures(
        &self,
        out: &mut String,
        finding: &Finding,
        language: Language,
    ) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| language.of(Text { en, zh });
        for cure in cures_of(finding.mistake.id, self.stack) {
            writeln!(out, "  {}", cure.stack.name())?;
            for (mark, code) in
                [(say("wrong", "错误"), cure.wrong), (say("right", "正确"), cure.right)]
            {
                for line in code.lines() {
                    writeln!(out, "    {mark}  {line}")?;
                }
            }
        }
        let cures = cures_of(finding.mistake.id, self.stack);
        if cures.iter().any(|cure| cure.leans_on_own_code()) {
            writeln!(
                out,
                "  {}",
                say(
                    "(sign, signed, authHeaders and sign_headers are your own functions: each makes a new nonce and timestamp, and signs.)",
                    "（sign、signed、authHeaders、sign_headers 指您自己的函数：每次调用都生成新的随机数和时间戳并签名。）"
                )
            )?;
        }
        let libraries = libraries_of(finding.mistake.id);
        if self.stack.is_none() && !libraries.is_empty() {
            let ids: Vec<&str> = libraries.iter().map(|stack| stack.id()).collect();
            writeln!(out, "  --code {}", ids.join("|"))?;
        }
        Ok(())
    }
}
