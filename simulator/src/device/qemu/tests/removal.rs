//! Devices that are pulled out and put in.

use super::{host, one_nvme, put, raw_drive, slot, start};
use crate::device::Width;
use crate::device::nvme::tests::host::CSTS;
use crate::device::qemu::{QemuError, Timing};

#[test]
fn a_device_is_pulled_out_with_requests_under_way() {
    let Some((_directory, qemu)) = start(|directory, builder| {
        let drive = raw_drive(directory, "d0").requests_a_second(1);
        builder.nvme(drive).timing(Timing::Real)
    }) else {
        return;
    };
    let mut host = host(slot(&qemu, "nvme0"), 0);
    for lba in 0..8 {
        let read = host.transfer(2, lba, 512);
        host.place(1, read);
    }
    host.ring(1);
    host.pass(50_000_000);
    let completed = std::iter::from_fn(|| host.peek(1)).count();
    assert!(completed < 8, "the disk is slow: {completed}");
    qemu.remove("nvme0").unwrap();
    host.pass(1_000_000);
    assert_eq!(host.read32(CSTS), u32::MAX);
    assert_eq!(host.config(0, Width::Word), 0xFFFF);
    assert!(!host.machine.line);
    host.ring(1);
    host.pass(3_000_000_000);
    assert!(host.machine.messages.is_empty());
    assert!(matches!(
        qemu.remove("nvme0"),
        Err(QemuError::Device { .. })
    ));
    qemu.check().unwrap();
    qemu.finish().unwrap();
}

#[test]
fn another_device_comes_into_the_slot() {
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    let mut old = slot(&qemu, "nvme0");
    assert!(
        matches!(qemu.device("nvme0"), Err(QemuError::Device { .. })),
        "it is in use"
    );
    assert!(
        matches!(
            qemu.plug("nvme,drive=d0,serial=2"),
            Err(QemuError::Device { .. })
        ),
        "no slot is empty"
    );
    for round in 0..5 {
        qemu.remove("nvme0").unwrap();
        assert_eq!(qemu.devices(), [""; 0]);
        let device = qemu
            .plug(&format!("nvme,drive=d0,serial=again-{round}"))
            .unwrap();
        assert_eq!(device.id(), "nvme0");
        drop(device);
        qemu.remove("nvme0").unwrap();
        let device = qemu
            .plug(&format!("nvme,drive=d0,serial=again-{round}"))
            .unwrap();
        let mut new = host(put(&qemu, device), 0);
        assert_eq!(old.read64(0), u64::MAX);
        let bytes = new.identify(1, 0).unwrap();
        assert!(bytes[4..].starts_with(format!("again-{round}").as_bytes()));
        let read = new.transfer(2, 9, 512);
        assert_eq!(new.run(1, read), Ok(0));
        old.config_write(4, Width::Word, 0);
        assert_eq!(
            new.run(1, read),
            Ok(0),
            "the old device does not reach the new one"
        );
        old = new.slot;
    }
    qemu.finish().unwrap();
}
