//! The doctor: names the mistake behind a wrong signature, and proves it.
//!
//! Given a request as it was sent, with its signature, and the key, the doctor
//! searches the [recipes](crate::recipe) for one that makes this very
//! signature. What it reports is not a guess: applying the mistake gives the
//! same 88 characters.

mod advice;
mod composition;
mod cure;
mod deadline;
mod elsewhere;
mod explanation;
mod inspection;
mod left_to_check;
mod likely;
mod other_request;
mod outcomes;
mod printed;
mod report;
mod rewriting;
mod search;
mod sequence;
mod space;
mod task;

use std::time::Duration;

use crate::canonical::StringToSign;
use crate::credentials::Credentials;
use crate::error_code::ErrorCode;
use crate::recipe::Mistake;
use crate::request::{Request, header};
use crate::secrets::Secrets;
use crate::signature::Signature;
use crate::signer::Signer;

pub use crate::language::Language;
use advice::head_too_long;
pub use advice::{Advice, advise};
use composition::dress::Worn;
pub use composition::step::Side;
use composition::step::{self, side_of};
use composition::{Composed, Step};
pub use cure::{Cure, Stack};
use deadline::Deadline;
pub use deadline::Stopwatch;
use elsewhere::Elsewhere;
pub use explanation::{Detail, Explanation, Finding};
use inspection::Reading;
pub use likely::{Experiment, Likely};
pub use printed::{Part, Printed, PrintedPart, Standing};
pub use rewriting::rewritings;
pub use sequence::{Earlier, RequestMemory, Sequence};

/// Every mistake the doctor knows: those a recipe can have, and those of
/// signing another request than the one sent.
pub fn known_mistakes() -> impl Iterator<Item = &'static Mistake> {
    let composed = step::ALL.iter().map(|(mistake, _)| *mistake);
    other_request::MISTAKES.into_iter().chain(Mistake::all()).chain(composed)
}

/// No server takes a longer head; what is pasted as one is no request, and to
/// prepare the forms of it takes longer than any budget.
const LONGEST_HEAD_SEARCHED: usize = 64 << 10;

/// Recipes of up to so many mistakes are likelier than a composition of the
/// dearer kinds.
const CERTAIN: usize = 2;

/// How far to search, and what to search for besides the recipes.
#[derive(Clone, Debug)]
pub struct Doctor {
    max_mistakes: usize,
    budget: Duration,
    now: Option<u64>,
    near: u64,
    nonces: Option<u64>,
    other_accounts: Vec<Credentials>,
    intended: Option<Request<'static>>,
    signed_text: Option<Vec<u8>>,
    stack: Option<Stack>,
    read_from: String,
    has_compositions: bool,
    stopwatch: Stopwatch,
}

impl Default for Doctor {
    /// Three mistakes, two seconds, timestamps and nonces up to 300 from the
    /// one sent.
    fn default() -> Self {
        Self {
            max_mistakes: 3,
            budget: Duration::from_secs(2),
            now: None,
            near: 300,
            nonces: None,
            other_accounts: Vec::new(),
            intended: None,
            signed_text: None,
            stack: None,
            read_from: "request.txt".to_owned(),
            has_compositions: true,
            stopwatch: deadline::of_the_machine,
        }
    }
}

