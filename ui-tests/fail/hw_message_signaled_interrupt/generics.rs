//! `#[hw_message_signaled_interrupt]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_message_signaled_interrupt]
fn type_parameter<T: Send>(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn constant_parameter<const N: usize>(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn where_clause(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool
where
    Adapter: Send,
{
    loop {}
}

#[hw_message_signaled_interrupt]
fn all_of_them<'a, T, const N: usize>(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool
where
    T: Send,
{
    loop {}
}

fn main() {}
