//! What a request costs, and how that grows with what a machine has: it should not.
//!
//! `cargo bench -p miniport-sim --bench growth` prints requests a second for each number of adapters, of logical units, of
//! outstanding requests and of processors. A request is a read of one block; the driver is a RAM disk by hand.
#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::pedantic,
    missing_docs,
    non_upper_case_globals,
    reason = "the drivers are written as in C"
)]

#[path = "../tests/drivers/raw/mod.rs"]
#[allow(dead_code, unused_imports)]
mod raw;

use divan::Bencher;
use divan::counter::ItemsCount;
use miniport_sim::{AdapterOptions, Disk, InterruptResources, Machine};
use raw::{physical, ramdisk, toy};

fn main() {
    divan::main();
}

/// A round gives every disk so many reads at the same time.
fn rounds(bencher: Bencher<'_, '_>, disks: &[Disk], depth: usize) {
    let round = || {
        let pending: Vec<_> = (0..depth)
            .flat_map(|_| disks.iter().map(|disk| disk.submit_read(0, 512).unwrap()))
            .collect();
        for pending in pending {
            pending.wait().unwrap();
        }
    };
    round();
    bencher
        .counter(ItemsCount::new(depth * disks.len()))
        .bench_local(round);
}

fn ram_disks(
    bencher: Bencher<'_, '_>,
    machine: &Machine,
    adapters: usize,
    luns: usize,
    depth: usize,
) {
    let driver = machine.load(ramdisk::DriverEntry).unwrap();
    let options = AdapterOptions::from(format!("luns={luns};blocks=8").as_str()).queue_depth(255);
    let adapters: Vec<_> = (0..adapters)
        .map(|_| machine.add_adapter(&driver, options.clone()).unwrap())
        .collect();
    let disks: Vec<_> = adapters
        .iter()
        .flat_map(|adapter| adapter.disks())
        .collect();
    rounds(bencher, &disks, depth);
}

#[divan::bench(args = [1, 8, 64])]
fn adapters(bencher: Bencher<'_, '_>, adapters: usize) {
    ram_disks(bencher, &Machine::new(1), adapters, 1, 1);
}

#[divan::bench(args = [1, 8])]
fn logical_units(bencher: Bencher<'_, '_>, luns: usize) {
    ram_disks(bencher, &Machine::new(1), 1, luns, 4);
}

#[divan::bench(args = [1, 32, 256, 1024, 4096])]
fn outstanding(bencher: Bencher<'_, '_>, depth: usize) {
    ram_disks(bencher, &Machine::new(1), 1, 1, depth);
}

#[divan::bench(args = [1, 32, 256, 1024])]
fn outstanding_preempted(bencher: Bencher<'_, '_>, depth: usize) {
    let machine = Machine::builder(1).processors(4).preemption(20).build();
    ram_disks(bencher, &machine, 1, 1, depth);
}

#[divan::bench(args = [1, 32, 256, 1024])]
fn with_a_device(bencher: Bencher<'_, '_>, depth: usize) {
    let machine = Machine::builder(1).processors(4).preemption(20).build();
    let driver = machine.load(physical::entry).unwrap();
    let (device, _) = toy::Toy::new(1 << 20);
    let options = AdapterOptions::from("per")
        .interrupts(InterruptResources::Messages(4))
        .queue_depth(32);
    let adapter = machine.add_pci_adapter(&driver, device, options).unwrap();
    rounds(bencher, &adapter.disks(), depth);
}
