//! What one 4 KiB read costs through the simulator: the RAM disk with attributes against the one by hand.
//!
//! `cargo bench -p overhead --bench read` measures time. With `-- --instructions` it counts instructions by callgrind,
//! fails if the attributes cost more, and needs valgrind.

use divan::Bencher;
use miniport_sim::testing::callgrind;
use miniport_sim::{Adapter, Disk, Driver, DriverEntry, Machine};
use overhead::{attributes, by_hand};

/// One read: 4 KiB.
const READ: usize = 4096;

const DRIVERS: [(&str, DriverEntry); 2] = [
    ("attributes", attributes::disk::DriverEntry),
    ("by_hand", by_hand::disk::DriverEntry),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("--instructions") => compare_instructions(),
        Some("--read") => read_many(&arguments[2], arguments[3].parse().expect("a number")),
        _ => divan::main(),
    }
}

/// A machine with one RAM disk.
struct Rig {
    disk: Disk,
    _adapter: Adapter,
    _driver: Driver,
    _machine: Machine,
}

impl Rig {
    fn new(entry: DriverEntry) -> Self {
        let machine = Machine::new(1);
        let driver = machine.load(entry).expect("the driver loads");
        let adapter = machine
            .add_adapter(&driver, "")
            .expect("the adapter starts");
        let disk = adapter.disks().remove(0);
        Self {
            disk,
            _adapter: adapter,
            _driver: driver,
            _machine: machine,
        }
    }

    fn read(&self, data: &mut [u8; READ]) {
        self.disk.read(8, data).expect("the read");
    }
}

#[divan::bench]
fn attributes(bencher: Bencher<'_, '_>) {
    bench(bencher, DRIVERS[0].1);
}

#[divan::bench]
fn by_hand(bencher: Bencher<'_, '_>) {
    bench(bencher, DRIVERS[1].1);
}

fn bench(bencher: Bencher<'_, '_>, entry: DriverEntry) {
    let rig = Rig::new(entry);
    let mut data = [0; READ];
    bencher.bench_local(|| rig.read(&mut data));
}

/// The part that callgrind runs.
fn read_many(driver: &str, reads: u32) {
    let (_, entry) = DRIVERS
        .into_iter()
        .find(|(name, _)| *name == driver)
        .expect("a driver");
    let rig = Rig::new(entry);
    let mut data = [0; READ];
    for _ in 0..reads {
        rig.read(&mut data);
    }
}

fn compare_instructions() {
    println!("instructions for one 4 KiB read, the simulator's included:");
    let [ours, theirs] = DRIVERS.map(|(name, _)| {
        let all: u64 = callgrind::instructions(&["--read", name]).values().sum();
        let count = all / callgrind::REPETITIONS;
        println!("{name:>12} {count}");
        count
    });
    let difference = i128::from(ours) - i128::from(theirs);
    println!("{:>12} {difference:+}", "difference");
    assert!(
        difference <= 0,
        "the attributes cost {difference} instructions a read"
    );
}
