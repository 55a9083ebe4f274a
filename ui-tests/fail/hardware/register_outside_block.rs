//! A register lies inside its block and is aligned.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}

const BEHIND: Register<Block, u32, ReadWrite> = Register::new(0x40);
const ODD: Register<Block, u64, ReadWrite> = Register::new(4);
const MANY: RegisterArray<Block, u32, WriteOnly> = RegisterArray::new(0x20, 8, 5);

fn main() {}
