//! `tmsig::callback`, from outside.

mod campaign;
mod cli;
mod doctor;
mod examples;
mod hostile;
#[cfg(feature = "https")]
mod https;
mod judge;
pub(crate) mod receiver;
mod receivers;
mod side_effects;
mod suite_run;
mod vectors;
