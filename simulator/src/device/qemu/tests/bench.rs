//! What an access costs. Run with `--ignored --nocapture`.

use std::time::Instant;

use super::machine::TestMachine;
use super::nvme::Driver;
use super::{is_qemu_there, raw_drive};
use crate::device::Width;
use crate::device::qemu::Qemu;
use crate::device::qemu::directory::Directory;

fn measure(what: &str, count: u32, mut work: impl FnMut()) {
    let start = Instant::now();
    (0..count).for_each(|_| work());
    eprintln!("{what}: {:?}", start.elapsed() / count);
}

#[test]
#[ignore = "a measurement"]
fn costs() {
    if !is_qemu_there() {
        return;
    }
    let directory = Directory::new().unwrap();
    let start = Instant::now();
    let qemu = Qemu::builder()
        .nvme(raw_drive(&directory, "d0"))
        .start()
        .unwrap();
    eprintln!("start: {:?}", start.elapsed());
    let machine = TestMachine::new(qemu.device("nvme0").unwrap(), qemu.memory());
    let mut driver = Driver::on(machine);
    driver.create_queues(0);
    measure("register read", 5000, || {
        assert_eq!(driver.machine.read(0, 8, Width::Long), 0x1_0400);
    });
    measure("configuration read", 5000, || {
        assert_ne!(driver.machine.config(0, Width::Long), 0);
    });
    measure("register write", 2000, || {
        driver.machine.write(0, 0x0C, Width::Long, 0);
    });
    let read = driver.read(0, 8, 0);
    measure("4 KiB read", 1000, || {
        assert_eq!(driver.run(1, read).status, 0);
    });
    let start = Instant::now();
    qemu.finish().unwrap();
    eprintln!("end: {:?}", start.elapsed());
}
