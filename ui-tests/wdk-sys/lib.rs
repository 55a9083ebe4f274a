//! What the types of `miniport::ffi` are with the feature `wdk-sys`: those of the crate, so that nothing is cast. It compiles, and that is
//! the test; the drivers among the dependencies are built with the same feature, and the layouts are asserted in `miniport-sys`.
#![no_std]
#![allow(missing_docs)]

use miniport::ffi;

/// `name`: both crates mean one type by it.
macro_rules! same {
    ($($name:ident)*) => {$(
        const _: fn(ffi::$name) -> wdk_sys::$name = |value| value;
        const _: fn(wdk_sys::$name) -> ffi::$name = |value| value;
    )*};
}

same! {
    NTSTATUS BOOLEAN KIRQL PVOID HANDLE UNICODE_STRING LARGE_INTEGER GUID
    PDRIVER_OBJECT PDEVICE_OBJECT PFILE_OBJECT PIRP PIO_STACK_LOCATION IO_STATUS_BLOCK PMDL
    PKDPC PKTIMER PKEVENT PKDEVICE_QUEUE PIO_CSQ PIO_REMOVE_LOCK
    SCSI_REQUEST_BLOCK PSCSI_REQUEST_BLOCK PSRB_IO_CONTROL
}

// Types of functions are the same where they may be NULL, which is how `wdk-sys` has them.
same! {
    PDRIVER_DISPATCH PDRIVER_ADD_DEVICE PDRIVER_UNLOAD PDRIVER_CANCEL PIO_COMPLETION_ROUTINE PKDEFERRED_ROUTINE
}

/// A request of safe code, for a routine that takes one.
pub fn request<E: miniport::DeviceExtension>(
    srb: &miniport::Srb<E>,
) -> wdk_sys::PSCSI_REQUEST_BLOCK {
    srb.as_raw()
}
