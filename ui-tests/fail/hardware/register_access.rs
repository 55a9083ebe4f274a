//! A register is used as it is declared, and with its own block.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}

enum Other {}
impl RegisterBlock for Other {
    const SIZE: usize = 8;
}

const STATUS: Register<Block, u32, ReadOnly> = Register::new(0);
const DOORBELL: Register<Block, u32, WriteOnly> = Register::new(4);
const FOREIGN: Register<Other, u32, ReadWrite> = Register::new(0);

fn use_them(registers: &Mmio<Block>) {
    registers.write(STATUS, 1);
    registers.read(DOORBELL);
    registers.read(FOREIGN);
}

fn main() {}
