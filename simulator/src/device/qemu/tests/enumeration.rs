//! Devices for which there are no drivers here yet appear on the bus with their registers.

use super::{is_qemu_there, one_nvme, raw_drive, slot, start};
use crate::device::qemu::{Qemu, QemuError};
use crate::device::tests::slot::Slot;
use crate::device::{BarKind, Width};

#[test]
fn host_adapters_of_all_kinds_appear() {
    let Some((_directory, qemu)) = start(|directory, builder| {
        builder
            .device("ahci")
            .device("virtio-scsi-pci")
            .device("megasas-gen2")
            .device("pvscsi")
            .device("lsi53c895a,id=old")
            .drive(raw_drive(directory, "d0"))
            .drive(raw_drive(directory, "d1"))
            .attach("ide-hd,bus=ahci0.0,drive=d0")
            .attach("scsi-hd,bus=virtio-scsi-pci0.0,drive=d1")
    }) else {
        return;
    };
    assert_eq!(
        qemu.devices(),
        [
            "ahci0",
            "virtio-scsi-pci0",
            "megasas-gen20",
            "pvscsi0",
            "old"
        ]
    );
    let mut slots: Vec<_> = qemu.devices().iter().map(|id| slot(&qemu, id)).collect();
    let ids: Vec<u32> = slots
        .iter_mut()
        .map(|slot| slot.config(0, Width::Long))
        .collect();
    assert_eq!(
        ids,
        [
            0x2922_8086,
            0x1048_1AF4,
            0x0079_1000,
            0x07C0_15AD,
            0x0012_1000
        ]
    );

    let ahci = &mut slots[0];
    assert_eq!(ahci.config(0x0A, Width::Word), 0x0106);
    assert_eq!(
        ahci.device.bars()[5].map(|bar| (bar.kind, bar.size)),
        Some((BarKind::Memory32, 0x1000))
    );
    ahci.write(5, 0x04, Width::Long, 1 << 31);
    assert_eq!(ahci.read(5, 0x04, Width::Long) >> 31, 1, "AHCI is enabled");
    assert_eq!(
        ahci.read(5, 0x100 + 0x28, Width::Long) & 0xF,
        3,
        "port 0 has a disk"
    );
    assert_eq!(
        ahci.read(5, 0x180 + 0x28, Width::Long) & 0xF,
        0,
        "port 1 has none"
    );

    let virtio = &mut slots[1];
    assert_eq!(
        virtio.device.bars()[4].map(|bar| (bar.kind, bar.size)),
        Some((BarKind::Memory64, 0x4000))
    );
    let (common, at) = virtio_common(virtio);
    virtio.write(common, at + 0x14, Width::Byte, 1);
    assert_eq!(
        virtio.read(common, at + 0x14, Width::Byte),
        1,
        "acknowledged"
    );
    assert!(
        virtio.read(common, at + 0x12, Width::Word) >= 3,
        "control, events, requests"
    );

    let old = &mut slots[4];
    assert_eq!(
        old.device.bars()[0].map(|bar| (bar.kind, bar.size)),
        Some((BarKind::Io, 0x100))
    );
    // The scratch register, by port and by memory.
    old.write(0, 0x34, Width::Long, 0x1234_5678);
    assert_eq!(old.read(1, 0x34, Width::Long), 0x1234_5678);
    assert_eq!(old.read(0, 0x34, Width::Quad) & 0xFFFF_FFFF, 0x1234_5678);
    assert_eq!(
        old.read(0, 0xFE, Width::Long),
        0xFFFF_FFFF,
        "behind the end"
    );
    qemu.finish().unwrap();
}

/// Base address register and offset of the common configuration.
fn virtio_common(slot: &mut Slot) -> (usize, u64) {
    let mut at = u16::try_from(slot.config(0x34, Width::Byte)).unwrap();
    loop {
        let header = slot.config(at, Width::Long);
        if header & 0xFF == 0x09 && header >> 24 == 1 {
            let bar = slot.config(at + 4, Width::Byte) as usize;
            return (bar, u64::from(slot.config(at + 8, Width::Long)));
        }
        at = u16::try_from(header >> 8 & 0xFF).unwrap();
    }
}

#[test]
fn base_addresses_belong_to_the_machine() {
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    let mut slot = slot(&qemu, "nvme0");
    slot.config_write(0x10, Width::Long, 0xFFFF_FFFF);
    assert_eq!(slot.config(0x10, Width::Long), 0xFFFF_C004);
    slot.config_write(0x10, Width::Long, 0xD000_0000);
    slot.config_write(0x14, Width::Long, 0x12);
    assert_eq!(slot.config(0x10, Width::Long), 0xD000_0004);
    assert_eq!(slot.config(0x14, Width::Long), 0x12);
    assert_eq!(
        slot.read(0, 8, Width::Long),
        0x1_0400,
        "the registers are where they were"
    );
    assert_eq!(slot.read(0, 0x4000, Width::Long), 0xFFFF_FFFF);
    assert_eq!(slot.read(1, 0, Width::Long), 0xFFFF_FFFF);
}

#[test]
fn what_cannot_be_started_is_explained() {
    if !is_qemu_there() {
        return;
    }
    let error = Qemu::builder()
        .device("no-such-device")
        .start()
        .unwrap_err();
    let QemuError::Exited { stderr, .. } = &error else {
        panic!("{error}")
    };
    assert!(stderr.contains("no-such-device"), "{error}");
    let error = Qemu::builder()
        .device("nvme,bus=pcie.0")
        .start()
        .unwrap_err();
    assert!(matches!(error, QemuError::Device { .. }), "{error}");
    let error = Qemu::builder().memory(1 << 40).start().unwrap_err();
    assert!(matches!(error, QemuError::Host { .. }), "{error}");
    let error = Qemu::builder().empty_slots(40).start().unwrap_err();
    assert!(error.to_string().contains("at most 30"), "{error}");
}
