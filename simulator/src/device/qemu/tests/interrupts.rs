//! Messages and the line, as the machine gets them.

use super::machine::TestMachine;
use super::nvme::{CC, Driver};
use super::{is_qemu_there, one_nvme, raw_drive, start_nvme};
use crate::device::qemu::directory::Directory;
use crate::device::qemu::{Qemu, Timing};
use crate::device::{Device, Width};

/// Where a local APIC takes messages.
const APIC: u64 = 0xFEE0_1000;

/// A controller whose first three messages are programmed.
fn with_messages(timing: Timing) -> Option<(Directory, Qemu, Driver)> {
    let (directory, qemu) = start_nvme(|builder| builder.timing(timing))?;
    let mut machine = TestMachine::new(qemu.device("nvme0").unwrap(), qemu.memory());
    for vector in 0..3 {
        machine.program_message(vector, APIC, 0x40 + u32::try_from(vector).unwrap());
    }
    machine.enable_messages();
    let driver = Driver::on(machine);
    Some((directory, qemu, driver))
}

#[test]
fn a_completion_sends_the_message_that_the_machine_programmed() {
    let Some((_directory, qemu, mut driver)) = with_messages(Timing::default()) else {
        return;
    };
    driver.create_queues(2);
    driver.machine.pass(10_000);
    assert!(
        driver
            .machine
            .bus
            .messages
            .iter()
            .all(|&(_, address, data)| (address, data) == (APIC, 0x40))
    );
    driver.machine.bus.messages.clear();
    let read = driver.read(0, 1, 0);
    driver.push(1, read);
    let rung = crate::device::Bus::now(&driver.machine.bus);
    driver.ring(1);
    assert!(
        driver
            .machine
            .wait(|machine| !machine.bus.messages.is_empty())
    );
    let latency = 10_000;
    assert_eq!(driver.machine.bus.messages, [(rung + latency, APIC, 0x42)]);
    assert_eq!(driver.poll(1).unwrap().status, 0);
    assert!(!driver.machine.bus.line, "messages replace the line");
    qemu.check().unwrap();
}

#[test]
fn no_message_is_lost_in_a_thousand() {
    let Some((_directory, _qemu, mut driver)) = with_messages(Timing::default()) else {
        return;
    };
    driver.create_queues(1);
    driver.machine.pass(10_000);
    for lba in 0..1000 {
        driver.machine.bus.messages.clear();
        let read = driver.read(lba, 1, 0);
        driver.push(1, read);
        driver.ring(1);
        driver.machine.pass(10_000);
        assert_eq!(driver.machine.bus.messages.len(), 1, "read {lba}");
        assert_eq!(driver.poll(1).map(|completion| completion.status), Some(0));
        assert_eq!(driver.bytes(0, 8), u64::from(lba).to_le_bytes());
        driver.acknowledge(1);
    }
}

#[test]
fn a_masked_message_waits() {
    let Some((_directory, _qemu, mut driver)) = with_messages(Timing::default()) else {
        return;
    };
    driver.create_queues(1);
    let (bar, table) = driver.machine.message_table();
    driver.machine.write(bar, table + 16 + 12, Width::Long, 1);
    driver.machine.pass(10_000);
    driver.machine.bus.messages.clear();
    let read = driver.read(0, 1, 0);
    driver.run(1, read);
    driver.machine.pass(1_000_000);
    assert_eq!(driver.machine.bus.messages, []);
    assert_eq!(driver.machine.read(bar, table + 16, Width::Quad), APIC);
    assert_eq!(
        driver.machine.read(bar, table + 16 + 8, Width::Quad),
        1 << 32 | 0x41
    );
    driver.machine.write(bar, table + 16 + 12, Width::Long, 0);
    driver.machine.pass(1_000_000);
    assert_eq!(driver.machine.bus.messages.len(), 1);
    assert_eq!(driver.machine.bus.messages[0].2, 0x41);
}

#[test]
fn the_line_rises_with_a_completion_and_falls_with_its_acknowledgement() {
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    let mut driver = Driver::start(&qemu, "nvme0");
    driver.create_queues(0);
    driver.machine.pass(100_000);
    assert!(!driver.machine.bus.line);
    for _ in 0..20 {
        let read = driver.read(3, 1, 0);
        driver.push(1, read);
        driver.ring(1);
        assert!(!driver.machine.bus.line, "the line is a latency away");
        driver.machine.pass(10_000);
        assert!(driver.machine.bus.line);
        assert_eq!(driver.poll(1).unwrap().status, 0);
        driver.acknowledge(1);
        assert!(!driver.machine.bus.line);
    }
    let command = driver.machine.config(4, Width::Word);
    driver.machine.set_config(4, Width::Word, command | 1 << 10);
    let read = driver.read(3, 1, 0);
    driver.push(1, read);
    driver.ring(1);
    driver.machine.pass(100_000);
    assert!(!driver.machine.bus.line, "the line is disabled");
    driver.machine.set_config(4, Width::Word, command);
    driver.machine.pass(100_000);
    assert!(driver.machine.bus.line);
}

