//! Interrupts: from the device to the handler of the driver.

use std::rc::Rc;

use super::function::{Function, Mode};
use super::pci::{INTERRUPT_STATUS, STATUS};
use crate::device::Width;
use crate::kernel::clock::Event;
use crate::kernel::core::Kernel;
use crate::kernel::job::Job;
use crate::kernel::time::MICROSECOND;
use crate::verifier::Rule;

/// How often in turn a handler may leave the line raised before Windows would call it a storm: as not its own, as its own.
const STORM: (u32, u32) = (1_000, 10_000);
/// How often in turn causes may come while a handler acknowledges the one before: a device may have a queue of them.
const CAUSES: u32 = 100;

impl Kernel {
    /// The device drives its line.
    pub(super) fn set_line(&self, function: &Rc<Function>, raised: bool) {
        if function.line.replace(raised) != raised {
            function.changes.set(function.changes.get() + 1);
            function.lowered_by.set(None);
        }
        if raised {
            self.raise_line(function);
        } else {
            function.storm.set(0);
        }
    }

    /// Makes the handler ready, if the line is raised and connected.
    pub(super) fn raise_line(&self, function: &Rc<Function>) {
        if function.line.get()
            && function.connected.get()
            && function.mode.get() == Mode::Line
            && !function.line_pending.replace(true)
        {
            self.make_ready_line(function);
        }
    }

    fn make_ready_line(&self, function: &Rc<Function>) {
        let function = Rc::clone(function);
        self.make_ready(Job::interrupt(move || {
            Self::running().run_line(&function);
        }));
    }

    /// Another device on a shared line interrupts, now and then.
    pub fn disturb(&self, function: &Rc<Function>) {
        if function.shared && function.mode.get() == Mode::Line && self.chance(4) {
            self.make_ready_line(function);
        }
    }

    /// The same again and again for a while, at most until interrupts are disconnected.
    pub fn disturb_on(&self, function: &Rc<Function>, times: u32) {
        if !function.shared || function.mode.get() != Mode::Line || !function.connected.get() {
            return;
        }
        self.disturb(function);
        if times != 0 {
            let function = Rc::clone(function);
            let again = move || Self::running().disturb_on(&function, times - 1);
            let delay = self.between(5 * MICROSECOND, 200 * MICROSECOND);
            self.clock.schedule(delay, Event::Do(Box::new(again)));
        }
    }

    /// A device sent a message.
    pub(super) fn message(&self, sender: &Function, address: u64, data: u32) {
        let target = self.bus.vectors.borrow().get(data as usize).cloned();
        let Some((function, id)) = target.flatten() else {
            self.stray(sender, address, data);
            return;
        };
        let mut messages = function.messages.borrow_mut();
        let Some(message) = messages.get_mut(id as usize) else {
            return;
        };
        if message.address != address {
            drop(messages);
            self.stray(sender, address, data);
        } else if function.connected.get() && !std::mem::replace(&mut message.pending, true) {
            let processor = Some(message.processor);
            drop(messages);
            let job = Job::interrupt(move || Self::running().run_message(&function, id));
            self.make_ready(job.on(processor));
        }
    }

    #[cold]
    fn stray(&self, sender: &Function, address: u64, data: u32) {
        self.log(
            Some(sender.owner),
            format!("the device sent a message that nobody waits for: {data:#x} to {address:#x}"),
        );
    }

