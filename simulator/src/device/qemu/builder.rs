//! Starting QEMU: which devices, which disks, how much memory.

use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use super::board::Board;
use super::channel::{Channel, Trouble};
use super::clock;
use super::directory::Directory;
use super::drive::Drive;
use super::error::QemuError;
use super::pci_bus::{CONFIGURATION, MAXIMUM_PORTS};
use super::process::Process;
use super::qmp::Qmp;
use super::qtest::Qtest;
use super::shared_memory::{BASE, SharedMemory};
use super::socket::{self, Stream};
use super::specification::Specification;
use super::timing::Timing;
use super::wires::Wires;
use super::{PROGRAM, Qemu};

const MEGABYTE: u64 = 0x10_0000;

/// A QEMU that is not started yet.
#[derive(Debug, Clone)]
pub struct QemuBuilder {
    program: String,
    memory: u64,
    limit: Duration,
    timing: Timing,
    drives: Vec<Drive>,
    devices: Vec<String>,
    attached: Vec<String>,
    empty_slots: usize,
}

impl QemuBuilder {
    pub(super) fn new() -> Self {
        Self {
            program: PROGRAM.into(),
            memory: 256 * MEGABYTE,
            limit: Duration::from_secs(30),
            timing: Timing::default(),
            drives: Vec::new(),
            devices: Vec::new(),
            attached: Vec::new(),
            empty_slots: 0,
        }
    }

    /// A PCI function in a slot of its own, as after QEMU's `-device`, but without `bus` and `addr`. Without `id` its name is
    /// that of the driver and a number: `nvme0`.
    #[must_use]
    pub fn device(mut self, specification: impl Into<String>) -> Self {
        self.devices.push(specification.into());
        self
    }

    /// An NVMe controller with one namespace on this disk, whose name is the serial number.
    #[must_use]
    pub fn nvme(self, drive: Drive) -> Self {
        let specification = format!("nvme,drive={0},serial={0}", drive.name());
        self.drive(drive).device(specification)
    }

    /// Something that belongs to another device: `scsi-hd,bus=virtio-scsi-pci0.0,drive=d0`,
    /// `nvme-ns,bus=nvme0,nsid=2,drive=d1`.
    #[must_use]
    pub fn attach(mut self, specification: impl Into<String>) -> Self {
        self.attached.push(specification.into());
        self
    }

    /// A disk for a device.
    #[must_use]
    pub fn drive(mut self, drive: Drive) -> Self {
        self.drives.push(drive);
        self
    }

    /// Slots for devices that are [plugged in](Qemu::plug) later.
    #[must_use]
    pub fn empty_slots(mut self, count: usize) -> Self {
        self.empty_slots = count;
        self
    }

