//! A device of QEMU as a device of the machine.

use std::time::Duration;

use super::board::{Board, SharedBoard, lock};
use super::channel::Trouble;
use super::config::ShadowConfig;
use super::delivery::Delivery;
use super::error::QemuError;
use super::function::Function;
use super::interrupts::{Mailbox, MessageTable};
use super::pace::{INTERVAL, Pace};
use super::timing::Timing;
use super::wires::Wires;
#[cfg(doc)]
use crate::device::Bus;
use crate::device::Width;

pub(super) const COMMAND: u16 = 0x04;
const MEMORY_AND_MASTER: u32 = 0x7;
const INTERRUPT_DISABLE: u32 = 1 << 10;
/// Writes that are this many nanoseconds apart are one step of the clock.
const TOGETHER: u64 = 100_000;
const INTERRUPT_STATUS: u32 = 1 << (16 + 3);

/// A PCI function of QEMU.
///
/// It does its DMA by itself, in the [memory](super::Qemu::memory) that QEMU shares with the machine: [`Bus::dma_read`] and
/// [`Bus::dma_write`] are never called. After a removal, or when QEMU is gone, reads give all ones.
#[derive(Debug)]
pub struct QemuDevice {
    pub(super) board: SharedBoard,
    id: String,
    pub(super) port: usize,
    generation: u64,
    pub(super) function: Function,
    pub(super) config: ShadowConfig,
    pub(super) table: Option<MessageTable>,
    mailbox: Mailbox,
    pub(super) delivery: Delivery,
    pub(super) now: u64,
    pub(super) seen: u64,
    pub(super) pace: Pace,
}

impl QemuDevice {
    /// Takes the device in a port.
    pub(super) fn take(shared: &SharedBoard, port: usize) -> Result<Self, QemuError> {
        let mut board = lock(shared);
        let id = board.ports[port].id.clone().unwrap_or_default();
        if board.ports[port].taken {
            return Err(QemuError::device(&id, "it is in use"));
        }
        let function = board.bring_up(port)?;
        let mailbox = Mailbox::of_port(port);
        let config = ShadowConfig::new(&function);
        let table = function
            .msix
            .map(|msix| MessageTable::new(msix.bar, msix.table, msix.entries, mailbox));
        board.ports[port].taken = true;
        let mut device = Self {
            board: shared.clone(),
            id,
            port,
            generation: board.ports[port].generation,
            function,
            config,
            table,
            mailbox,
            delivery: Delivery::default(),
            now: 0,
            seen: board.settled,
            pace: Pace::default(),
        };
        board.attempt("prepare a device", |wires| device.point(wires))?;
        drop(board);
        Ok(device)
    }

    /// Its name, as QEMU knows it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Lets messages go to the mailbox; memory and DMA are enabled then.
    pub(super) fn point(&mut self, wires: &mut Wires) -> Result<(), Trouble> {
        let qtest = &mut wires.qtest;
        self.function
            .at
            .write(qtest, COMMAND, Width::Word, MEMORY_AND_MASTER)?;
        if let Some(table) = &self.table
            && let Some(place) = self.function.places.get(table.bar()).copied().flatten()
        {
            table.point(qtest, &place)?;
        }
        self.config.point_msi(qtest, &self.function, self.mailbox)
    }

    pub(super) fn is_gone(&self, board: &Board) -> bool {
        board.ports[self.port].generation != self.generation
    }

    /// Does something with the device, if it is there and QEMU answers.
    pub(super) fn with<R>(
        &mut self,
        work: impl FnOnce(&mut Self, &mut Wires) -> Result<R, Trouble>,
    ) -> Option<R> {
        let shared = self.board.clone();
        let mut board = lock(&shared);
        if self.is_gone(&board) {
            return None;
        }
        board
            .attempt("access a device", |wires| work(self, wires))
            .ok()
    }

    /// Waits for what follows from a write, where the timing says so.
    pub(super) fn written(&mut self) {
        let shared = self.board.clone();
        let mut board = lock(&shared);
        match board.timing {
            Timing::Settled { .. } => {
                if board.settle().is_ok() {
                    self.collect(&mut board);
                }
            }
            Timing::Real => self.pace.touched(self.now),
            Timing::Stepped { .. } => {
                self.pace.touched(self.now);
                // What the write itself did was told before its answer.
                self.collect(&mut board);
            }
        }
    }

    /// Notes what came from the device: messages, and the state of its line.
    pub(super) fn collect(&mut self, board: &mut Board) {
        if self.is_gone(board) {
            self.delivery.forget();
            return;
        }
        self.seen = board.settled;
        let due = match board.timing {
            Timing::Settled { latency } => self.now.saturating_add(latency),
            Timing::Real | Timing::Stepped { .. } => self.now,
        };
        if let Some(table) = &self.table {
            for (address, data) in table.take(&board.low) {
                self.delivery.message(address, data, due);
            }
        }
        if self.mailbox.take_msi(&board.low)
            && let Some((address, data)) = self.config.msi_message()
        {
            self.delivery.message(address, data, due);
        }
        // The inputs of the I/O APIC are shared: whether it is this device is in its status.
        let mut raised = board.wires.qtest.is_any_line_raised();
        if raised {
            let at = self.function.at;
            let read = board.attempt("read a device's status", |wires| {
                at.read(&mut wires.qtest, COMMAND, Width::Long)
            });
            let state = read.unwrap_or(0);
            raised = state & INTERRUPT_STATUS != 0 && state & INTERRUPT_DISABLE == 0;
        }
        self.delivery.line(raised, due);
    }

    /// Before a read. Who looks again and again waits for the device, perhaps for a thread of it: each step gives that one some real time.
    pub(super) fn looked_at(&mut self) {
        if let Timing::Stepped { .. } = lock(&self.board).timing {
            self.pace.touched(self.now);
        }
    }

    /// Before a write: what the device begins, it begins at the machine's time.
    pub(super) fn begin(&mut self) {
        let shared = self.board.clone();
        let mut board = lock(&shared);
        if let Timing::Stepped { .. } = board.timing {
            self.step(&mut board, TOGETHER);
        }
    }

    /// Lets QEMU's time catch up with the machine's, where it is stepped and this much behind.
    pub(super) fn step(&mut self, board: &mut Board, least: u64) {
        if self.now < board.time.saturating_add(least) {
            return;
        }
        if board.pass(self.now).is_ok() {
            self.collect(board);
        } else {
            self.delivery.forget();
        }
    }

    /// Lets the real time catch up with the machine's, and looks for interrupts meanwhile.
    pub(super) fn keep_pace(&mut self, now: u64) {
        loop {
            let shared = self.board.clone();
            let mut board = lock(&shared);
            let turned = board.attempt("look for interrupts", |wires| wires.qtest.turn());
            if turned.is_err() || self.is_gone(&board) {
                self.delivery.forget();
                return;
            }
            self.collect(&mut board);
            drop(board);
            let left = self.pace.left(now);
            if left.is_zero() || self.delivery.has_news() {
                return;
            }
            std::thread::sleep(left.min(Duration::from_nanos(INTERVAL)));
        }
    }
}

impl Drop for QemuDevice {
    fn drop(&mut self) {
        let mut board = lock(&self.board);
        if !self.is_gone(&board) {
            board.ports[self.port].taken = false;
        }
    }
}
