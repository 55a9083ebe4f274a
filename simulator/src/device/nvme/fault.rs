//! Faults that a test injects: which command they meet, and what happens to it.

use std::ops::Range;

use super::command::Command;
use super::status::Status;

/// Admin commands.
pub(super) mod admin {
    pub const DELETE_SUBMISSION_QUEUE: u8 = 0x00;
    pub const CREATE_SUBMISSION_QUEUE: u8 = 0x01;
    pub const GET_LOG_PAGE: u8 = 0x02;
    pub const DELETE_COMPLETION_QUEUE: u8 = 0x04;
    pub const CREATE_COMPLETION_QUEUE: u8 = 0x05;
    pub const IDENTIFY: u8 = 0x06;
    pub const ABORT: u8 = 0x08;
    pub const SET_FEATURES: u8 = 0x09;
    pub const GET_FEATURES: u8 = 0x0A;
    pub const ASYNC_EVENT_REQUEST: u8 = 0x0C;
}

/// Commands of the NVM command set.
pub(super) mod io {
    pub const FLUSH: u8 = 0x00;
    pub const WRITE: u8 = 0x01;
    pub const READ: u8 = 0x02;
    pub const WRITE_UNCORRECTABLE: u8 = 0x04;
    pub const COMPARE: u8 = 0x05;
    pub const WRITE_ZEROES: u8 = 0x08;
    pub const DATASET_MANAGEMENT: u8 = 0x09;
    pub const VERIFY: u8 = 0x0C;
}

/// Which commands a fault meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Every command.
    Any,
    /// Every admin command.
    Admin,
    /// Every command of an I/O queue.
    Io,
    /// Read.
    Read,
    /// Write.
    Write,
    /// Flush.
    Flush,
    /// Dataset Management.
    DatasetManagement,
    /// Write Zeroes.
    WriteZeroes,
    /// The admin command of this opcode.
    AdminOpcode(u8),
    /// The I/O command of this opcode.
    IoOpcode(u8),
}

impl Operation {
    fn matches(self, command: &Command) -> bool {
        let admin = command.queue == 0;
        let opcode = command.opcode();
        match self {
            Self::Any => true,
            Self::Admin => admin,
            Self::Io => !admin,
            Self::Read => !admin && opcode == io::READ,
            Self::Write => !admin && opcode == io::WRITE,
            Self::Flush => !admin && opcode == io::FLUSH,
            Self::DatasetManagement => !admin && opcode == io::DATASET_MANAGEMENT,
            Self::WriteZeroes => !admin && opcode == io::WRITE_ZEROES,
            Self::AdminOpcode(wanted) => admin && opcode == wanted,
            Self::IoOpcode(wanted) => !admin && opcode == wanted,
        }
    }
}

/// What happens to a command that a fault meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is not done and completes with this status.
    Fail(Status),
    /// It is done, and its completion is lost. Abort does not find it.
    Lose,
    /// It is not done and does not complete, until it is aborted or the controller is reset.
    Hang,
    /// It takes this much longer, in nanoseconds.
    Delay(u64),
    /// It is done and completes, and the interrupt is lost.
    Silent,
    /// It is done, and the completion has this identifier.
    Misname(u16),
    /// It is not done; the controller fails (`CSTS.CFS`).
    Fatal,
    /// It is not done; the device is pulled out.
    Remove,
}

/// A fault: from the first command that it meets on, or after some, once or several times.
///
/// ```
/// # use miniport_sim::device::nvme::{Effect, Fault, Nvme, Operation, Status};
/// # let (_, nvme) = Nvme::builder().build();
/// nvme.inject(Fault::new(Operation::Read, Effect::Fail(Status::UNRECOVERED_READ_ERROR)).after(3).times(2));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    operation: Operation,
    effect: Effect,
    namespace: Option<u32>,
    blocks: Option<Range<u64>>,
    after: u64,
    times: u64,
}

impl Fault {
    /// Meets the next command of a kind, once.
    #[must_use]
    pub fn new(operation: Operation, effect: Effect) -> Self {
        Self {
            operation,
            effect,
            namespace: None,
            blocks: None,
            after: 0,
            times: 1,
        }
    }

    /// Lets this many commands pass before.
    #[must_use]
    pub fn after(mut self, commands: u64) -> Self {
        self.after = commands;
        self
    }

    /// Meets this many commands.
    #[must_use]
    pub fn times(mut self, commands: u64) -> Self {
        self.times = commands;
        self
    }

    /// Meets every command from then on.
    #[must_use]
    pub fn always(self) -> Self {
        self.times(u64::MAX)
    }

    /// Meets only commands of a namespace.
    #[must_use]
    pub fn namespace(mut self, namespace: u32) -> Self {
        self.namespace = Some(namespace);
        self
    }

    /// Meets only reads, writes and their kin that touch one of these blocks.
    #[must_use]
    pub fn blocks(mut self, blocks: Range<u64>) -> Self {
        self.blocks = Some(blocks);
        self
    }

    fn matches(&self, command: &Command) -> bool {
        self.operation.matches(command)
            && self
                .namespace
                .is_none_or(|namespace| namespace == command.namespace())
            && self.blocks.as_ref().is_none_or(|blocks| {
                let start = command.quad(10);
                let end = start.saturating_add(u64::from(command.low(12)) + 1);
                has_blocks(command) && start < blocks.end && blocks.start < end
            })
    }
}

/// Whether a command has a first block and a number of blocks.
fn has_blocks(command: &Command) -> bool {
    command.queue != 0
        && matches!(
            command.opcode(),
            io::READ
                | io::WRITE
                | io::COMPARE
                | io::WRITE_ZEROES
                | io::WRITE_UNCORRECTABLE
                | io::VERIFY
        )
}

/// The faults that are set.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What happens to a command that was fetched: the first fault that is due decides.
    pub fn meet(&mut self, command: &Command) -> Option<Effect> {
        let mut effect = None;
        for fault in self.0.iter_mut().filter(|fault| fault.matches(command)) {
            if fault.after > 0 {
                fault.after -= 1;
            } else if effect.is_none() {
                fault.times = fault.times.saturating_sub(1);
                effect = Some(fault.effect);
            }
        }
        if effect.is_some() {
            self.0.retain(|fault| fault.times > 0);
        }
        effect
    }
}

/// A transition that a controller can get stuck in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stuck {
    /// `CSTS.RDY` does not become 1.
    Enabling,
    /// `CSTS.RDY` does not become 0.
    Disabling,
    /// `CSTS.SHST` does not become 10b.
    ShuttingDown,
}
