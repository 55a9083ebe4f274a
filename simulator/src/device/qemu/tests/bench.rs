//! What an access costs. Run with `--ignored --nocapture`.

use std::time::Instant;

use super::{host, one_nvme, slot};
use crate::device::Width;

fn measure(what: &str, count: u32, mut work: impl FnMut()) {
    let start = Instant::now();
    (0..count).for_each(|_| work());
    eprintln!("{what}: {:?}", start.elapsed() / count);
}

#[test]
#[ignore = "a measurement"]
fn costs() {
    let start = Instant::now();
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    eprintln!("start: {:?}", start.elapsed());
    let mut host = host(slot(&qemu, "nvme0"), 0);
    measure("register read", 5000, || {
        assert_eq!(host.read32(8), 0x1_0400);
    });
    measure("configuration read", 5000, || {
        assert_ne!(host.config(0, Width::Long), 0);
    });
    measure("register write", 2000, || host.write32(0x0C, 0));
    let read = host.transfer(2, 0, 4096);
    measure("4 KiB read", 1000, || assert_eq!(host.run(1, read), Ok(0)));
    let start = Instant::now();
    qemu.finish().unwrap();
    eprintln!("end: {:?}", start.elapsed());
}
