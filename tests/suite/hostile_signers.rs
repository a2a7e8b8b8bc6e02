//! Signers that crash, hang, babble or leave processes behind: a fault costs
//! the request it happened on, is called by its name, and takes nothing else
//! down.

use std::fs;

use serde_json::Value;

use crate::cli::command::{Ran, Tmsig};
use crate::cli::vector_files::{VectorJson, topic};

const HOSTILE: &str = "tests/suite/signers/hostile.py";
const ONE_SHOT: &str = "tests/suite/signers/one_shot.py";
/// The vector on whose request `hostile.py` misbehaves.
const CHOSEN: &str = "query/plus";

// ---- One fault on one request --------------------------------------------------------------------

#[test]
fn a_crash_is_told_with_exit_code_and_last_words() {
    let reason = errs_on_the_chosen_alone("crash");
    assert_contains(&reason, "exit status: 3");
    assert_contains(&reason, "Traceback: KeyError: 'keyword'");
}

#[cfg(unix)]
#[test]
fn a_signal_is_told() {
    assert_contains(&errs_on_the_chosen_alone("killed"), "signal: 9 (SIGKILL)");
}

#[test]
fn a_hang_is_told_with_how_long_was_waited() {
    assert_contains(&errs_on_the_chosen_alone("hang"), "no answer within 2s");
}

