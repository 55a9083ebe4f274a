//! The I/O manager on the kernel of a machine.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::error::NtError;
use super::irp::record::{Irp, Origin};
use super::object::device::Device;
use super::object::driver::Driver;
use super::object::file::FileObject;
use super::object::names::Names;
use super::pnp::node::Node;
use super::power::Power;
use super::registry::Registry;
use super::remove_lock::RemoveLocks;
use super::retired::Retired;
use super::timer::Timers;
use super::work_item::WorkItems;
use crate::kernel::core::Kernel;
use crate::kernel::job::Job;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::map::FastMap;
use crate::kernel::memory::block::Block;
use crate::kernel::time::SECOND;
use crate::verifier::Rule;

/// How long the managers wait for a request of theirs before they take it for lost.
const PATIENCE: u64 = 60 * SECOND;

/// What the I/O manager keeps with the kernel.
#[derive(Default)]
pub(crate) struct IoState {
    /// The drivers, in the order of their loading; the first is the bus driver.
    pub drivers: RefCell<Vec<Rc<Driver>>>,
    pub devices: RefCell<FastMap<usize, Rc<Device>>>,
    /// Device objects of Storport that a driver has named here.
    pub(super) ports: RefCell<FastMap<usize, Rc<Device>>>,
    pub nodes: RefCell<Vec<Rc<Node>>>,
    pub irps: RefCell<FastMap<usize, Rc<Irp>>>,
    /// The handles of applications, in the order of their opening.
    pub files: RefCell<Vec<Rc<FileObject>>>,
    pub names: RefCell<Names>,
    pub work_items: WorkItems,
    pub timers: Timers,
    pub remove_locks: RemoveLocks,
    pub power: Power,
    pub registry: Registry,
    /// Error log entries that are not written, and whose.
    pub log_entries: RefCell<Vec<(usize, Block)>>,
    /// How many names were generated.
    pub named: Cell<u32>,
    /// How many IRPs were made.
    pub made: Cell<u64>,
    pub(super) retired: Retired,
    /// Requests of applications that were submitted and are not answered.
    pub open_requests: Cell<u64>,
}

/// The I/O manager: the kernel, and what it keeps there.
#[derive(Clone, Copy)]
pub(crate) struct IoManager<'a> {
    pub kernel: &'a Kernel,
    pub io: &'a IoState,
}

impl<'a> IoManager<'a> {
    /// That of a machine.
    pub fn of(kernel: &'a Kernel) -> Self {
        Self {
            kernel,
            io: kernel.attached(),
        }
    }

    /// That of the machine whose coroutine called this code, if one did.
    pub fn current() -> Option<Self> {
        Kernel::current().map(Self::of)
    }

    /// That of the machine that takes a step.
    pub fn running() -> Self {
        Self::of(Kernel::running())
    }

