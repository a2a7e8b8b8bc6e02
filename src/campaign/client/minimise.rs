//! Making a failing call as small and as plain as it gets.

use std::collections::{BTreeMap, HashSet};

use super::Asked;
use crate::campaign::minimise::{Change, Minimising};
use crate::recipe::json::{self, Value};
use crate::vectors::{ClientStep, LogicalCall};

/// JSON of up to so many characters is tried without every run of them.
const LONGEST_TRIED_WHOLE: usize = 100;

/// How much there is to read in a step.
pub(super) fn size(step: &ClientStep) -> usize {
    let of_call = |call: &LogicalCall| {
        let text = |pairs: &[(String, String)]| -> usize {
            pairs.iter().map(|(name, value)| 2 + name.len() + value.len()).sum()
        };
        let parts = call.multipart.iter().flatten().map(|part| 20 + part.content().len());
        call.path.len()
            + call.path_params.values().map(String::len).sum::<usize>()
            + text(&call.query)
            + call.json_text.as_ref().map_or(0, String::len)
            + parts.sum::<usize>()
            + 50 * call.answers.len()
            + usize::from(call.method != "GET")
    };
    step.calls().iter().map(|call| 50 + of_call(call)).sum()
}

/// As `campaign::minimise` does for requests. What is tried may be no case at
/// all (half a JSON text): `still_fails` is to refuse that.
pub(super) fn minimise(
    asked: Asked,
    still_fails: &mut dyn FnMut(&Asked) -> Option<bool>,
) -> (Asked, bool) {
    Minimising::until_stable(asked, still_fails, &mut |work| {
        work.offer(|asked| asked.account = 0);
        work.fewer_calls();
        for index in 0..work.sample.step.calls().len() {
            work.whole_parts(index);
            work.path(index);
            work.query(index);
            work.json(index);
        }
    })
}