/// What the doctor found.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The outcome.
    pub verdict: Verdict,
    /// What is worth a look, whatever the verdict; not proven.
    pub advice: Vec<Advice>,
    /// The string to sign of the request as it was sent.
    pub expected: Vec<u8>,
    /// What was signed instead, where it is known.
    pub signed: Option<Vec<u8>>,
    /// How many different recipes were tried.
    pub recipes_tried: u64,
    /// Every recipe of up to so many mistakes was tried; `None` if time ran
    /// out before that could be said of any number.
    pub complete_up_to: Option<usize>,
    /// How many mistakes with the body were not tried, as it is too long to
    /// keep every form of it.
    pub bodies_left_out: usize,
    /// How long it took.
    pub elapsed: Duration,
    /// Time struck before the work was done: another machine may find more.
    pub is_cut_short: bool,
    /// Headers of the scheme that stand elsewhere, where nothing is explained.
    elsewhere: Vec<(&'static str, String)>,
    /// How the signature writes its digest, where that is wrong for certain.
    form: Option<Worn>,
    /// The right signature of the request as it was sent.
    right: Signature,
    /// What the request lets suppose where nothing is explained.
    likely: Vec<Likely>,
    has_searched_compositions: bool,
    /// What the caller's own code printed as the text it signs.
    printed: Option<Printed>,
    /// The language or library that cures are written for.
    stack: Option<Stack>,
    /// What the request was read from, to stand in a command.
    read_from: String,
    error_code: ErrorCode,
    secrets: Secrets,
}

/// The outcome of a diagnosis.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// Wrong, and explained: each of these makes the same signature, with as
    /// few mistakes as possible, the likeliest first.
    Invalid(Vec<Explanation>),
    /// Wrong, and nothing within the search explains it; or there is none.
    Unexplained,
    /// The signature is right.
    Valid,
}

impl Doctor {
    /// Tries recipes of up to this many mistakes.
    #[must_use]
    pub fn max_mistakes(self, max_mistakes: usize) -> Self {
        Self { max_mistakes, ..self }
    }

    /// Searches the recipes alone: what they explain can be followed for other
    /// requests too ([`Explanation::sign`]), what is composed cannot.
    #[must_use]
    pub fn recipes_only(self) -> Self {
        Self { has_compositions: false, ..self }
    }

    /// Stops searching after this time.
    #[must_use]
    pub fn budget(self, budget: Duration) -> Self {
        Self { budget, ..self }
    }

    /// Measures the budget by this stopwatch. Without it, by the machine's; where
    /// there is none (`wasm32-unknown-unknown`), no time ever passes.
    #[must_use]
    pub fn stopwatch(self, stopwatch: Stopwatch) -> Self {
        Self { stopwatch, ..self }
    }

    fn elapsed_since(&self, started: Duration) -> Duration {
        (self.stopwatch)().saturating_sub(started)
    }

    /// Advises on the timestamp by this clock, in UNIX seconds.
    #[must_use]
    pub fn clock(self, now: u64) -> Self {
        Self { now: Some(now), ..self }
    }

    /// Also tries timestamps and nonces up to this far from the one sent, in
    /// seconds and in number, where another one was signed. They are combined
    /// with one more mistake at most.
    #[must_use]
    pub fn near(self, distance: u64) -> Self {
        Self { near: distance, ..self }
    }

    /// At last tries every nonce up to this one as the one that was signed.
    /// Without it, this is done up to 999999 where the nonce sent has no more
    /// than six digits.
    #[must_use]
    pub fn nonces(self, largest: u64) -> Self {
        Self { nonces: Some(largest), ..self }
    }

    /// Accounts whose SecretId or SecretKey may have been taken by mistake; the
    /// one whose request is examined may be among them.
    #[must_use]
    pub fn other_accounts(self, accounts: Vec<Credentials>) -> Self {
        Self { other_accounts: accounts, ..self }
    }

    /// What the caller meant to send; it may be what was signed.
    #[must_use]
    pub fn intended(self, request: Request<'static>) -> Self {
        Self { intended: Some(request), ..self }
    }

    /// The text that the caller's own code printed as the one it signs.
    #[must_use]
    pub fn signed_text(self, text: Vec<u8>) -> Self {
        Self { signed_text: Some(text), ..self }
    }

    /// Shows cures in this language, or for this library. Without it, for the
    /// library that the User-Agent of a request names.
    #[must_use]
    pub fn code(self, stack: Stack) -> Self {
        Self { stack: Some(stack), ..self }
    }

    /// Names what requests are read from in the commands of reports.
    #[must_use]
    pub fn read_from(self, name: impl Into<String>) -> Self {
        Self { read_from: name.into(), ..self }
    }