    /// Bytes of memory, rounded up to a megabyte; 256 MiB if nothing is said. Only what is used is allocated.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes.max(1).next_multiple_of(MEGABYTE);
        self
    }

    /// When the work of devices is seen.
    #[must_use]
    pub fn timing(mut self, timing: Timing) -> Self {
        self.timing = timing;
        self
    }

    /// How long QEMU has for an answer, in real time; 30 seconds if nothing is said.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Another QEMU than the `qemu-system-x86_64` of the search path.
    #[must_use]
    pub fn program(mut self, program: impl Into<String>) -> Self {
        self.program = program.into();
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// [`QemuError::NotInstalled`]; [`QemuError::Exited`] with QEMU's words if it does not take an option, a device or an
    /// image; the others if this machine or QEMU fails.
    pub fn start(self) -> Result<Qemu, QemuError> {
        if self.memory > CONFIGURATION - BASE {
            let message = format!(
                "at most {} bytes lie below the devices",
                CONFIGURATION - BASE
            );
            return Err(QemuError::Host {
                what: "share so much memory",
                message,
            });
        }
        let mut specifications = Vec::new();
        for device in &self.devices {
            let specification = Specification::parse(device, &specifications)?;
            specifications.push(specification);
        }
        let slots = specifications.len() + self.empty_slots;
        if slots > MAXIMUM_PORTS {
            return Err(QemuError::device(
                "root ports",
                format!("{slots} slots: there are at most {MAXIMUM_PORTS}"),
            ));
        }
        let failed = |error| QemuError::host("prepare files for QEMU", &error);
        let directory = Directory::with_room(self.memory).map_err(failed)?;
        let memory_file =
            SharedMemory::create(&directory.file("memory"), self.memory).map_err(failed)?;
        let (memory, low) = SharedMemory::map(&memory_file).map_err(failed)?;
        std::fs::write(directory.file("rom"), halting_rom()).map_err(failed)?;
        let qtest = Listener::new(&directory.file("qtest")).map_err(failed)?;
        let qmp = Listener::new(&directory.file("qmp")).map_err(failed)?;
        let arguments = self.arguments(&directory, &specifications, slots);
        let mut process = Process::start(
            &self.program,
            &arguments,
            &directory.file("log"),
            self.limit,
        )?;
        let connected = (|| {
            let qmp = qmp.accept(&mut process)?;
            let qtest = Qtest::new(qtest.accept(&mut process)?);
            Ok(Wires {
                qtest,
                qmp: Qmp::new(qmp)?,
            })
        })();
        let wires = connected.map_err(|trouble| process.explain(trouble, "start"))?;
        let mut ids: Vec<Option<String>> = specifications
            .into_iter()
            .map(|found| Some(found.id))
            .collect();
        ids.resize(slots, None);
        let board = Board::new(wires, low, process, self.timing, ids)?;
        // QEMU has opened all that is in the directory.
        drop(directory);
        Ok(Qemu::new(Arc::new(Mutex::new(board)), Arc::new(memory)))
    }

    fn arguments(
        &self,
        directory: &Directory,
        devices: &[Specification],
        slots: usize,
    ) -> Vec<OsString> {
        let mut arguments = Arguments::default();
        let bytes = BASE + self.memory;
        let file = |name: &str| directory.file(name).to_string_lossy().into_owned();
        let memory = json!({
            "qom-type": "memory-backend-file",
            "id": "ram",
            "mem-path": file("memory"),
            "size": bytes,
            "share": true,
        });
        arguments.flag("-no-user-config").flag("-nodefaults");
        // As little as possible besides the devices in question.
        let machine = "q35,accel=tcg,memory-backend=ram,sata=off,smm=off,usb=off,hpet=off,pit=off,vmport=off,smbus=off,\
                       i8042=off,graphics=off";
        arguments
            .pair("-machine", machine)
            .pair("-m", format!("{}M", bytes / MEGABYTE));
        arguments.pair("-object", memory.to_string());
        arguments
            .pair("-display", "none")
            .pair("-bios", file("rom"));
        // Slots are those of PCI Express itself, which need no help of ACPI.
        arguments.pair(
            "-global",
            "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off",
        );
        arguments
            .pair("-qtest", format!("unix:{}", escaped(&file("qtest"))))
            .pair("-qtest-log", "none");
        arguments.pair(
            "-chardev",
            format!("socket,id=qmp,path={}", escaped(&file("qmp"))),
        );
        arguments.pair("-mon", "chardev=qmp,mode=control");
        if let Timing::Stepped { .. } = self.timing {
            arguments.list.extend(clock::ARGUMENTS.map(OsString::from));
        }
        for slot in 0..slots {
            let number = slot + 1;
            let port = format!(
                "pcie-root-port,id=port{slot},bus=pcie.0,addr={number:#x},chassis={number},slot={number}"
            );
            arguments.pair("-device", port);
        }
        for drive in &self.drives {
            arguments.list.extend(drive.arguments());
        }
        for (slot, device) in devices.iter().enumerate() {
            arguments.pair("-device", device.in_slot(slot));
        }
        for device in &self.attached {
            arguments.pair("-device", device.as_str());
        }
        arguments.list
    }
}

#[derive(Default)]
struct Arguments {
    list: Vec<OsString>,
}

impl Arguments {
    fn flag(&mut self, flag: &str) -> &mut Self {
        self.list.push(flag.into());
        self
    }

    fn pair(&mut self, option: &str, value: impl Into<OsString>) -> &mut Self {
        self.list.extend([option.into(), value.into()]);
        self
    }
}

/// A value of an option whose parts are separated by commas.
fn escaped(text: &str) -> String {
    text.replace(',', ",,")
}

/// A ROM whose processor stops at its first instruction: devices are worked from outside.
fn halting_rom() -> Vec<u8> {
    const CLI_HLT_AGAIN: [u8; 4] = [0xFA, 0xF4, 0xEB, 0xFD];
    const RESET: usize = 0xFFF0;
    let mut rom = vec![0xF4; 0x1_0000];
    rom[RESET..RESET + 4].copy_from_slice(&CLI_HLT_AGAIN);
    rom
}

/// A socket that QEMU connects to.
struct Listener(socket::Listener);

impl Listener {
    fn new(path: &Path) -> std::io::Result<Self> {
        let listener = socket::Listener::bind(path)?;
        listener.set_nonblocking(true)?;
        Ok(Self(listener))
    }

    fn accept(&self, process: &mut Process) -> Result<Channel, Trouble> {
        let end = Instant::now() + process.limit();
        let stream: Stream = loop {
            match self.0.accept() {
                Ok((stream, _)) => break stream,
                Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => {
                    return Err(error.into());
                }
                Err(_) if process.has_ended() => return Err(Trouble::Closed),
                Err(_) if Instant::now() >= end => return Err(Trouble::TimedOut),
                Err(_) => std::thread::sleep(Duration::from_millis(1)),
            }
        };
        Ok(Channel::new(stream, process.limit())?)
    }
}
