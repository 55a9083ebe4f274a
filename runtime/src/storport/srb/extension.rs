//! SRB extensions: what a request carries for the driver.

use core::ptr::NonNull;

use super::Srb;
use super::block::Block;
use crate::ffi;
use crate::shared::extension::fits_on_a_stack;
use crate::storport::extension::DeviceExtension;

/// Each request carries a `T` for the driver: `#[device_extension(srb_extension = T)]`, or `()`. Implemented by the derive, once for
/// an extension.
///
/// # Safety
/// `DeviceExtension::SRB_EXTENSION` is [`SrbExtension::of`] of `T`.
#[diagnostic::on_unimplemented(
    message = "the requests of `{Self}` do not carry a `{T}`",
    label = "not its SRB extension",
    note = "name the type: `#[device_extension(srb_extension = {T})]`"
)]
pub unsafe trait HasSrbExtension<T>: DeviceExtension {}

/// What an SRB extension may be. Harmless to implement: its supertraits are what is checked.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an SRB extension",
    label = "not `Default` and `Send`",
    note = "it is made new by `Default` before the driver sees the request, and moves between processors with it: `#[derive(Default)]`, and no raw pointers, borrows or `Rc`"
)]
pub trait SrbData: Default + Send + 'static {}
#[diagnostic::do_not_recommend]
impl<T: Default + Send + 'static> SrbData for T {}

/// The SRB extension of an adapter, without its type, which may be more private than the device extension.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct SrbExtension {
    size: u32,
    initialise: unsafe fn(NonNull<u8>),
}

impl SrbExtension {
    /// For extension `T`.
    ///
    /// # Panics
    /// If Storport or the kernel stack has no room for it: the derive makes a constant of it, so that this is a compile error.
    #[track_caller]
    pub const fn of<T: SrbData>() -> Self {
        assert!(
            !core::mem::needs_drop::<T>(),
            "an SRB extension is not dropped: it must not own anything"
        );
        assert!(
            align_of::<T>() <= 8,
            "Storport aligns SRB extensions to 8 bytes: remove the `align`"
        );
        assert!(
            fits_on_a_stack::<T>(),
            "an SRB extension has at most 8 KiB: it is made on the kernel stack; keep big parts in the device extension, in a `PoolBox`, and their index here"
        );
        Self {
            #[allow(clippy::cast_possible_truncation, reason = "asserted above")]
            size: size_of::<T>() as u32,
            initialise: |place| {
                // SAFETY: the caller's word.
                unsafe { place.cast::<T>().write(T::default()) }
            },
        }
    }

    /// `SrbExtensionSize`.
    pub(crate) const fn size(self) -> u32 {
        self.size
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// What the driver keeps with the request, made new by `Default` before the driver sees the request.
    #[inline(always)]
    pub fn extension<T>(&self) -> &T
    where
        E: HasSrbExtension<T>,
    {
        // SAFETY: the memory has `SrbExtensionSize` bytes, that of a `T`, and was initialised before the driver got the
        // request (`initialise_extension`); a type without size needs no memory.
        unsafe { place::<T>(self.block).as_ref() }
    }

    /// The same, to change.
    #[inline(always)]
    pub fn extension_mut<T>(&mut self) -> &mut T
    where
        E: HasSrbExtension<T>,
    {
        // SAFETY: as in `extension`; the request is owned, so there is no other reference.
        unsafe { place::<T>(self.block).as_mut() }
    }

    /// The memory of the SRB extension, and its size.
    pub(crate) fn extension_bytes(&self) -> (NonNull<u8>, usize) {
        (self.block.extension(), E::SRB_EXTENSION.size as usize)
    }
}

fn place<T>(block: Block) -> NonNull<T> {
    if size_of::<T>() == 0 {
        return NonNull::dangling();
    }
    block.extension().cast()
}

/// Makes the SRB extension new.
///
/// # Safety
/// Storport has just handed `srb` over; its extension has `SRB_EXTENSION.size()` bytes.
#[inline(always)]
pub(crate) unsafe fn initialise_extension<E: DeviceExtension>(
    srb: NonNull<ffi::SCSI_REQUEST_BLOCK>,
) {
    if E::SRB_EXTENSION.size > 0 {
        // SAFETY: the caller's word; the function is that of the extension's type.
        unsafe { (E::SRB_EXTENSION.initialise)(Block::new(srb).extension()) };
    }
}
