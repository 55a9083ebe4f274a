//! Objects whose contents are the kernel's own (wdm.h).

use core::marker::{PhantomData, PhantomPinned};

use super::super::*;

/// Defines structures whose contents a driver has no business with, each with its pointer.
macro_rules! opaque {
    ($($(#[$doc:meta])* $name:ident, $pointer:ident;)*) => {$(
        $(#[$doc])*
        #[repr(C)]
        #[derive(Debug)]
        pub struct $name {
            _contents: [u8; 0],
            // Neither Send, Sync nor Unpin: only its owner knows how it may be used.
            _marker: PhantomData<(*mut u8, PhantomPinned)>,
        }
        #[doc = concat!("Pointer to [`", stringify!($name), "`].")]
        pub type $pointer = *mut $name;
    )*};
}

opaque! {
    /// The DMA adapter object of the HAL.
    ADAPTER_OBJECT, PADAPTER_OBJECT;
    /// Information on processors, of variable size.
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX;
    /// Optional parameters of a high resolution timer request.
    STOR_EXT_SET_PARAMETERS, PSTOR_EXT_SET_PARAMETERS;
    /// Optional parameters of freeing a high resolution timer.
    STOR_EXT_DELETE_PARAMETERS, PSTOR_EXT_DELETE_PARAMETERS;
    /// A connected interrupt.
    KINTERRUPT, PKINTERRUPT;
    /// A work item.
    IO_WORKITEM, PIO_WORKITEM;
    /// The timer of a device object.
    IO_TIMER, PIO_TIMER;
    /// A timer of `ExAllocateTimer`.
    EX_TIMER, PEX_TIMER;
    /// A thread of the kernel.
    KTHREAD, PKTHREAD;
    /// A thread of the executive.
    ETHREAD, PETHREAD;
    /// A process.
    EPROCESS, PEPROCESS;
    /// A type of objects.
    OBJECT_TYPE, POBJECT_TYPE;
    /// What is known of a handle.
    OBJECT_HANDLE_INFORMATION, POBJECT_HANDLE_INFORMATION;
    /// What the I/O manager keeps of a device object.
    DEVOBJ_EXTENSION, PDEVOBJ_EXTENSION;
    /// The fast I/O routines of a file system.
    FAST_IO_DISPATCH, PFAST_IO_DISPATCH;
    /// What the cache manager keeps of a file.
    SECTION_OBJECT_POINTERS, PSECTION_OBJECT_POINTERS;
    /// A completion port.
    IO_COMPLETION_CONTEXT, PIO_COMPLETION_CONTEXT;
    /// An access check that is under way.
    ACCESS_STATE, PACCESS_STATE;
    /// How far a server may impersonate.
    SECURITY_QUALITY_OF_SERVICE, PSECURITY_QUALITY_OF_SERVICE;
    /// Reserved parameters of `ExCancelTimer`.
    EXT_CANCEL_PARAMETERS, PEXT_CANCEL_PARAMETERS;
    /// Common buffers of a vector.
    DMA_COMMON_BUFFER_VECTOR, PDMA_COMMON_BUFFER_VECTOR;
    /// How a common buffer is made from an MDL.
    DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION, PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION;
}

/// A security descriptor, in either form.
pub type PSECURITY_DESCRIPTOR = PVOID;
