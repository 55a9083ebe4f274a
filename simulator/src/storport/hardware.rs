//! The PCI function of an adapter: what `PORT_CONFIGURATION_INFORMATION` says of it, what the driver made of that, and how
//! the driver is interrupted.

use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::port::Storport;
use crate::device::BarKind;
use crate::kernel::hardware::function::{Function, Handlers, Mode};
use crate::kernel::level::DIRQL;
use crate::verifier::{Role, Rule};

/// Fills in where the adapter is and what was assigned to it.
pub(super) fn offer(function: &Function, offered: &mut ffi::PORT_CONFIGURATION_INFORMATION) {
    offered.SystemIoBusNumber = function.bus;
    offered.SlotNumber = function.slot;
    offered.AdapterInterfaceType = ffi::PCIBus;
    offered.BusInterruptLevel = u32::from(DIRQL);
    offered.BusInterruptVector = 0x40 + function.slot;
    offered.InterruptMode = i32::from(function.granted != 0);
    for (index, range) in function
        .ranges
        .iter()
        .take(offered.NumberOfAccessRanges as usize)
        .enumerate()
    {
        // SAFETY: the array has `NumberOfAccessRanges` elements, aligned to 16.
        unsafe {
            let place = offered.AccessRanges.add(index);
            (*place).RangeStart.QuadPart = range.address.cast_signed();
            (*place).RangeLength = u32::try_from(range.kind.size).unwrap_or(u32::MAX);
            (*place).RangeInMemory = u8::from(range.kind.kind != BarKind::Io);
        }
    }
}

/// The handlers of an adapter's interrupts, for the kernel.
fn handlers(
    adapter: &AdapterState,
    by_message: ffi::PHW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE,
) -> Handlers {
    let (number, extension) = (adapter.number, adapter.device_extension());
    let mut handlers = Handlers::default();
    if let Some(routine) = adapter.init.HwInterrupt {
        handlers.line = Some(Rc::new(move || {
            // SAFETY: the driver registered the routine for this extension, which lives as long as the machine.
            let call = || unsafe { routine(extension) != 0 };
            Storport::call_back(number, Role::HwInterrupt, call)
        }));
    }
    if let Some(routine) = by_message {
        handlers.message = Some(Rc::new(move |id| {
            // SAFETY: as above; the kernel calls it for messages that exist.
            let call = || unsafe { routine(extension, id) != 0 };
            Storport::call_back(number, Role::HwMessageSignaledInterrupt, call);
        }));
    }
    handlers
}

impl Storport<'_> {
    /// After `HwStorFindAdapter`: which way the adapter is interrupted, by what the driver and the machine have.
    pub fn choose_interrupts(
        &self,
        adapter: &AdapterState,
        found: &ffi::PORT_CONFIGURATION_INFORMATION,
    ) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        hardware.set_handlers(handlers(adapter, found.HwMSInterruptRoutine));
        let mode = match found.InterruptSynchronizationMode {
            ffi::InterruptSynchronizeAll => Mode::All,
            ffi::InterruptSynchronizePerMessage => Mode::PerMessage,
            _ => return,
        };
        if found.HwMSInterruptRoutine.is_some() && hardware.granted != 0 {
            self.kernel.assign_messages(hardware, mode);
        }
    }

    /// Interrupts arrive from now on.
    pub fn connect(&self, adapter: &AdapterState) {
        if let Some(hardware) = &adapter.hardware {
            self.kernel.connect(hardware);
        }
    }

    /// No interrupt arrives any more, and handlers that have begun are over: what they work on is freed next.
    pub fn disconnect(&self, adapter: &AdapterState) {
        if let Some(hardware) = &adapter.hardware {
            self.kernel.disconnect(hardware);
            self.kernel.run_until(|| !hardware.is_handled());
        }
    }

    /// The end: what the device still does to memory is seen, then it may do nothing.
    pub fn quiesce(&self, adapter: &AdapterState) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        self.kernel.disconnect(hardware);
        if let Some(uncached) = &*adapter.uncached.borrow() {
            uncached.close("the uncached extension of an adapter that was removed");
        }
        self.kernel.quiesce(hardware);
        self.kernel.release_device(hardware);
    }

    /// What `HwStorFindAdapter` set that does not fit the hardware or what it did before.
    pub fn check_hardware(
        &self,
        adapter: &AdapterState,
        found: &ffi::PORT_CONFIGURATION_INFORMATION,
    ) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        let wrong = |rule, message: String| {
            self.kernel
                .violation_outside(rule, Some(adapter.number), message);
        };
        let size = found.SrbExtensionSize.max(adapter.init.SrbExtensionSize);
        if adapter
            .uncached_after
            .get()
            .is_some_and(|then| then != size)
        {
            wrong(
                Rule::UncachedExtension,
                "SrbExtensionSize was changed after StorPortGetUncachedExtension".to_owned(),
            );
        }
        if adapter.uncached.borrow().is_some() && found.Master == 0 {
            wrong(
                Rule::UncachedExtension,
                "Master was reset after StorPortGetUncachedExtension".to_owned(),
            );
        }
        let by_message = found.InterruptSynchronizationMode != ffi::InterruptSupportNone;
        if by_message && found.HwMSInterruptRoutine.is_none() {
            wrong(
                Rule::BadConfiguration,
                "InterruptSynchronizationMode is set without a HwMSInterruptRoutine".to_owned(),
            );
        }
        let messages = by_message && hardware.granted != 0;
        if !messages && adapter.init.HwInterrupt.is_none() && hardware.mode.get() == Mode::Line {
            wrong(
                Rule::BadConfiguration,
                "the adapter interrupts by its line, and there is no HwInterrupt".to_owned(),
            );
        }
    }
}
