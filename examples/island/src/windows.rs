//! The island: what is asked of Windows by `wdk-sys`. Each function is safe, and its contexts say what the routine behind it asks for.
#![allow(
    unsafe_code,
    reason = "the one module that calls what has no safe face"
)]

use miniport::wdm::prelude::*;
use wdk_sys::ntddk::{DbgPrint, RtlGetVersion};
use wdk_sys::{DRIVER_OBJECT, NTSTATUS, PDRIVER_OBJECT, RTL_OSVERSIONINFOW, ULONG};

use crate::Device;

/// Tells the kernel debugger the name of the driver object. The context is that of `DriverEntry`.
pub fn announce(cx: &Initialize<'_, Device>) {
    let driver: PDRIVER_OBJECT = cx.driver_object();
    // SAFETY: the driver object that `DriverEntry` got is valid while that runs, and a driver may read its name. `DbgPrint` may print
    // Unicode up to PASSIVE_LEVEL, where `DriverEntry` runs; `%wZ` takes a pointer to a UNICODE_STRING.
    unsafe {
        let DRIVER_OBJECT { DriverName, .. } = &*driver;
        let _: ULONG = DbgPrint(c"%wZ is here\n".as_ptr(), &raw const *DriverName);
    }
}

/// The build number of Windows (`RtlGetVersion`). The context says `PASSIVE_LEVEL`, up to which the routine may be called.
pub fn build_number(_cx: &DispatchPaged<'_, Device>) -> Result<u32, NtStatus> {
    const SIZE: ULONG = size_of::<RTL_OSVERSIONINFOW>() as ULONG;
    let mut version = RTL_OSVERSIONINFOW {
        dwOSVersionInfoSize: SIZE,
        ..RTL_OSVERSIONINFOW::default()
    };
    // SAFETY: the structure is writable and says its size; PASSIVE_LEVEL.
    let status: NTSTATUS = unsafe { RtlGetVersion(&raw mut version) };
    match NtStatus::from_code(status) {
        NtStatus::SUCCESS => Ok(version.dwBuildNumber),
        status => Err(status),
    }
}
