//! [`Held`]: IRPs that came while the device was stopped or without power, and wait until it goes on.

use core::ptr::{self, NonNull};

use super::list::IrpList;
use crate::ffi;
use crate::shared::extension::Storage;
use crate::wdm::activity::Gate;
use crate::wdm::extension::WdmExtension;

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
        let held = &self.kept.held.0;
        // SAFETY: the caller's word. Whoever moves the gate lets go of the list afterwards, and may have done so before the IRP was in
        // it: then it goes again from here, at the IRQL that it came at. The others are that one's.
        unsafe {
            held.put(irp);
            if self.kept.activity.gate() != Gate::Holding
                && let Some(irp) = held.take_this(irp)
            {
                self.send_again(irp);
            }
        }
        ffi::STATUS_PENDING
    }

    /// Sends an IRP that was held to its dispatch routine again.
    ///
    /// # Safety
    /// The IRP came to this driver, which owns it; at the IRQL of its major function, without a spin lock.
    unsafe fn send_again(&self, irp: NonNull<ffi::IRP>) {
        let device = self.device();
        // SAFETY: the caller's word. The IRP is marked pending, and was answered so: what the routine returns now has been said.
        unsafe {
            let location = ffi::IoGetCurrentIrpStackLocation(irp.as_ptr());
            let major = usize::from((*location).MajorFunction);
            if let Some(routine) = (*(*device).DriverObject).MajorFunction[major] {
                routine(device, irp.as_ptr());
            }
        }
    }

    /// Sends the IRPs to their dispatch routines again: the gate has moved.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; no spin lock is held.
    pub(crate) unsafe fn let_go(&self) {
        while self.kept.activity.gate() != Gate::Holding {
            // SAFETY: the list was initialised when the device was added.
            let Some(irp) = (unsafe { self.kept.held.0.take(ptr::null_mut()) }) else {
                break;
            };
            // SAFETY: the caller's word; the IRP was taken out.
            unsafe { self.send_again(irp) };
        }
    }
}
