//! A diagnosis in words and as JSON.

use std::fmt::Write as _;

use serde_json::json;

use super::{Diagnosis, Finding, Mistake};
use crate::language::{Language, Text};

/// One of the things that the doctor looks at.
struct Subject {
    id: &'static str,
    right: Text,
    mistaken: Text,
    unexplained: Text,
}

const ARRIVED: Subject = Subject {
    id: "signature",
    right: Text { en: "The signature in the request is right.", zh: "请求中的签名正确。" },
    mistaken: Text {
        en: "The signature in the request is not that of these values. It is exactly what comes of this:",
        zh: "请求中的签名与这些值不一致。按下述方式计算，得到的签名与它完全相同：",
    },
    unexplained: Text {
        en: "The signature in the request is not that of these values, and no known mistake makes it. Check that the Token is that of this subscription, and that timestamp, nonce and data are those of one and the same request, whole.",
        zh: "请求中的签名与这些值不一致，已知的错误也无法重现它。请确认 Token 属于这个订阅，并且 timestamp、nonce、data 来自同一个请求且完整。",
    },
};

const COMPUTED: Subject = Subject {
    id: "computed",
    right: Text {
        en: "The signature that your code computed is right.",
        zh: "您的程序计算出的签名正确。",
    },
    mistaken: Text {
        en: "The signature that your code computed is wrong. It is exactly what comes of this:",
        zh: "您的程序计算出的签名不正确。按下述方式计算，得到的签名与它完全相同：",
    },
    unexplained: Text {
        en: "The signature that your code computed is wrong, and no known mistake makes it. Log the text that your code hashes, without the Token, and compare it part by part.",
        zh: "您的程序计算出的签名不正确，已知的错误也无法重现它。请把参与摘要的文本（去掉 Token）打印出来逐项比对。",
    },
};

const DECRYPTION: Subject = Subject {
    id: "data",
    right: Text { en: "The data opens to its plaintext.", zh: "data 能够还原出明文。" },
    mistaken: Text {
        en: "The data does not open as it should, for this reason:",
        zh: "data 无法按规则还原，原因如下：",
    },
    unexplained: Text {
        en: "The data does not open, and no known mistake explains it. Check that the EncodingAESKey is that of this subscription, and that the data is whole.",
        zh: "data 无法还原，已知的错误也无法解释。请确认 EncodingAESKey 属于这个订阅，并且 data 完整。",
    },
};

const PLAINTEXT: Subject = Subject {
    id: "plaintext",
    right: Text {
        en: "The plaintext that your code came to is right.",
        zh: "您的程序得到的明文正确。",
    },
    mistaken: Text {
        en: "The plaintext that your code came to is wrong. It is exactly what comes of this:",
        zh: "您的程序得到的明文不正确。按下述方式解密，得到的内容与它完全相同：",
    },
    unexplained: Text {
        en: "The plaintext that your code came to is wrong, and no known mistake makes it.",
        zh: "您的程序得到的明文不正确，已知的错误也无法重现它。",
    },
};

const ALSO: Text =
    Text { en: "These come to the same:", zh: "以下原因也会得到同样的结果：" };
const REFUSED: Text =
    Text { en: "A right receiver refuses it", zh: "正确的接收方会拒绝它" };
const NOTE: Text = Text { en: "Note", zh: "提示" };

impl Subject {
    /// What came of looking at it.
    fn sentence(&self, finding: &Finding) -> Text {
        match finding {
            Finding::Right => self.right,
            Finding::Mistaken(_) => self.mistaken,
            Finding::Unexplained => self.unexplained,
        }
    }
}

impl Diagnosis {
    fn subjects(&self) -> impl Iterator<Item = (Subject, &Finding)> {
        [
            (ARRIVED, Some(&self.arrived)),
            (COMPUTED, self.computed.as_ref()),
            (DECRYPTION, Some(&self.decryption)),
            (PLAINTEXT, self.plaintext.as_ref()),
        ]
        .into_iter()
        .filter_map(|(subject, finding)| finding.map(|finding| (subject, finding)))
    }

    /// The diagnosis for a person.
    pub fn to_text(&self, language: Language) -> String {
        let colon = if language == Language::Chinese { "：" } else { ": " };
        let mut text = String::new();
        if let Some(refusal) = &self.refusal {
            text += &format!("{}{colon}{}\n", language.of(REFUSED), refusal.to_text(language));
        }
        for (subject, finding) in self.subjects() {
            text += &format!("{}\n", language.of(subject.sentence(finding)));
            let Finding::Mistaken(explanations) = finding else { continue };
            for (index, explanation) in explanations.iter().enumerate() {
                if index == 1 {
                    text += &format!("{}\n", language.of(ALSO));
                }
                write_explanation(&mut text, explanation, language);
            }
        }
        for note in &self.notes {
            text += &format!("{}{colon}{}\n", language.of(NOTE), language.of(note.text()));
        }
        text
    }

    /// The diagnosis for programs. Neither Token, EncodingAESKey nor plaintext
    /// are in it.
    pub fn to_json(&self, language: Language) -> serde_json::Value {
        let mut members = serde_json::Map::new();
        members.insert("verdict".to_owned(), self.verdict().into());
        for (subject, finding) in self.subjects() {
            let mut told = finding_to_json(finding, language);
            told["text"] = language.of(subject.sentence(finding)).into();
            members.insert(subject.id.to_owned(), told);
        }
        if let Some(refusal) = &self.refusal {
            members.insert(
                "refusal".to_owned(),
                json!({
                    "field": refusal.field.id(),
                    "reason": refusal.reason.id(),
                    "offset": refusal.offset,
                    "text": refusal.to_text(language),
                }),
            );
        }
        if let Some(event) = &self.event {
            members.insert("event".to_owned(), event.as_str().into());
        }
        let notes = self
            .notes
            .iter()
            .map(|note| json!({"id": note.id(), "text": language.of(note.text())}))
            .collect::<Vec<_>>();
        members.insert("notes".to_owned(), notes.into());
        members.into()
    }

    fn verdict(&self) -> &'static str {
        if self.is_right() {
            "valid"
        } else if self.is_unexplained() {
            "unexplained"
        } else {
            "invalid"
        }
    }
}

fn write_explanation(text: &mut String, mistakes: &[&Mistake], language: Language) {
    for (index, mistake) in mistakes.iter().enumerate() {
        let bullet = if index == 0 { "-" } else { "+" };
        let (title, remedy) = (language.of(mistake.title), language.of(mistake.remedy));
        // Writing to a String does not fail.
        let _infallible = writeln!(text, "  {bullet} {title} [{}]\n    {remedy}", mistake.id);
    }
}

fn finding_to_json(finding: &Finding, language: Language) -> serde_json::Value {
    let (verdict, explanations) = match finding {
        Finding::Right => ("right", &[][..]),
        Finding::Mistaken(explanations) => ("mistaken", &explanations[..]),
        Finding::Unexplained => ("unexplained", &[][..]),
    };
    let explanations: Vec<Vec<_>> = explanations
        .iter()
        .map(|mistakes| mistakes.iter().map(|mistake| mistake_to_json(mistake, language)).collect())
        .collect();
    json!({"verdict": verdict, "explanations": explanations})
}

fn mistake_to_json(mistake: &Mistake, language: Language) -> serde_json::Value {
    json!({
        "id": mistake.id,
        "stage": mistake.stage.id(),
        "title": language.of(mistake.title),
        "remedy": language.of(mistake.remedy),
    })
}
