//! Enabling, disabling, shutdown, resets.

use super::entry::command;
use super::host::{CC, CSTS, ENABLE, Host, builder};
use crate::device::Width;
use crate::device::nvme::{Mistake, Stuck};

#[test]
fn capabilities_and_version() {
    let mut host = Host::new(builder().queue_entries(256).doorbell_stride(2));
    let capabilities = host.read64(0);
    assert_eq!(capabilities & 0xFFFF, 255);
    assert_eq!(capabilities >> 32 & 15, 2);
    assert_eq!(capabilities >> 37 & 1, 1);
    assert_eq!(host.read32(0), (capabilities & 0xFFFF_FFFF) as u32);
    assert_eq!(host.read32(8), 0x0001_0400);
    assert!(host.nvme.mistakes().is_empty());
}

#[test]
fn ready_takes_time() {
    let mut host = Host::new(builder());
    host.machine.now = 7_000_000_000;
    host.enable();
    assert_eq!(host.machine.now, 7_002_000_000, "not before");
    assert_eq!(host.read32(CSTS), 1);
    host.write32(CC, ENABLE & !1);
    assert_eq!(host.read32(CSTS), 1);
    host.settle();
    assert_eq!(host.read32(CSTS), 0);
    assert!(host.nvme.mistakes().is_empty());
}

#[test]
fn a_driver_in_a_hurry() {
    let mut host = Host::enabled(builder());
    host.write32(CC, ENABLE & !1);
    host.write32(CC, ENABLE);
    assert_eq!(host.nvme.mistakes(), [Mistake::EnabledTooEarly]);
    host.settle();
    assert_eq!(host.read32(CSTS), 1, "it becomes ready all the same");
}

#[test]
fn settings_that_do_not_work() {
    for (configuration, admin) in [
        (ENABLE | 6 << 4, 0),
        (ENABLE | 9 << 7, 0),
        (ENABLE | 1 << 11, 0),
        (ENABLE, 1),
    ] {
        let mut host = Host::new(builder());
        host.write32(0x24, if admin == 0 { 15 << 16 | 15 } else { 15 });
        host.write32(CC, configuration);
        host.settle();
        assert_eq!(host.read32(CSTS), 2, "CC = {configuration:#x}");
        host.disable();
        host.enable();
        assert_eq!(host.read32(CSTS), 1);
    }
}

#[test]
fn nothing_changes_while_enabled() {
    let mut host = Host::enabled(builder());
    let before = host.read64(0x28);
    host.write64(0x28, 0x5000);
    host.write32(CC, ENABLE | 1 << 7);
    assert_eq!((host.read64(0x28), host.read32(CC)), (before, ENABLE));
    assert_eq!(host.nvme.mistake_count(), 3);
}

#[test]
fn shutdown_flushes() {
    let mut host = Host::ready(builder());
    host.write_blocks(5, &[7; 512]).unwrap();
    let mut durable = [1; 512];
    host.nvme.read_durable(1, 5, &mut durable).unwrap();
    assert_eq!(durable, [0; 512]);
    host.write32(CC, ENABLE | 1 << 14);
    assert_eq!(host.read32(CSTS), 1 | 1 << 2);
    host.settle();
    assert_eq!(host.read32(CSTS), 1 | 2 << 2);
    host.nvme.read_durable(1, 5, &mut durable).unwrap();
    assert_eq!(durable, [7; 512]);
    assert!(host.nvme.is_shut_down());
    host.submit(0, command(6));
    host.settle();
    assert!(host.poll(0).is_none(), "nothing is done after a shutdown");
    host.disable();
    host.enable();
    assert_eq!(host.read32(CSTS), 1);
}

#[test]
fn stuck_transitions() {
    let mut host = Host::new(builder());
    host.nvme.stick(Stuck::Enabling);
    host.enable();
    assert_eq!(host.read32(CSTS), 0);
    host.nvme.unstick();
    host.disable();
    host.enable();
    assert_eq!(host.read32(CSTS), 1);
    host.nvme.stick(Stuck::ShuttingDown);
    host.write32(CC, ENABLE | 1 << 14);
    host.settle();
    assert_eq!(host.read32(CSTS), 1 | 1 << 2);
    host.nvme.stick(Stuck::Disabling);
    host.disable();
    assert_eq!(host.read32(CSTS) & 1, 1);
    assert!(host.nvme.mistakes().is_empty());
}

#[test]
fn subsystem_reset() {
    let mut host = Host::enabled(builder());
    host.write32(0x20, 1);
    assert_eq!(host.read32(CSTS), 1);
    host.write32(0x20, 0x4E56_4D65);
    assert_eq!(
        (host.read32(CSTS), host.read32(CC), host.read64(0x28)),
        (1 << 4, 0, 0)
    );
    host.write32(CSTS, 1 << 4);
    assert_eq!(host.read32(CSTS), 0);
    host.enable();
    assert_eq!(host.read32(CSTS), 1);
}

#[test]
fn function_level_reset_and_power_states() {
    let mut host = Host::enabled(builder());
    let express = host.capability(0x10);
    host.config_write(express + 8, Width::Word, 0x8000);
    assert_eq!(host.read32(CSTS), u32::MAX, "memory space is off");
    host.config_write(4, Width::Word, 6);
    assert_eq!((host.read32(CSTS), host.read32(CC)), (0, 0));
    host.enable();
    let power = host.capability(1);
    host.config_write(power + 4, Width::Word, 3);
    assert_eq!(host.read32(CSTS), u32::MAX);
    host.config_write(power + 4, Width::Word, 0);
    host.config_write(4, Width::Word, 6);
    assert_eq!((host.read32(CSTS), host.read32(CC)), (0, 0));
}

#[test]
fn memory_that_does_not_answer() {
    let mut host = Host::enabled(builder());
    assert_eq!(host.read32(0x3F_FFFC), 0);
    host.config_write(4, Width::Word, 4);
    assert_eq!(host.read64(0), u64::MAX);
    host.config_write(4, Width::Word, 2);
    assert_eq!(host.read32(CSTS), 1);
    host.submit(0, command(6));
    host.pass(1_000_000_000);
    assert!(host.peek(0).is_none(), "no bus master, no access to memory");
    host.config_write(4, Width::Word, 6);
    host.settle();
    assert!(host.peek(0).is_some());
}

#[test]
fn accesses_of_the_wrong_kind() {
    let mut host = Host::enabled(builder());
    assert_eq!(host.read(0, 0x1D, Width::Byte), 0);
    assert_eq!(host.read(0, 0x1C, Width::Byte), 1);
    assert_eq!(host.read(0, 0x1A, Width::Long), 0xFFFF_FFFF);
    assert_eq!(host.read(0, 0x1000, Width::Long), 0);
    assert_eq!(host.read(1, 0, Width::Long), 0xFFFF_FFFF);
    host.write64(CC, 0);
    host.write32(0, 0);
    host.write64(0x1000, 1);
    assert_eq!(host.read32(CC), ENABLE);
    assert_eq!(host.nvme.mistake_count(), 7);
    assert_eq!(
        host.nvme.mistakes()[0].to_string(),
        "an access of 1 bytes to register 0x1d"
    );
}