    /// Examines requests in the order in which they were sent.
    pub fn sequence(&self) -> Sequence<'_> {
        Sequence::new(self)
    }

    /// Examines a request as it was sent, with its signature.
    pub fn examine(&self, request: &Request<'_>, credentials: &Credentials) -> Diagnosis {
        let started = (self.stopwatch)();
        let Some(elsewhere) = elsewhere::find(request, credentials.secret_id()) else {
            return self.examine_in_place(request, credentials, started);
        };
        let mut diagnosis = self.begun(request, credentials);
        self.examine_moved(elsewhere, request, credentials, started, &mut diagnosis);
        diagnosis
    }

    /// What can be said before anything is searched.
    fn begun(&self, request: &Request<'_>, credentials: &Credentials) -> Diagnosis {
        let parts = StringToSign::as_arrived(request);
        let mut secrets = Secrets::of_the_environment();
        for account in std::iter::once(credentials).chain(&self.other_accounts) {
            secrets.told(account.expose_secret_key());
        }
        let mut diagnosis = Diagnosis {
            verdict: Verdict::Valid,
            advice: advise(request, credentials, self.now),
            expected: parts.to_vec(),
            signed: None,
            recipes_tried: 1,
            complete_up_to: Some(0),
            bodies_left_out: 0,
            elapsed: Duration::ZERO,
            is_cut_short: false,
            elsewhere: Vec::new(),
            form: None,
            right: Signer::new(credentials.clone()).sign_parts(&parts),
            likely: Likely::of(request),
            has_searched_compositions: false,
            printed: None,
            stack: self.stack.or_else(|| Stack::of_user_agent(request.header_value("User-Agent")?)),
            read_from: self.read_from.clone(),
            error_code: ErrorCode::SignatureFailed,
            secrets,
        };
        if let Some(intended) = &self.intended {
            diagnosis.advice.extend(rewritings(intended, request));
        }
        let secret = credentials.expose_secret_key();
        if elsewhere::basic_holds(request, secret) {
            diagnosis.advice.insert(0, Advice::of(&step::KEY_EXPOSED));
        }
        if elsewhere::is_jwt_of(request, secret) {
            diagnosis.advice.insert(0, Advice::of(&step::JWT));
        }
        diagnosis
    }

    /// Examines a request whose headers stand where they belong, or nowhere.
    fn examine_in_place(
        &self,
        request: &Request<'_>,
        credentials: &Credentials,
        started: Duration,
    ) -> Diagnosis {
        let mut diagnosis = self.begun(request, credentials);
        let sent = request.header_value(header::SIGNATURE).unwrap_or_default();
        if elsewhere::is_no_signature(sent) {
            diagnosis.without_signature();
            return diagnosis;
        }
        let signature = sent;
        let printed = self
            .signed_text
            .as_ref()
            .map(|file| printed::examine(file, request, credentials, signature));
        let (printed, proof) = printed.unzip();
        diagnosis.printed = printed;
        if diagnosis.right.matches(signature) {
            diagnosis.judge_key(request, credentials, &self.other_accounts);
            diagnosis.elapsed = self.elapsed_since(started);
            return diagnosis;
        }
        if head_length(request) > LONGEST_HEAD_SEARCHED {
            diagnosis.verdict = Verdict::Unexplained;
            diagnosis.advice.insert(0, head_too_long());
        } else {
            let deadline = Deadline::new(self.stopwatch, started + self.budget);
            self.explain(request, credentials, signature, deadline, &mut diagnosis);
        }
        // The catalogue may have had a better name for it.
        if diagnosis.verdict == Verdict::Unexplained
            && let Some(explanation) = proof.flatten()
        {
            diagnosis.explained_by(vec![explanation], credentials);
        }
        diagnosis.elapsed = self.elapsed_since(started);
        diagnosis
    }

    /// Searches the likeliest places first: one step beyond the recipes, which
    /// may be the client's; recipes of two mistakes; texts of any composition;
    /// all recipes.
    fn explain(
        &self,
        request: &Request<'_>,
        credentials: &Credentials,
        signature: &[u8],
        deadline: Deadline,
        diagnosis: &mut Diagnosis,
    ) {
        diagnosis.verdict = Verdict::Unexplained;
        diagnosis.complete_up_to = None;
        let readings = inspection::inspect(signature);
        // What the form tells does not count.
        let free = readings.iter().map(Reading::mistakes).min().filter(|_| self.has_compositions);
        let free = free.unwrap_or(0);
        let form_of = |composed: &Composed| {
            let worn = composed.worn.as_ref()?;
            let reading = readings.iter().find(|reading| reading.digest == worn.digest)?;
            (reading.mistakes() <= 2).then_some(reading)
        };
        let space = (self.has_compositions && self.max_mistakes > 0)
            .then(|| composition::Space::new(request, credentials, signature))
            .flatten();
        if let Some(space) = &space {
            diagnosis.form = space.worn().first().filter(|worn| !worn.is_right()).cloned();
            let singles = space.singles();
            // What the caller meant to send is told by the recipes.
            if self.intended.is_none()
                && let Some(best) = singles.first()
                && (best.steps.is_empty()
                    || best.steps.iter().any(|step| {
                        side_of(step.mistake).is_some()
                            || step.mistake.id == other_request::TIMESTAMP.id
                    }))
            {
                let first = singles.into_iter().take(1).map(|composed| {
                    let form = form_of(&composed);
                    Explanation::composed(composed, form)
                });
                let mut explanations: Vec<Explanation> = first.collect();
                // The catalogue may have a name for it as well.
                let mut doctor = self.clone().max_mistakes(1.min(self.max_mistakes) + free);
                doctor.nonces = Some(0);
                let found = search::search(request, credentials, signature, &doctor, deadline);
                diagnosis.recipes_tried += found.tried;
                for other in found.explanations {
                    if !explanations.contains(&other) {
                        explanations.push(other);
                    }
                }
                diagnosis.explained_by(explanations, credentials);
                return;
            }
        }
        let search_recipes = |most: usize, diagnosis: &mut Diagnosis| {
            let mut doctor = self.clone().max_mistakes(most.min(self.max_mistakes) + free);
            // A million nonces take longer than what comes behind one mistake.
            if most < CERTAIN && most < self.max_mistakes {
                doctor.nonces = Some(0);
            }
            let found = search::search(request, credentials, signature, &doctor, deadline);
            diagnosis.recipes_tried += found.tried;
            // A search for which no time was left takes nothing back.
            if found.complete_up_to >= diagnosis.complete_up_to {
                diagnosis.complete_up_to = found.complete_up_to;
                diagnosis.bodies_left_out = found.bodies_left_out;
            }
            if !found.explanations.is_empty() {
                diagnosis.explained_by(found.explanations, credentials);
                return true;
            }
            false
        };
        let explained_by = |found: Vec<Composed>, diagnosis: &mut Diagnosis| {
            let explanations = found.into_iter().map(|composed| {
                let form = form_of(&composed);
                Explanation::composed(composed, form)
            });
            let explanations: Vec<_> = explanations.collect();
            let is_found = !explanations.is_empty();
            if is_found {
                diagnosis.explained_by(explanations, credentials);
            }
            is_found
        };
        let search_compositions = |costs, diagnosis: &mut Diagnosis| {
            let Some(space) = &space else { return false };
            let outcome = space.search(costs, deadline);
            diagnosis.recipes_tried += outcome.tried;
            diagnosis.is_cut_short |= outcome.is_cut_short;
            diagnosis.has_searched_compositions = costs == composition::DEAR;
            explained_by(outcome.found, diagnosis)
        };
        if search_recipes(1, diagnosis) {
            return;
        }
        let tc3 = space.as_ref().and_then(composition::Space::tc3);
        if explained_by(tc3.into_iter().collect(), diagnosis) {
            return;
        }
        let in_charsets = || {
            let found = space.as_ref().map(|space| space.in_other_charsets(deadline));
            found.unwrap_or_default()
        };
        if search_compositions(composition::CHEAP, diagnosis)
            || search_recipes(CERTAIN, diagnosis)
            || self.max_mistakes <= CERTAIN
            || explained_by(in_charsets(), diagnosis)
            || search_compositions(composition::DEAR, diagnosis)
        {
            return;
        }
        search_recipes(self.max_mistakes, diagnosis);
    }

    /// Headers of the scheme that stand elsewhere: that is the first finding,
    /// whatever else is wrong.
    fn examine_moved(
        &self,
        elsewhere: Elsewhere,
        request: &Request<'_>,
        credentials: &Credentials,
        started: Duration,
        diagnosis: &mut Diagnosis,
    ) {
        let Elsewhere { found, is_key_missing, moved } = elsewhere;
        let mut inner = self.examine_in_place(&moved, credentials, started);
        // It may have been signed empty, as it was sent.
        if is_key_missing && found.is_empty() && is_signed_right(request, credentials) {
            inner.verdict = Verdict::Valid;
        }
        // Where nothing was signed at all, the key is not what is wrong first.
        let is_key_missing = is_key_missing && inner.error_code != ErrorCode::BadParameters;
        diagnosis.expected = inner.expected;
        diagnosis.error_code = inner.error_code;
        // A key may have been found in it in another charset.
        diagnosis.secrets = inner.secrets;
        let of_search = |advice: &Advice| advice.id == head_too_long().id;
        diagnosis.advice.splice(0..0, inner.advice.into_iter().filter(of_search));
        diagnosis.signed = inner.signed;
        diagnosis.recipes_tried = inner.recipes_tried;
        diagnosis.complete_up_to = inner.complete_up_to;
        diagnosis.bodies_left_out = inner.bodies_left_out;
        diagnosis.form = inner.form;
        diagnosis.right = inner.right;
        diagnosis.printed = inner.printed;
        diagnosis.has_searched_compositions = inner.has_searched_compositions;
        diagnosis.is_cut_short = inner.is_cut_short;
        let explained = |mut explanation: Explanation| {
            if is_key_missing {
                explanation = explanation.also_of(Step::of(&step::KEY_MISSING));
            }
            if found.is_empty() { explanation } else { explanation.also_elsewhere(found.clone()) }
        };
        if is_key_missing && inner.verdict != Verdict::Unexplained {
            diagnosis.advice.retain(|advice| advice.id != step::KEY_MISSING.id);
        }
        diagnosis.verdict = match inner.verdict {
            Verdict::Valid => {
                Verdict::Invalid(vec![explained(Explanation::plain(diagnosis.expected.clone()))])
            }
            Verdict::Invalid(explanations) => {
                for explanation in &explanations {
                    diagnosis.advice.retain(|advice| {
                        explanation.mistakes().all(|mistake| mistake.id != advice.id)
                    });
                }
                Verdict::Invalid(explanations.into_iter().map(explained).collect())
            }
            Verdict::Unexplained => {
                diagnosis.elsewhere = found;
                Verdict::Unexplained
            }
        };
        diagnosis.elapsed = self.elapsed_since(started);
    }
}

