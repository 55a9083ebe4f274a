//! What `PORT_CONFIGURATION_INFORMATION` says of the hardware, and what the driver made of it.

use miniport::ffi;

use super::{Hardware, Mode};
use crate::adapter::state::AdapterState;
use crate::device::BarKind;
use crate::machine::core::Core;
use crate::processor::DIRQL;
use crate::verifier::Rule;

impl Hardware {
    /// Fills in where the adapter is and what was assigned to it.
    pub fn offer(&self, offered: &mut ffi::PORT_CONFIGURATION_INFORMATION) {
        offered.SystemIoBusNumber = self.bus;
        offered.SlotNumber = self.slot;
        offered.AdapterInterfaceType = ffi::PCIBus;
        offered.BusInterruptLevel = u32::from(DIRQL);
        offered.BusInterruptVector = 0x40 + self.slot;
        offered.InterruptMode = i32::from(self.granted != 0);
        for (index, range) in self
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
}

impl Core {
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
            self.violation_outside(rule, Some(adapter.number), message);
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
        if hardware.uncached.borrow().is_some() && found.Master == 0 {
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
