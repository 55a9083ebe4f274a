//! Devices of QEMU, without a guest: their models were written by others, and drivers for them exist.
//!
//! [`Qemu`] runs `qemu-system-x86_64` as a process whose processor is halted, and works its devices over the qtest protocol.
//! The machine's memory is a file that both map ([`SharedMemory`]): a device's DMA needs no help. Errors of disks come from
//! QEMU's `blkdebug` ([`Fault`]), removal is a slot that loses its power ([`Qemu::remove`]).
//!
//! ```no_run
//! use miniport_sim::device::qemu::{Drive, Format, Qemu};
//!
//! let qemu = Qemu::builder().nvme(Drive::new("d0", "disk.qcow2", Format::Qcow2)).start()?;
//! let nvme = qemu.device("nvme0")?; // a `Device` for the machine
//! let memory = qemu.memory(); // the machine's memory
//! # drop((nvme, memory));
//! qemu.finish()?;
//! # Ok::<(), miniport_sim::device::qemu::QemuError>(())
//! ```
//!
//! A write to a device is answered by QEMU in about 10 microseconds; that nothing is under way any more is known after
//! about 200 ([`Timing`]). What QEMU does not have: interrupt controllers of ours, so that messages are caught in memory that
//! the machine does not see, and addresses of ours, so that base address registers are kept here.
//!
//! **Limit**: the DMA of QEMU's devices is not looked at. They read and write the whole memory of the machine by themselves, also what
//! their driver did not give them: a wrong address of a scatter/gather list, memory of a request that is completed, address 0.
//! The guards around blocks and the poison of what was freed show some of it later. Each access of a device of this process is
//! looked at (`Rule::DeviceMemory`), so a driver is run on both.
//!
//! Parts: the process with its two protocols (`qtest`, `qmp`); the bus and what is found there (`pci_bus`, `function`); the
//! `board` that devices share; a `device` with its `interrupts` and their `delivery`.

mod access;
mod board;
mod builder;
mod channel;
mod clock;
mod config;
mod delivery;
mod device;
mod directory;
mod drive;
mod error;
mod function;
mod interrupts;
mod pace;
mod pci_bus;
mod process;
mod qmp;
mod qtest;
mod shared_memory;
mod socket;
mod specification;
#[cfg(test)]
mod tests;
mod timing;
mod wires;

use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::Value;

pub use builder::QemuBuilder;
pub use device::QemuDevice;
pub use drive::{Drive, Fault, Format, Operation};
pub use error::QemuError;
pub use shared_memory::SharedMemory;
pub use timing::Timing;

use board::{SharedBoard, lock};
use specification::Specification;

const PROGRAM: &str = "qemu-system-x86_64";

/// A running QEMU. Dropping it ends the process and closes the images; devices that were taken are dead then.
#[derive(Debug)]
pub struct Qemu {
    board: SharedBoard,
    memory: Arc<SharedMemory>,
}

impl Qemu {
    /// Describes a QEMU.
    #[must_use]
    pub fn builder() -> QemuBuilder {
        QemuBuilder::new()
    }

    /// The version of the QEMU that is installed: a test that needs one asks, and says aloud that it did not run.
    ///
    /// # Errors
    /// [`QemuError::NotInstalled`], or [`QemuError::Host`] where there are no Unix sockets.
    pub fn installed() -> Result<String, QemuError> {
        if cfg!(not(unix)) {
            return Err(QemuError::Host {
                what: "reach QEMU",
                message:
                    "its devices are reached by Unix sockets; the simulator's own work on any host"
                        .into(),
            });
        }
        let output = Command::new(PROGRAM)
            .arg("--version")
            .stdin(Stdio::null())
            .output();
        let output = output.map_err(|_| QemuError::NotInstalled {
            program: PROGRAM.into(),
        })?;
        Ok(String::from_utf8_lossy(&output.stdout)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned())
    }

    fn new(board: SharedBoard, memory: Arc<SharedMemory>) -> Self {
        Self { board, memory }
    }

    /// The memory that devices reach.
    #[must_use]
    pub fn memory(&self) -> Arc<SharedMemory> {
        self.memory.clone()
    }

    /// Takes a device, for the machine. It is as after power-on, but its registers have addresses, and memory and DMA are
    /// enabled.
    ///
    /// # Errors
    /// [`QemuError::Device`] if there is none of this name or somebody has it.
    pub fn device(&self, id: &str) -> Result<QemuDevice, QemuError> {
        let port = lock(&self.board).port_of(id)?;
        QemuDevice::take(&self.board, port)
    }

    /// The names of the devices.
    #[must_use]
    pub fn devices(&self) -> Vec<String> {
        lock(&self.board)
            .ports
            .iter()
            .filter_map(|port| port.id.clone())
            .collect()
    }

    /// Pulls a device out of its slot, without asking anybody. Requests that are under way are lost.
    ///
    /// # Errors
    /// [`QemuError::Device`] if there is none of this name.
    pub fn remove(&self, id: &str) -> Result<(), QemuError> {
        let mut board = lock(&self.board);
        let port = board.port_of(id)?;
        board.pull_out(port, id)
    }

    /// Puts a device into an empty slot and takes it. Its disk exists already.
    ///
    /// # Errors
    /// [`QemuError::Device`] if no slot is empty, [`QemuError::Refused`] if QEMU does not take the device.
    pub fn plug(&self, specification: &str) -> Result<QemuDevice, QemuError> {
        let mut board = lock(&self.board);
        let others: Vec<_> = board
            .ports
            .iter()
            .filter_map(|port| port.id.as_deref().map(Specification::named))
            .collect();
        let device = Specification::parse(specification, &others)?;
        let empty = board.ports.iter().position(|port| port.id.is_none());
        let port = empty.ok_or_else(|| QemuError::device(&device.id, "no slot is empty"))?;
        let arguments = device.in_slot_as_json(port);
        board.command("device_add", &arguments)?;
        board.ports[port].id = Some(device.id);
        board.power_on(port)?;
        drop(board);
        QemuDevice::take(&self.board, port)
    }

    /// From now on these requests to the disk fail, besides those of [`Drive::fault`], and no others. `owner` is the device
    /// that has the disk.
    ///
    /// # Errors
    /// [`QemuError::Refused`] if there is no such device or disk.
    pub fn inject(&self, owner: &str, drive: &str, faults: &[Fault]) -> Result<(), QemuError> {
        lock(&self.board).inject(owner, drive, faults)
    }

    /// Sends a command of the QEMU Machine Protocol: `arguments` and the answer are JSON.
    ///
    /// # Errors
    /// [`QemuError::Refused`] with QEMU's words.
    pub fn monitor(&self, command: &str, arguments: &str) -> Result<String, QemuError> {
        let arguments: Value =
            serde_json::from_str(arguments).map_err(|error| QemuError::Refused {
                command: command.into(),
                description: error.to_string(),
            })?;
        let mut board = lock(&self.board);
        let answer = board.command(command, &arguments)?;
        board.settle()?;
        Ok(answer.to_string())
    }

    /// Whether QEMU still works. Devices cannot tell: they only read all ones.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check(&self) -> Result<(), QemuError> {
        lock(&self.board).failure().map_or(Ok(()), Err)
    }

    /// Ends QEMU; when this returns, the images are closed.
    ///
    /// # Errors
    /// Why it did not work to the end.
    pub fn finish(self) -> Result<(), QemuError> {
        lock(&self.board).end()
    }
}

impl Drop for Qemu {
    fn drop(&mut self) {
        lock(&self.board).end_quietly();
    }
}
