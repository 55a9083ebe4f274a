//! A running QEMU, shared by its devices: the connections, the ports, and what became of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::channel::Trouble;
use super::clock;
use super::drive::{Fault, faulty};
use super::error::QemuError;
use super::function::Function;
use super::pci_bus::{self, Location, Window, Windows};
use super::process::Process;
use super::shared_memory::LowMemory;
use super::timing::Timing;
use super::wires::Wires;

#[derive(Debug)]
enum State {
    Running,
    Failed { error: QemuError, told: bool },
    Ended,
}

/// A root port and what is in its slot.
#[derive(Debug)]
pub(super) struct Port {
    pub id: Option<String>,
    /// Somebody has the [`QemuDevice`](super::QemuDevice).
    pub taken: bool,
    /// Counts the devices that were here: a device that is gone knows it by this.
    pub generation: u64,
    express: u16,
    window: Window,
}

/// The running QEMU.
#[derive(Debug)]
pub(super) struct Board {
    pub wires: Wires,
    pub low: LowMemory,
    pub timing: Timing,
    /// Until when, in the machine's time, QEMU's clock has gone on; where it is [stepped](Timing::Stepped).
    pub time: u64,
    /// How often it settled: something may have come for any device then.
    pub settled: u64,
    pub ports: Vec<Port>,
    /// The node with injected faults above a disk.
    overlays: HashMap<String, String>,
    overlay_count: u64,
    windows: Windows,
    process: Process,
    state: State,
}

/// A board that its devices have in common.
pub(super) type SharedBoard = Arc<Mutex<Board>>;

