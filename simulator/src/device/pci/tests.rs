//! Configuration space as firmware and drivers use it.

use super::*;
use crate::device::Width;
use crate::device::tests::machine::Machine;

const IDENTITY: Identity = Identity {
    vendor: 0x1234,
    device: 0x5678,
    subsystem_vendor: 1,
    subsystem: 2,
    class: [1, 8, 2],
    revision: 3,
};

fn space() -> ConfigSpace {
    ConfigSpace::new(&IDENTITY)
        .with_bar(0, Bar::memory64(0x3000))
        .with_bar(2, Bar::io(8))
        .with_interrupt_pin(1)
        .with_power_management()
        .with_msi(2)
        .with_express()
        .with_msix(3, 0, 0x2000, 0x2800)
}

fn capability(space: &ConfigSpace, id: u32) -> u16 {
    let mut at = space.read(0x34, Width::Byte);
    while at != 0 {
        let offset = u16::try_from(at).unwrap();
        if space.read(offset, Width::Byte) == id {
            return offset;
        }
        at = space.read(offset + 1, Width::Byte);
    }
    panic!("no capability {id:#x}");
}

#[test]
fn identity_and_sizes() {
    let mut space = space();
    assert_eq!(space.read(0, Width::Long), 0x5678_1234);
    assert_eq!(space.read(8, Width::Long), 0x0108_0203);
    assert_eq!(space.read(0x2C, Width::Long), 0x0002_0001);
    for offset in [0x10, 0x14, 0x18, 0x1C] {
        space.write(offset, Width::Long, u32::MAX);
    }
    assert_eq!(space.read(0x10, Width::Long), 0xFFFF_C004);
    assert_eq!(space.read(0x14, Width::Long), 0xFFFF_FFFF);
    assert_eq!(space.read(0x18, Width::Long), 0xFFFF_FFF9);
    assert_eq!(space.read(0x1C, Width::Long), 0);
    space.write(0, Width::Long, 0);
    assert_eq!(
        space.read(0, Width::Word),
        0x1234,
        "the identity is read-only"
    );
}

#[test]
fn accesses_that_nobody_answers() {
    let mut space = space();
    assert_eq!(space.read(1, Width::Word), u32::MAX);
    assert_eq!(space.read(0, Width::Quad), u32::MAX);
    assert_eq!(space.read(4096, Width::Byte), u32::MAX);
    space.write(u16::MAX, Width::Byte, 0);
}

#[test]
fn power_and_resets() {
    let mut space = space();
    let power = capability(&space, 1);
    space.write(4, Width::Word, 6);
    assert!(space.answers_memory() && space.is_bus_master());
    space.write(power + 4, Width::Word, 3);
    assert!(!space.answers_memory() && !space.take_reset());
    space.write(power + 4, Width::Word, 0);
    assert!(space.take_reset() && !space.take_reset());
    assert_eq!(space.read(4, Width::Word), 0, "leaving D3hot resets");
    let express = capability(&space, 0x10);
    space.write(4, Width::Word, 6);
    space.write(express + 9, Width::Byte, 0x80);
    assert!(space.take_reset() && !space.answers_memory());
}

#[test]
fn msi_messages() {
    let mut space = space();
    let msi = capability(&space, 5);
    assert_eq!(space.msi_message(0), None);
    space.write(msi + 4, Width::Long, 0xFEE0_0000);
    space.write(msi + 12, Width::Word, 0x43);
    space.write(msi + 2, Width::Word, 0x11);
    assert_eq!(space.interrupt_mode(), InterruptMode::Msi(2));
    assert_eq!(space.msi_message(0), Some((0xFEE0_0000, 0x42)));
    assert_eq!(space.msi_message(3), Some((0xFEE0_0000, 0x43)));
}

#[test]
fn masked_messages_stay_pending() {
    let (mut space, mut table, mut bus) = (space(), MsiX::new(3), Machine::new());
    let at = capability(&space, 0x11);
    space.write(4, Width::Word, 6);
    space.write(at + 2, Width::Word, 0x8000);
    table.write_table(16, Width::Quad, 0x1_FEE0_0000);
    table.write_table(24, Width::Quad, 1 << 32 | 7);
    assert_eq!(table.read_table(24, Width::Long), 7);
    table.raise(&space, &mut bus, 1);
    table.raise(&space, &mut bus, 9);
    assert_eq!(table.read_pending(0, Width::Quad), 2);
    table.write_table(28, Width::Long, 0);
    space.write(at + 2, Width::Word, 0xC000);
    table.deliver(&space, &mut bus);
    assert!(bus.messages.is_empty(), "the function is masked");
    space.write(at + 2, Width::Word, 0x8000);
    table.deliver(&space, &mut bus);
    table.deliver(&space, &mut bus);
    assert_eq!(bus.messages, [(0x1_FEE0_0000, 7)]);
    table.raise(&space, &mut bus, 1);
    assert_eq!(bus.messages.len(), 2);
    table.raise(&space, &mut bus, 2);
    table.withdraw(2);
    assert_eq!(table.read_pending(0, Width::Long), 0);
}

#[test]
fn the_line_follows_the_command_register() {
    let mut space = space();
    assert!(space.interrupt(true));
    assert_eq!(space.read(6, Width::Word) & 8, 8);
    space.write(4, Width::Word, 1 << 10);
    assert!(!space.interrupt(true));
    assert!(!space.interrupt(false));
    assert_eq!(space.read(6, Width::Word) & 8, 0);
}
