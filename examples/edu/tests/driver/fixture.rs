//! A machine with the device and its driver: the device in this process, or QEMU's.

use std::rc::Rc;
use std::time::Duration;

use edu::interface;
use miniport::ffi;
use miniport_sim::device::Device;
use miniport_sim::device::edu::{Edu, EduHandle};
use miniport_sim::device::qemu::{Qemu, Timing};
use miniport_sim::testing::{self, not_tested};
use miniport_sim::{
    DeviceOptions, File, InterruptResources, Machine, NtError, PendingIo, Report, WdmDevice,
    WdmDriver,
};

use crate::unreliable::{Losses, Unreliable};

/// Loads the driver, or its image (`MINIPORT_IMAGES`).
#[track_caller]
pub fn load(machine: &Machine) -> WdmDriver {
    testing::load_wdm(machine, "edu", edu::DriverEntry)
}

/// Both ways to interrupt.
pub const INTERRUPTS: [InterruptResources; 2] =
    [InterruptResources::Line, InterruptResources::Messages(1)];

/// How many seeds, unless a variable says otherwise.
fn seeds_by(variable: &str, usual: u64) -> std::ops::Range<u64> {
    let seeds = std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok());
    0..seeds.unwrap_or(usual)
}

/// How many seeds most tests try; `EDU_SEEDS` says otherwise.
pub fn seeds(usual: u64) -> std::ops::Range<u64> {
    seeds_by("EDU_SEEDS", usual)
}

/// The seeds for QEMU's device, each with both ways to interrupt. `EDU_QEMU_SEEDS` says otherwise. None, aloud, where there is no QEMU.
pub fn qemu_seeds() -> std::ops::Range<u64> {
    match Qemu::installed() {
        Ok(_) => seeds_by("EDU_QEMU_SEEDS", 1),
        Err(why) => {
            not_tested(why);
            0..0
        }
    }
}

/// Whose device it is.
pub enum Hardware {
    /// That in this process.
    Model(EduHandle),
    /// QEMU's, and the interrupts that it loses.
    Qemu(Qemu, Rc<Losses>),
}

/// A machine with the driver on it.
pub struct Bench {
    pub machine: Machine,
    pub driver: WdmDriver,
    pub device: WdmDevice,
    pub hardware: Hardware,
    pub file: Option<File>,
}

impl Bench {
    /// With the device in this process.
    pub fn new(seed: u64, interrupts: InterruptResources) -> Self {
        let machine = Machine::builder(seed).processors(3).preemption(40).build();
        let (device, edu) = Edu::builder().build();
        Self::with(machine, device, Hardware::Model(edu), interrupts)
    }

    /// With the device of QEMU.
    pub fn on_qemu(seed: u64, interrupts: InterruptResources) -> Self {
        let builder = Qemu::builder().device("edu").memory(16 << 20);
        let qemu = builder
            .timing(Timing::Stepped { step: 10_000_000 })
            .start()
            .expect("QEMU");
        let machine = Machine::builder(seed)
            .processors(3)
            .preemption(40)
            .memory(qemu.memory())
            .build();
        let losses = Rc::default();
        let device = Unreliable {
            device: qemu.device(IN_QEMU).expect("the device"),
            losses: Rc::clone(&losses),
        };
        Self::with(machine, device, Hardware::Qemu(qemu, losses), interrupts)
    }

    fn with(
        machine: Machine,
        device: impl Device + 'static,
        hardware: Hardware,
        interrupts: InterruptResources,
    ) -> Self {
        let driver = load(&machine);
        let options = DeviceOptions::new().interrupts(interrupts);
        let device = machine
            .add_pci_device(&driver, device, options)
            .expect("started");
        let file = Some(device.open().expect("open"));
        Self {
            machine,
            driver,
            device,
            hardware,
            file,
        }
    }

    /// The device in this process, where it is that one.
    pub fn model(&self) -> Option<&EduHandle> {
        match &self.hardware {
            Hardware::Model(edu) => Some(edu),
            Hardware::Qemu(..) => None,
        }
    }

    /// The next interrupts are lost.
    pub fn lose_interrupts(&self, count: u32) {
        match &self.hardware {
            Hardware::Model(edu) => edu.lose_interrupts(count),
            Hardware::Qemu(_, losses) => losses.lose(count),
        }
    }

    /// Somebody pulls the device out.
    pub fn pull_out(&self) {
        match &self.hardware {
            Hardware::Model(edu) => edu.remove(),
            Hardware::Qemu(qemu, _) => {
                // QEMU hangs if the device's thread is about to interrupt: `pci_edu_uninit` waits for the thread with the lock that the
                // thread wants (`hw/misc/edu.c`).
                std::thread::sleep(Duration::from_millis(50));
                qemu.remove(IN_QEMU).expect("pulled out");
            }
        }
        self.device.surprise_remove().expect("gone");
    }

    /// The open file.
    pub fn file(&self) -> &File {
        self.file.as_ref().expect("open")
    }

    /// Lets virtual time pass.
    pub fn wait(&self, time: Duration) {
        self.machine.advance(time);
    }

    /// A factorial by the device.
    pub fn factorial(&self, number: u32) -> Result<u32, NtError> {
        let mut output = [0; 4];
        let code = interface::FACTORIAL.code();
        self.file()
            .control(code, &number.to_le_bytes(), &mut output)?;
        Ok(u32::from_le_bytes(output))
    }

    /// Interrupts that the driver found lost.
    pub fn lost(&self) -> u32 {
        let mut output = [0; 4];
        self.file()
            .control(interface::LOST.code(), &[], &mut output)
            .expect("a number");
        u32::from_le_bytes(output)
    }

    /// The end: nobody has anything against the driver.
    pub fn finish(self) -> Report {
        let report = self.machine.shutdown();
        report.assert_clean();
        match self.hardware {
            Hardware::Model(edu) => assert!(edu.mistakes().is_empty(), "{:?}", edu.mistakes()),
            Hardware::Qemu(qemu, _) => qemu.finish().expect("QEMU was well"),
        }
        report
    }
}

/// The name of the device in QEMU.
const IN_QEMU: &str = "edu0";

/// A bench for each seed and each way to interrupt, with the device in this process.
pub fn on_the_model(usual: u64, test: impl Fn(&mut Bench)) {
    for seed in seeds(usual) {
        for interrupts in INTERRUPTS {
            let mut bench = Bench::new(seed, interrupts);
            test(&mut bench);
            bench.finish();
        }
    }
}

/// The same, and then with QEMU's device, for fewer seeds.
pub fn on_both(usual: u64, test: impl Fn(&mut Bench)) {
    on_the_model(usual, &test);
    for seed in qemu_seeds() {
        for interrupts in INTERRUPTS {
            let mut bench = Bench::on_qemu(seed, interrupts);
            test(&mut bench);
            bench.finish();
        }
    }
}

/// How a request failed.
pub fn failure(io: &PendingIo) -> Option<ffi::NTSTATUS> {
    io.success().err().and_then(NtError::status)
}

/// Bytes that tell where they belong.
pub fn pattern(length: usize, salt: u64) -> Vec<u8> {
    let mut bytes = vec![0; length];
    fastrand::Rng::with_seed(salt).fill(&mut bytes);
    bytes
}