    /// Runs the handler of the line, on a coroutine at `DIRQL`.
    fn run_line(&self, function: &Rc<Function>) {
        function.line_pending.set(false);
        let Some(handler) = function.handlers.borrow().line.clone() else {
            return;
        };
        let handled = self.with_locks(&[function.handler_lock(None)], || {
            let raised = function.line.get();
            let mine = raised || function.shared;
            let before = (function.changes.get(), function.writes.get());
            (function.connected.get() && mine).then(|| {
                let (beats, accesses) = (self.pulse.beats(), self.fiber().accesses.get());
                let handled = function.handle(|| handler());
                if raised || function.changes.get() != before.0 {
                    self.check_handled(function, handled, raised.then_some(before));
                } else {
                    // A read of a register is a call of a routine.
                    let reads = u64::from(self.fiber().accesses.get().wrapping_sub(accesses));
                    let beat = self.pulse.beats().wrapping_sub(beats);
                    let looked = function.writes.get() == before.1 && beat == 2 * reads;
                    self.check_claimed(function, handled && looked);
                }
                handled
            })
        });
        let Some(handled) = handled else { return };
        if !function.line.get() {
            return;
        }
        function.storm.set(function.storm.get() + 1);
        let limit = if handled { STORM.1 } else { STORM.0 };
        if function.storm.get() >= limit {
            self.violation_outside(
                Rule::InterruptStorm,
                Some(function.owner),
                format!("the interrupt handler returned {limit} times in turn, and the line stays raised: it is disconnected"),
            );
            function.connected.set(false);
            return;
        }
        self.raise_line(function);
    }

    /// The device did not interrupt: another one on the line may have. `claimed`: the handler took it for its own, and did no more than
    /// read registers. One that does more may have found work that its device has not interrupted for yet.
    fn check_claimed(&self, function: &Rc<Function>, claimed: bool) {
        if claimed {
            let message = "the handler answered TRUE, and its device did not interrupt";
            self.handler_broke(function, Rule::InterruptClaimed, message);
        }
    }

    /// Whether the handler of a line that was raised did what its answer says. `before`: what the counts of the line's changes and of written
    /// registers were.
    fn check_handled(&self, function: &Rc<Function>, handled: bool, before: Option<(u64, u64)>) {
        let Some((changes, writes)) = before else {
            return;
        };
        let here = function.lowered_by.get() == Some(self.fiber().id);
        if function.changes.get() != changes {
            if !handled && here && !function.line.get() {
                self.handler_broke(
                    function,
                    Rule::InterruptDenied,
                    "the handler lowered the line of its device and answered FALSE, that the interrupt is another's",
                );
            }
            return;
        }
        // A handler that wrote a register may have acknowledged a cause, and another one has come meanwhile.
        if handled && function.writes.get() != writes && function.storm.get() < CAUSES {
            return;
        }
        // A handler that found nothing to do may be right while other code of the driver is about to lower the line.
        if handled || !self.is_inside(function.owner) {
            let answer = if handled { "TRUE" } else { "FALSE" };
            let message =
                format!("the handler answered {answer}, and the line is raised as before");
            self.handler_broke(function, Rule::InterruptStorm, &message);
        }
    }

    #[cold]
    fn handler_broke(&self, function: &Rc<Function>, rule: Rule, message: &str) {
        let status = self.with_device(function, |device, _| {
            device.config_read(STATUS, Width::Word)
        });
        // What is gone drives nothing.
        let Some(status) = status else { return };
        let view = if status & INTERRUPT_STATUS != 0 {
            "its status register says that it interrupts"
        } else {
            "its status register says that it does not interrupt"
        };
        let line = if function.line.get() {
            "drives"
        } else {
            "does not drive"
        };
        let message = format!("{message}; the device {line} its line, and {view}");
        self.violation_of_last(rule, message);
    }

    /// Runs the handler of a message, on a coroutine at `DIRQL`.
    fn run_message(&self, function: &Rc<Function>, id: u32) {
        if let Some(message) = function.messages.borrow_mut().get_mut(id as usize)
            && !std::mem::replace(&mut message.pending, false)
        {
            return;
        }
        let Some(handler) = function.handlers.borrow().message.clone() else {
            return;
        };
        self.with_locks(&[function.handler_lock(Some(id))], || {
            if function.connected.get() {
                function.handle(|| handler(id));
            }
        });
    }
}
