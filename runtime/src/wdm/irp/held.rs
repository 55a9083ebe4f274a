//! [`Held`]: IRPs that came while the device was stopped or without power, and wait until it goes on.

use core::ptr::NonNull;

use super::list::{IrpList, Which};
use crate::ffi;
use crate::shared::extension::Storage;
use crate::wdm::activity::Gate;
use crate::wdm::extension::WdmExtension;
use crate::wdm::status::NtStatus;

/// IRPs in the order in which they came.
#[repr(transparent)]
pub(crate) struct Held(pub(crate) IrpList);

impl<E: WdmExtension> Storage<E> {
    /// Keeps an IRP until the gate moves. The dispatch routine returns `STATUS_PENDING`.
    ///
    /// # Safety
    /// This is the dispatch routine of the IRP.
    #[cold]
    pub(crate) unsafe fn hold_back(&self, irp: NonNull<ffi::IRP>) -> ffi::NTSTATUS {
        // SAFETY: the caller's word; up to DISPATCH_LEVEL, and no lock is held.
        unsafe {
            let held = &self.kept.held.0;
            let file = (*ffi::IoGetCurrentIrpStackLocation(irp.as_ptr())).FileObject;
            held.put(irp);
            if self.kept.cleaned.has(file) {
                held.complete_all(Which::Of(file), NtStatus::CANCELLED);
            }
        }
        // Whoever moves the gate lets go of the list afterwards, and may have done so before the IRP was in it.
        if !self.holds() {
            // SAFETY: no spin lock is held.
            unsafe { self.let_go() };
        }
        ffi::STATUS_PENDING
    }

    /// The gate makes IRPs wait.
    fn holds(&self) -> bool {
        matches!(self.kept.activity.gate(), Gate::Holding | Gate::Resuming)
    }

    /// Sends the IRPs to their dispatch routines again: the gate has moved.
    ///
    /// At `DISPATCH_LEVEL` only those whose routines run there. Nobody forgets the others: each was kept in a routine at `PASSIVE_LEVEL`,
    /// which comes here after it, and so does who moves the gate.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`; no spin lock is held.
    pub(crate) unsafe fn let_go(&self) {
        let device = self.device();
        // SAFETY: any IRQL.
        let which = if unsafe { ffi::KeGetCurrentIrql() } == ffi::PASSIVE_LEVEL {
            Which::Any
        } else {
            Which::UpToDispatch {
                controls: self.kept.controls_up_to_dispatch.get(),
            }
        };
        while !self.holds() {
            // SAFETY: the list was initialised when the device was added.
            let Some(irp) = (unsafe { self.kept.held.0.take(which) }) else {
                break;
            };
            // SAFETY: the IRP came to this routine of the driver, which owns it. It is marked pending, and was answered so: what the
            // routine returns now has been said.
            unsafe {
                let location = ffi::IoGetCurrentIrpStackLocation(irp.as_ptr());
                let major = usize::from((*location).MajorFunction);
                if let Some(routine) = (*(*device).DriverObject).MajorFunction[major] {
                    routine(device, irp.as_ptr());
                }
            }
        }
    }
}
