//! What rules of WDM drivers forbid with these routines safe code cannot write: it calls none of them.
#![allow(unused, clippy::all)]
use miniport::ffi;

fn any<T>() -> T {
    loop {}
}

fn routines() {
    ffi::IoMarkIrpPending(any());
    ffi::IoSetCompletionRoutine(any(), any(), any(), any(), any(), any());
    ffi::IoSetCompletionRoutineEx(any(), any(), any(), any(), any(), any(), any());
    ffi::IoCallDriver(any(), any());
    ffi::IoSkipCurrentIrpStackLocation(any());
    ffi::IoCompleteRequest(any(), any());
    ffi::IoAllocateIrp(any(), any());
    ffi::IoFreeIrp(any());
    ffi::IoReuseIrp(any(), any());
    ffi::IoBuildDeviceIoControlRequest(any(), any(), any(), any(), any(), any(), any(), any(), any());
    ffi::IoBuildSynchronousFsdRequest(any(), any(), any(), any(), any(), any(), any());
    ffi::IoBuildAsynchronousFsdRequest(any(), any(), any(), any(), any(), any());
    ffi::IoSetCancelRoutine(any(), any());
    ffi::IoAcquireCancelSpinLock(any());
    ffi::IoReleaseCancelSpinLock(any());
    ffi::KeAcquireSpinLockRaiseToDpc(any());
    ffi::KeAcquireInStackQueuedSpinLock(any(), any());
    ffi::KeAcquireSpinLockAtDpcLevel(any());
    ffi::KeEnterCriticalRegion();
    ffi::IoInitializeRemoveLockEx(any(), any(), any(), any(), any());
    ffi::IoAcquireRemoveLock(any(), any());
    ffi::IoReleaseRemoveLockAndWaitEx(any(), any(), any());
    ffi::IoCreateDevice(any(), any(), any(), any(), any(), any(), any());
    ffi::IoDeleteDevice(any());
    ffi::IoAttachDeviceToDeviceStack(any(), any());
    ffi::ObfReferenceObject(any());
    ffi::IoSetStartIoAttributes(any(), any(), any());
    ffi::IoStartNextPacket(any(), any());
    ffi::KeInsertDeviceQueue(any(), any());
    ffi::IoCsqInsertIrpEx(any(), any(), any(), any());
    ffi::PoRequestPowerIrp(any(), any(), any(), any(), any(), any());
    ffi::IoOpenDeviceRegistryKey(any(), any(), any(), any());
    ffi::ZwOpenKey(any(), any(), any());
    ffi::ZwCreateKey(any(), any(), any(), any(), any(), any(), any());
    ffi::IoWMIRegistrationControl(any(), any());
    ffi::KeSetEvent(any(), any(), any());
    ffi::KeWaitForSingleObject(any(), any(), any(), any(), any());
    ffi::KeWaitForMultipleObjects(any(), any(), any(), any(), any(), any(), any(), any());
    ffi::KfRaiseIrql(any());
    ffi::KeLowerIrql(any());
    ffi::IoInitializeTimer(any(), any(), any());
    ffi::MmMapIoSpaceEx(any(), any(), any());
    ffi::ExAllocatePool2(any(), any(), any());
    ffi::ExFreePoolWithTag(any(), any());
}

fn main() {}