    /// Makes work ready to run on a coroutine.
    pub fn make_ready(&self, irql: u8, work: impl FnOnce(IoManager<'_>) + 'static) {
        self.kernel
            .make_ready(Job::new(irql, move || work(IoManager::running())));
    }

    /// Runs `task` on a coroutine at `PASSIVE_LEVEL` and waits for it, but not for ever.
    pub fn perform<R: 'static>(
        &self,
        task: impl FnOnce(IoManager<'_>) -> R + 'static,
    ) -> Result<R, NtError> {
        if self.kernel.halted.get() {
            return Err(NtError::Halted);
        }
        let result = Rc::new(Cell::new(None));
        let done = Rc::new(Cell::new(false));
        let (slot, flag) = (Rc::clone(&result), Rc::clone(&done));
        self.make_ready(PASSIVE_LEVEL, move |manager| {
            slot.set(Some(task(manager)));
            flag.set(true);
        });
        self.run_until(|| done.get())?;
        result.take().ok_or(NtError::Stuck)
    }

    /// Runs the machine until something has happened, as long as a request may take; what then is not completed is reported.
    pub fn run_until(&self, done: impl FnMut() -> bool) -> Result<(), NtError> {
        let result = self.run_until_late(done);
        if result == Err(NtError::Stuck) {
            let mut late: Vec<_> = self.io.irps.borrow().values().cloned().collect();
            late.retain(|irp| irp.origin == Origin::Manager);
            late.sort_by_key(|irp| irp.number);
            for irp in late {
                self.report_lost(&irp);
            }
        }
        result
    }

    /// The same, and reports nothing.
    pub fn run_until_late(&self, mut done: impl FnMut() -> bool) -> Result<(), NtError> {
        let end = self.kernel.clock.now() + PATIENCE;
        self.kernel
            .run_until(|| done() || self.kernel.clock.now() > end);
        if done() {
            Ok(())
        } else if self.kernel.halted.get() {
            Err(NtError::Halted)
        } else {
            Err(NtError::Stuck)
        }
    }

    /// Notes an IRP that was not completed, and who had it last.
    #[cold]
    pub fn report_lost(&self, irp: &Irp) {
        if irp.reported.replace(true) {
            return;
        }
        let (routine, device) = irp.last.get();
        // SAFETY: an IRP that is not completed is there.
        let missed = irp.is_cancelled() && unsafe { (*irp.raw()).CancelRoutine.is_some() };
        let waits = match (irp.is_cancelled(), missed) {
            (_, true) => {
                ", and it was cancelled before its cancel routine was set, which nobody looked at (Irp->Cancel)"
            }
            (true, false) => ", and it was cancelled",
            (false, false) => "",
        };
        let message = format!(
            "IRP {} ({}) is not completed{waits}: last it was with {routine} of device {device}",
            irp.number,
            irp.name()
        );
        let rule = if missed {
            Rule::IrpCancelRoutine
        } else {
            Rule::LostRequest
        };
        self.broke(device, rule, message);
    }

    /// The driver has dropped an IRP.
    #[cold]
    pub fn dropped(&self, irp: ffi::PIRP) {
        let Some(irp) = self.irp(irp) else { return };
        let owner = irp.visit().map_or(irp.owner, |visit| visit.device.owner);
        let message = format!(
            "IRP {} ({}) is dropped, which completes it with STATUS_UNSUCCESSFUL{}",
            irp.number,
            irp.name(),
            self.kernel.place_of_driver()
        );
        self.broke(owner, Rule::DroppedRequest, message);
    }

    /// A driver completes an IRP with more bytes than the requester has room for, or than it has written, which its runtime corrects.
    #[cold]
    pub fn claimed(&self, irp: ffi::PIRP, claimed: usize, there: usize) {
        let Some(irp) = self.irp(irp) else { return };
        let owner = irp.visit().map_or(irp.owner, |visit| visit.device.owner);
        let message = format!(
            "IRP {} ({}) is completed with {claimed} bytes where there are {there}{}",
            irp.number,
            irp.name(),
            self.kernel.place_of_driver()
        );
        self.broke(owner, Rule::TransferLength, message);
    }

    /// Notes a rule that the driver of a device broke: in the code that runs, or found while none ran.
    #[cold]
    pub fn broke(&self, owner: usize, rule: Rule, message: impl Into<String>) {
        if Kernel::current().is_some() {
            self.kernel.violation(rule, Some(owner), message);
        } else {
            self.kernel.violation_outside(rule, Some(owner), message);
        }
    }

    /// Keeps memory that was taken from a driver poisoned.
    pub fn retire(&self, block: Block, owner: Option<usize>, what: &'static str) {
        if block.check().is_err() {
            self.overrun(owner, what);
        }
        let late = self.io.retired.add(block, owner, what);
        self.report_late(late);
    }

    #[cold]
    pub fn overrun(&self, owner: Option<usize>, what: &'static str) {
        self.kernel.violation_outside(
            Rule::Overrun,
            owner,
            format!("{what} was written outside of its bounds"),
        );
    }

    /// Notes what was written after it was taken back.
    pub(super) fn report_late(&self, late: impl IntoIterator<Item = super::retired::Late>) {
        for (owner, what) in late {
            let rule = Rule::UseAfterCompletion;
            self.kernel
                .violation_outside(rule, owner, format!("{what} was written afterwards"));
        }
    }

    /// What drivers have written since it was taken from them.
    pub fn report_late_writes(&self) {
        self.report_late(self.io.retired.take_late());
    }
}