#[test]
fn lines_of_several_devices_are_told_apart() {
    if !is_qemu_there() {
        return;
    }
    let directory = Directory::new().unwrap();
    let mut builder = Qemu::builder();
    for number in 0..6 {
        builder = builder.nvme(raw_drive(&directory, &format!("d{number}")));
    }
    let qemu = builder.start().unwrap();
    let mut drivers: Vec<_> = (0..6)
        .map(|number| Driver::start(&qemu, &format!("nvme{number}")))
        .collect();
    let pass = |drivers: &mut [Driver]| {
        for driver in drivers {
            driver.machine.pass(100_000);
        }
    };
    // Devices 0 and 4 have the same input of the I/O APIC.
    for number in [0, 4] {
        let identify = (0x06, 0, drivers[number].buffer(0), [1, 0, 0]);
        drivers[number].push(0, identify);
        drivers[number].ring(0);
        pass(&mut drivers);
    }
    let lines = |drivers: &[Driver]| {
        drivers
            .iter()
            .map(|driver| driver.machine.bus.line)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&drivers), [true, false, false, false, true, false]);
    drivers[0].poll(0).unwrap();
    drivers[0].acknowledge(0);
    pass(&mut drivers);
    assert_eq!(lines(&drivers), [false, false, false, false, true, false]);
}

#[test]
fn a_device_without_a_table_sends_its_message() {
    if !is_qemu_there() {
        return;
    }
    let directory = Directory::new().unwrap();
    let drive = raw_drive(&directory, "d0");
    let qemu = Qemu::builder()
        .device("ahci")
        .drive(drive)
        .attach("ide-hd,bus=ahci0.0,drive=d0")
        .start()
        .unwrap();
    let mut machine = TestMachine::new(qemu.device("ahci0").unwrap(), qemu.memory());
    let msi = machine.capability(0x05).unwrap();
    machine.set_config(msi + 4, Width::Long, 0xFEE0_2000);
    machine.set_config(msi + 8, Width::Long, 0);
    machine.set_config(msi + 12, Width::Word, 0x51);
    machine.set_config(msi + 2, Width::Word, 1);
    assert_eq!(machine.config(msi + 4, Width::Long), 0xFEE0_2000);
    // Interrupts on; port 0 takes its first message from the disk, which it tells.
    let port = 0x100;
    machine.write(5, 0x04, Width::Long, 1 << 31 | 1 << 1);
    machine.write(5, port + 0x08, Width::Long, qemu.memory().base());
    machine.write(5, port + 0x14, Width::Long, 0xFFFF_FFFF);
    assert_eq!(machine.bus.messages, []);
    machine.write(5, port + 0x18, Width::Long, 1 << 4);
    machine.write(5, port + 0x18, Width::Long, 1 << 4 | 1);
    assert!(machine.wait(|machine| !machine.bus.messages.is_empty()));
    assert_eq!(machine.bus.messages[0].1, 0xFEE0_2000);
    assert_eq!(machine.bus.messages[0].2, 0x51);
}

#[test]
fn interrupts_also_come_when_nobody_waits() {
    let Some((_directory, _qemu, mut driver)) = with_messages(Timing::Real) else {
        return;
    };
    driver.create_queues(1);
    for _ in 0..20 {
        driver.machine.bus.messages.clear();
        let read = driver.read(0, 1, 0);
        driver.push(1, read);
        driver.ring(1);
        assert!(
            driver
                .machine
                .wait(|machine| !machine.bus.messages.is_empty())
        );
        assert_eq!(driver.poll(1).unwrap().status, 0);
        driver.acknowledge(1);
    }
}

#[test]
fn power_that_comes_back_finds_a_new_device() {
    let Some((_directory, _qemu, mut driver)) = with_messages(Timing::default()) else {
        return;
    };
    let read = driver.machine.read(0, CC, Width::Long);
    assert_eq!(read & 1, 1);
    let mut machine = driver.machine;
    machine.device.power_cycle(&mut machine.bus);
    assert_eq!(machine.config(4, Width::Word) & 7, 0);
    assert_eq!(machine.config(0x10, Width::Long), 4);
    machine.set_config(4, Width::Word, 6);
    assert_eq!(machine.read(0, CC, Width::Long), 0);
    let (bar, table) = machine.message_table();
    assert_eq!(machine.read(bar, table, Width::Quad), 0);
    assert_eq!(machine.read(bar, table + 12, Width::Long), 1, "masked");
    machine.program_message(0, APIC, 0x77);
    machine.enable_messages();
    machine.bus.messages.clear();
    let mut driver = Driver::on(machine);
    driver.create_queues(0);
    driver.machine.pass(100_000);
    assert!(
        driver
            .machine
            .bus
            .messages
            .iter()
            .any(|message| message.2 == 0x77)
    );
}
