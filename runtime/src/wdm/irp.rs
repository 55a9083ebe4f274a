//! [`Irp`]: an I/O request packet that the driver owns, and [`Incoming`], one that a dispatch routine has just got.

mod arrival;
mod buffer;
mod cleaned;
mod complete;
mod dropped;
mod files;
mod held;
mod incoming;
mod list;
mod major;
mod mapped;
mod opened;
mod parked;
mod request;
mod started;

pub use buffer::{InputBuffer, OutputBuffer};
pub(crate) use cleaned::Cleaned;
pub(crate) use complete::complete;
pub(crate) use dropped::Dropped;
pub(crate) use files::Files;
pub(crate) use held::Held;
pub(crate) use incoming::Call;
pub use incoming::{Dispatched, Incoming, LeavesItsRoutine};
pub use list::IrpList;
pub(crate) use list::{End, Which};
pub use major::{
    Create, DeviceControl, FlushBuffers, InternalDeviceControl, Major, MajorFunction, Named,
    PagedMajorFunction, Read, Shutdown, Write,
};
pub use mapped::{MappedIrp, NotMapped, ScatterGatherError};
pub(crate) use parked::{Parked, park_queued, start_packet, start_parked};
pub use request::{ControlCode, ControlRequest, Method, Request, TransferRequest};
pub(crate) use started::{cancel_queued, complete_queued, take_started};

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::Range;
use core::ptr::{self, NonNull};

use self::major::is_sent_up_to_dispatch;
use super::extension::{Kept, WdmExtension};
use super::lock::HoldsNoLock;
use super::status::NtStatus;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::extension::{Extension, Storage};
use crate::shared::irql;
use crate::shared::scope::UpTo;

/// An IRP that this driver owns, and has marked pending.
///
/// Completing consumes it, so it is completed once; one that is dropped is completed as [`NtStatus::UNSUCCESSFUL`] and counted
/// ([`Context::dropped_irps`]). It may be kept in the extension (in a `Locked`), wait in a queue, or travel with a `DpcForIsr`. The device
/// stays as long as there is one.
pub struct Irp<E: Extension> {
    irp: NonNull<ffi::IRP>,
    storage: NonNull<Storage<E>>,
}

// SAFETY: an IRP that is marked pending belongs to its driver, on any processor; `E` itself is not owned here.
unsafe impl<E: Extension> Send for Irp<E> {}

impl<E: WdmExtension> Irp<E> {
    /// Takes over an IRP.
    ///
    /// # Safety
    /// The driver of the device whose extension is `storage` owns the IRP, which is marked pending and holds the device.
    #[inline(always)]
    pub(crate) unsafe fn from_parts(irp: NonNull<ffi::IRP>, storage: NonNull<Storage<E>>) -> Self {
        Self { irp, storage }
    }

    /// The pointer, without completing.
    #[inline(always)]
    pub(crate) fn into_raw(self) -> NonNull<ffi::IRP> {
        ManuallyDrop::new(self).irp
    }

    /// The device that the IRP was sent to.
    #[inline(always)]
    pub(crate) fn storage(&self) -> &Storage<E> {
        // SAFETY: the IRP holds the device.
        unsafe { self.storage.as_ref() }
    }

    /// What the IRP asks for.
    pub fn request(&self) -> Request {
        // SAFETY: the IRP is owned.
        unsafe { Request::of(self.irp) }
    }

    /// The codes of internal device controls that have buffers.
    fn internal(&self) -> &[ControlCode] {
        self.storage().kept.internal_controls()
    }

