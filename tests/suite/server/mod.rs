//! The server, over raw sockets: what goes in and what comes out, byte for byte.

mod answers;
mod callback_doctor;
mod command;
mod diagnosis;
mod events;
mod exchange;
mod guard;
mod robustness;
mod wire;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tmsig::Credentials;
use tmsig::server::{Config, Server};

use exchange::Call;

const KEY: &str = "a-secret-key-that-no-output-shows";

fn account() -> Credentials {
    Credentials::new("AKIDexample", KEY).with_app_id("200000001").with_sdk_id("12345")
}

/// A server whose doctor has all the time it needs, so that what it says does
/// not depend on the machine.
fn patient() -> Config {
    Config { budget: Duration::from_secs(60), ..Config::new(vec![account()]) }
}

fn start() -> Server {
    Server::start(patient()).unwrap()
}

/// A server for many requests, of which only the verdict matters.
fn hasty() -> Server {
    let budget = Duration::from_millis(1);
    Server::start(Config { budget, ..Config::new(vec![account()]) }).unwrap()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A call of the account, signed right, with a nonce of its own.
fn call(method: &str, uri: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> Call {
    Call::new(method, uri.as_ref(), body.as_ref())
        .header("X-TC-Key", "AKIDexample")
        .header("AppId", "200000001")
        .header("SdkId", "12345")
}
