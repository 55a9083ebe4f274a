//! Power and removal of the device itself.

use std::rc::Rc;

use super::enumerate::assign;
use super::function::Function;
use super::pci::COMMAND;
use crate::device::Width;
use crate::kernel::core::Kernel;
use crate::kernel::time::MILLISECOND;

/// How long a device is watched after its owner was removed.
const AFTERMATH: u64 = MILLISECOND;

impl Function {
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

    /// It is there and has no power: its driver must not access it (pages "Device Working State D0", "Handling Device Power-Down IRPs").
    pub(super) fn is_without_power(&self) -> bool {
        self.gone.get() && !self.pulled.get()
    }
}

impl Kernel {
    /// Power comes back: the device is as after power-on, and gets its addresses again.
    pub fn power_up(&self, function: &Rc<Function>) {
        function.gone.set(function.pulled.get());
        self.with_device(function, |device, bus| {
            device.power_cycle(bus);
            assign(device, &function.ranges);
        });
    }

    /// After power came back: interrupts that were connected are programmed again, as a bus driver restores configuration space.
    pub fn restore_interrupts(&self, function: &Rc<Function>) {
        if function.connected.get() {
            self.connect(function);
        }
    }

    /// Its owner is gone and interrupts are disconnected: what the device still does to memory is seen.
    pub fn quiesce(&self, function: &Rc<Function>) {
        let end = self.clock.now() + AFTERMATH;
        while let due = function.due.get()
            && due <= end
            && !function.gone.get()
        {
            self.clock.pass(due.saturating_sub(self.clock.now()));
            self.with_device(function, |_, _| ());
            if function.due.get() <= due {
                break;
            }
        }
    }

    /// How much was mapped so far.
    pub fn mapped(&self) -> usize {
        self.bus.mappings.borrow().len()
    }

    /// Nothing of an owner is mapped any more that was among the first `number`.
    pub fn unmap_first(&self, number: usize, owner: usize) {
        for mapping in self.bus.mappings.borrow_mut().iter_mut().take(number) {
            mapping.mapped &= mapping.owner != owner;
        }
    }

    /// The end: the device may reach memory no more, and whoever shares it gets it back.
    pub fn release_device(&self, function: &Rc<Function>) {
        self.with_device(function, |device, _| {
            device.config_write(COMMAND, Width::Word, 0);
        });
        function.device.borrow_mut().take();
        function.gone.set(true);
        // Storport frees the device bases of an adapter that is gone.
        self.unmap_first(usize::MAX, function.owner);
        self.bus
            .functions
            .borrow_mut()
            .retain(|other| !Rc::ptr_eq(other, function));
    }
}
