//! The DMA engine.

use super::host::{
    ACKNOWLEDGE, BUFFER, COMMAND, COUNT, DESTINATION, ENABLED, Host, INTERRUPT_STATUS, SOURCE,
    TRANSFER, on_both, on_both_with,
};
use crate::device::Width;
use crate::device::edu::Mistake;
use crate::testing::pattern;

/// From the device to memory; raise an interrupt.
const OUT: u32 = 2;
const INTERRUPT: u32 = 4;

/// What the buffer holds from its beginning.
fn buffer(host: &mut Host, length: usize) -> Vec<u8> {
    let memory = host.machine.allocate(4096);
    host.transfer(BUFFER, memory, length as u64, OUT);
    host.machine.load(memory, length)
}

#[test]
fn bytes_go_in_and_come_back() {
    on_both(|host| {
        let data = pattern(4095, 1);
        let (there, back) = (host.machine.allocate(4096), host.machine.allocate(8192));
        host.machine.store(there, &data);
        host.transfer(there, BUFFER, 4095, 0);
        let registers = [SOURCE, DESTINATION, COUNT, COMMAND].map(|at| host.read64(at));
        assert_eq!(registers, [there, BUFFER, 4095, 0]);
        host.transfer(BUFFER + 5, back + 4000, 1000, OUT);
        assert_eq!(host.machine.load(back + 4000, 1000), data[5..1005]);
        assert_eq!(host.machine.load(back + 5000, 8), [0; 8]);
        assert_eq!(
            (host.read32(INTERRUPT_STATUS), host.machine.line),
            (0, false)
        );
    });
}

#[test]
fn the_end_of_a_transfer_interrupts_if_asked_to() {
    on_both(|host| {
        let memory = host.machine.allocate(4096);
        host.transfer(memory, BUFFER, 16, INTERRUPT);
        assert_eq!(host.read64(COMMAND), 4, "all but the bit that runs it");
        assert_eq!(
            (host.read32(INTERRUPT_STATUS), host.machine.line),
            (0x100, true)
        );
        host.write32(ACKNOWLEDGE, 0x100);
        host.enable_msi(true);
        host.transfer(memory, BUFFER, 16, INTERRUPT);
        assert_eq!((host.messages(), host.machine.line), (1, false));
        host.transfer(memory, BUFFER, 16, 0);
        assert_eq!(host.messages(), 0);
    });
}

#[test]
fn a_command_that_starts_nothing_is_ignored() {
    on_both(|host| {
        host.write32(COMMAND, 6);
        host.write64(COMMAND, 1 << 32);
        assert_eq!(host.read64(COMMAND), 0);
    });
}

#[test]
fn nothing_is_taken_while_a_transfer_runs() {
    on_both(|host| {
        host.set_clock(false);
        let (memory, other) = (host.machine.allocate(4096), host.machine.allocate(4096));
        host.machine.fill(memory, 64, 7);
        host.start(memory, BUFFER, 64, INTERRUPT);
        host.write64(SOURCE, other);
        host.write32(DESTINATION, 3);
        host.write32(COUNT, 3);
        host.write32(COMMAND, 3);
        let registers = [SOURCE, DESTINATION, COUNT, COMMAND].map(|at| host.read64(at));
        assert_eq!(registers, [memory, BUFFER, 64, 5]);
        assert_eq!(host.read32(INTERRUPT_STATUS), 0);
        host.set_clock(true);
        host.pass(TRANSFER);
        assert_eq!(
            (host.read32(COMMAND), host.read32(INTERRUPT_STATUS)),
            (4, 0x100)
        );
        assert_eq!(buffer(host, 65)[62..], [7, 7, 0]);
    });
}

#[test]
fn addresses_are_cut_to_the_mask() {
    on_both(|host| {
        host.machine.fill(0x30_0000, 4096, 9);
        host.transfer(0x1030_0000, BUFFER, 32, 0);
        host.transfer(BUFFER, 0xFFFF_0000_1030_0800, 32, OUT);
        assert_eq!(host.machine.load(0x30_0800, 32), [9; 32]);
    });
    on_both_with(u64::MAX, |host| {
        host.machine.fill(0x30_0000, 4096, 9);
        host.transfer(0x1030_0000, BUFFER, 32, 0);
        assert_eq!(buffer(host, 32), [0; 32], "no memory is there");
    });
}

#[test]
fn without_bus_mastering_nothing_is_reached_and_nobody_says_so() {
    on_both(|host| {
        let memory = host.machine.allocate(4096);
        host.machine.fill(memory, 64, 7);
        host.transfer(memory, BUFFER, 64, 0);
        host.config_write(4, Width::Word, 2);
        host.transfer(memory, BUFFER + 32, 16, INTERRUPT);
        host.transfer(BUFFER, memory + 64, 64, OUT);
        assert_eq!(
            (host.read32(COMMAND), host.read32(INTERRUPT_STATUS)),
            (2, 0x100)
        );
        assert_eq!(host.machine.load(memory + 64, 64), [0; 64]);
        host.config_write(4, Width::Word, ENABLED);
        let expected = [[7; 32].as_slice(), &[0; 16], &[7; 16]].concat();
        assert_eq!(buffer(host, 64), expected, "what is not reached reads as 0");
    });
}

#[test]
fn the_devices_side_is_the_buffer_but_for_its_last_byte() {
    for (address, count, fits) in [
        (BUFFER + 4094, 1, true),
        (BUFFER, 4096, false),
        (BUFFER + 4095, 1, false),
        (BUFFER - 1, 2, false),
        (BUFFER, 0, false),
        (0x30_0000, 4, false),
        (u64::MAX, 4, false),
    ] {
        for direction in [0, OUT] {
            on_both(|host| {
                let memory = host.machine.allocate(4096);
                host.machine.fill(memory, 4096, 3);
                let (source, destination) = if direction == OUT {
                    (address, memory)
                } else {
                    (memory, address)
                };
                host.transfer(source, destination, count, direction | INTERRUPT);
                let Some(edu) = host.edu.clone() else {
                    return assert_eq!(host.lives(), fits, "{address:#x} {count}");
                };
                let refused = (!fits).then_some(Mistake::Range { address, count });
                assert_eq!(edu.mistakes(), refused.as_slice());
                let ended = (host.read32(COMMAND), edu.interrupt_status());
                assert_eq!(ended, (direction | INTERRUPT, 0x100));
                let moved = host.machine.load(memory, 1) != [3];
                assert_eq!(moved, fits && direction == OUT);
            });
        }
    }
}
