//! The end of a device: of its hardware, and of its value. docs/soundness.md, "The end of a device", has the argument.

use super::activity::Gate;
use super::extension::WdmExtension;
use super::irp::Which;
use super::pnp::{PowerState, State};
use super::role::entry;
use super::status::NtStatus;
use super::{deferred, interrupt, scope};
use crate::ffi;
use crate::shared::extension::Storage;

impl<E: WdmExtension> Storage<E> {
    /// From here on IRPs fail; those that wait are completed.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`, no lock.
    pub(super) unsafe fn refuse_all(&self, status: NtStatus) {
        self.kept.activity.refuse(status);
        // SAFETY: the caller's word.
        unsafe {
            self.let_go();
            deferred::complete_waiting(self, Which::Any, status);
        }
    }

    /// The device is going: completes what waits and what the driver keeps. A routine that runs meanwhile may keep, or start, another
    /// IRP: then this is called again.
    ///
    /// # Safety
    /// As [`Storage::end_hardware`], before the hardware's end begins.
    unsafe fn abort(&self) {
        // SAFETY: the caller's word: the driver's hook may use the hardware, and acquire the interrupt lock.
        unsafe {
            deferred::complete_waiting(self, Which::Any, self.kept.activity.refusal());
            // Of a device without power the driver has no IRP.
            if interrupt::is_usable(self) && self.has_power() {
                self.value()
                    .abort(&mut entry::hook::<E, scope::Passive>(self).cx);
            }
        }
    }

    /// The device has power, as far as the runtime was told.
    ///
    /// # Safety
    /// With the turn of plug and play and power.
    pub(super) unsafe fn has_power(&self) -> bool {
        self.kept.pnp.power.get() != PowerState::Off
    }

    /// The end of the hardware: everything that could use it is over, then it is dropped.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`, no lock; the gate is not open.
    pub(super) unsafe fn end_hardware(&self) {
        if !self.has_hardware() {
            return;
        }
        let kept = &self.kept;
        // SAFETY: the caller's word. The order is that of docs/soundness.md, "The end of a device".
        unsafe {
            // The driver owns no IRP from here on, and gets none. One that the device would have finished is finished by the driver.
            if kept.activity.gate() == Gate::Closed {
                self.abort();
                kept.activity.irps.wait_with(|| self.abort());
            } else {
                self.pause();
            }
            // Who saw the gate open may still defer something: a service routine, a DPC, and a work item that one of them had queued.
            self.life.close();
            interrupt::settle(self);
            ffi::KeFlushQueuedDpcs();
            kept.activity.works.close();
            kept.activity.works.wait();
            // What they deferred runs down: it saw the gate closed.
            deferred::stop_timers(self);
            kept.dropped_irps.wait();
            ffi::KeFlushQueuedDpcs();
            if interrupt::is_usable(self) {
                self.value()
                    .stop(&mut entry::hook::<E, scope::Stop>(self).cx);
            }
            interrupt::disconnect(self);
            self.hardware_place().drop_in_place();
            kept.release_mappings();
            kept.release_dma();
        }
        kept.pnp.state.set(State::Stopped);
    }

    /// Drops the value, and frees what the runtime made when the device was added.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; there is no hardware, and nothing of the device runs.
    pub(crate) unsafe fn end_without_hardware(&self) {
        let kept = &self.kept;
        // SAFETY: the caller's word.
        unsafe {
            self.hear_no_more_of_shutdown();
            // Nothing waits any more but what was cancelled, and is about to be completed by who has done that.
            kept.activity.waits.close();
            kept.activity.waits.wait();
            self.destroy(|| {});
            // The value may have owned IRPs, and power requests have been done in DPCs.
            ffi::KeFlushQueuedDpcs();
            deferred::free(self);
            kept.pnp.free();
            kept.lanes.free();
            let mut name = kept.interface.replace(super::extension::NO_NAME);
            if !name.Buffer.is_null() {
                ffi::RtlFreeUnicodeString(&raw mut name);
            }
            self.dropped.release::<E::Kind>(self.device_extension());
        }
    }
}
