//! [`DumpSrb`]: a request of the dump port.

use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use super::extension::DumpExtension;
use crate::ffi;
use crate::hardware::ScatterGatherList;
use crate::scsi::{DataDirection, Sense};
use crate::shared::context::Context;
use crate::shared::data::DataBuffer;
use crate::shared::extension::{Extension, Storage};
use crate::shared::scope::Scope;
use crate::storport::srb::{Address, Block, ScsiStatus, SrbFunction, SrbStatus, complete};

/// A request that the dump path owns until it completes it, as [`Srb`](crate::Srb) is one of the running system.
///
/// The dump port sends one at a time. One that is dropped is completed as [`SrbStatus::Aborted`].
pub struct DumpSrb<E: Extension> {
    block: Block,
    storage: NonNull<Storage<E>>,
    extension: PhantomData<fn(E) -> E>,
}

// SAFETY: the request is owned, and in dump mode one processor runs.
unsafe impl<E: Extension> Send for DumpSrb<E> {}

impl<E: Extension> DumpSrb<E> {
    /// The pointer that the dump port knows the request by.
    pub(super) fn pointer(&self) -> NonNull<ffi::SCSI_REQUEST_BLOCK> {
        self.block.pointer()
    }
}

impl<E: DumpExtension> DumpSrb<E> {
    /// Takes over a request.
    ///
    /// # Safety
    /// The dump port has just handed `srb` to the adapter whose extension is `storage`.
    pub(super) unsafe fn from_parts(
        srb: NonNull<ffi::SCSI_REQUEST_BLOCK>,
        storage: NonNull<Storage<E>>,
    ) -> Self {
        Self {
            // SAFETY: the caller's word.
            block: unsafe { Block::new(srb) },
            storage,
            extension: PhantomData,
        }
    }

    /// Gives up the request without completing it.
    pub(super) fn release(self) {
        let _ = ManuallyDrop::new(self);
    }

    /// What the request asks for.
    pub fn function(&self) -> SrbFunction {
        SrbFunction::from_code(self.block.function())
    }

    /// The logical unit that the request is for: that of the running system.
    pub fn address(&self) -> Address {
        self.block.address()
    }

    /// The command descriptor block of an [`SrbFunction::ExecuteScsi`] request; empty for other functions.
    pub fn cdb(&self) -> &[u8] {
        self.block.cdb()
    }

    /// Bytes to transfer (`DataTransferLength`).
    pub fn transfer_length(&self) -> u32 {
        self.block.transfer_length()
    }

    /// Whether the dump port lets data go this way, as [`Srb::permits`](crate::Srb::permits).
    pub fn permits(&self, direction: DataDirection) -> bool {
        self.block.permits(direction)
    }

    /// Says how many bytes were transferred, where that is fewer than asked for.
    pub fn set_transferred(&mut self, bytes: u32) {
        let bytes = bytes.min(self.block.transfer_length());
        self.block.set_transfer_length(bytes);
    }

    /// The data buffer. The runtime asks for all buffers to be mapped; `None` where this one is not.
    pub fn data(&self) -> Option<DataBuffer<'_>> {
        let place = self.block.data_buffer();
        let length = self.block.data_length() as usize;
        // SAFETY: the dump port maps the buffers of this adapter (`STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE`) until the request is
        // completed, which ends the borrow.
        (!place.is_null()).then(|| unsafe { DataBuffer::new(place.cast(), length) })
    }

    /// Where the data of the request is for the device (`StorPortGetScatterGatherList`). `None` if it has none.
    pub fn scatter_gather_list<S: Scope>(
        &self,
        _cx: &mut Context<'_, E, S>,
    ) -> Option<ScatterGatherList<'_>> {
        if self.block.data_length() == 0 {
            return None;
        }
        // SAFETY: the request is owned, and the adapter is the one that it came from; the page's IRQL is that of the running port, and
        // the dump port's routines "may be used in the same way". The borrow ends with the request.
        unsafe {
            let (adapter, srb) = (self.storage.as_ptr().cast(), self.pointer().as_ptr());
            let list = ffi::StorPortGetScatterGatherList(adapter, srb);
            (!list.is_null()).then(|| ScatterGatherList::new(list))
        }
    }

    /// Completes the request (`StorPortNotification(RequestComplete)`).
    pub fn complete<S: Scope>(self, _cx: &mut Context<'_, E, S>, status: SrbStatus) {
        self.notify(status.code());
    }

    /// Completes the request with CHECK CONDITION and sense data, as far as the request has room for it.
    pub fn complete_with_sense<S: Scope>(mut self, _cx: &mut Context<'_, E, S>, sense: &Sense) {
        let valid = if self.block.set_sense(&sense.to_fixed()) {
            ffi::SRB_STATUS_AUTOSENSE_VALID
        } else {
            0
        };
        self.notify(ffi::SRB_STATUS_ERROR | valid);
    }

    /// Completes the request with a SCSI status that has no sense data.
    pub fn complete_with_scsi_status<S: Scope>(
        mut self,
        _cx: &mut Context<'_, E, S>,
        status: ScsiStatus,
    ) {
        self.block.set_scsi_status(status.code());
        self.notify(ffi::SRB_STATUS_ERROR);
    }

    /// Hands the request back.
    fn notify(self, status: u8) {
        let this = ManuallyDrop::new(self);
        // SAFETY: the request is owned and is not touched after this; the adapter is the one that it came from.
        unsafe {
            complete(
                this.storage.as_ptr().cast(),
                this.pointer().as_ptr(),
                status,
            );
        };
    }
}

impl<E: Extension> Drop for DumpSrb<E> {
    fn drop(&mut self) {
        let adapter = self.storage.as_ptr().cast();
        self.block.set_transfer_length(0);
        // SAFETY: as in `notify`; dropping ends the ownership.
        unsafe { complete(adapter, self.pointer().as_ptr(), ffi::SRB_STATUS_ABORTED) };
    }
}

impl<E: DumpExtension> fmt::Debug for DumpSrb<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DumpSrb")
            .field("function", &self.function())
            .field("address", &self.address())
            .field("cdb", &self.cdb())
            .field("transfer_length", &self.transfer_length())
            .finish_non_exhaustive()
    }
}
