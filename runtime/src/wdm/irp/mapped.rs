//! [`MappedIrp`]: an IRP whose data the device reaches.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;
use core::slice;

use super::{FileId, Irp, Kept, Request, request};
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::extension::{Extension, Storage};
use crate::shared::hardware::PhysicalAddress;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irql::at_dispatch_level;
use crate::wdm::lock::HoldsNoLock;
use crate::wdm::status::NtStatus;

/// An IRP with a scatter/gather list: a part of its data is mapped for the device, which may read or write it. Of
/// [`get_scatter_gather_list`](Context::get_scatter_gather_list).
///
/// Its data is not within the driver's reach meanwhile: it is once the list is [put back](MappedIrp::put), which gives the IRP. So a list is put back
/// once, before the IRP is completed. It is kept where the interrupt's DPC finds it, in data of a lock. One that is dropped is put back and
/// completed by the runtime, as an [`Irp`] that is dropped: when the device uses it no more.
pub struct MappedIrp<E: Extension> {
    irp: ManuallyDrop<Irp<E>>,
    list: NonNull<ffi::SCATTER_GATHER_LIST>,
}

// SAFETY: as an `Irp`; the list belongs to it, and nobody else changes it.
unsafe impl<E: Extension> Send for MappedIrp<E> {}

impl<E: WdmExtension> MappedIrp<E> {
    /// # Safety
    /// As [`Irp::from_parts`]; the list is one that the device's adapter made of the IRP's data, and is put back once, by this.
    #[inline(always)]
    pub(crate) unsafe fn from_parts(
        irp: NonNull<ffi::IRP>,
        list: NonNull<ffi::SCATTER_GATHER_LIST>,
        storage: NonNull<Storage<E>>,
    ) -> Self {
        Self {
            // SAFETY: the caller's word.
            irp: ManuallyDrop::new(unsafe { Irp::from_parts(irp, storage) }),
            list,
        }
    }

    /// Puts the list back (`PutScatterGatherList`): the device has done with the data, and what it wrote is in the IRP's buffer. Up to
    /// `DISPATCH_LEVEL`, without a spin lock: what has waited for map registers is called meanwhile.
    ///
    /// A list routine that puts its list itself may so be called beneath itself, once for each IRP that waits. Where many may wait, let
    /// `#[io_dpc]` put it: the kernel's stack is small.
    #[inline]
    pub fn put<S: HoldsNoLock>(self, _cx: &mut Context<'_, E, S>) -> Irp<E> {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: the IRP is taken once: this is not used again. The list is its own, and the scope says that no lock is held.
        unsafe {
            let irp = ManuallyDrop::take(&mut this.irp);
            put_list(irp.storage(), irp.irp, this.list);
            irp
        }
    }

    /// The list: pieces of the data in their order, where each begins for the device, and its bytes. One piece for a device without scatter/gather.
    pub fn pieces(&self) -> impl ExactSizeIterator<Item = (PhysicalAddress, u32)> + use<'_, E> {
        // SAFETY: the list has as many elements as it says, and stays as it is until it is put back.
        let elements: &[ffi::SCATTER_GATHER_ELEMENT] = unsafe {
            slice::from_raw_parts(
                (&raw const (*self.list.as_ptr()).Elements).cast(),
                (*self.list.as_ptr()).NumberOfElements as usize,
            )
        };
        elements
            .iter()
            .map(|element| (element.Address.into(), element.Length))
    }

    /// Bytes of all pieces.
    pub fn bytes(&self) -> usize {
        self.pieces().map(|(_, length)| length as usize).sum()
    }

    /// As [`Irp::request`].
    pub fn request(&self) -> Request {
        self.irp.request()
    }

    /// As [`Irp::is_cancelled`].
    pub fn is_cancelled(&self) -> bool {
        self.irp.is_cancelled()
    }

    /// As [`Irp::file`].
    pub fn file(&self) -> FileId {
        self.irp.file()
    }
}

impl<E: Extension> Drop for MappedIrp<E> {
    fn drop(&mut self) {
        // SAFETY: the IRP holds its device, is owned with its list, and is not used again.
        unsafe {
            if let Some(kept) = self.irp.storage.as_ref().kept_as::<Kept>() {
                kept.dropped_irps.put(self.irp.irp, self.list.as_ptr());
            }
        }
    }
}

impl<E: WdmExtension> fmt::Debug for MappedIrp<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MappedIrp").field(&self.request()).finish()
    }
}

/// Puts the list of an IRP back.
///
/// # Safety
/// The IRP is owned, holds the device of `storage`, and the list is its own, which is not used again; up to `DISPATCH_LEVEL`, without a spin
/// lock.
pub(super) unsafe fn put_list<E: WdmExtension>(
    storage: &Storage<E>,
    irp: NonNull<ffi::IRP>,
    list: NonNull<ffi::SCATTER_GATHER_LIST>,
) {
    let adapter = storage.kept.dma.get();
    // SAFETY: the caller's word: the adapter that made the list is there as long as an IRP holds the hardware. `PutScatterGatherList` is for
    // DISPATCH_LEVEL (SDV rule IrqlDispatch).
    unsafe {
        let memory = request::locked_memory(irp, storage.kept.internal_controls());
        let to_device = memory.is_some_and(|(_, to_device)| to_device);
        if let Some(put) = (*(*adapter).DmaOperations).PutScatterGatherList {
            at_dispatch_level(|| put(adapter, list.as_ptr(), to_device.into()));
        }
    }
}

/// Why there is no scatter/gather list; gives the IRP back.
#[must_use = "the IRP was not mapped"]
pub struct ScatterGatherError<E: WdmExtension> {
    /// The IRP.
    pub irp: Irp<E>,
    /// Why.
    pub reason: NotMapped,
}

/// Why the data of an IRP was not mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMapped {
    /// The device has no DMA adapter: `start` asks for it ([`dma_adapter`](Context::dma_adapter)).
    NoAdapter,
    /// The IRP is one of another device.
    OtherDevice,
    /// The IRP has no locked memory: it is no read, write or device control, or one whose data lies in a buffer of the I/O manager's
    /// (`transfer = direct`, [`Method::InDirect`](crate::wdm::Method::InDirect), [`Method::OutDirect`](crate::wdm::Method::OutDirect)).
    NotDirect,
    /// No such bytes, or none at all.
    OutOfBounds,
    /// The status of `GetScatterGatherList`: `STATUS_INSUFFICIENT_RESOURCES` where more map registers were needed than the adapter has
    /// ([`longest_transfer`](crate::wdm::DmaAdapter::longest_transfer)), or memory.
    Refused(NtStatus),
}

impl From<NotMapped> for NtStatus {
    fn from(reason: NotMapped) -> Self {
        match reason {
            NotMapped::NoAdapter | NotMapped::OtherDevice | NotMapped::NotDirect => {
                Self::INVALID_DEVICE_REQUEST
            }
            NotMapped::OutOfBounds => Self::INVALID_PARAMETER,
            NotMapped::Refused(status) => status,
        }
    }
}

impl fmt::Display for NotMapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAdapter => f.write_str("the device has no DMA adapter"),
            Self::OtherDevice => f.write_str("the IRP is one of another device"),
            Self::NotDirect => f.write_str("the IRP has no locked memory"),
            Self::OutOfBounds => f.write_str("the IRP has no such bytes"),
            Self::Refused(status) => write!(f, "the DMA adapter says {:#010x}", status.code()),
        }
    }
}

impl<E: WdmExtension> fmt::Debug for ScatterGatherError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScatterGatherError")
            .field("irp", &self.irp)
            .field("reason", &self.reason)
            .finish()
    }
}
