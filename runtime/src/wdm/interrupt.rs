//! The interrupt of a device: connected after it was started, disconnected before it is stopped.

use core::cell::Cell;
use core::mem::MaybeUninit;
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use super::driver::Callbacks;
use super::extension::{Interrupts, WdmExtension};
use super::status::NtStatus;
use crate::ffi;
use crate::shared::extension::Storage;

/// What connects a device to its interrupt. Zero is no connection.
#[derive(Debug)]
pub(crate) struct Connection {
    /// The interrupt object, whose spin lock all messages share.
    object: AtomicPtr<ffi::KINTERRUPT>,
    /// How it was connected (`CONNECT_*`); 0 if it is not.
    version: Cell<u32>,
    /// What `IoDisconnectInterruptEx` wants: the interrupt object, or the table of messages.
    context: Cell<ffi::PVOID>,
    /// The spin lock that all messages share.
    lock: Cell<ffi::KSPIN_LOCK>,
}

impl Connection {
    /// The interrupt object.
    #[inline(always)]
    pub(crate) fn object(&self) -> ffi::PKINTERRUPT {
        self.object.load(Ordering::Relaxed)
    }

    /// An interrupt may come, and its DPC run, before `IoConnectInterruptEx` has returned the object: the first one tells.
    #[inline(always)]
    pub(crate) fn note(&self, interrupt: ffi::PKINTERRUPT) {
        self.object.store(interrupt, Ordering::Relaxed);
    }
}

/// Connects the device to its interrupt, if it has one.
///
/// # Safety
/// `PASSIVE_LEVEL`; the device is being started, and its hardware is there.
pub(crate) unsafe fn connect<E: WdmExtension>(
    storage: &Storage<E>,
    callbacks: &Callbacks,
) -> Result<(), NtStatus> {
    if !E::Interrupts::ANY {
        return Ok(());
    }
    let connection = &storage.kept.interrupt;
    // SAFETY: zero is a value of the structure.
    let mut parameters: ffi::IO_CONNECT_INTERRUPT_PARAMETERS =
        unsafe { MaybeUninit::zeroed().assume_init() };
    let mut object: ffi::PKINTERRUPT = ptr::null_mut();
    let mut table: ffi::PVOID = ptr::null_mut();
    let context = storage.device_extension();
    if E::Interrupts::MESSAGES {
        // SAFETY: any IRQL; nothing is connected, so that nobody uses the lock.
        unsafe { ffi::KeInitializeSpinLock(connection.lock.as_ptr()) };
        parameters.Version = ffi::CONNECT_MESSAGE_BASED;
        parameters.u.MessageBased = ffi::IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS {
            PhysicalDeviceObject: storage.kept.physical.get(),
            ConnectionContext:
                ffi::IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS_ConnectionContext {
                    Generic: &raw mut table,
                },
            MessageServiceRoutine: callbacks.message_service,
            ServiceContext: context,
            SpinLock: connection.lock.as_ptr(),
            SynchronizeIrql: 0,
            FloatingSave: ffi::FALSE,
            FallBackServiceRoutine: callbacks.service,
        };
    } else {
        parameters.Version = ffi::CONNECT_LINE_BASED;
        parameters.u.LineBased = ffi::IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS {
            PhysicalDeviceObject: storage.kept.physical.get(),
            InterruptObject: &raw mut object,
            ServiceRoutine: callbacks.service,
            ServiceContext: context,
            SpinLock: ptr::null_mut(),
            SynchronizeIrql: 0,
            FloatingSave: ffi::FALSE,
        };
    }
    // SAFETY: PASSIVE_LEVEL by the caller's word; the service routines are ones for devices with this extension, which is their
    // context; the spin lock does not move.
    unsafe {
        NtStatus::of(ffi::IoConnectInterruptEx(&raw mut parameters))?;
        // A message-based connection falls back to the line, and says so by the version.
        if parameters.Version == ffi::CONNECT_MESSAGE_BASED {
            let messages = table.cast::<ffi::IO_INTERRUPT_MESSAGE_INFO>();
            object = (*messages).MessageInfo[0].InterruptObject;
        } else if object.is_null() {
            object = table.cast();
        }
    }
    connection.version.set(parameters.Version);
    connection.context.set(if table.is_null() {
        object.cast()
    } else {
        table
    });
    connection.note(object);
    Ok(())
}

/// Returns when every service routine that ran at the call is over: the interrupt lock, which all messages share, is taken once.
///
/// # Safety
/// Up to `DISPATCH_LEVEL`; the interrupt lock is not held.
pub(crate) unsafe fn past<E: WdmExtension>(storage: &Storage<E>) {
    let connection = &storage.kept.interrupt;
    if connection.version.get() != 0 {
        // SAFETY: the interrupt is connected; the caller's word.
        unsafe {
            let irql = ffi::KeAcquireInterruptSpinLock(connection.object());
            ffi::KeReleaseInterruptSpinLock(connection.object(), irql);
        }
    }
}

/// Disconnects the interrupt: when this returns, no service routine runs or will run.
///
/// # Safety
/// `PASSIVE_LEVEL`.
pub(crate) unsafe fn disconnect<E: WdmExtension>(storage: &Storage<E>) {
    let connection = &storage.kept.interrupt;
    let version = connection.version.replace(0);
    if version == 0 {
        return;
    }
    let mut parameters = ffi::IO_DISCONNECT_INTERRUPT_PARAMETERS {
        Version: version,
        ConnectionContext: ffi::IO_DISCONNECT_INTERRUPT_PARAMETERS_ConnectionContext {
            Generic: connection.context.get(),
        },
    };
    // SAFETY: the numbers are those of the connection, which is given back once; the caller's word.
    unsafe { ffi::IoDisconnectInterruptEx(&raw mut parameters) };
}
