//! `tmsig::callback`, from outside.

mod examples;
mod hostile;
mod vectors;
