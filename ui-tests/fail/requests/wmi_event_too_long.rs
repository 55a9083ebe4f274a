//! An event of WMI carries at most 64 bytes: Storport ignores longer ones.
#![allow(unused, non_camel_case_types)]
use miniport::ffi::GUID;
use miniport::prelude::*;
use miniport::wmi_value;

wmi_value! {
    struct State {
        name: [u16; 32],
        health: u8,
    }
}

impl wmi::Event for State {
    const GUID: GUID = GUID {
        Data1: 1,
        Data2: 2,
        Data3: 3,
        Data4: [4; 8],
    };
    type Data = Self;
}

fn main() {}
