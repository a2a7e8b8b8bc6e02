//! Reading and checking vector files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::callback::{CallbackCaseJson, CallbackFile};
use super::client::{ClientCaseJson, ClientFile};
use super::file::{
    AccumulatedFile, AccumulatedTestJson, AlternativeJson, CanonicalFile, CanonicalTest,
    FirstRequest, Flags, Head, Test, TestResult, TopicFile,
};
use super::{
    Accumulated, AccumulatedTest, CanonicalCase, CanonicalExpectation, Expectation, Flag, Suite,
    Topic, Vector,
};
use crate::credentials::Credentials;
use crate::error_code::ErrorCode;
use crate::request::header;
use crate::request_json::{reason, text_or_base64};

/// Why a vector file could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The name of the file.
    pub file: String,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// The id of the test, where the fault is in one.
    pub test: Option<String>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(test) = &self.test {
            write!(f, ": test {test:?}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for LoadError {}

pub(super) fn load<'f>(
    files: impl IntoIterator<Item = (&'f str, &'f str)>,
) -> Result<Suite, LoadError> {
    let mut files: Vec<_> = files
        .into_iter()
        .filter(|(name, _)| {
            name.strip_suffix(".json").is_some_and(|stem| !stem.ends_with(".schema"))
        })
        .collect();
    files.sort_unstable();
    let mut loader = Loader {
        suite: Suite {
            topics: Vec::new(),
            canonical: Vec::new(),
            accumulated: Vec::new(),
            client: Vec::new(),
            callback: Vec::new(),
            callback_flags: BTreeMap::new(),
            flags: BTreeMap::new(),
        },
        home_of: HashMap::new(),
    };
    for (name, text) in files {
        File { name, text }.load(&mut loader)?;
    }
    Ok(loader.suite)
}

struct Loader {
    suite: Suite,
    /// In which file each id stands.
    home_of: HashMap<String, String>,
}

#[derive(Clone, Copy)]
struct File<'f> {
    name: &'f str,
    text: &'f str,
}

impl<'f> File<'f> {
    fn load(self, loader: &mut Loader) -> Result<(), LoadError> {
        let head: Head = self.parse(self.text)?;
        match head.schema.rsplit('/').next() {
            Some("vectors.schema.json") => self.load_topic(loader),
            Some("canonical.schema.json") => self.load_canonical(loader),
            Some("accumulated.schema.json") => self.load_accumulated(loader),
            Some("client.schema.json") => self.load_client(loader),
            Some("callback.schema.json") => self.load_callback(loader),
            _ => Err(self.error(format!(
                "the schema {:?} is not one of vectors.schema.json, canonical.schema.json, \
                 accumulated.schema.json, client.schema.json and callback.schema.json",
                head.schema
            ))),
        }
    }

    fn load_topic(self, loader: &mut Loader) -> Result<(), LoadError> {
        let file: TopicFile = self.parse(self.text)?;
        let stem = self.name.rsplit(['/', '\\']).next().and_then(|name| name.strip_suffix(".json"));
        if stem != Some(&file.topic) {
            return Err(self.error(format!("the topic {:?} is not the file's name", file.topic)));
        }
        let mut vectors = Vec::new();
        let mut flags = FlagsInUse::new(file.flags);
        for group in file.groups {
            let credentials = group.credentials;
            for raw in group.tests {
                let test: Test = self.parse_test(raw)?;
                let id = test.id.clone();
                let fault = |reason| self.test_error(self.line_of(raw), &id, reason);
                self.claim_id(loader, &id, &file.topic).map_err(fault)?;
                flags.mark(&test.flags).map_err(fault)?;
                vectors.push(vector(test, &credentials).map_err(fault)?);
            }
        }
        self.add_flags(loader, flags)?;
        loader.suite.topics.push(Topic { name: file.topic, source: file.source, vectors });
        Ok(())
    }

    fn load_canonical(self, loader: &mut Loader) -> Result<(), LoadError> {
        let file: CanonicalFile = self.parse(self.text)?;
        let mut flags = FlagsInUse::new(file.flags);
        for raw in file.cases {
            let test: CanonicalTest = self.parse_test(raw)?;
            let id = test.id.clone();
            let fault = |reason| self.test_error(self.line_of(raw), &id, reason);
            self.claim_id(loader, &id, "canonical").map_err(fault)?;
            flags.mark(&test.flags).map_err(fault)?;
            loader.suite.canonical.push(canonical_case(test).map_err(fault)?);
        }
        self.add_flags(loader, flags)
    }

