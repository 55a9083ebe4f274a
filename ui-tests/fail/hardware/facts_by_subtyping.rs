//! A block, a register's value or a value in shared memory is what the check said: a coercion to a supertype, which has another
//! implementation, is refused.
#![allow(unused, non_camel_case_types, coherence_leak_check)]
use core::marker::PhantomData;
use miniport::prelude::*;

struct Of<F>(PhantomData<F>);
impl<F> Clone for Of<F> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<F> Copy for Of<F> {}

// The first is a subtype of the second, and each has facts of its own.
type Sub = Of<for<'a> fn(&'a ())>;
type Super = Of<fn(&'static ())>;
// The same for contravariance: the second is a subtype of the first.
type Taking = Of<fn(for<'a> fn(&'a ()))>;
type TakingLess = Of<fn(fn(&'static ()))>;

macro_rules! facts {
    ($($kind:ty: $words:ty, $raw:ty, $zero:expr, $size:literal;)+) => {$(
        impl DmaValue for $kind {
            type Words = $words;
            fn from_words(_: $words) -> Self {
                Of(PhantomData)
            }
            fn into_words(self) -> $words {
                $zero
            }
        }
        impl RegisterValue for $kind {
            type Raw = $raw;
            fn from_raw(_: $raw) -> Self {
                Of(PhantomData)
            }
            fn into_raw(self) -> $raw {
                0
            }
        }
        impl RegisterBlock for $kind {
            const SIZE: usize = $size;
        }
    )+};
}
facts! {
    Sub: u8, u8, 0, 0x40;
    Super: [u64; 512], u64, [0; 512], 0x4000;
    Taking: [u64; 512], u64, [0; 512], 0x4000;
    TakingLess: u8, u8, 0, 0x40;
}

fn larger_value_in_an_array<'m>(values: DmaArray<'m, Sub>) -> DmaArray<'m, Super> {
    values
}
fn larger_value_in_a_range(values: DmaRange<Sub>) -> DmaRange<Super> {
    values
}
fn larger_value_in_a_register<B>(
    register: Register<B, Sub, ReadWrite>,
) -> Register<B, Super, ReadWrite> {
    register
}
fn register_of_another_block(
    register: Register<Sub, u32, ReadWrite>,
) -> Register<Super, u32, ReadWrite> {
    register
}
fn registers_of_another_block(
    registers: RegisterArray<Sub, Sub, WriteOnly>,
) -> RegisterArray<Super, Super, WriteOnly> {
    registers
}
fn larger_block(registers: Mmio<Sub>) -> Mmio<Super> {
    registers
}
fn more_ports(ports: Ports<Sub>) -> Ports<Super> {
    ports
}
fn borrowed_block(registers: &Mmio<Sub>) -> &Mmio<Super> {
    registers
}
fn data_of_a_message(data: &ByMessage<Sub, 2>) -> &ByMessage<Super, 2> {
    data
}

// Neither the other way.
fn value_by_contravariance(values: DmaRange<TakingLess>) -> DmaRange<Taking> {
    values
}
fn block_by_contravariance(registers: Mmio<TakingLess>) -> Mmio<Taking> {
    registers
}
fn ports_by_contravariance(ports: Ports<TakingLess>) -> Ports<Taking> {
    ports
}

// Lifetimes are no different, and a message ends with its callback.
fn shorter_lifetime<'a>(registers: &'a Mmio<&'static ()>) -> &'a Mmio<&'a ()> {
    registers
}
fn longer_message<'a>(message: Message<'a>) -> Message<'static> {
    message
}
fn shorter_message<'a>(message: Message<'static>) -> Message<'a> {
    message
}
// An array may be used for a shorter time than its memory lives, not for a longer one.
fn shorter_array<'m>(values: DmaArray<'static, u8>) -> DmaArray<'m, u8> {
    values
}
fn longer_array<'m>(values: DmaArray<'m, u8>) -> DmaArray<'static, u8> {
    values
}

fn main() {}