/// The board, also after a panic elsewhere: it is a connection and holds no invariant over several calls.
pub(super) fn lock(board: &SharedBoard) -> MutexGuard<'_, Board> {
    board.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Board {
    /// Prepares the bus of a QEMU that has just started. `ids` names the devices in the ports, as far as there are some.
    pub fn new(
        mut wires: Wires,
        low: LowMemory,
        mut process: Process,
        timing: Timing,
        ids: Vec<Option<String>>,
    ) -> Result<Self, QemuError> {
        let prepare = || {
            wires.qtest.watch_interrupts()?;
            let windows = Windows::new(&mut wires.qtest)?;
            if let Timing::Stepped { .. } = timing {
                clock::prepare(&mut wires)?;
            }
            let mut ports = Vec::with_capacity(ids.len());
            for (port, id) in ids.into_iter().enumerate() {
                let express = pci_bus::open_port(&mut wires.qtest, port)?;
                ports.push(Port {
                    id,
                    taken: false,
                    generation: 0,
                    express,
                    window: Window::default(),
                });
            }
            Ok((windows, ports))
        };
        let (windows, ports) =
            prepare().map_err(|trouble| process.explain(trouble, "prepare the bus"))?;
        Ok(Self {
            wires,
            low,
            timing,
            time: 0,
            settled: 0,
            ports,
            overlays: HashMap::new(),
            overlay_count: 0,
            windows,
            process,
            state: State::Running,
        })
    }

    /// Does something with the connections, unless they are broken.
    pub fn attempt<R>(
        &mut self,
        during: &str,
        work: impl FnOnce(&mut Wires) -> Result<R, Trouble>,
    ) -> Result<R, QemuError> {
        match &self.state {
            State::Running => {}
            State::Failed { error, .. } => return Err(error.clone()),
            State::Ended => {
                let status = "it was told to".into();
                return Err(QemuError::Exited {
                    during: during.into(),
                    status,
                    stderr: String::new(),
                });
            }
        }
        work(&mut self.wires).map_err(|trouble| {
            let error = self.process.explain(trouble, during);
            if error.is_fatal() {
                self.state = State::Failed {
                    error: error.clone(),
                    told: false,
                };
            }
            error
        })
    }

    /// Waits until all devices are quiet.
    pub fn settle(&mut self) -> Result<(), QemuError> {
        self.attempt("wait for the devices", Wires::settle)?;
        self.settled += 1;
        Ok(())
    }

    /// Lets QEMU's clock go on until this time of the machine.
    pub fn pass(&mut self, now: u64) -> Result<(), QemuError> {
        loop {
            let left = now.saturating_sub(self.time);
            let passed = self.attempt("let time pass", |wires| clock::step(wires, left))?;
            self.time += passed;
            if passed == 0 {
                return self.attempt("look for interrupts", |wires| wires.qtest.turn());
            }
        }
    }

    /// Why QEMU is of no more use.
    pub fn failure(&mut self) -> Option<QemuError> {
        match &mut self.state {
            State::Failed { error, told } => {
                *told = true;
                Some(error.clone())
            }
            State::Running | State::Ended => None,
        }
    }

    /// Which port has the device.
    pub fn port_of(&self, id: &str) -> Result<usize, QemuError> {
        let found = self
            .ports
            .iter()
            .position(|port| port.id.as_deref() == Some(id));
        found.ok_or_else(|| QemuError::device(id, "there is no such device"))
    }

    /// Resets what is in a port and gives its registers their addresses.
    pub fn bring_up(&mut self, port: usize) -> Result<Function, QemuError> {
        let id = self.ports[port].id.clone().unwrap_or_default();
        let found = self.attempt("look for a device", |wires| {
            pci_bus::reset_behind(&mut wires.qtest, port)?;
            Function::find(&mut wires.qtest, Location::behind(port))
        })?;
        let mut function =
            found.ok_or_else(|| QemuError::device(&id, "it does not appear on the bus"))?;
        let (memory, io) = function.room();
        if !self.ports[port].window.has_room(memory, io) {
            let window = self.windows.reserve(memory, io);
            self.ports[port].window = window
                .ok_or_else(|| QemuError::device(&id, "no addresses are left for its registers"))?;
        }
        let window = self.ports[port].window;
        function.place(window.memory.0, window.io.0);
        self.attempt("place a device", |wires| {
            pci_bus::route(&mut wires.qtest, port, &window)?;
            function.write_bars(&mut wires.qtest)
        })?;
        Ok(function)
    }

    /// Switches the power of a slot on, for a device that was just put in.
    pub fn power_on(&mut self, port: usize) -> Result<(), QemuError> {
        let express = self.ports[port].express;
        self.attempt("switch on a slot", |wires| {
            pci_bus::set_power(&mut wires.qtest, port, express, true)
        })
    }

    /// Takes the device out of its slot, whatever it does.
    pub fn pull_out(&mut self, port: usize, id: &str) -> Result<(), QemuError> {
        let express = self.ports[port].express;
        let slot = &mut self.ports[port];
        slot.generation += 1;
        slot.id = None;
        slot.taken = false;
        self.attempt("remove a device", |wires| {
            pci_bus::set_power(&mut wires.qtest, port, express, false)?;
            wires.qmp.wait_deleted(id)
        })?;
        self.settle()
    }

    /// Lets these requests to the disk of a device fail, and no others.
    pub fn inject(&mut self, owner: &str, drive: &str, faults: &[Fault]) -> Result<(), QemuError> {
        let mut overlay = None;
        if !faults.is_empty() {
            self.overlay_count += 1;
            let name = format!("{drive}-faults-{}", self.overlay_count);
            let mut node = faulty(faults, &json!(drive));
            node["node-name"] = json!(name);
            self.command("blockdev-add", &node)?;
            overlay = Some(name);
        }
        let path = format!("/machine/peripheral/{owner}");
        let value = overlay.as_deref().unwrap_or(drive);
        self.command(
            "qom-set",
            &json!({ "path": path, "property": "drive", "value": value }),
        )?;
        let old = match overlay {
            Some(name) => self.overlays.insert(drive.into(), name),
            None => self.overlays.remove(drive),
        };
        if let Some(name) = old {
            self.command("blockdev-del", &json!({ "node-name": name }))?;
        }
        Ok(())
    }

    /// Runs a command of the machine protocol.
    pub fn command(&mut self, command: &str, arguments: &Value) -> Result<Value, QemuError> {
        self.attempt(command, |wires| wires.qmp.execute(command, arguments))
    }

    /// Ends QEMU. Images are closed in order, if it still answers.
    pub fn end(&mut self) -> Result<(), QemuError> {
        let asked = self.attempt("quit", |wires| wires.qmp.quit());
        let status = asked
            .as_ref()
            .ok()
            .and_then(|()| self.process.wait(self.process.limit()));
        let outcome = match (asked, status) {
            (Err(error), _) => Err(error),
            (Ok(()), Some(status)) if status.success() => Ok(()),
            (Ok(()), Some(status)) => {
                let stderr = self.process.stderr();
                Err(QemuError::Exited {
                    during: "quit".into(),
                    status: status.to_string(),
                    stderr,
                })
            }
            (Ok(()), None) => Err(self.process.explain(Trouble::TimedOut, "quit")),
        };
        self.process.kill();
        if matches!(self.state, State::Running) {
            self.state = State::Ended;
        }
        if outcome.is_err() {
            let _ = self.failure();
        }
        outcome
    }

    /// Ends QEMU if that was not done, and says aloud what nobody asked about.
    pub fn end_quietly(&mut self) {
        match &self.state {
            State::Ended => {}
            State::Running => {
                if let Err(error) = self.end() {
                    eprintln!("{error}");
                }
            }
            State::Failed { error, told } => {
                if !told {
                    eprintln!("{error}");
                }
                self.process.kill();
            }
        }
    }
}