    fn load_accumulated(self, loader: &mut Loader) -> Result<(), LoadError> {
        let file: AccumulatedFile = self.parse(self.text)?;
        let lists = [&file.methods, &file.queries, &file.fragments];
        if file.credentials.is_empty() || lists.iter().any(|list| list.is_empty()) {
            let reason = "credentials, methods, queries and fragments must not be empty";
            return Err(self.error(reason));
        }
        let mut tests = Vec::new();
        for raw in file.tests {
            let test: AccumulatedTestJson = self.parse_test(raw)?;
            let fault = |reason| self.test_error(self.line_of(raw), &test.id, reason);
            self.claim_id(loader, &test.id, "accumulated").map_err(fault)?;
            if !is_lower_hex(&test.sha256) {
                return Err(fault("sha256 is not 64 lower-case hexadecimal digits".to_owned()));
            }
            let AccumulatedTestJson { id, requests, sha256 } = test;
            tests.push(AccumulatedTest { id, requests, sha256 });
        }
        let mut first = Vec::new();
        for raw in file.first {
            let FirstRequest { request, signature } = self.parse_test(raw)?;
            let signature = signature
                .parse()
                .map_err(|error| self.error(format!("a first signature: {error}")))?;
            first.push((request, signature));
        }
        loader.suite.accumulated.push(Accumulated {
            credentials: file.credentials,
            methods: file.methods,
            queries: file.queries,
            fragments: file.fragments,
            tests,
            first,
        });
        Ok(())
    }

    fn load_client(self, loader: &mut Loader) -> Result<(), LoadError> {
        let file: ClientFile = self.parse(self.text)?;
        self.check_topic("client", &file.topic)?;
        let mut flags = FlagsInUse::new(file.flags);
        for group in file.groups {
            for raw in group.tests {
                let test: ClientCaseJson = self.parse_test(raw)?;
                let id = test.id.clone();
                let fault = |reason| self.test_error(self.line_of(raw), &id, reason);
                self.claim_id(loader, &id, &file.topic).map_err(fault)?;
                flags.mark(&test.flags).map_err(fault)?;
                loader.suite.client.push(test.into_case(&group.credentials).map_err(fault)?);
            }
        }
        self.add_flags(loader, flags)
    }

    fn load_callback(self, loader: &mut Loader) -> Result<(), LoadError> {
        let file: CallbackFile = self.parse(self.text)?;
        self.check_topic("callback", &file.topic)?;
        let mut flags = FlagsInUse::new(file.flags);
        for group in file.groups {
            for raw in group.tests {
                let test: CallbackCaseJson = self.parse_test(raw)?;
                let id = test.id.clone();
                let fault = |reason| self.test_error(self.line_of(raw), &id, reason);
                self.claim_id(loader, &id, &file.topic).map_err(fault)?;
                flags.mark(&test.flags).map_err(fault)?;
                loader.suite.callback.push(test.into_case(&group.subscription).map_err(fault)?);
            }
        }
        self.add_flags_to(&mut loader.suite.callback_flags, flags)
    }

    /// The topic of a file in a folder names the folder and the file.
    fn check_topic(self, folder: &str, topic: &str) -> Result<(), LoadError> {
        let name = topic.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let stem = self.name.rsplit(['/', '\\']).next().and_then(|name| name.strip_suffix(".json"));
        if name.is_none() || stem != name {
            return Err(
                self.error(format!("the topic {topic:?} is not \"{folder}/\" and the file's name"))
            );
        }
        Ok(())
    }

    fn claim_id(self, loader: &mut Loader, id: &str, topic: &str) -> Result<(), String> {
        let name = id.strip_prefix(topic).and_then(|rest| rest.strip_prefix('/'));
        let is_name = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if !name.is_some_and(is_name) {
            return Err(format!(
                "the id is not \"{topic}/\" and a name of lower-case letters, digits and hyphens"
            ));
        }
        match loader.home_of.insert(id.to_owned(), self.name.to_owned()) {
            None => Ok(()),
            Some(home) => Err(format!("the id stands already in {home}")),
        }
    }

    fn add_flags(self, loader: &mut Loader, flags: FlagsInUse) -> Result<(), LoadError> {
        self.add_flags_to(&mut loader.suite.flags, flags)
    }

    fn add_flags_to(
        self,
        known: &mut BTreeMap<String, Flag>,
        flags: FlagsInUse,
    ) -> Result<(), LoadError> {
        let mut unused: Vec<_> =
            flags.explained.keys().filter(|name| !flags.used.contains(*name)).collect();
        if let Some(name) = unused.pop() {
            return Err(self.error(format!("the flag {name:?} is explained but no test has it")));
        }
        for (name, flag) in flags.explained {
            if let Some(other) = known.get(&name)
                && *other != flag
            {
                return Err(
                    self.error(format!("the flag {name:?} is explained otherwise in another file"))
                );
            }
            known.insert(name, flag);
        }
        Ok(())
    }

    fn parse<'t, T: Deserialize<'t>>(self, text: &'t str) -> Result<T, LoadError> {
        serde_json::from_str(text).map_err(|error| LoadError {
            file: self.name.to_owned(),
            line: Some(error.line()),
            test: None,
            reason: reason(&error),
        })
    }

