//! [`Held`]: IRPs that came while the device was stopped or without power, and wait until it goes on.

use core::ptr::{self, NonNull};
use core::sync::atomic::Ordering;

use super::arrival::Arrival;
use super::complete;
use super::list::{End, IrpList, Which};
use crate::ffi::{self, PVOID};
use crate::shared::extension::Storage;
use crate::wdm::activity::Gate;
use crate::wdm::extension::WdmExtension;
use crate::wdm::status::NtStatus;

/// IRPs in the order in which they came.
#[repr(transparent)]
pub(crate) struct Held {
    pub(crate) list: IrpList,
}

impl<E: WdmExtension> Storage<E> {
    /// Keeps an IRP until the gate moves. What the dispatch routine returns.
    ///
    /// Whether the gate makes it wait, and its file is there, is looked at when it is put into the list: from then on it may be cancelled,
    /// its file closed and the device removed, so that nothing of the device is touched any more.
    ///
    /// # Safety
    /// This is the dispatch routine of the IRP.
    #[cold]
    pub(crate) unsafe fn hold_back(&self, irp: NonNull<ffi::IRP>) -> ffi::NTSTATUS {
        let (kept, device) = (&self.kept, self.device());
        // SAFETY: the caller's word; up to DISPATCH_LEVEL, and no lock is held. An IRP that is not in the list keeps the device.
        unsafe {
            Arrival::begin(irp, kept.cleaned.now());
            ffi::IoMarkIrpPending(irp.as_ptr());
            let refused = kept.held.list.put(irp, End::Last, &|| {
                if kept.cleaned.was_before(irp) {
                    return Err(NtStatus::CANCELLED);
                }
                if self.holds() {
                    return Ok(());
                }
                Err(NtStatus::DEVICE_NOT_READY)
            });
            match refused {
                Ok(()) => {}
                Err(NtStatus::CANCELLED) => complete(irp, NtStatus::CANCELLED, 0),
                // The gate has moved, or was open all the time.
                Err(_) => send_again(device, irp),
            }
        }
        ffi::STATUS_PENDING
    }

    /// The gate makes IRPs wait.
    fn holds(&self) -> bool {
        matches!(self.kept.activity.gate(), Gate::Holding | Gate::Resuming)
    }

    /// Sends the IRPs to their dispatch routines again: the gate has moved. At `DISPATCH_LEVEL` those that may come there, because a thread that
    /// would run a work item may wait for them (paged memory); the others in a work item.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`; no lock is held, and the device is not removed meanwhile.
    pub(crate) unsafe fn let_go(&self) {
        // SAFETY: the caller's word. The work item is queued when it is not queued, and holds the device.
        unsafe {
            if ffi::KeGetCurrentIrql() == ffi::PASSIVE_LEVEL {
                self.send_held(Which::Any);
                return;
            }
            let controls = self.kept.callbacks().controls_up_to_dispatch;
            self.send_held(Which::SentUpToDispatch { controls });
            let rest = &self.kept.pnp.rest;
            if !rest.queued.swap(true, Ordering::SeqCst) {
                self.kept.activity.requests.hold_anyway();
                ffi::IoQueueWorkItem(
                    rest.item.get(),
                    Some(let_go_rest::<E>),
                    ffi::DelayedWorkQueue,
                    ptr::null_mut(),
                );
            }
        }
    }

    /// # Safety
    /// At an IRQL where the dispatch routines of these IRPs may run; no lock is held.
    unsafe fn send_held(&self, which: Which) {
        while !self.holds() {
            // SAFETY: the list was initialised when the device was added. The IRP was taken out of it, and was answered as pending.
            unsafe {
                let Some(irp) = self.kept.held.list.take(which) else {
                    break;
                };
                send_again(self.device(), irp);
            }
        }
    }
}

/// The work item in which IRPs go on that come at `PASSIVE_LEVEL` only.
///
/// # Safety
/// The I/O manager calls it for the work item of [`Storage::let_go`].
unsafe extern "C" fn let_go_rest<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, _context: PVOID) {
    // SAFETY: PASSIVE_LEVEL; the work item holds the device. It may be queued again from here on.
    unsafe {
        let storage = Storage::<E>::behind(device);
        storage.kept.pnp.rest.queued.store(false, Ordering::SeqCst);
        storage.send_held(Which::Any);
        storage.leave_request();
    }
}

/// Sends an IRP to its dispatch routine again.
///
/// # Safety
/// The IRP came to this routine of the device's driver, which owns it and has answered, or answers, that it is pending; the level is one of
/// the routine's, and no lock is held.
unsafe fn send_again(device: ffi::PDEVICE_OBJECT, irp: NonNull<ffi::IRP>) {
    // SAFETY: the caller's word. The IRP is marked pending, so that nobody waits for what the routine returns now.
    unsafe {
        let location = ffi::IoGetCurrentIrpStackLocation(irp.as_ptr());
        let major = usize::from((*location).MajorFunction);
        if let Some(routine) = (*(*device).DriverObject).MajorFunction[major] {
            routine(device, irp.as_ptr());
        }
    }
}
