//! The name of a parameter has at most 16 characters.
#![allow(unused, non_camel_case_types)]
use miniport::event::ParameterName;

const NAME: ParameterName = ParameterName::new("Depth of the queue");

fn main() {}
