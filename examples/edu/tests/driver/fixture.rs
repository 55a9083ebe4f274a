//! A machine with the device and its driver.

use std::time::Duration;

use edu::interface;
use miniport::ffi;
use miniport_sim::device::edu::{Edu, EduHandle};
use miniport_sim::{
    DeviceOptions, File, InterruptResources, Machine, NtError, PendingIo, Report, WdmDevice,
    WdmDriver,
};

/// Both ways to interrupt.
pub const INTERRUPTS: [InterruptResources; 2] =
    [InterruptResources::Line, InterruptResources::Messages(1)];

/// How many seeds most tests try; `EDU_SEEDS` says otherwise.
pub fn seeds(usual: u64) -> std::ops::Range<u64> {
    let seeds = std::env::var("EDU_SEEDS")
        .ok()
        .and_then(|text| text.parse().ok());
    0..seeds.unwrap_or(usual)
}

/// A machine with the driver on it.
pub struct Bench {
    pub machine: Machine,
    pub driver: WdmDriver,
    pub device: WdmDevice,
    pub edu: EduHandle,
    pub file: Option<File>,
}

impl Bench {
    /// With the device in this process.
    pub fn new(seed: u64, interrupts: InterruptResources) -> Self {
        let machine = Machine::builder(seed).processors(3).preemption(40).build();
        let driver = machine.load_wdm(edu::DriverEntry).expect("loaded");
        let (hardware, edu) = Edu::builder().build();
        let options = DeviceOptions::new().interrupts(interrupts);
        let device = machine
            .add_pci_device(&driver, hardware, options)
            .expect("started");
        let file = Some(device.open().expect("open"));
        Self {
            machine,
            driver,
            device,
            edu,
            file,
        }
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
        assert!(self.edu.mistakes().is_empty(), "{:?}", self.edu.mistakes());
        let report = self.machine.shutdown();
        report.assert_clean();
        report
    }
}

/// A bench for each seed and each way to interrupt.
pub fn everywhere(usual: u64, test: impl Fn(&mut Bench)) {
    for seed in seeds(usual) {
        for interrupts in INTERRUPTS {
            let mut bench = Bench::new(seed, interrupts);
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
