//! What a 4 KiB read costs with the controller in process.
//!
//! `cargo bench -p nvme --bench read` prints reads a second: at several queue depths, and with more namespaces and adapters.
//! With `-- --instructions` it counts the driver's own instructions for each read by callgrind (which needs valgrind),
//! callback by callback, without the simulator's and the controller's.

use divan::Bencher;
use divan::counter::ItemsCount;
use miniport_sim::device::nvme::{Namespace, Nvme};
use miniport_sim::testing::callgrind;
use miniport_sim::{Adapter, AdapterOptions, Disk, Driver, Machine};

/// One read: 4 KiB.
const READ: usize = 4096;
/// Blocks of each namespace.
const BLOCKS: u64 = 4096;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("--instructions") => print_instructions(),
        Some("--read") => read_many(arguments[2].parse().expect("a number")),
        _ => divan::main(),
    }
}

/// A machine with controllers.
struct Rig {
    disks: Vec<Disk>,
    adapters: Vec<Adapter>,
    _driver: Driver,
    machine: Machine,
}

impl Rig {
    fn new(adapters: usize, namespaces: usize) -> Self {
        let machine = Machine::new(1);
        let driver = machine.load(nvme::DriverEntry).expect("the driver loads");
        let adapters: Vec<_> = (0..adapters)
            .map(|_| {
                let mut device = Nvme::builder().io_queues(1).msix(2);
                for _ in 0..namespaces {
                    device = device.namespace(Namespace::memory(BLOCKS));
                }
                let (device, _) = device.build();
                let options = AdapterOptions::new().queue_depth(255);
                machine
                    .add_pci_adapter(&driver, device, options)
                    .expect("the adapter starts")
            })
            .collect();
        let disks: Vec<_> = adapters.iter().flat_map(Adapter::disks).collect();
        assert_eq!(disks.len(), adapters.len() * namespaces);
        Self {
            disks,
            adapters,
            _driver: driver,
            machine,
        }
    }

    /// Reads `depth` times from every disk, all at the same time.
    fn round(&self, depth: usize) {
        let pending: Vec<_> = (0..depth)
            .flat_map(|_| &self.disks)
            .map(|disk| disk.submit_read(8, READ).expect("the read is sent"))
            .collect();
        for pending in pending {
            pending.wait().expect("the read comes back");
        }
    }

    fn bench(&self, bencher: Bencher<'_, '_>, depth: usize) {
        self.round(depth);
        bencher
            .counter(ItemsCount::new(depth * self.disks.len()))
            .bench_local(|| self.round(depth));
    }

    fn end(self) {
        drop(self.adapters);
        self.machine.shutdown().assert_clean();
    }
}

#[divan::bench(args = [1, 32, 1024])]
fn queue_depth(bencher: Bencher<'_, '_>, depth: usize) {
    let rig = Rig::new(1, 1);
    rig.bench(bencher, depth);
    rig.end();
}

#[divan::bench(args = [1, 4, 16])]
fn namespaces(bencher: Bencher<'_, '_>, namespaces: usize) {
    let rig = Rig::new(1, namespaces);
    rig.bench(bencher, 1);
    rig.end();
}

#[divan::bench(args = [1, 4, 16])]
fn adapters(bencher: Bencher<'_, '_>, adapters: usize) {
    let rig = Rig::new(adapters, 1);
    rig.bench(bencher, 1);
    rig.end();
}

/// The part that callgrind runs.
fn read_many(reads: usize) {
    let rig = Rig::new(1, 1);
    for _ in 0..reads {
        rig.round(1);
    }
    rig.end();
}

fn is_the_drivers(function: &str) -> bool {
    let of = |module: &str| function.contains(module);
    (of("nvme::") || of("miniport::")) && !of("miniport_sim") && !of("read::")
}

/// The driver's functions with the instructions of each; the runtime's are the driver's too.
fn print_instructions() {
    let mut total = 0;
    println!("instructions of the driver for one 4 KiB read:");
    for (function, cost) in callgrind::instructions(&["--read"]) {
        let each = cost / callgrind::REPETITIONS;
        if each > 0 && is_the_drivers(&function) {
            println!("{each:>8}  {function}");
            total += each;
        }
    }
    println!("{total:>8}  all");
    assert!(total > 0, "callgrind saw nothing of the driver");
}
