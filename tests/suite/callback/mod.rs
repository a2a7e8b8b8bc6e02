//! `tmsig::callback`, from outside.

mod cli;
mod doctor;
mod examples;
mod hostile;
mod judge;
pub(crate) mod receiver;
mod receivers;
mod suite_run;
mod vectors;
