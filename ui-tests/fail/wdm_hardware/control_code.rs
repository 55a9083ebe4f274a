//! A control code is checked when it is declared.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

const FUNCTION: ControlCode = ControlCode::new(0x22, 0x1000, Method::Buffered, 0);
const ACCESS: ControlCode = ControlCode::new(0x22, 0x800, Method::Buffered, 4);

fn main() {}
