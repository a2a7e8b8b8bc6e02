//! A diagnosis for programs.

use serde_json::{Value, json};

use super::super::composition::step::side_of;
use super::super::cure::{Cure, cures_of};
use super::super::explanation::form_words;
use super::super::left_to_check::LEFT_TO_CHECK;
use super::super::likely::Likely;
use super::super::printed::{Printed, PrintedPart};
use super::super::{Advice, Diagnosis, Explanation, Finding, Verdict};
use crate::language::Language;
use crate::visible::{Visible, first_difference};

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
            let code = |cure: &Cure| json!({ "for": cure.stack.id(), "wrong": cure.wrong, "right": cure.right });
            words["code"] = cures_of(mistake.id, self.stack).into_iter().map(code).collect();
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
        let said = |advice: &Advice| {
            json!({
                "id": advice.id,
                "title": language.of(advice.title),
                "remedy": language.of(advice.remedy),
            })
        };
        let advice: Vec<_> = self.advice.iter().map(said).collect();
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
        report["right"] = json!({
            "signature": self.right.as_str(),
            "digest": hex::encode(self.right.digest()),
        });
        match &self.verdict {
            Verdict::Valid => report["left_to_check"] = LEFT_TO_CHECK.iter().map(said).collect(),
            Verdict::Unexplained => {
                let likely = |likely: &Likely| json!({ "id": likely.id(), "title": language.of(likely.words()) });
                report["likely"] = self.likely.iter().map(likely).collect();
                let next = self.experiment();
                report["next"] = json!({
                    "id": next.id(),
                    "title": language.of(next.words()),
                    "command": next.command(&self.read_from),
                });
            }
            Verdict::Invalid(_) => {}
        }
        if let Some(printed) = &self.printed {
            report["signed_text"] = self.printed_json(printed);
        }
        if let Some(form) = &self.form {
            report["form"] = form_words(form, language).into();
        }
        report
    }

    fn printed_json(&self, printed: &Printed) -> Value {
        let shown = |text: &[u8]| Visible(&self.secrets.redact(text)).to_string();
        let part = |part: &PrintedPart| {
            json!({
                "part": part.part.id(),
                "is_right": part.is_right(),
                "printed": part.printed.as_deref().map(shown),
                "expected": shown(&part.expected),
                "first_difference": part.printed.as_deref()
                    .and_then(|printed| first_difference(&part.expected, printed)),
            })
        };
        json!({
            "standing": printed.standing.id(),
            "text": shown(&printed.text),
            "parts": printed.parts.iter().map(part).collect::<Vec<_>>(),
        })
    }
}
