//! Interrupts: from the device to the handler of the driver.

use std::rc::Rc;

use super::Mode;
use crate::adapter::state::AdapterState;
use crate::callback::Role;
use crate::job::Job;
use crate::machine::core::Core;
use crate::processor::Lock;
use crate::verifier::Rule;

/// How often in turn a handler may leave the line raised before Windows would call it a storm: as not its own, as its own.
const STORM: (u32, u32) = (1_000, 10_000);

impl Core {
    /// The device drives its line.
    pub fn set_line(&self, adapter: &Rc<AdapterState>, raised: bool) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        hardware.line.set(raised);
        if raised {
            self.raise_line(adapter);
        } else {
            hardware.storm.set(0);
        }
    }

    /// Makes the handler ready, if the line is raised and connected.
    pub fn raise_line(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        if hardware.line.get()
            && hardware.connected.get()
            && hardware.mode.get() == Mode::Line
            && !hardware.line_pending.replace(true)
        {
            self.make_ready(Job::Interrupt {
                adapter: Rc::clone(adapter),
                message: None,
                processor: None,
            });
        }
    }

    /// Another device on a shared line interrupts, now and then.
    pub fn disturb(&self, adapter: &Rc<AdapterState>) {
        let shared = adapter
            .hardware
            .as_ref()
            .is_some_and(|hardware| hardware.shared && hardware.mode.get() == Mode::Line);
        if shared && self.chance(4) {
            self.make_ready(Job::Interrupt {
                adapter: Rc::clone(adapter),
                message: None,
                processor: None,
            });
        }
    }

    /// A device sent a message.
    pub fn message(&self, sender: &Rc<AdapterState>, address: u64, data: u32) {
        let vector = self.vectors.borrow().get(data as usize).copied().flatten();
        let target = vector.and_then(|(number, id)| Some((self.adapter(number)?, id)));
        let Some((adapter, id)) = target else {
            self.stray(sender, address, data);
            return;
        };
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        let mut messages = hardware.messages.borrow_mut();
        let Some(message) = messages.get_mut(id as usize) else {
            return;
        };
        if message.address != address {
            drop(messages);
            self.stray(sender, address, data);
        } else if hardware.connected.get() && !std::mem::replace(&mut message.pending, true) {
            self.make_ready(Job::Interrupt {
                processor: Some(message.processor),
                adapter: Rc::clone(&adapter),
                message: Some(id),
            });
        }
    }

    #[cold]
    fn stray(&self, sender: &AdapterState, address: u64, data: u32) {
        self.log(
            Some(sender.number),
            format!("the device sent a message that nobody waits for: {data:#x} to {address:#x}"),
        );
    }

    /// Runs the handler of the line or of a message, on a coroutine at `DIRQL`.
    pub fn run_interrupt(&self, adapter: &Rc<AdapterState>, message: Option<u32>) {
        match message {
            Some(message) => self.run_message(adapter, message),
            None => self.run_line(adapter),
        }
    }

    fn run_line(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        hardware.line_pending.set(false);
        let Some(routine) = adapter.init.HwInterrupt else {
            return;
        };
        let handled = self.with_locks(adapter, &[Lock::Interrupt], || {
            let mine = hardware.line.get() || hardware.shared;
            if !hardware.connected.get() || !mine {
                return None;
            }
            let extension = adapter.device_extension();
            // SAFETY: the driver registered the routine for this extension.
            Some(self.callback(Some(adapter), Role::Interrupt, || unsafe {
                routine(extension) != 0
            }))
        });
        let Some(handled) = handled else { return };
        if !hardware.line.get() {
            return;
        }
        hardware.storm.set(hardware.storm.get() + 1);
        let limit = if handled { STORM.1 } else { STORM.0 };
        if hardware.storm.get() >= limit {
            let claims = if handled { "claims" } else { "refuses" };
            self.violation_outside(
                Rule::InterruptStorm,
                Some(adapter.number),
                format!("HW_INTERRUPT {claims} the interrupt {limit} times in turn, and the line stays raised"),
            );
            hardware.connected.set(false);
            return;
        }
        self.raise_line(adapter);
    }

    fn run_message(&self, adapter: &Rc<AdapterState>, id: u32) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        if let Some(message) = hardware.messages.borrow_mut().get_mut(id as usize)
            && !std::mem::replace(&mut message.pending, false)
        {
            return;
        }
        let Some(routine) = adapter.message_routine.get() else {
            return;
        };
        let lock = if hardware.mode.get() == Mode::PerMessage {
            Lock::Message(id)
        } else {
            Lock::Interrupt
        };
        self.with_locks(adapter, &[lock], || {
            if !hardware.connected.get() {
                return;
            }
            let extension = adapter.device_extension();
            // SAFETY: the driver registered the routine for this extension; the message exists.
            self.callback(Some(adapter), Role::MessageInterrupt, || unsafe {
                routine(extension, id)
            });
        });
    }
}
