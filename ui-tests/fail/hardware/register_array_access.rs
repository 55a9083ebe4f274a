//! Arrays of registers are read and written as they are declared, and ports have no 64 bits.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}
const DOORBELLS: RegisterArray<Block, u32, WriteOnly> = RegisterArray::new(0, 4, 4);
const COUNTERS: RegisterArray<Block, u32, ReadOnly> = RegisterArray::new(0x10, 4, 4);
const WIDE: Register<Block, u64, ReadWrite> = Register::new(0);

fn use_registers(registers: &Mmio<Block>, ports: &Ports<Block>) {
    registers.read_array(DOORBELLS, 0, &mut [0; 4]);
    registers.write_array(COUNTERS, 0, &[0; 4]);
    ports.read_buffer(WIDE, &mut [0; 4]);
}

fn main() {}
