//! `wdm_driver_entry!` names the callbacks.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

wdm_driver_entry! {}

fn main() {}
