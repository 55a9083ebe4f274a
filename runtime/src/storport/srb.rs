//! [`Srb`]: a request that the driver owns until it completes it. Both forms of request look the same here.

mod argument;
mod block;
mod data_in;
mod dropped;
mod extension;
mod function;
mod give_back;
mod info;
mod io_control;
mod mdl;
mod meaning;
mod pnp;
mod status;

use core::fmt;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;
use core::sync::atomic::Ordering;
use core::time::Duration;

use crate::ffi;
use crate::irql;
use crate::kind::HasNoHardware;
use crate::scope::{Scope, UpTo};
use crate::scsi::{DataDirection, Sense};
use crate::shared::context::Context;
use crate::shared::extension::{Extension, Storage};
use crate::storport::extension::{DeviceExtension, Kept};

pub use crate::shared::data::{DataBuffer, OutOfBounds};
pub(crate) use block::Block;
pub(crate) use extension::initialise_extension;
pub use extension::{HasSrbExtension, SrbExtension};
pub use function::SrbFunction;
pub(crate) use give_back::{HandOver, give_back};
pub use info::{IoPriority, RequestInfo};
pub use io_control::{IoControl, IoControlError};
pub use mdl::{PageFrames, RequestMdl};
pub(crate) use pnp::{adapter_pnp, asks_for_pointers, complete, is_no_command, may_skip_build_io};
pub use status::{ScsiStatus, SrbStatus};

/// A request (`SCSI_REQUEST_BLOCK` or `STORAGE_REQUEST_BLOCK`) that this driver owns.
///
/// Storport hands it over in `HW_BUILDIO` and `HW_STARTIO`. Completing consumes it, so it is completed once; a request
/// that is dropped is completed as [`SrbStatus::Aborted`] and counted ([`Context::dropped_requests`]).
/// It may be kept in the extension (in a `Locked`) or travel as the argument of a DPC.
pub struct Srb<E: Extension> {
    pub(super) block: Block,
    storage: NonNull<Storage<E>>,
    /// Which call handed it over, as long as that is not over: see [`give_back`].
    call: Option<HandOver>,
}

// SAFETY: Storport lets any processor complete a request, at any time until then; `E` itself is not owned here.
unsafe impl<E: Extension> Send for Srb<E> {}

/// Where a request goes (`STOR_ADDR_BTL8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// The bus.
    pub path_id: u8,
    /// The target on the bus.
    pub target_id: u8,
    /// The logical unit of the target.
    pub lun: u8,
}

impl<E: Extension> Srb<E> {
    /// Takes over a request.
    ///
    /// # Safety
    /// Storport has just handed `srb` to the adapter whose extension is `storage`.
    #[inline(always)]
    pub(crate) unsafe fn from_parts(
        srb: NonNull<ffi::SCSI_REQUEST_BLOCK>,
        storage: NonNull<Storage<E>>,
        call: Option<HandOver>,
    ) -> Self {
        // SAFETY: the caller's word.
        let block = unsafe { Block::new(srb) };
        Self {
            block,
            storage,
            call,
        }
    }

    /// The two pointers, without completing.
    #[inline(always)]
    pub(crate) fn into_parts(self) -> (NonNull<ffi::SCSI_REQUEST_BLOCK>, NonNull<Storage<E>>) {
        let this = ManuallyDrop::new(self);
        (this.block.pointer(), this.storage)
    }

    /// The pointers that Storport knows the request and its adapter by.
    #[inline(always)]
    pub(crate) fn pointers(&self) -> (ffi::PSCSI_REQUEST_BLOCK, ffi::PVOID) {
        (self.block.pointer().as_ptr(), self.storage.as_ptr().cast())
    }

