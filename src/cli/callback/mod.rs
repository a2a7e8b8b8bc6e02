//! `tmsig callback`

mod check;
mod doctor;
mod listen;
pub(super) mod secrets;
mod send;
pub(super) mod target;
mod test;

use clap::Subcommand;

use super::{Fault, Verdict, print};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Judge a receiver: what the vendor sends, right and forged, and what it would do about the answers
    Check(check::Arguments),
    /// Name the mistake of a receiver, and prove it
    Doctor(doctor::Arguments),
    /// List the names of the events that are known
    Events,
    /// A right receiver: verifies, decrypts, prints and answers what the vendor sends
    Listen(listen::Arguments),
    /// Send events to a receiver, signed and encrypted as the vendor does
    Send(send::Arguments),
    /// Judge a receiver by the golden vectors, in any language
    Test(test::Arguments),
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        match self.command {
            Command::Check(arguments) => arguments.run(),
            Command::Doctor(arguments) => arguments.run(),
            Command::Events => {
                let events = send::known_events();
                let names: Vec<_> =
                    events.iter().filter_map(|event| event["event"].as_str()).collect();
                print(&names.join("\n"))?;
                Ok(Verdict::Good)
            }
            Command::Listen(arguments) => arguments.run(),
            Command::Send(arguments) => arguments.run(),
            Command::Test(arguments) => arguments.run(),
        }
    }
}
