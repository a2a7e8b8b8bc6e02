//! Starting the program that follows the `--`.

use std::ffi::OsString;
use std::sync::Mutex;

use tmsig::conformance::client::{ClientAdapter, ClientUnderTest};
use tmsig::conformance::{
    Adapter, AdapterCommand, AdapterName, BrokenAdapter, Operations, SignerName, SignerUnderTest,
};

use super::Fault;

/// Who a signer is, and how to get one more of it.
pub(super) type Signers = Adapters<dyn SignerUnderTest>;
/// The same of clients.
pub(super) type Clients = Adapters<dyn ClientUnderTest>;

/// A program that has introduced itself.
pub(super) struct Adapters<T: ?Sized> {
    pub(super) name: SignerName,
    /// What it can be asked.
    pub(super) operations: Operations,
    /// The one that has introduced itself, for the first who asks.
    first: Mutex<Option<Box<T>>>,
    start: Box<dyn Fn() -> Result<Box<T>, BrokenAdapter> + Sync>,
}

impl<T: ?Sized> Adapters<T> {
    pub(super) fn start(&self) -> Result<Box<T>, BrokenAdapter> {
        let waiting = self.first.lock().ok().and_then(|mut first| first.take());
        waiting.map_or_else(|| (self.start)(), Ok)
    }
}

/// Adapters that sign requests, or receive callbacks, or both.
pub(super) fn any(command: AdapterCommand) -> Result<Signers, BrokenAdapter> {
    let first = Adapter::start_any(command.clone())?;
    Ok(Adapters {
        name: name(first.name()),
        operations: first.operations(),
        first: Mutex::new(Some(Box::new(first))),
        start: Box::new(move || Ok(Box::new(Adapter::start_any(command.clone())?))),
    })
}

pub(super) fn clients(command: AdapterCommand) -> Result<Clients, BrokenAdapter> {
    let first = ClientAdapter::start(command.clone())?;
    Ok(Adapters {
        name: name(first.name()),
        operations: Operations { signs: false, receives: false },
        first: Mutex::new(Some(Box::new(first))),
        start: Box::new(move || Ok(Box::new(ClientAdapter::start(command.clone())?))),
    })
}

fn name(told: &AdapterName) -> SignerName {
    SignerName { name: told.name.clone(), language: told.language.clone() }
}

/// A `--` with nothing behind it is more likely an empty variable than meant.
pub(super) fn check_command(words: &[OsString]) -> Result<(), Fault> {
    if words.is_empty() && std::env::args_os().any(|argument| argument == "--") {
        return Err(Fault::new(
            "no command follows the --; for the embedded signer, leave the -- out",
        ));
    }
    Ok(())
}