    fn parse_test<T: Deserialize<'f>>(self, raw: &'f RawValue) -> Result<T, LoadError> {
        #[derive(Deserialize)]
        struct Named {
            id: String,
        }
        serde_json::from_str(raw.get()).map_err(|error| LoadError {
            file: self.name.to_owned(),
            line: Some(self.line_of(raw) + error.line() - 1),
            test: serde_json::from_str(raw.get()).ok().map(|Named { id }| id),
            reason: reason(&error),
        })
    }

    /// The line of the file on which a piece of it begins.
    fn line_of(self, raw: &RawValue) -> usize {
        let offset = raw.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        before.split(|&byte| byte == b'\n').count()
    }

    fn error(self, reason: impl Into<String>) -> LoadError {
        LoadError { file: self.name.to_owned(), line: None, test: None, reason: reason.into() }
    }

    fn test_error(self, line: usize, id: &str, reason: String) -> LoadError {
        LoadError {
            file: self.name.to_owned(),
            line: Some(line),
            test: Some(id.to_owned()),
            reason,
        }
    }
}

fn vector(mut test: Test, credentials: &Credentials) -> Result<Vector, String> {
    let stages = test.stages()?;
    let carried = test.request.header_value(header::SIGNATURE);
    let expectation = match test.result {
        TestResult::Valid => {
            let stages = stages.as_ref().ok_or("a valid test needs its stages")?;
            if carried != Some(stages.signature.as_ref()) {
                return Err("the request's X-TC-Signature is not the test's signature".to_owned());
            }
            Expectation::Valid
        }
        TestResult::Acceptable => {
            if stages.is_none() {
                return Err("an acceptable test needs its stages".to_owned());
            }
            let alternatives = test.alternatives.drain(..).map(AlternativeJson::into_alternative);
            Expectation::Acceptable(alternatives.collect::<Result<_, _>>()?)
        }
        TestResult::Invalid => {
            let error_code = test.error_code.ok_or("an invalid test needs its error_code")?;
            let mistakes = test.mistakes.take().ok_or("an invalid test needs its mistakes")?;
            if mistakes.is_empty() {
                return Err("an invalid test names at least one mistake".to_owned());
            }
            let other_error_codes = std::mem::take(&mut test.other_error_codes);
            for code in other_error_codes.iter().chain([&error_code]) {
                if !ErrorCode::ALL.iter().any(|known| known.code() == *code) {
                    return Err(format!("the error code {code} is not one the vendor documents"));
                }
            }
            let replayed = test.replayed;
            Expectation::Invalid { mistakes, error_code, other_error_codes, replayed }
        }
    };
    let is_acceptable = test.result == TestResult::Acceptable;
    let is_invalid = test.result == TestResult::Invalid;
    if !test.alternatives.is_empty() && !is_acceptable {
        return Err("only an acceptable test has alternatives".to_owned());
    }
    if !is_invalid
        && (test.mistakes.is_some()
            || test.error_code.is_some()
            || !test.other_error_codes.is_empty()
            || test.replayed)
    {
        return Err("only an invalid test has mistakes, error codes or a replay".to_owned());
    }
    let timestamp = test.request.header_value(header::TIMESTAMP).unwrap_or_default();
    let timestamp = str::from_utf8(timestamp).ok().and_then(|digits| digits.parse().ok());
    let sent_at = timestamp.unwrap_or_default();
    Ok(Vector {
        sent_at,
        now: test.now.unwrap_or(sent_at),
        id: test.id,
        comment: test.comment,
        flags: test.flags,
        credentials: credentials.clone(),
        request: test.request,
        stages,
        expectation,
    })
}

fn canonical_case(test: CanonicalTest) -> Result<CanonicalCase, String> {
    let string_to_sign: Result<_, serde_json::Error> =
        text_or_base64(test.string_to_sign, test.string_to_sign_base64, "string_to_sign");
    let string_to_sign = string_to_sign.map_err(|error| error.to_string())?;
    let expectation = match (test.header_string, string_to_sign, test.refused) {
        (Some(header_string), Some(string_to_sign), None) => {
            let header_string = header_string.0.into_bytes();
            CanonicalExpectation::Signed { header_string, string_to_sign }
        }
        (None, None, Some(refused)) => CanonicalExpectation::Refused(refused),
        _ => {
            return Err("a case has header_string and string_to_sign, or refused".to_owned());
        }
    };
    Ok(CanonicalCase {
        id: test.id,
        comment: test.comment,
        flags: test.flags,
        request: test.request,
        expectation,
    })
}

/// The flags a file explains, and which of them its tests have.
struct FlagsInUse {
    explained: BTreeMap<String, Flag>,
    used: BTreeSet<String>,
}

impl FlagsInUse {
    fn new(flags: Flags) -> Self {
        Self { explained: flags.0, used: BTreeSet::new() }
    }

    fn mark(&mut self, flags: &[String]) -> Result<(), String> {
        for flag in flags {
            if !self.explained.contains_key(flag) {
                return Err(format!("the flag {flag:?} is not explained in this file"));
            }
            self.used.insert(flag.clone());
        }
        Ok(())
    }
}

fn is_lower_hex(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
