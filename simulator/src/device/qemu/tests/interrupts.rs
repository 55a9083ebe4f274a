//! Messages and the line, as the machine gets them.

use super::{host, one_nvme, raw_drive, slot, start};
use crate::device::Width;
use crate::device::nvme::tests::entry::get_feature;
use crate::device::nvme::tests::host::{CC, Host};
use crate::device::qemu::directory::Directory;
use crate::device::qemu::{Qemu, Timing};
use crate::device::tests::slot::MESSAGE;

/// What comes after a latency, if nothing else was said.
const LATENCY: u64 = 10_000;

/// A controller whose first three messages are programmed, and queue 1 has that of `vector`.
fn with_messages(timing: Timing, vector: u16) -> Option<(Directory, Qemu, Host)> {
    let (directory, qemu) =
        start(|directory, builder| builder.nvme(raw_drive(directory, "d0")).timing(timing))?;
    let mut slot = slot(&qemu, "nvme0");
    slot.enable_msix(3);
    let mut host = host(slot, vector);
    host.pass(LATENCY);
    let messages = std::mem::take(&mut host.machine.messages);
    assert!(!messages.is_empty() && messages.iter().all(|message| *message == MESSAGE));
    Some((directory, qemu, host))
}

/// Rings for a read of one block.
fn start_read(host: &mut Host, lba: u64) -> u64 {
    let read = host.transfer(2, lba, 512);
    host.submit(1, read);
    read.address()
}

#[test]
fn a_completion_sends_the_message_that_the_machine_programmed() {
    let Some((_directory, qemu, mut host)) = with_messages(Timing::default(), 2) else {
        return;
    };
    start_read(&mut host, 0);
    host.pass(LATENCY - 1);
    assert_eq!(host.machine.messages, []);
    host.pass(1);
    assert_eq!(host.machine.messages, [(MESSAGE.0, MESSAGE.1 + 2)]);
    assert_eq!(host.poll(1).unwrap().result(), Ok(0));
    assert!(!host.machine.line, "messages replace the line");
    qemu.check().unwrap();
}

#[test]
fn no_message_is_lost_in_a_thousand() {
    let Some((_directory, _qemu, mut host)) = with_messages(Timing::default(), 1) else {
        return;
    };
    for lba in 0..1000 {
        host.machine.messages.clear();
        let address = start_read(&mut host, lba);
        host.pass(LATENCY);
        assert_eq!(host.machine.messages.len(), 1, "read {lba}");
        assert_eq!(host.poll(1).unwrap().result(), Ok(0));
        assert_eq!(host.machine.load(address, 8), lba.to_le_bytes());
    }
}

#[test]
fn a_masked_message_waits() {
    let Some((_directory, _qemu, mut host)) = with_messages(Timing::default(), 1) else {
        return;
    };
    let entry = host.msix_table() + 16;
    host.write32(entry + 12, 1);
    start_read(&mut host, 0);
    host.pass(1_000_000);
    assert!(host.poll(1).is_some() && host.machine.messages.is_empty());
    assert_eq!(host.read64(entry), MESSAGE.0);
    assert_eq!(host.read64(entry + 8), 1 << 32 | u64::from(MESSAGE.1 + 1));
    host.write32(entry + 12, 0);
    host.pass(1_000_000);
    assert_eq!(host.machine.messages, [(MESSAGE.0, MESSAGE.1 + 1)]);
}

#[test]
fn the_line_rises_with_a_completion_and_falls_with_its_acknowledgement() {
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    let mut host = host(slot(&qemu, "nvme0"), 0);
    host.pass(100_000);
    assert!(!host.machine.line);
    for _ in 0..20 {
        start_read(&mut host, 3);
        assert!(!host.machine.line, "the line is a latency away");
        host.pass(LATENCY);
        assert!(host.machine.line);
        assert_eq!(host.poll(1).unwrap().result(), Ok(0));
        assert!(!host.machine.line);
    }
    let command = host.config(4, Width::Word);
    host.config_write(4, Width::Word, command | 1 << 10);
    start_read(&mut host, 3);
    host.pass(100_000);
    assert!(!host.machine.line, "the line is disabled");
    host.config_write(4, Width::Word, command);
    host.pass(100_000);
    assert!(host.machine.line);
}

