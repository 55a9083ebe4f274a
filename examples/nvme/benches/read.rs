//! What a 4 KiB read costs with the controller in process.
//!
//! `cargo bench -p nvme --bench read` prints reads a second: at several queue depths, and with more namespaces and adapters.
//! With `-- --instructions` it counts the driver's own instructions for each read by callgrind (which needs valgrind),
//! callback by callback, without the simulator's and the controller's.

use std::collections::BTreeMap;
use std::process::Command;

use divan::Bencher;
use divan::counter::ItemsCount;
use miniport_sim::device::nvme::{Namespace, Nvme};
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

/// The driver's functions with the instructions of each, from a run under callgrind.
///
/// A function counts what was inlined into it and not what it calls; the runtime's are the driver's too.
fn callgrind(reads: usize) -> BTreeMap<String, u64> {
    let output = std::env::temp_dir().join(format!("nvme-read-{}-{reads}", std::process::id()));
    let program = std::env::current_exe().expect("the program's own path");
    let run = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", output.display()))
        .args(["--compress-strings=no", "--compress-pos=no"])
        .arg(program)
        .args(["--read", &reads.to_string()])
        .output()
        .expect("valgrind is not installed");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let text = std::fs::read_to_string(&output).expect("callgrind's output");
    let _ = std::fs::remove_file(&output);
    let mut costs = BTreeMap::new();
    let mut function = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("fn=") {
            function = name;
        } else if line.starts_with("calls=") {
            // The line after it is what the call cost, with all that it called.
            lines.next();
        } else if line.starts_with(|first: char| first.is_ascii_digit()) && is_the_drivers(function)
        {
            let cost: u64 = line
                .split(' ')
                .nth(1)
                .and_then(|cost| cost.parse().ok())
                .unwrap_or(0);
            *costs.entry(function.to_owned()).or_default() += cost;
        }
    }
    costs
}

fn is_the_drivers(function: &str) -> bool {
    let of = |module: &str| function.contains(module);
    (of("nvme::") || of("miniport::")) && !of("miniport_sim") && !of("read::")
}

fn print_instructions() {
    const FEW: usize = 200;
    const MANY: usize = 1200;
    let few = callgrind(FEW);
    let mut total = 0;
    println!("instructions of the driver for one 4 KiB read:");
    for (function, many) in callgrind(MANY) {
        let each = (many - few.get(&function).copied().unwrap_or(0)) / (MANY - FEW) as u64;
        if each > 0 {
            println!("{each:>8}  {function}");
            total += each;
        }
    }
    println!("{total:>8}  all");
    assert!(total > 0, "callgrind saw nothing of the driver");
}
