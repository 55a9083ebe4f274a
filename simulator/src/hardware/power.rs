//! Power and removal of the device itself.

use std::rc::Rc;

use super::enumerate::assign;
use crate::adapter::state::AdapterState;
use crate::device::Width;
use crate::machine::core::Core;

impl Core {
    /// The device loses its power: reads give ones.
    pub fn power_down(&self, adapter: &AdapterState) {
        if let Some(hardware) = &adapter.hardware {
            hardware.gone.set(true);
            hardware.line.set(false);
        }
    }

    /// Power comes back: the device is as after power-on, and gets its addresses again.
    pub fn power_up(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        hardware.gone.set(false);
        self.with_device(adapter, |device, bus| {
            device.power_cycle(bus);
            assign(device, &hardware.ranges);
        });
    }

    /// The device is pulled out: reads give ones, it reaches no memory and interrupts no more.
    pub fn unplug(&self, adapter: &AdapterState) {
        if let Some(hardware) = &adapter.hardware {
            hardware.gone.set(true);
            hardware.line.set(false);
        }
    }

    /// The end: the device may reach memory no more, and whoever shares it gets it back.
    pub fn release_device(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        self.disconnect(adapter);
        self.with_device(adapter, |device, _| {
            device.config_write(super::enumerate::COMMAND, Width::Word, 0);
        });
        hardware.device.borrow_mut().take();
        hardware.gone.set(true);
        self.devices
            .borrow_mut()
            .retain(|other| other.number != adapter.number);
    }
}
