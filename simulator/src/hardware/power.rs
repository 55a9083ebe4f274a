//! Power and removal of the device itself.

use std::rc::Rc;

use super::Hardware;
use super::enumerate::{COMMAND, assign};
use crate::adapter::state::AdapterState;
use crate::device::Width;
use crate::machine::core::Core;
use crate::time::MILLISECOND;

/// How long a device is watched after its adapter was removed.
const AFTERMATH: u64 = MILLISECOND;

impl Hardware {
    /// The device loses its power: reads give ones, it reaches no memory and interrupts no more.
    pub fn power_down(&self) {
        self.gone.set(true);
        self.line.set(false);
    }

    /// The device is pulled out. It never comes back.
    pub fn unplug(&self) {
        self.power_down();
        self.pulled.set(true);
    }
}

impl Core {
    /// Power comes back: the device is as after power-on, and gets its addresses again.
    pub fn power_up(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        hardware.gone.set(hardware.pulled.get());
        self.with_device(adapter, |device, bus| {
            device.power_cycle(bus);
            assign(device, &hardware.ranges);
        });
    }

    /// The adapter is gone: what its device still does to memory is seen.
    pub fn quiesce(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        self.disconnect(adapter);
        if let Some(uncached) = &*hardware.uncached.borrow() {
            uncached.close("the uncached extension of an adapter that was removed");
        }
        let end = self.clock.now() + AFTERMATH;
        while let due = hardware.due.get()
            && due <= end
            && !hardware.gone.get()
        {
            self.clock.pass(due.saturating_sub(self.clock.now()));
            self.with_device(adapter, |_, _| ());
            if hardware.due.get() <= due {
                break;
            }
        }
    }

    /// The end: the device may reach memory no more, and whoever shares it gets it back.
    pub fn release_device(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        self.with_device(adapter, |device, _| {
            device.config_write(COMMAND, Width::Word, 0);
        });
        hardware.device.borrow_mut().take();
        hardware.gone.set(true);
        self.devices
            .borrow_mut()
            .retain(|other| other.number != adapter.number);
    }
}
