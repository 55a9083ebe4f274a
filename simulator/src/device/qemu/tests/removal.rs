//! Devices that are pulled out and put in.

use super::nvme::{CSTS, Driver};
use super::{is_qemu_there, one_nvme, raw_drive};
use crate::device::qemu::directory::Directory;
use crate::device::qemu::{Qemu, QemuError, Timing};
use crate::device::{Device, Width};

#[test]
fn a_device_is_pulled_out_with_requests_under_way() {
    if !is_qemu_there() {
        return;
    }
    let directory = Directory::new().unwrap();
    let drive = raw_drive(&directory, "d0").requests_a_second(1);
    let qemu = Qemu::builder()
        .nvme(drive)
        .timing(Timing::Real)
        .start()
        .unwrap();
    let mut driver = Driver::start(&qemu, "nvme0");
    driver.create_queues(0);
    for lba in 0..8 {
        let read = driver.read(lba, 1, u64::from(lba));
        driver.push(1, read);
    }
    driver.ring(1);
    driver.machine.pass(50_000_000);
    let completed = std::iter::from_fn(|| driver.poll(1)).count();
    assert!(completed < 8, "the disk is slow: {completed}");
    qemu.remove("nvme0").unwrap();
    driver.machine.pass(1_000_000);
    assert_eq!(driver.machine.read(0, CSTS, Width::Long), 0xFFFF_FFFF);
    assert_eq!(driver.machine.config(0, Width::Word), 0xFFFF);
    assert!(!driver.machine.bus.line);
    driver.ring(1);
    driver.machine.pass(3_000_000_000);
    assert!(driver.machine.bus.messages.is_empty());
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
    let mut old = Driver::start(&qemu, "nvme0");
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
        let mut new = Driver::on(super::machine::TestMachine::new(device, qemu.memory()));
        assert_eq!(old.machine.read(0, 0, Width::Quad), u64::MAX);
        let identify = (0x06, 0, new.buffer(0), [1, 0, 0]);
        assert_eq!(new.run(0, identify).status, 0);
        assert!(new.bytes(0, 24)[4..].starts_with(format!("again-{round}").as_bytes()));
        new.create_queues(0);
        let read = new.read(9, 1, 0);
        assert_eq!(new.run(1, read).status, 0);
        old.machine.device.config_write(4, Width::Word, 0);
        assert_eq!(
            new.run(1, read).status,
            0,
            "the old device does not reach the new one"
        );
        old = new;
    }
    qemu.finish().unwrap();
}
