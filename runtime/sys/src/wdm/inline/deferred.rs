//! The DPC of a device, and parameters of timers.

use super::super::super::*;

/// Gives a device its `DpcForIsr`, once. At any IRQL.
#[inline(always)]
pub unsafe fn IoInitializeDpcRequest(DeviceObject: PDEVICE_OBJECT, DpcRoutine: PIO_DPC_ROUTINE) {
    // SAFETY: the caller keeps the contract of the routine. The kernel passes four pointers, whatever they point to: the second is
    // the context of the DPC, the device object.
    unsafe {
        let routine = core::mem::transmute::<PIO_DPC_ROUTINE, PKDEFERRED_ROUTINE>(DpcRoutine);
        KeInitializeDpc(&raw mut (*DeviceObject).Dpc, routine, DeviceObject.cast());
    }
}

/// Queues the `DpcForIsr` of a device; FALSE if it is queued already, with its first arguments (the header drops that). IRQL
/// `DIRQL`.
#[inline(always)]
pub unsafe fn IoRequestDpc(DeviceObject: PDEVICE_OBJECT, Irp: PIRP, Context: PVOID) -> BOOLEAN {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe { KeInsertQueueDpc(&raw mut (*DeviceObject).Dpc, Irp.cast(), Context) }
}

/// Makes the parameters of [`ExSetTimer`]. At any IRQL.
#[inline(always)]
pub unsafe fn ExInitializeSetTimerParameters(Parameters: PEXT_SET_PARAMETERS) {
    // SAFETY: the caller's structure is valid; all zero is its first version.
    unsafe { Parameters.write_bytes(0, 1) };
}

/// Makes the parameters of [`ExDeleteTimer`]. At any IRQL.
#[inline(always)]
pub unsafe fn ExInitializeDeleteTimerParameters(Parameters: PEXT_DELETE_PARAMETERS) {
    // SAFETY: as above.
    unsafe { Parameters.write_bytes(0, 1) };
}
