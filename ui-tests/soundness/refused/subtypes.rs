//! A function pointer type that takes any lifetime is a subtype of one that takes `'static`: no type whose parameter carries a
//! checked fact follows that, in either direction, and no context or message lives shorter or longer than its callback.
#![forbid(unsafe_code)]
#![allow(coherence_leak_check)]

use miniport::hardware::RegisterArray;
use miniport::prelude::*;

type Any = for<'a> fn(&'a ());
type Static = fn(&'static ());

struct Block<T>(T);
impl RegisterBlock for Block<Any> {
    const SIZE: usize = 64;
}
impl RegisterBlock for Block<Static> {
    const SIZE: usize = 4096;
}

#[derive(DeviceExtension)]
struct Adapter;

macro_rules! both_ways {
    ($($name:ident: $type:ident;)+) => {$(
        mod $name {
            use super::*;
            fn down(it: &$type<Any>) -> &$type<Static> {
                it
            }
            fn up(it: &$type<Static>) -> &$type<Any> {
                it
            }
        }
    )+};
}

type Data<T> = Locked<StartIoLock, T>;
type Lock<T> = Locked<DpcLock<T>, u32>;
type Registers<T> = Mmio<Block<T>>;
type PortsOf<T> = Ports<Block<T>>;
type One<T> = Register<Block<T>, u32, ReadWrite>;
type Many<T> = RegisterArray<Block<T>, u32, ReadWrite>;
type ByMessageOf<T> = ByMessage<T, 4>;
type Values<T> = DmaRange<T>;
type Lent<T> = DmaArray<'static, T>;
type Scoped<T> = Context<'static, Adapter, miniport::scope::Holding<miniport::scope::Passive, DpcLock<T>, miniport::lock::state::HeldAlready>>;

both_ways! {
    data: Data;
    lock: Lock;
    of_dpc: Scoped;
    messages: ByMessageOf;
    registers: Registers;
    ports: PortsOf;
    register: One;
    array: Many;
    range: Values;
    lent: Lent;
}

fn shorter<'s>(cx: Deferred<'static, Adapter>, _: &'s ()) -> Deferred<'s, Adapter> {
    cx
}

fn longer<'s>(cx: Deferred<'s, Adapter>) -> Deferred<'static, Adapter> {
    cx
}

fn message_shorter<'s>(message: Message<'static>, _: &'s ()) -> Message<'s> {
    message
}

fn message_longer<'s>(message: Message<'s>) -> Message<'static> {
    message
}

fn main() {}