    /// The data that came with the IRP: what is to be written, or the input of a device control. Empty where there is none, for
    /// [`Method::Neither`], for an [`InternalDeviceControl`] whose buffers the driver does not know, and where locked memory could not be mapped
    /// (see [`Incoming::pend`]).
    pub fn input(&self) -> InputBuffer<'_> {
        // SAFETY: the IRP is owned, and keeps its buffers.
        unsafe { request::input(self.irp, self.internal()) }
    }

    /// The data in the second buffer of a device control of [`Method::InDirect`], which the driver only reads. Empty otherwise.
    pub fn direct_input(&self) -> InputBuffer<'_> {
        // SAFETY: as above.
        unsafe { request::direct_input(self.irp, self.internal()) }
    }

    /// Where the data that the IRP asks for goes: what was read, or the output of a device control. Empty where there is none, and for
    /// [`Method::InDirect`] and [`Method::Neither`], and for an [`InternalDeviceControl`] whose buffers the driver does not know.
    pub fn output(&self) -> OutputBuffer<'_> {
        // SAFETY: as above.
        unsafe { request::output(self.irp, self.internal()) }
    }

    /// What is mapped for the device of this part of the IRP's data.
    pub(crate) fn transfer(&self, part: Range<usize>) -> Result<Transfer, NotMapped> {
        // SAFETY: the IRP is owned.
        let found = unsafe { request::locked_memory(self.irp, self.internal()) };
        let (memory, to_device) = found.ok_or(NotMapped::NotDirect)?;
        let length = part.end.checked_sub(part.start);
        let length = length.filter(|&length| length != 0 && part.end <= memory.length as usize);
        Ok(Transfer {
            mdl: memory.mdl,
            address: memory.start.wrapping_byte_add(part.start),
            length: length
                .and_then(|length| u32::try_from(length).ok())
                .ok_or(NotMapped::OutOfBounds)?,
            to_device,
        })
    }

    /// Its requester has cancelled it. One that waits in a queue is completed then; what the device works for, its driver ends when it can.
    pub fn is_cancelled(&self) -> bool {
        // SAFETY: the IRP is owned; the field is one byte that whoever cancels it writes.
        let cancel = unsafe { (&raw const (*self.irp.as_ptr()).Cancel).read_volatile() };
        cancel != 0
    }

    /// Which open file the IRP is of; two IRPs of one file say the same.
    pub fn file(&self) -> FileId {
        // SAFETY: the IRP is owned.
        unsafe { FileId::of(self.irp) }
    }

    /// Completes the IRP (`IoCompleteRequest`). Of the system queue, the next one is started. Up to `DISPATCH_LEVEL`, without a spin lock.
    ///
    /// `information` is mostly the number of bytes that were read or written. Unless the status is an error, the I/O manager copies so many
    /// to the requester: it becomes what the requester has room for, if it is more. Bytes of a buffered transfer that were not written are zero; those of a direct
    /// one are what the requester had there. The simulator reports who claims more than there is room for or than was written (`TransferLength`). That of a create,
    /// a flush and a shutdown becomes 0: it counts nothing there, and the I/O manager acts on that of a create. So does that of an
    /// [`InternalDeviceControl`] whose buffers the driver does not know.
    pub fn complete<S>(self, _cx: &mut Context<'_, E, S>, status: NtStatus, information: usize)
    where
        S: HoldsNoLock,
    {
        // SAFETY: the context says that the IRQL is at most DISPATCH_LEVEL, and that no spin lock is held.
        unsafe { self.finish(status, information, None) };
    }

    /// Completes the IRP, and starts that one of the system queue whose key is `key` or the next higher (`IoStartNextPacketByKey`).
    pub fn complete_and_start_by_key<S>(
        self,
        _cx: &mut Context<'_, E, S>,
        status: NtStatus,
        information: usize,
        key: u32,
    ) where
        S: HoldsNoLock,
    {
        // SAFETY: as above.
        unsafe { self.finish(status, information, Some(key)) };
    }

    /// Sends the IRP to the next lower driver, which completes it (`IoCopyCurrentIrpStackLocationToNext`, `IoCallDriver`). Of the system
    /// queue, the next one is started. `PASSIVE_LEVEL`, where an IRP of any major function may be sent (SDV rule `ForwardedAtBadIrql`),
    /// without a spin lock. A create is as that of [`Incoming::pass_down`].
    pub fn pass_down<S>(self, _cx: &mut Context<'_, E, S>)
    where
        S: HoldsNoLock,
        S: UpTo<irql::Passive>,
    {
        // SAFETY: the context says that the IRQL is PASSIVE_LEVEL, and that no spin lock is held. The IRP is owned.
        unsafe {
            if request::location(self.irp).MajorFunction == Create::CODE {
                self.send_by(|storage, irp| {
                    opened::open_below(storage, irp);
                });
            } else {
                self.send();
            }
        }
    }

    /// As [`Irp::pass_down`], up to `DISPATCH_LEVEL`: for reads, writes and internal device controls, and for device controls of a driver in
    /// a storage stack ([`WdmDriver::dispatch_storage_device_control`](crate::wdm::WdmDriver::dispatch_storage_device_control)).
    ///
    /// # Errors
    /// The IRP, if it is another one: a work item sends it on.
    pub fn pass_down_up_to_dispatch<S>(self, _cx: &mut Context<'_, E, S>) -> Result<(), Self>
    where
        S: HoldsNoLock,
    {
        let controls = self.storage().kept.callbacks().controls_up_to_dispatch;
        // SAFETY: the IRP is owned, and came to one of the driver's dispatch routines.
        let location = unsafe { &*ffi::IoGetCurrentIrpStackLocation(self.irp.as_ptr()) };
        if !is_sent_up_to_dispatch(location.MajorFunction, controls) {
            return Err(self);
        }
        // SAFETY: the context says that the IRQL is at most DISPATCH_LEVEL, and that no spin lock is held.
        unsafe { self.send() };
        Ok(())
    }

    /// Sends the IRP to the next lower driver.
    ///
    /// # Safety
    /// At an IRQL at which IRPs of its major function are sent; no spin lock is held.
    unsafe fn send(self) {
        // SAFETY: the caller's word. The IRP's own stack location keeps the mark that it is pending.
        unsafe {
            self.send_by(|storage, irp| {
                ffi::IoCopyCurrentIrpStackLocationToNext(irp.as_ptr());
                ffi::IoCallDriver(storage.kept.lower.get(), irp.as_ptr());
            });
        }
    }

    /// Calls `send`, which sends the IRP on or completes it.
    ///
    /// # Safety
    /// As [`Irp::send`].
    #[inline(always)]
    unsafe fn send_by(self, send: impl FnOnce(&Storage<E>, NonNull<ffi::IRP>)) {
        let storage = self.storage;
        let irp = self.into_raw();
        // SAFETY: the IRP is owned, and holds the device until `leave`.
        unsafe {
            let storage = storage.as_ref();
            storage.start_next_after(irp, None);
            send(storage, irp);
            storage.leave_irp();
        }
    }

    /// Completes the IRP.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`; no spin lock is held.
    pub(crate) unsafe fn finish(self, status: NtStatus, information: usize, key: Option<u32>) {
        let storage = self.storage;
        let irp = self.into_raw();
        // SAFETY: the IRP holds the device until `leave`; the caller's word.
        unsafe {
            let storage = storage.as_ref();
            storage.start_next_after(irp, key);
            let internal = storage.kept.internal_controls();
            let information = request::information(irp, internal, status, information);
            complete(irp, status, information);
            storage.leave_irp();
        }
    }
}

/// What `GetScatterGatherList` is asked for.
pub(crate) struct Transfer {
    pub(crate) mdl: ffi::PMDL,
    /// What `MmGetMdlVirtualAddress` gives, and an offset: it is only compared.
    pub(crate) address: ffi::PVOID,
    pub(crate) length: u32,
    pub(crate) to_device: bool,
}

impl<E: Extension> Drop for Irp<E> {
    fn drop(&mut self) {
        // SAFETY: the IRP holds its device, is owned, and is not used again.
        unsafe {
            if let Some(kept) = self.storage.as_ref().kept_as::<Kept>() {
                kept.dropped_irps.put(self.irp, ptr::null_mut());
            }
        }
    }
}

impl<E: WdmExtension> fmt::Debug for Irp<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Irp").field(&self.request()).finish()
    }
}

/// An open file, as the IRPs name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileId(usize);

impl FileId {
    /// # Safety
    /// The IRP is owned.
    pub(crate) unsafe fn of(irp: NonNull<ffi::IRP>) -> Self {
        // SAFETY: the caller's word.
        let file = unsafe { (*ffi::IoGetCurrentIrpStackLocation(irp.as_ptr())).FileObject };
        Self(file.addr())
    }
}

impl<E: WdmExtension, S: crate::shared::scope::Scope> Context<'_, E, S> {
    /// How many IRPs the driver has dropped instead of completing them.
    pub fn dropped_irps(&self) -> u32 {
        self.storage().kept.dropped_irps.count()
    }
}
