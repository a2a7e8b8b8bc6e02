//! Runs the `tmsig` binary as its users do.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// One run of `tmsig` that is yet to be started.
pub(crate) struct Tmsig {
    command: Command,
    stdin: Vec<u8>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Tmsig {
    /// With these arguments, and nothing of the caller's environment that would
    /// change the outcome.
    pub(crate) fn new<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tmsig"));
        command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
        for name in [
            "TMSIG_SECRET_ID",
            "TMSIG_SECRET_KEY",
            "TMSIG_APP_ID",
            "TMSIG_SDK_ID",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "COLUMNS",
            "NO_COLOR",
        ] {
            command.env_remove(name);
        }
        // No __pycache__ beside the signers.
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        Self { command, stdin: Vec::new() }
    }

    pub(crate) fn arguments<A: AsRef<OsStr>>(
        mut self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn in_folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = text.into();
        self
    }

    /// For a test that acts while it runs.
    pub(crate) fn start(self) -> Child {
        self.start_into(Stdio::piped())
    }

    fn start_into(mut self, stdout: Stdio) -> Child {
        self.command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped()).spawn().unwrap()
    }

    pub(crate) fn run(self) -> Ran {
        self.run_into(Stdio::piped())
    }

    pub(crate) fn run_into(mut self, stdout: impl Into<Stdio>) -> Ran {
        let stdin = std::mem::take(&mut self.stdin);
        let mut child = self.start_into(stdout.into());
        // A command that does not read its input has closed it; that is its right.
        let _unread = child.stdin.take().unwrap().write_all(&stdin);
        child.wait_with_output().unwrap().into()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// The same, after checking the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// The same, after checking that the error says these words and that
    /// nothing was printed as a result.
    #[track_caller]
    pub(crate) fn complains(self, words: &[&str]) -> Self {
        let ran = self.exits(2);
        assert_eq!(ran.stdout, "", "{ran:#?}");
        assert!(!ran.stderr.contains("panicked"), "{ran:#?}");
        for word in words {
            assert!(ran.stderr.contains(word), "no {word:?} in {ran:#?}");
        }
        ran
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }
}

/// A file of this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
