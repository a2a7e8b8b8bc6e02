//! A diagnosis in words: as JSON for programs, as text for a person.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::composition::step::side_of;
use super::explanation::form_words;
use super::{Diagnosis, Explanation, Finding, Verdict};
use crate::error_code::ErrorCode;
use crate::language::{Language, Text};
use crate::visible::{Visible, first_difference};

/// Bytes of a value that are shown.
const LONGEST_VALUE: usize = 200;

impl Diagnosis {
    /// The report of `docs/design.md`. It never contains the SecretKey, even
    /// where that was signed.
    pub fn to_json(&self, language: Language) -> Value {
        let shown = |text: &[u8]| Visible(&self.secrets.redact(text)).to_string();
        let words = |Finding { mistake, values, of_request, detail }: Finding| {
            let mut words = json!({
                "id": mistake.id,
                "stage": mistake.stage.id(),
                "title": language.of(mistake.title),
                "remedy": language.of(mistake.remedy),
            });
            if let Some((signed, sent)) = values {
                words["signed"] = self.value(&signed).into();
                words["sent"] = self.value(&sent).into();
            }
            if let Some(request) = of_request {
                words["of_request"] = request.into();
            }
            if let Some(side) = side_of(mistake) {
                words["side"] = side.id().into();
            }
            if let Some(detail) = detail {
                words["detail"] = self.secrets.redact_text(&detail.to_text(language)).into();
            }
            words
        };
        let list =
            |explanation: &Explanation| explanation.findings().map(words).collect::<Vec<_>>();
        let (verdict, explanations): (_, &[Explanation]) = match &self.verdict {
            Verdict::Valid => ("valid", &[]),
            Verdict::Unexplained => ("unexplained", &[]),
            Verdict::Invalid(explanations) => ("invalid", explanations),
        };
        let advice: Vec<_> = self
            .advice
            .iter()
            .map(|advice| {
                json!({
                    "id": advice.id,
                    "title": language.of(advice.title),
                    "remedy": language.of(advice.remedy),
                })
            })
            .collect();
        let mut report = json!({
            "verdict": verdict,
            "error_code": (self.verdict != Verdict::Valid).then_some(self.error_code.code()),
            "mistakes": explanations.first().map(list).unwrap_or_default(),
            "alternatives": explanations.iter().skip(1).map(list).collect::<Vec<_>>(),
            "advice": advice,
            "string_to_sign": {
                "expected": shown(&self.expected),
                "signed": self.signed.as_deref().map(shown),
                "first_difference":
                    self.signed.as_deref().and_then(|signed| first_difference(&self.expected, signed)),
            },
            "recipes_tried": self.recipes_tried,
            "searched_up_to": self.complete_up_to,
            "bodies_left_out": self.bodies_left_out,
            "elapsed_ms": (self.elapsed.as_secs_f64() * 1e5).round() / 1e2,
        });
        if self.is_cut_short {
            report["cut_short"] = true.into();
        }
        if !self.elsewhere.is_empty() {
            let places = self.elsewhere.iter().map(|(wanted, place)| {
                json!({ "header": wanted, "sent_as": self.secrets.redact_text(place) })
            });
            report["elsewhere"] = places.collect();
        }
        if let Some(form) = &self.form {
            report["form"] = form_words(form, language).into();
        }
        report
    }

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
                writeln!(out, "{}", say("valid: the signature is right", "有效：签名正确"))?;
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

    /// What was signed or sent, as far as a line takes it.
    fn value(&self, text: &str) -> String {
        // Half a key would not be known for one: cut what has none any more.
        Visible(&self.secrets.redact(text.as_bytes())).around(0, LONGEST_VALUE)
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
        match self.complete_up_to {
            Some(count) => writeln!(
                out,
                "  {} {count} ({} {})",
                say(
                    "excluded: all combinations of known mistakes up to",
                    "已排除：已知错误的所有组合，错误个数不超过"
                ),
                self.recipes_tried,
                say("recipes tried", "种算法已尝试")
            )?,
            None => writeln!(out, "  {}", say("time ran out", "时间已用完"))?,
        }
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
        writeln!(
            out,
            "  {}",
            say(
                "likely: the SecretKey of another app, a body or URI that changed after it was signed, a signature kept from an earlier request",
                "可能的原因：使用了其他应用的 SecretKey；签名之后请求体或 URI 发生了变化；沿用了之前请求的签名"
            )
        )?;
        writeln!(
            out,
            "  {}\n",
            say(
                "next: print the exact string your code signs, and compare it with the one below, byte for byte",
                "下一步：打印代码中实际参与签名的完整字符串，与下面的签名串逐字节比较"
            )
        )?;
        let expected = self.secrets.redact(&self.expected);
        writeln!(out, "  {}", Visible(&expected).around(0, 800))?;
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
        writeln!(out, "  {}\n", mistake.example)
    }
}
