//! Mappings and shared memory go with their adapter: they are fields of the extension, not statics.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}

static REGISTERS: Option<Mmio<Block>> = None;
static MEMORY: Option<DmaMemory> = None;

fn main() {}
