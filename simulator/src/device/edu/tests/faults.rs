//! What the model tells a test, and what a test does to it.

use super::host::{
    BUFFER, COMMAND, FACTORIAL, Host, INTERRUPT_STATUS, LIVENESS, RAISE, STATUS, TRANSFER,
};
use crate::device::Width;
use crate::device::edu::{EduHandle, Mistake, dma};

fn model() -> (Host, EduHandle) {
    Host::model(dma::MASK)
}

#[test]
fn a_transfer_takes_100_milliseconds_and_a_factorial_its_multiplications() {
    let (mut host, edu) = model();
    let memory = host.machine.allocate(4096);
    host.machine.fill(memory, 8, 5);
    host.start(memory, BUFFER + 8, 8, 4);
    host.pass(99_999_999);
    assert!(edu.is_transferring() && edu.transfers() == 0 && !host.machine.line);
    host.pass(1);
    assert!(!edu.is_transferring() && host.machine.line);
    assert_eq!((edu.transfers(), edu.interrupt_status()), (1, 0x100));
    assert_eq!(edu.buffer()[7..17], [0, 5, 5, 5, 5, 5, 5, 5, 5, 0]);
    host.write32(FACTORIAL, 1_000_000);
    host.pass(1_009_999);
    assert_eq!(host.read32(STATUS), 1);
    host.pass(1);
    assert_eq!(host.read32(STATUS), 0);
    assert_eq!(edu.mistakes(), []);
}

#[test]
fn what_ends_together_interrupts_twice() {
    let (mut host, edu) = model();
    host.enable_msi(true);
    host.write32(STATUS, 0x80);
    host.start(BUFFER, 0x30_0000, 1, 6);
    host.write32(FACTORIAL, 99_990_000);
    host.pass(TRANSFER);
    assert_eq!((host.messages(), edu.interrupt_status()), (2, 0x101));
}

#[test]
fn what_the_device_passes_over_in_silence_is_a_mistake() {
    let (mut host, edu) = model();
    host.write32(0, 1);
    host.read(0, LIVENESS, Width::Byte);
    host.read32(RAISE);
    host.write32(FACTORIAL, u32::MAX);
    host.write32(FACTORIAL, 1);
    host.start(0x1030_0000, BUFFER, 16, 0);
    host.write32(COMMAND, 1);
    host.pass(TRANSFER);
    host.transfer(0x30_0000, BUFFER, 4096, 0);
    host.transfer(0x800_0000, BUFFER, 4095, 0);
    host.config_write(4, Width::Word, 2);
    host.transfer(0x30_0000, BUFFER, 2, 0);
    let access = |offset, width, write| Mistake::Access {
        offset,
        width,
        write,
    };
    let mistakes = edu.mistakes();
    assert_eq!(
        mistakes,
        [
            access(0, Width::Long, true),
            access(LIVENESS, Width::Byte, false),
            access(RAISE, Width::Long, false),
            Mistake::Busy { offset: FACTORIAL },
            Mistake::Busy { offset: COMMAND },
            Mistake::Masked {
                address: 0x1030_0000
            },
            Mistake::Range {
                address: BUFFER,
                count: 4096
            },
            Mistake::Memory {
                address: 0x800_0000,
                count: 4095
            },
            Mistake::Memory {
                address: 0x30_0000,
                count: 2
            },
        ]
    );
    assert_eq!((edu.mistake_count(), edu.transfers()), (9, 4));
    let words: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(words[1], "a read of 1 bytes at 0x4");
    assert_eq!(words[6], "4096 bytes at 0x40000 are not in the buffer");
}

#[test]
fn interrupts_are_lost() {
    let (mut host, edu) = model();
    edu.lose_interrupts(2);
    host.write32(RAISE, 0);
    host.write32(RAISE, 1);
    assert_eq!((edu.interrupt_status(), host.machine.line), (1, false));
    host.enable_msi(true);
    host.write32(RAISE, 2);
    assert_eq!((edu.interrupt_status(), host.messages()), (3, 0));
    host.write32(RAISE, 0);
    assert_eq!(host.messages(), 1);
}

#[test]
fn interrupts_come_without_a_cause() {
    let (mut host, edu) = model();
    edu.interrupt();
    host.advance();
    assert!(host.machine.line);
    assert_eq!(host.read32(INTERRUPT_STATUS), 0);
    assert!(!host.machine.line, "the driver has looked");
    host.enable_msi(true);
    edu.interrupt();
    host.advance();
    assert_eq!((host.messages(), edu.interrupt_status()), (1, 0));
}

#[test]
fn a_device_that_is_pulled_out_reads_as_ones() {
    let (mut host, edu) = model();
    let memory = host.machine.allocate(4096);
    host.write32(RAISE, 1);
    host.start(BUFFER, memory, 16, 6);
    edu.remove();
    host.advance();
    assert!(edu.is_removed() && !host.machine.line);
    assert_eq!(host.read32(INTERRUPT_STATUS), u32::MAX);
    assert_eq!(host.config(0, Width::Long), u32::MAX);
    host.write32(RAISE, 1);
    host.config_write(4, Width::Word, 6);
    host.pass(TRANSFER);
    assert_eq!((edu.transfers(), edu.interrupt_status()), (0, 0));
    edu.insert();
    assert_eq!(host.read32(LIVENESS), u32::MAX, "memory is not enabled");
    host.config_write(4, Width::Word, 6);
    assert_eq!((host.read32(LIVENESS), host.lives()), (0, true));
}

#[test]
fn power_that_comes_back_finds_registers_of_0() {
    let (mut host, edu) = model();
    host.write32(LIVENESS, 1);
    host.write32(RAISE, 1);
    host.start(BUFFER, 0x30_0000, 16, 6);
    host.power_cycle();
    assert!(!host.machine.line && !edu.is_transferring());
    assert_eq!(host.config(4, Width::Word), 0);
    host.config_write(4, Width::Word, 6);
    for offset in [LIVENESS, INTERRUPT_STATUS, 0x80, COMMAND] {
        assert_eq!(host.read32(offset), 0, "{offset:#x}");
    }
}