#[test]
fn a_line_that_is_no_answer_is_shown() {
    let reason = errs_on_the_chosen_alone("garbage");
    assert_contains(&reason, "not a JSON object");
    assert_contains(&reason, r#""Segmentation fault""#);
}

#[test]
fn a_line_before_the_answer_is_shown_and_not_taken_for_the_next_answer() {
    let reason = errs_on_the_chosen_alone("garbage-before");
    assert_contains(&reason, r#""DEBUG signing a request""#);
}

#[test]
fn a_line_behind_the_answer_is_noticed_at_once() {
    let reason = errs_on_the_chosen_alone("garbage-after");
    assert_contains(&reason, "something was printed behind the answer");
    assert_contains(&reason, r#""DEBUG signed a request""#);
}

#[test]
fn the_answer_to_another_request_is_not_taken() {
    let reason = errs_on_the_chosen_alone("wrong-seq");
    assert_contains(&reason, "the answer's seq is not the one that was asked");
    assert_contains(&reason, "999999");
    assert_contains(&errs_on_the_chosen_alone("previous-seq"), "late, or given twice");
    assert_contains(&errs_on_the_chosen_alone("no-seq"), "the answer has no seq");
}

/// Which is noticed only when the next request was asked, and is no fault of
/// that one.
#[test]
fn a_second_answer_is_put_down_to_the_request_that_was_answered_twice() {
    let reason = errs_on_the_chosen_alone("answers-twice");
    assert_contains(&reason, "answered twice; the second answer is");
    // Nothing is asked behind it.
    let report = judge("answers-twice", &["--filter", CHOSEN]).exits(1).json();
    assert_contains(report["tests"][0]["reason"].as_str().unwrap(), "answered twice");
}

#[test]
fn binary_output_is_shown_with_escapes() {
    let reason = errs_on_the_chosen_alone("binary");
    assert_contains(&reason, r#""\0\u{1}\u{7f}\x80\xfe\xff\u{1b}[2J""#);
}

#[test]
fn a_line_without_end_is_given_up_and_shown_in_part() {
    let reason = errs_on_the_chosen_alone("endless-line");
    assert_contains(&reason, "a line without end was printed");
    assert_contains(&reason, "\"xxxx");
    assert!(reason.len() < 1000, "{} bytes are no short report", reason.len());
}

#[test]
fn an_empty_line_is_no_answer() {
    let reason = errs_on_the_chosen_alone("empty-line");
    assert_contains(&reason, "not a JSON object");
    assert_contains(&reason, r#"it printed """#);
}

#[test]
fn half_an_answer_is_no_answer() {
    assert_contains(&errs_on_the_chosen_alone("half-a-line"), "not a JSON object");
}

#[test]
fn a_signer_that_closes_its_stdout_and_lives_on_is_ended() {
    let reason = errs_on_the_chosen_alone("closes-stdout");
    assert_contains(&reason, "closed its output (and went on running)");
}

#[test]
fn an_answer_of_error_is_an_error_and_not_a_failure() {
    let reason = errs_on_the_chosen_alone("error");
    assert_contains(&reason, r#"the error "no account "acme"""#);
    let reason = errs_on_the_chosen_alone("error-without-seq");
    assert_contains(&reason, "cannot parse the line");
}

#[test]
fn an_answer_that_is_not_as_agreed_is_an_error() {
    assert_contains(&errs_on_the_chosen_alone("signature-is-number"), "signature is not a string");
    for mode in ["signature-is-null", "signature-and-error", "signature-and-skip"] {
        let reason = errs_on_the_chosen_alone(mode);
        assert_contains(&reason, "exactly one of signature, skip and error");
    }
}

/// What the reader is to compare must not look the same.
#[test]
fn quotes_around_the_signature_are_seen() {
    let report = judge("quoted-signature", &[]).exits(1).json();
    let tests = report["tests"].as_array().unwrap();
    let chosen = tests.iter().find(|test| test["id"] == CHOSEN).unwrap();
    assert_eq!(chosen["outcome"], "failed");
    assert_ne!(chosen["got"], chosen["expected"]);
}

#[test]
fn an_answer_of_skip_is_counted_apart_and_does_not_keep_from_conforming() {
    let report = judge("skip", &[]).exits(0).json();
    assert_eq!(passed_but(&report, &[CHOSEN]), [("skipped", "a plus is beyond this signer")]);
}

#[test]
fn skipping_everything_is_not_conforming() {
    let report = judge("skips-everything", &[]).exits(1).json();
    assert_eq!(report["counts"]["skipped"], topic("query").len());
    assert_eq!(report["conforms"], false);
}

#[test]
fn a_flooded_stderr_blocks_nobody() {
    let report = judge("stderr-flood", &[]).exits(0).json();
    passed_but(&report, &[]);
}

#[test]
fn lines_may_end_in_cr_lf() {
    let report = judge("crlf", &[]).exits(0).json();
    passed_but(&report, &[]);
}

// ---- Deaths and restarts -------------------------------------------------------------------------

#[test]
fn a_signer_that_dies_every_so_often_is_started_again_every_time() {
    let report = judge_with("dies-after", &["10"], &[]).exits(1).json();
    // Ten answers, the first of them to the smoke request; then one request that finds nobody.
    let orphaned: Vec<_> =
        topic("query").into_iter().map(|vector| vector.id).skip(9).step_by(11).collect();
    let orphaned: Vec<_> = orphaned.iter().map(String::as_str).collect();
    for (outcome, reason) in passed_but(&report, &orphaned) {
        assert_eq!(outcome, "errored");
        assert_contains(reason, "closed its output (exit status: 0)");
    }
}

#[test]
fn a_signer_that_does_not_start_again_is_given_up_after_three_tries() {
    let folder = tempfile::tempdir().unwrap();
    let starts = folder.path().join("starts");
    let report = judge_with("given-up", &[starts.to_str().unwrap()], &[]).exits(1).json();

    let ids: Vec<_> = topic("query").into_iter().map(|vector| vector.id).collect();
    let from = ids.iter().position(|id| id == CHOSEN).unwrap();
    let lost: Vec<_> = ids[from..].iter().map(String::as_str).collect();
    let reasons = passed_but(&report, &lost);
    assert!(reasons.iter().all(|(outcome, _)| *outcome == "errored"), "{reasons:#?}");
    assert_contains(reasons[0].1, "closed its output");
    for (_, reason) in &reasons[1..4] {
        assert_contains(reason, "could not be started again");
        assert_contains(reason, "exit status: 7");
        assert_contains(reason, "the licence server is gone");
    }
    for (_, reason) in &reasons[4..] {
        assert_contains(reason, "could not be started again, 3 times in a row");
    }
    assert_eq!(fs::read(starts).unwrap().len(), 1 + 3, "the first start and three more");
}

/// Two ways to fill the pipe to a signer that does not read: one large body,
/// and many requests under way at once.
#[test]
fn a_signer_that_does_not_read_does_not_block_the_run() {
    for id in ["body/ascii-64-kib", "accumulated/100"] {
        let arguments =
            ["test", "--format=json", "--timeout=2s", "--filter", id, "--", "python3", HOSTILE];
        let ran = Tmsig::new(arguments.iter().copied().chain(["deaf"])).run();
        let report = ran.exits(1).json();
        assert_eq!(report["counts"]["errored"], 1);
        assert_contains(report["tests"][0]["reason"].as_str().unwrap(), "no answer within 2s");
    }
}

// ---- The first exchange --------------------------------------------------------------------------

#[test]
fn a_broken_adapter_is_told_apart_from_a_wrong_signer() {
    let bare = r#"{"op":"start","version":1}"#;
    let faults: &[(&str, &[&str])] = &[
        ("hello-silent-exit", &["exit status: 0", "without a word"]),
        ("hello-crash", &["exit status: 1", "ImportError: no module named acme"]),
        ("hello-garbage", &[bare, r#""Python 3.11 \u{1b}[1mready\xff""#]),
        ("hello-version-2", &["version 2 of the protocol", r#""version": 2"#]),
        ("hello-no-sign", &[r#"ops do not contain "sign""#, r#""ops": ["call"]"#]),
        ("hello-hang", &[bare, "within 2s", "flushed"]),
        ("hello-unflushed", &[bare, "within 2s", "flushed"]),
        ("smoke-error", &["the simplest request", "no such account"]),
        ("smoke-skip", &["the simplest request", "never on Mondays"]),
        ("smoke-hang", &["no answer within 2s"]),
        ("smoke-crash", &["exit status: 4"]),
    ];
    for (mode, words) in faults {
        // Only what hangs at the start may be given little time to start.
        let start_timeout = match *mode {
            "hello-hang" | "hello-unflushed" => "--start-timeout=2s",
            _ => "--start-timeout=60s",
        };
        judge(mode, &[start_timeout]).complains(&["the adapter is broken: "]).complains(words);
    }
}

#[test]
fn a_command_that_does_not_exist_is_named() {
    Tmsig::new(["test", "--", "./no-such-signer"]).run().complains(&[
        "the adapter is broken",
        "./no-such-signer",
        "could not be started",
    ]);
}

// ---- The SecretKey -------------------------------------------------------------------------------

#[test]
fn a_key_that_the_signer_prints_is_in_no_report() {
    for mode in [
        "tells-key-on-stdout",
        "tells-key-on-stderr",
        "tells-key-in-error",
        "tells-key-in-skip",
        "tells-key-in-signature",
        "tells-key-in-stages",
        "tells-key-as-seq",
    ] {
        let ran = judge(mode, &["--filter=credentials/id-with-*"]).exits(1);
        assert_tells_no_key(&ran);
        assert_contains(&ran.stdout, "[REDACTED]");
    }
}

#[test]
fn a_key_that_the_signer_prints_is_in_no_format_of_the_report() {
    for format in ["text", "json", "junit", "markdown"] {
        let ran = Tmsig::new(["test", "--filter=credentials/id-with-*", "--format", format, "--"])
            .with_signer("tells-key-in-error", &[])
            .exits(1);
        assert_tells_no_key(&ran);
        assert_contains(&ran.stdout, "REDACTED");
    }
}

/// Reports show some characters with escapes; a key is a key in that form too.
#[test]
fn a_key_of_unusual_characters_is_in_no_report() {
    let report = judge("tells-key-in-error", &["--filter=credentials/key-*"]).exits(1).json();
    let vectors = topic("credentials");
    for test in report["tests"].as_array().unwrap() {
        let vector = vectors.iter().find(|vector| test["id"] == *vector.id).unwrap();
        // A key of a few characters is part of every text.
        if vector.secret_key.len() >= 8 {
            assert_contains(test["reason"].as_str().unwrap(), "cannot sign with [REDACTED]");
        }
    }
}

/// The end of stderr also holds what was printed for earlier requests, which
/// may be of other accounts.
#[test]
fn a_key_of_an_earlier_request_is_in_no_report() {
    let options = ["--filter=credentials/key-bas*", "--filter=credentials/key-hex*"];
    let ran = judge("tells-key-on-stderr-of-each", &options).exits(1);
    assert_tells_no_key(&ran);
}

/// Only the last so many bytes of stderr are shown, wherever in a key that
/// cut falls.
#[test]
fn half_a_key_is_in_no_report() {
    let key = topic("method")[0].secret_key.clone();
    let second_half = &key[key.len() / 2..];
    for behind in [384, 784, 2032] {
        let behind = behind.to_string();
        let options = ["--filter=method/get-meeting"];
        let ran = judge_with("tells-key-across-the-cut", &[&behind], &options).exits(1);
        assert!(!ran.stdout.contains(second_half), "{behind} bytes behind: {ran:#?}");
    }
}

/// The user's own account is not that of the vectors: a signer has no need of
/// it, and finds it elsewhere all the same.
#[test]
fn the_users_own_account_is_not_told_to_a_signer_and_in_no_report() {
    const KEY: &str = "SKusersOwn7Qz4Wn1Xv8Yb5Nc2Lk9Jh";
    let own =
        |tmsig: Tmsig| tmsig.env("TMSIG_SECRET_ID", "AKIDusersOwn").env("TMSIG_SECRET_KEY", KEY);
    let ran = own(query_run(&["--filter=method/get-meeting"]))
        .with_signer("tells-key-and-environment", &[KEY])
        .exits(1);
    assert_contains(&ran.stdout, "the environment: {} [REDACTED]");
    assert!(!ran.stdout.contains(KEY) && !ran.stderr.contains(KEY), "{ran:#?}");
    for mode in ["hello-tells", "hello-tells-without-end"] {
        let ran = own(query_run(&[])).with_signer(mode, &[KEY]).exits(2);
        assert_contains(&ran.stderr, "[REDACTED]");
        assert!(!ran.stdout.contains(KEY) && !ran.stderr.contains(KEY), "{ran:#?}");
    }
}

#[track_caller]
fn assert_tells_no_key(ran: &Ran) {
    for vector in topic("credentials") {
        let VectorJson { id, secret_key, .. } = vector;
        let told = [&ran.stdout, &ran.stderr].iter().any(|output| output.contains(&secret_key));
        assert!(!told || secret_key.len() < 8, "{secret_key:?} of {id}: {ran:#?}");
    }
}

// ---- One process per request ---------------------------------------------------------------------

#[test]
fn each_signs_with_a_process_of_its_own() {
    let report = judge_each("correct").exits(0).json();
    assert_eq!(report["counts"]["passed"], 6);
    assert_eq!(report["counts"]["failed"], 0);
}

#[test]
fn each_forgives_how_a_line_ends() {
    for mode in ["crlf", "without-newline"] {
        judge_each(mode).exits(0);
    }
}

#[test]
fn each_tells_a_wrong_signature_from_no_signature() {
    let failures: &[(&str, &str, &[&str])] = &[
        ("wrong", "failed", &["a signature is standard base64"]),
        ("fails", "errored", &["exit status: 5", "ValueError: plus"]),
        ("two-lines", "errored", &["more than the bare signature", "DEBUG signing"]),
        ("three-lines", "errored", &["more than"]),
        ("silent", "errored", &["it printed nothing"]),
        ("not-text", "errored", &[r#""\xff\xfe""#, "not text"]),
        ("hang-after-closing-stdout", "errored", &["went on running"]),
    ];
    for (mode, outcome, words) in failures {
        let report = judge_each(mode).exits(1).json();
        for test in report["tests"].as_array().unwrap() {
            if test["id"] != CHOSEN {
                assert_eq!(test["outcome"], "passed", "{mode}: {test:#}");
                continue;
            }
            assert_eq!(test["outcome"], *outcome, "{mode}: {test:#}");
            for word in *words {
                assert_contains(test["reason"].as_str().unwrap(), word);
            }
        }
    }
}

/// The given timeout is of the whole process; it is a generous one, as it has to start.
#[test]
fn each_gives_up_a_process_that_hangs() {
    let timeouts = ["--timeout=2s", "--filter", CHOSEN];
    let arguments = ["test", "--each", "--format=json"].iter().chain(&timeouts);
    let ran = Tmsig::new(arguments.chain(&["--", "python3", ONE_SHOT, "hang"])).run();
    let report = ran.exits(1).json();
    assert_eq!(report["counts"]["errored"], 1);
    assert_contains(report["tests"][0]["reason"].as_str().unwrap(), "no end within 2s");
}

// ---- How the run goes ----------------------------------------------------------------------------

#[test]
fn several_jobs_make_the_same_report() {
    let report = |jobs| {
        let mut report = judge("crash", &[jobs]).exits(1).json();
        report.as_object_mut().unwrap().remove("elapsed_ms").unwrap();
        report
    };
    assert_eq!(report("--jobs=1"), report("--jobs=4"));
}

#[test]
fn fail_fast_stops_after_the_first_fault() {
    let report = judge("crash", &["--fail-fast"]).exits(1).json();
    let ids: Vec<_> = topic("query").into_iter().map(|vector| vector.id).collect();
    let chosen = ids.iter().position(|id| id == CHOSEN).unwrap();
    let tests = report["tests"].as_array().unwrap();
    assert!(tests.iter().map(|test| test["id"].as_str().unwrap()).eq(&ids[..=chosen]));
    assert_eq!(tests[chosen]["outcome"], "errored");
    assert_eq!(report["not_run"], ids.len() - chosen - 1);
}

// ---- Helpers -------------------------------------------------------------------------------------

impl Tmsig {
    fn with_signer(self, mode: &str, extra: &[&str]) -> Ran {
        self.arguments(["python3", HOSTILE, mode]).arguments(extra).run()
    }
}

/// The vectors of the topic `query`, put to `hostile.py`.
fn judge(mode: &str, options: &[&str]) -> Ran {
    judge_with(mode, &[], options)
}

fn judge_with(mode: &str, extra: &[&str], options: &[&str]) -> Ran {
    query_run(options).with_signer(mode, extra)
}

fn query_run(options: &[&str]) -> Tmsig {
    let tmsig = Tmsig::new(["test", "--format=json", "--timeout=2s"]).arguments(options);
    let is_filtered = options.iter().any(|option| option.starts_with("--filter"));
    let tmsig = if is_filtered { tmsig } else { tmsig.arguments(["--filter=query/*"]) };
    tmsig.arguments(["--"])
}

/// Six of the vectors of the topic `query`, the chosen one among them, put to
/// `one_shot.py`.
fn judge_each(mode: &str) -> Ran {
    let arguments = ["test", "--each", "--format=json", "--filter=plus-and-space"];
    Tmsig::new(arguments.iter().chain(&["--", "python3", ONE_SHOT, mode])).run()
}

/// Why the chosen vector errs. All others must pass.
#[track_caller]
fn errs_on_the_chosen_alone(mode: &str) -> String {
    let report = judge(mode, &[]).exits(1).json();
    let not_passed = passed_but(&report, &[CHOSEN]);
    assert_eq!(not_passed[0].0, "errored", "{not_passed:#?}");
    not_passed[0].1.to_owned()
}

/// Outcome and reason of each of these ids, of the topic `query`. All other
/// ids of that topic must have passed, and no others be there.
#[track_caller]
fn passed_but<'r>(report: &'r Value, ids: &[&str]) -> Vec<(&'r str, &'r str)> {
    let tests = report["tests"].as_array().unwrap();
    let expected = topic("query").into_iter().map(|vector| vector.id);
    assert!(expected.eq(tests.iter().map(|test| test["id"].as_str().unwrap())));
    let (passed, not_passed): (Vec<_>, Vec<_>) =
        tests.iter().partition(|test| test["outcome"] == "passed");
    let not_passed_ids: Vec<_> =
        not_passed.iter().map(|test| test["id"].as_str().unwrap()).collect();
    assert_eq!(not_passed_ids, ids, "{not_passed:#?}");
    assert_eq!(report["counts"]["passed"], passed.len());
    assert_eq!(report["not_run"], 0);
    not_passed
        .iter()
        .map(|test| (test["outcome"].as_str().unwrap(), test["reason"].as_str().unwrap()))
        .collect()
}

#[track_caller]
fn assert_contains(text: &str, part: &str) {
    assert!(text.contains(part), "no {part:?} in {text:?}");
}

/// What is left running is looked up in `/proc`.
#[cfg(target_os = "linux")]
mod nothing_lives_on {
    use std::fs::{self, File};
    use std::io::{BufRead as _, BufReader};
    use std::process::Command;
    use std::thread;

    use super::{CHOSEN, HOSTILE, ONE_SHOT, assert_contains, judge_with, passed_but};
    use crate::cli::command::{Ran, Tmsig};
    use crate::cli::vector_files::topic;

    #[test]
    fn what_the_signer_started_is_ended_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().to_str().unwrap();
        let report = judge_with("leaves-orphan", &[mark], &[]).exits(0).json();
        passed_but(&report, &[]);
        assert!(folder.path().join("started").exists());
        assert_no_process_has_argument(mark);
    }

    #[test]
    fn a_process_that_keeps_the_stdout_of_a_dead_signer_open_costs_one_request() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().to_str().unwrap();
        let report = judge_with("orphan-holds-stdout", &[mark], &[]).exits(1).json();
        let reasons = passed_but(&report, &[CHOSEN]);
        assert_contains(reasons[0].1, "closed its output (exit status: 0)");
        assert!(folder.path().join("started").exists());
        assert_no_process_has_argument(mark);
    }

    #[test]
    fn a_crash_is_told_though_a_process_of_another_group_holds_stdout() {
        let (_folder, fifo) = fifo();
        let open = File::options().read(true).write(true).open(&fifo).unwrap();
        // Longer than the test may take.
        let options = ["--timeout=3000s", "--filter=query/*"];
        let ran = Tmsig::new(["test", "--format=json"])
            .arguments(options)
            .arguments(["--"])
            .with_signer("crash-with-an-heir", &[&fifo]);
        drop(open);
        let report = ran.exits(1).json();
        let reasons = passed_but(&report, &[CHOSEN]);
        assert_contains(reasons[0].1, "closed its output (exit status: 3)");
    }

    #[test]
    fn ctrl_c_prints_what_was_found_and_ends_the_signer() {
        let (_folder, fifo) = fifo();
        let ran = interrupt_when_told(&fifo, "hang-after-telling").exits(130);
        let report = ran.json();
        assert_eq!(report["interrupted"], true);
        assert_eq!(report["conforms"], false);

        let before: Vec<_> = topic("query")
            .into_iter()
            .map(|vector| vector.id)
            .take_while(|id| id != CHOSEN)
            .collect();
        let tests = report["tests"].as_array().unwrap();
        assert!(tests.iter().all(|test| test["outcome"] == "passed"), "{ran:#?}");
        assert!(tests.iter().map(|test| test["id"].as_str().unwrap()).eq(&before));
        assert_eq!(report["not_run"], topic("query").len() - before.len());
        assert_no_process_has_argument(&fifo);
    }

    #[test]
    fn ctrl_c_while_the_signer_starts_is_not_the_signers_fault() {
        let (_folder, fifo) = fifo();
        let ran = interrupt_when_told(&fifo, "hello-hang-after-telling").exits(130);
        assert!(!ran.stderr.contains("the adapter is broken"), "{ran:#?}");
        assert_no_process_has_argument(&fifo);
    }

    #[test]
    fn each_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().to_str().unwrap();
        let arguments = ["test", "--each", "--filter", CHOSEN, "--", "python3", ONE_SHOT];
        Tmsig::new(arguments.iter().chain(&["leaves-orphan", mark])).run().exits(0);
        assert!(folder.path().join("started").exists());
        assert_no_process_has_argument(mark);
    }

    /// A named pipe, through which a signer tells the test how far it got.
    fn fifo() -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fifo").to_str().unwrap().to_owned();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        (folder, path)
    }

    /// Starts a run and sends it SIGINT when the signer writes to the FIFO.
    fn interrupt_when_told(fifo: &str, mode: &str) -> Ran {
        // No time limit may end the run before Ctrl-C does.
        let run = Tmsig::new(["test", "--format=json", "--timeout=1h", "--start-timeout=1h"])
            .arguments(["--filter=query/*", "--", "python3", HOSTILE, mode, fifo])
            .start();
        let mut told = String::new();
        BufReader::new(File::open(fifo).unwrap()).read_line(&mut told).unwrap();
        assert_eq!(told, "here\n");
        let kill = Command::new("kill").args(["-INT", &run.id().to_string()]).status();
        assert!(kill.unwrap().success());
        run.wait_with_output().unwrap().into()
    }

    /// A process that was sent SIGKILL is gone soon, not at once.
    #[track_caller]
    fn assert_no_process_has_argument(mark: &str) {
        const LOOKS: usize = 1000;
        let mut left = Vec::new();
        for _ in 0..LOOKS {
            left = processes_with_argument(mark);
            if left.is_empty() {
                return;
            }
            thread::yield_now();
        }
        panic!("still running: {left:?}");
    }

    fn processes_with_argument(mark: &str) -> Vec<String> {
        fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| fs::read(entry.ok()?.path().join("cmdline")).ok())
            .map(|arguments| String::from_utf8_lossy(&arguments).replace('\0', " "))
            .filter(|arguments| arguments.contains(mark))
            .collect()
    }
}
