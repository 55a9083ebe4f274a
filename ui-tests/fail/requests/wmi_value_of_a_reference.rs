//! What tools read are integers and arrays of them.
#![allow(unused, non_camel_case_types)]
use miniport::wmi_value;

wmi_value! {
    struct Names {
        count: u32,
        first: &'static str,
    }
}

fn main() {}