    /// Its fields.
    #[inline(always)]
    pub(crate) fn block(&self) -> Block {
        self.block
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// The request as Storport knows it, for routines that this crate does not have. It stays owned here: unsafe code that uses the
    /// pointer leaves it to this type to complete the request.
    pub fn as_raw(&self) -> ffi::PSCSI_REQUEST_BLOCK {
        self.block.pointer().as_ptr()
    }

    /// What the request asks for.
    pub fn function(&self) -> SrbFunction {
        SrbFunction::from_code(self.block.function())
    }

    /// The logical unit that the request is for.
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

    /// Says how many bytes were transferred, where that is fewer than asked for.
    pub fn set_transferred(&mut self, bytes: u32) {
        self.block
            .set_transfer_length(bytes.min(self.block.transfer_length()));
    }

    /// The time in seconds after which Storport gives up on the request; 0 is no limit.
    pub fn timeout_seconds(&self) -> u32 {
        self.block.timeout_seconds()
    }

    /// The `SRB_FLAGS_*` of the request.
    pub fn flags(&self) -> u32 {
        self.block.flags()
    }

    /// Whether the sender lets data go this way (`SRB_FLAGS_DATA_IN` and `SRB_FLAGS_DATA_OUT`; both are
    /// `SRB_FLAGS_UNSPECIFIED_DIRECTION`), as it does where the request has no data.
    ///
    /// A device that writes to a buffer which the sender only wanted to be read destroys it, and with an IOMMU is stopped.
    pub fn permits(&self, direction: DataDirection) -> bool {
        self.block.permits(direction)
    }

    /// The tag that Storport gave the request (`RequestTag` or `QueueTag`), unique among those outstanding on its unit.
    pub fn tag(&self) -> u32 {
        self.block.tag()
    }

    /// The data buffer. A virtual miniport's buffers are always mapped (the runtime says so to Storport). Empty where the request has no data
    /// by its function: SCSI commands, private control requests and WMI have some.
    #[inline(always)]
    pub fn data(&self) -> DataBuffer<'_>
    where
        E::Kind: HasNoHardware,
    {
        // SAFETY: Storport maps all buffers of this adapter (`STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE`) until the
        // request is completed, which ends the borrow.
        unsafe {
            DataBuffer::new(
                self.block.data_buffer().cast(),
                self.block.data_length() as usize,
            )
        }
    }

    /// The data buffer, mapped by `StorPortGetSystemAddress` if it is not yet. `None` where memory is short. Empty as [`data`](Self::data) is.
    pub fn map_data<S: UpTo<irql::Dispatch>>(
        &self,
        cx: &mut Context<'_, E, S>,
    ) -> Option<DataBuffer<'_>> {
        let mut address = core::ptr::null_mut();
        // SAFETY: the request is owned, and the adapter is the one that it came from.
        let status = unsafe {
            ffi::StorPortGetSystemAddress(
                self.storage.as_ptr().cast(),
                self.block.pointer().as_ptr(),
                &raw mut address,
            )
        };
        let _ = cx;
        // SAFETY: the mapping stays until the request is completed, which ends the borrow.
        (status == ffi::STOR_STATUS_SUCCESS)
            .then(|| unsafe { DataBuffer::new(address.cast(), self.block.data_length() as usize) })
    }

    /// Says how long the device took for the request, which is completed afterwards
    /// (`StorPortNotification(IoTargetRequestServiceTime)`). Any IRQL, as completing it.
    pub fn set_service_time<S: Scope>(&mut self, _cx: &mut Context<'_, E, S>, time: Duration) {
        let units = u64::try_from(time.as_nanos() / 100).unwrap_or(u64::MAX);
        let (srb, device_extension) = self.pointers();
        // SAFETY: the request is owned; the adapter is the one that it came from.
        unsafe { ffi::notify_io_target_request_service_time(device_extension, units, srb) };
    }

    /// Completes the request (`StorPortNotification(RequestComplete)`).
    #[inline(always)]
    pub fn complete<S: Scope>(mut self, _cx: &mut Context<'_, E, S>, status: SrbStatus) {
        self.block.set_status(status.code());
        self.notify();
    }

    /// Completes the request with CHECK CONDITION and sense data, as far as the request has room for it; without, where its sender
    /// does not want any (`SRB_FLAGS_DISABLE_AUTOSENSE`).
    pub fn complete_with_sense<S: Scope>(mut self, cx: &mut Context<'_, E, S>, sense: &Sense) {
        if self.block.set_sense(&sense.to_fixed()) {
            self.block
                .set_status(ffi::SRB_STATUS_ERROR | ffi::SRB_STATUS_AUTOSENSE_VALID);
            self.notify();
        } else {
            self.complete(cx, SrbStatus::Error);
        }
    }

    /// Completes the request with a SCSI status that has no sense data.
    pub fn complete_with_scsi_status<S: Scope>(
        mut self,
        cx: &mut Context<'_, E, S>,
        status: ScsiStatus,
    ) {
        self.block.set_scsi_status(status.code());
        self.complete(cx, SrbStatus::Error);
    }

    /// Hands the request back to Storport.
    #[inline(always)]
    fn notify(self) {
        let (srb, storage) = self.into_parts();
        // SAFETY: the request is owned and is not touched after this; the adapter is the one that it came from.
        unsafe { ffi::notify_request_complete(storage.as_ptr().cast(), srb.as_ptr()) };
    }
}

impl<E: Extension> Drop for Srb<E> {
    fn drop(&mut self) {
        self.block.set_status(ffi::SRB_STATUS_ABORTED);
        self.block.set_transfer_length(0);
        // SAFETY: an adapter is not freed while it has requests.
        let storage = unsafe { self.storage.as_ref() };
        if let Some(kept) = storage.kept_as::<Kept>() {
            kept.dropped_requests.fetch_add(1, Ordering::Relaxed);
        }
        dropped::tell(self);
        // SAFETY: as in `notify`; dropping ends the ownership.
        unsafe {
            ffi::notify_request_complete(
                self.storage.as_ptr().cast(),
                self.block.pointer().as_ptr(),
            );
        };
    }
}

impl<E: DeviceExtension> fmt::Debug for Srb<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Srb")
            .field("function", &self.function())
            .field("address", &self.address())
            .field("cdb", &self.cdb())
            .field("transfer_length", &self.transfer_length())
            .finish_non_exhaustive()
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// How many requests of this adapter were dropped instead of completed.
    pub fn dropped_requests(&self) -> u32 {
        self.storage().kept.dropped_requests.load(Ordering::Relaxed)
    }
}
