// Refused: a context, a message's proof, a mapping, shared memory and guarded data go to another thread, by reference and by value.
#![forbid(unsafe_code)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = per_message)]
struct Adapter {
    registers: Mmio<Block>,
    memory: DmaMemory,
    data: Locked<InterruptLock, Vec<u8>>,
}

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 64;
}

#[hw_message_signaled_interrupt]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    sent(&adapter.registers);
    sent(&adapter.memory);
    sent(&adapter.data);
    sent(&*cx);
    sent(cx);
    sent(&message);
    sent(message);
    true
}

fn sent<T: Send>(_: T) {}

fn find<'a>(cx: FindAdapter<'a, Adapter>, registers: Mmio<Block>, memory: DmaMemory) {
    sent(cx);
    sent(registers);
    sent(memory);
}

fn main() {}
