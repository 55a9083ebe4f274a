//! Routines that are obsolete, reserved, or for what this crate has nothing to do with: not even unsafe code finds them here.
#![allow(unused, clippy::all)]
use miniport::ffi;

fn any<T>() -> T {
    loop {}
}

unsafe fn routines() {
    ffi::ExAllocatePoolWithTag(any(), any(), any());
    ffi::PoStartNextPowerIrp(any());
    ffi::DbgBreakPoint();
    ffi::strcpy(any::<*mut i8>(), any::<*const i8>());
    ffi::KeEnterGuardedRegion();
    ffi::ExAcquireResourceExclusiveLite(any(), any());
    ffi::IoAllocateController(any(), any(), any(), any());
    ffi::IoWMIWriteEvent(any());
}

fn main() {}
