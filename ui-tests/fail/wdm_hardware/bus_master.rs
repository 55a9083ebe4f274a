//! What a bus master can do is checked when it is declared.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

const NO_LINES: BusMaster = BusMaster::new(8, 4096);
const NO_BYTES: BusMaster = BusMaster::new(32, 0);

fn main() {}