/// Whether the signature of a request is that of this account, whatever else is
/// wrong with it.
pub fn is_signed_right(request: &Request<'_>, credentials: &Credentials) -> bool {
    request.header_value(header::SIGNATURE).is_some_and(|signature| {
        Signer::new(credentials.clone())
            .sign_parts(&StringToSign::as_arrived(request))
            .matches(signature)
    })
}

/// A text without any `SecretKey` of these accounts or of the environment
/// (`TMSIG_SECRET_KEY`), in whatever form they stand there. For what a program
/// says of an input that it could not read.
pub fn redact(text: &str, accounts: &[Credentials]) -> String {
    let mut secrets = Secrets::of_the_environment();
    for account in accounts {
        secrets.told(account.expose_secret_key());
    }
    secrets.redact_text(text)
}

/// Request line and headers, in bytes on the wire.
fn head_length(request: &Request<'_>) -> usize {
    // Spaces and version; ": " and a line end.
    let line = request.method_bytes().len() + request.uri_bytes().len() + 12;
    line + request.headers().map(|(name, value)| name.len() + value.len() + 4).sum::<usize>()
}

impl Diagnosis {
    /// Keeps no more than so many bytes of each text that was or had to be
    /// signed.
    #[cfg(feature = "server")]
    pub(crate) fn shorten(&mut self, longest: usize) {
        // Half a key at the end would not be known for one any more.
        let shorten = |text: &mut Vec<u8>| {
            if text.len() > longest {
                *text = self.secrets.redact_start(text, longest).into_bytes();
            }
        };
        shorten(&mut self.expected);
        self.signed.as_mut().map(shorten);
        if let Verdict::Invalid(explanations) = &mut self.verdict {
            explanations.iter_mut().map(Explanation::signed_mut).for_each(shorten);
        }
    }

