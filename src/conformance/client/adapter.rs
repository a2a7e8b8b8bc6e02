//! Clients in other languages, over the adapter protocol.

use super::lines::{call_line, parse_call_answer};
use super::{CallAnswer, ClientUnderTest};
use crate::conformance::adapter::{Adapter, printable};
use crate::conformance::{AdapterCommand, AdapterName, BrokenAdapter};
use crate::credentials::Credentials;
use crate::vectors::LogicalCall;

/// A long-lived adapter process that lists `call` in its `ops`, restarted
/// after every breach of the protocol.
pub struct ClientAdapter(Adapter);

impl ClientAdapter {
    /// Starts the adapter.
    ///
    /// # Errors
    ///
    /// If it does not start, or does not introduce itself as one that can
    /// call.
    pub fn start(command: AdapterCommand) -> Result<Self, BrokenAdapter> {
        Adapter::introduced(command, &["call"]).map(Self)
    }

    /// What it says of itself.
    pub fn name(&self) -> &AdapterName {
        self.0.name()
    }

    fn ask(
        &mut self,
        op: &'static str,
        base_url: &str,
        credentials: &Credentials,
        calls: &[LogicalCall],
    ) -> CallAnswer {
        let seq = self.0.next_seq(credentials);
        let line = match call_line(seq, base_url, credentials, calls, op) {
            Ok(line) => line,
            Err(reason) => return CallAnswer::Skipped(reason),
        };
        let concurrent = (op == "calls").then_some(calls.len());
        let parse = |line: &[u8], seq| parse_call_answer(line, seq, concurrent);
        // There is one answer, if only that there is none.
        match self.0.exchange(seq, &[line], parse).remove(0) {
            Err(breach) => CallAnswer::Broken(breach),
            // Shown on a terminal as they stand.
            Ok(CallAnswer::Failed(text)) => CallAnswer::Failed(printable(&text, self.0.secrets())),
            Ok(CallAnswer::Skipped(text)) => {
                CallAnswer::Skipped(printable(&text, self.0.secrets()))
            }
            Ok(answer) => answer,
        }
    }
}

impl ClientUnderTest for ClientAdapter {
    fn call(
        &mut self,
        base_url: &str,
        credentials: &Credentials,
        call: &LogicalCall,
    ) -> CallAnswer {
        self.ask("call", base_url, credentials, std::slice::from_ref(call))
    }

    fn calls(
        &mut self,
        base_url: &str,
        credentials: &Credentials,
        calls: &[LogicalCall],
    ) -> CallAnswer {
        if !self.name().ops.iter().any(|op| op == "calls") {
            return CallAnswer::Skipped(
                "the adapter does not list \"calls\" in its ops".to_owned(),
            );
        }
        self.ask("calls", base_url, credentials, calls)
    }
}
