//! `IO_TIMER_ROUTINE`: the device's timer, about once a second. `DISPATCH_LEVEL`; perhaps under a lock of the I/O manager's, of which its page
//! says nothing.
//!
//! wdm.h: `VOID IoTimer(PDEVICE_OBJECT DeviceObject, PVOID Context)`.

use super::entry;
use crate::ffi::{DEVICE_OBJECT, PVOID};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::extension::WdmExtension;
use crate::wdm::scope;

/// In `#[io_timer]`: `DISPATCH_LEVEL`. No timer is started or stopped here, and no IRP completed or handed on: a
/// [`CustomDpc`](crate::wdm::CustomDpc), an [`IoWorkItem`](crate::wdm::IoWorkItem) or the [`DpcForIsr`](crate::wdm::DpcForIsr), with an IRP,
/// does it.
pub type TimerTick<'a, E> = Context<'a, E, scope::TimerTick>;

miniport_macros::role_trait!(io_timer);

/// The `IO_TIMER_ROUTINE` of handler `H`: what the I/O manager calls.
///
/// # Safety
/// The I/O manager calls it for the timer of a device object with extension `E`, which was started.
pub unsafe extern "C" fn routine<H: IoTimer<E>, E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    _context: PVOID,
) {
    // SAFETY: the device is started: its end stops the timer and flushes DPCs, one of which calls this, before the hardware goes.
    unsafe {
        let mut callback =
            entry::enter(Role::IoTimer, entry::DISPATCH, Storage::<E>::behind(device));
        H::call(callback.device, &mut callback.cx);
    }
}