impl Minimising<'_, Asked> {
    fn call(&self, index: usize) -> LogicalCall {
        self.sample.step.calls()[index].clone()
    }

    fn offer_call(&mut self, index: usize, change: impl FnOnce(&mut LogicalCall)) -> bool {
        self.offer(changing(index, change))
    }

    /// Each alone, then one less at once.
    fn fewer_calls(&mut self) {
        let ClientStep::Calls(calls) = self.sample.step.clone() else { return };
        for call in &calls {
            if self.offer(|asked| asked.step = ClientStep::Call(call.clone())) {
                return;
            }
        }
        if calls.len() > 1 {
            self.pieces(calls, &|calls: &[LogicalCall]| -> Change<Asked> {
                let calls = calls.to_vec();
                Box::new(move |asked: &mut Asked| {
                    if !calls.is_empty() {
                        asked.step = ClientStep::Calls(calls);
                    }
                })
            });
        }
    }

    fn whole_parts(&mut self, index: usize) {
        self.offer_call(index, |call| call.answers.clear());
        self.offer_call(index, |call| {
            *call = plainest();
        });
        self.offer_call(index, |call| (call.json_text, call.multipart) = (None, None));
        self.offer_call(index, |call| call.multipart = None);
        self.offer_call(index, |call| call.query.clear());
        self.offer_call(index, |call| {
            (call.path, call.path_params) = (plainest().path, plainest().path_params);
        });
        // A call with a body is a POST at the plainest.
        let call = self.call(index);
        let has_body = call.json_text.is_some() || call.multipart.is_some();
        let method = if has_body { "POST" } else { "GET" };
        if !self.offer_call(index, |call| method.clone_into(&mut call.method))
            && call.method != "GET"
        {
            self.offer_call(index, |call| "POST".clone_into(&mut call.method));
        }
        if let Some(parts) = self.call(index).multipart {
            self.pieces(parts, &|parts| {
                let parts = parts.to_vec();
                Box::new(changing(index, |call: &mut LogicalCall| {
                    // An upload of nothing is none.
                    if !parts.is_empty() {
                        call.multipart = Some(parts);
                    }
                }))
            });
        }
    }

    fn path(&mut self, index: usize) {
        for name in self.call(index).path_params.into_keys() {
            self.offer_call(index, |call| {
                // The plainest path with a parameter.
                if let Some(value) = call.path_params.remove(&name) {
                    "/v1/users/{userid}".clone_into(&mut call.path);
                    call.path_params = [("userid".to_owned(), value)].into();
                }
            });
        }
        for name in self.call(index).path_params.into_keys() {
            let value = self.call(index).path_params.remove(&name).unwrap_or_default();
            self.text(&value, &|text| {
                let name = name.clone();
                Box::new(changing(index, |call: &mut LogicalCall| {
                    // What an empty segment or a dot means is another question.
                    if !text.bytes().all(|byte| byte == b'.') {
                        call.path_params.insert(name, text);
                    }
                }))
            });
        }
    }

    fn query(&mut self, index: usize) {
        let pairs = self.call(index).query;
        self.pieces(pairs, &|pairs| {
            let pairs = pairs.to_vec();
            Box::new(changing(index, |call: &mut LogicalCall| call.query = pairs))
        });
        for at in 0..self.call(index).query.len() {
            let (name, value) = self.call(index).query.swap_remove(at);
            self.text(&name, &|text| {
                Box::new(changing(index, move |call: &mut LogicalCall| {
                    if !text.is_empty() {
                        call.query[at].0 = text;
                    }
                }))
            });
            self.text(&value, &|text| {
                Box::new(changing(index, move |call: &mut LogicalCall| call.query[at].1 = text))
            });
        }
    }

    /// Character by character: what is not JSON is not asked.
    fn json(&mut self, index: usize) {
        let Some(text) = self.call(index).json_text else { return };
        self.offer_call(index, |call| call.json_text = Some("{}".to_owned()));
        if self.call(index).json_text.as_deref() == Some("{}") {
            return;
        }
        let set = |text: String| -> Change<Asked> {
            Box::new(changing(index, |call: &mut LogicalCall| {
                if json::parse(text.as_bytes()).is_some_and(|value| is_plain(&value)) {
                    call.json_text = Some(text);
                }
            }))
        };
        self.text(&text, &set);
        // A member with its comma stands anywhere.
        let mut characters: Vec<char> =
            self.call(index).json_text.unwrap_or_default().chars().collect();
        if characters.len() > LONGEST_TRIED_WHOLE {
            return;
        }
        for run in (2..characters.len()).rev() {
            let mut at = 0;
            while at + run <= characters.len() {
                let mut fewer = characters.clone();
                fewer.drain(at..at + run);
                if self.offer(set(fewer.iter().collect())) {
                    characters = fewer;
                } else {
                    at += 1;
                }
            }
        }
    }

    /// Fewer characters, then plainer ones.
    fn text(&mut self, text: &str, set: &dyn Fn(String) -> Change<Asked>) {
        let set = |characters: &[char]| set(characters.iter().collect());
        let characters = self.pieces(text.chars().collect(), &set);
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || "{}[]\":,".contains(*c);
        self.plainer(characters, 'a', &is_plain, &set);
    }
}

fn changing(index: usize, change: impl FnOnce(&mut LogicalCall)) -> impl FnOnce(&mut Asked) {
    move |asked| match &mut asked.step {
        ClientStep::Call(call) => change(call),
        ClientStep::Calls(calls) => {
            if let Some(call) = calls.get_mut(index) {
                change(call);
            }
        }
    }
}

/// Whether every program reads the same in it: no name twice in an object.
fn is_plain(value: &Value<'_>) -> bool {
    match value {
        Value::Array(values) => values.iter().all(is_plain),
        Value::Object(members) => {
            let names: HashSet<_> = members.iter().map(|(name, _)| name.bytes()).collect();
            names.len() == members.len() && members.iter().all(|(_, value)| is_plain(value))
        }
        _ => true,
    }
}

fn plainest() -> LogicalCall {
    LogicalCall {
        method: "GET".to_owned(),
        path: "/v1/meetings".to_owned(),
        path_params: BTreeMap::new(),
        query: Vec::new(),
        json_text: None,
        multipart: None,
        answers: Vec::new(),
    }
}