    /// What would tell more than anything else.
    fn experiment(&self) -> Experiment {
        match &self.printed {
            Some(printed) if printed.standing == Standing::Right => Experiment::Key,
            _ => Experiment::after(&self.likely),
        }
    }

    /// There is nothing to search for; what was sent in its place tells why.
    fn without_signature(&mut self) {
        let causes = [&step::KEY_EXPOSED, &step::JWT, &step::OAUTH, &step::SIGNATURE_MISSING];
        let is_advised = |id: &str| self.advice.iter().any(|advice| advice.id == id);
        let cause = causes.into_iter().find(|cause| is_advised(cause.id));
        let cause = cause.unwrap_or(&step::SIGNATURE_MISSING);
        // They are more than advice now.
        self.advice.retain(|advice| causes.iter().all(|cause| cause.id != advice.id));
        self.error_code = ErrorCode::BadParameters;
        let step = Step::of(cause);
        self.verdict =
            Verdict::Invalid(vec![Explanation::plain(self.expected.clone()).also_of(step)]);
    }

    /// A right signature is refused all the same if X-TC-Key is not the
    /// SecretId: the server finds no key for it.
    fn judge_key(
        &mut self,
        request: &Request<'_>,
        credentials: &Credentials,
        others: &[Credentials],
    ) {
        let sent = request.header_value(header::KEY).unwrap_or_default();
        let own = credentials.secret_id().as_bytes();
        let is_of_another = others.iter().any(|other| other.secret_id().as_bytes() == sent);
        if sent.is_empty() || own.is_empty() || sent == own || is_of_another {
            return;
        }
        self.error_code = ErrorCode::UnknownCredentials;
        // It is more than advice now.
        self.advice.retain(|advice| advice.id != "key-other");
        if self.secrets.are_in(sent) {
            self.advice.insert(0, Advice::of(&step::KEY_EXPOSED));
        }
        let step = Step::with(&step::CREDENTIALS_OTHER, own, sent);
        let composed = Composed {
            steps: vec![step],
            layout: None,
            worn: None,
            signed: self.expected.clone(),
            cost: 0.0,
        };
        self.verdict = Verdict::Invalid(vec![Explanation::composed(composed, None)]);
    }

    fn explained_by(&mut self, explanations: Vec<Explanation>, credentials: &Credentials) {
        // A key that was signed can stand there in the charset that was used.
        for explanation in explanations.iter().take(1) {
            self.secrets.told(&explanation.encoded_key(credentials));
        }
        // A key that was put into the request may stand in the signed text in
        // any dress: escaped, encoded, in lower case.
        let holds_key = self.secrets.are_in(&self.expected);
        self.signed = explanations
            .first()
            .filter(|_| !holds_key)
            .map(|explanation| explanation.signed().to_vec())
            .filter(|signed| *signed != self.expected);
        self.verdict = if explanations.is_empty() {
            Verdict::Unexplained
        } else {
            Verdict::Invalid(explanations)
        };
    }
}
