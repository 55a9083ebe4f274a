//! What every dispatch routine begins with: the gate.

use core::ptr::NonNull;

use super::activity::Gate;
use super::extension::WdmExtension;
use super::irp::{Call, Dispatched, complete};
use super::status::NtStatus;
use crate::ffi::{self, IRP, NTSTATUS};
use crate::shared::extension::Storage;

/// Calls the driver with an IRP if the device is started; otherwise the IRP waits or fails. The status to return.
///
/// # Safety
/// This is a dispatch routine of the driver, which has just got the IRP; `call` answers for it.
#[inline(always)]
pub(crate) unsafe fn through_the_gate<E: WdmExtension>(
    storage: &Storage<E>,
    irp: NonNull<IRP>,
    call: impl FnOnce(Call) -> Dispatched,
) -> NTSTATUS {
    let activity = &storage.kept.activity;
    if !activity.irps.enter() {
        // SAFETY: the caller's word.
        return unsafe { not_open(storage, irp) };
    }
    let this = Call::begin();
    let dispatched = call(this);
    let Some(status) = dispatched.status_of(irp, this) else {
        another_irp()
    };
    storage.leave_irp();
    status
}

/// As [`through_the_gate`], of `IRP_MJ_CREATE`: a device that has agreed to go is opened no more.
///
/// # Safety
/// As [`through_the_gate`].
#[inline(always)]
pub(crate) unsafe fn open_through_the_gate<E: WdmExtension>(
    storage: &Storage<E>,
    irp: NonNull<IRP>,
    call: impl FnOnce(Call) -> Dispatched,
) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        if storage.kept.pnp.leaves() {
            return refuse(irp, NtStatus::DELETE_PENDING);
        }
        through_the_gate(storage, irp, call)
    }
}

/// The IRP waits or fails.
///
/// # Safety
/// This is the dispatch routine of the IRP, which did not pass the gate.
#[cold]
#[inline(never)]
unsafe extern "C" fn not_open<E: WdmExtension>(
    storage: &Storage<E>,
    irp: NonNull<IRP>,
) -> NTSTATUS {
    let activity = &storage.kept.activity;
    // SAFETY: the caller's word: no lock is held in a dispatch routine. Whoever has sent the IRP keeps the device.
    unsafe {
        match activity.gate() {
            // A gate that has just been opened lets it go at once.
            Gate::Holding | Gate::Resuming | Gate::Open => storage.hold_back(irp),
            Gate::Closed => refuse(irp, activity.refusal()),
        }
    }
}

/// Completes an IRP that does not reach the driver.
///
/// # Safety
/// This is the dispatch routine of the IRP.
#[cold]
pub(crate) unsafe fn refuse(irp: NonNull<IRP>, status: NtStatus) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe { complete(irp, status, 0) };
    status.code()
}

/// A dispatch routine answers for an IRP that is not the one it got: what the I/O manager would do with either is undefined.
#[cold]
fn another_irp() -> ! {
    // SAFETY: may be called anywhere, and does not return.
    unsafe {
        ffi::KeBugCheckEx(
            crate::checked::BUG_CHECK,
            crate::checked::Rule::AnotherIrp as usize,
            crate::shared::role::Role::DriverDispatch as usize,
            0,
            0,
        )
    }
}
