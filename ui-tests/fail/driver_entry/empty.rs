//! A driver is registered.
use miniport::prelude::*;

driver_entry! {}

fn main() {}