#[test]
fn lines_of_several_devices_are_told_apart() {
    let Some((_directory, qemu)) = start(|directory, builder| {
        (0..6).fold(builder, |builder, number| {
            builder.nvme(raw_drive(directory, &format!("d{number}")))
        })
    }) else {
        return;
    };
    let mut hosts: Vec<_> = (0..6)
        .map(|number| host(slot(&qemu, &format!("nvme{number}")), 0))
        .collect();
    let lines = |hosts: &mut [Host]| {
        for host in hosts.iter_mut() {
            host.pass(100_000);
        }
        let lines = hosts.iter().map(|host| host.machine.line);
        lines.collect::<Vec<_>>()
    };
    // Devices 0 and 4 have the same input of the I/O APIC.
    for number in [0, 4] {
        hosts[number].submit(0, get_feature(7));
    }
    let seen = lines(&mut hosts);
    assert_eq!(seen, [true, false, false, false, true, false]);
    hosts[0].poll(0).unwrap();
    let seen = lines(&mut hosts);
    assert_eq!(seen, [false, false, false, false, true, false]);
}

#[test]
fn a_device_without_a_table_sends_its_message() {
    let Some((_directory, qemu)) = start(|directory, builder| {
        builder
            .device("ahci")
            .drive(raw_drive(directory, "d0"))
            .attach("ide-hd,bus=ahci0.0,drive=d0")
    }) else {
        return;
    };
    let mut slot = slot(&qemu, "ahci0");
    let msi = slot.capability(0x05);
    slot.config_write(msi + 4, Width::Long, 0xFEE0_2000);
    slot.config_write(msi + 8, Width::Long, 0);
    slot.config_write(msi + 12, Width::Word, 0x51);
    slot.config_write(msi + 2, Width::Word, 1);
    assert_eq!(slot.config(msi + 4, Width::Long), 0xFEE0_2000);
    // Interrupts on; port 0 takes its first message from the disk, which it tells.
    let port = 0x100;
    slot.write(5, 0x04, Width::Long, 1 << 31 | 1 << 1);
    slot.write(5, port + 0x08, Width::Long, qemu.memory().base());
    slot.write(5, port + 0x14, Width::Long, 0xFFFF_FFFF);
    assert_eq!(slot.machine.messages, []);
    slot.write(5, port + 0x18, Width::Long, 1 << 4);
    slot.write(5, port + 0x18, Width::Long, 1 << 4 | 1);
    while slot.machine.messages.is_empty() {
        assert!(slot.step());
    }
    assert_eq!(slot.machine.messages, [(0xFEE0_2000, 0x51)]);
}

#[test]
fn interrupts_also_come_when_nobody_waits() {
    let Some((_directory, _qemu, mut host)) = with_messages(Timing::Real, 1) else {
        return;
    };
    for _ in 0..20 {
        host.machine.messages.clear();
        start_read(&mut host, 0);
        while host.machine.messages.is_empty() {
            assert!(host.step());
        }
        assert_eq!(host.poll(1).unwrap().result(), Ok(0));
    }
}

#[test]
fn power_that_comes_back_finds_a_new_device() {
    let Some((_directory, _qemu, mut host)) = with_messages(Timing::default(), 1) else {
        return;
    };
    assert_eq!(host.read32(CC) & 1, 1);
    host.power_cycle();
    assert_eq!(host.config(4, Width::Word) & 7, 0);
    assert_eq!(host.config(0x10, Width::Long), 4);
    host.config_write(4, Width::Word, 6);
    assert_eq!(host.read32(CC), 0);
    let table = host.msix_table();
    assert_eq!(host.read64(table), 0);
    assert_eq!(host.read32(table + 12), 1, "masked");
    host.enable_msix(1);
    host.enable();
    host.machine.messages.clear();
    host.identify(1, 0).unwrap();
    host.pass(100_000);
    assert_eq!(host.machine.messages, [MESSAGE]);
}
