//! Logical unit extensions: what a driver keeps for each unit (`StorPortGetLogicalUnit`).

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::ffi;
use crate::irql;
use crate::kind::HasHardware;
use crate::lock::{InterruptLock, MayAcquire};
use crate::scope::UpTo;
use crate::shared::context::Context;
use crate::shared::extension::fits_on_a_stack;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Srb;

/// The extension keeps a `T` for each logical unit: `#[device_extension(lu_extension = T)]`. Implemented by the derive, once
/// for an extension.
///
/// # Safety
/// `T` may be shared by processors as the derive checks it, and `DeviceExtension::LU_EXTENSION` is [`LuExtension::of`] of `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` keeps nothing for each logical unit",
    label = "the device extension has no LU extension",
    note = "name a type: `#[device_extension(lu_extension = Unit)]`"
)]
pub unsafe trait HasLuExtension<T>: DeviceExtension {}

/// What an LU extension may be. Harmless to implement: its supertraits are what is checked.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an LU extension",
    label = "not `Default`",
    note = "it is made by `Default` when it is first asked for: `#[derive(Default)]`, and no borrows"
)]
pub trait LuData: Default + 'static {}
#[diagnostic::do_not_recommend]
impl<T: Default + 'static> LuData for T {}

/// What lies in Storport's LU extension, which it zeroes.
#[repr(C)]
struct Place<T> {
    value: UnsafeCell<MaybeUninit<T>>,
    built: AtomicBool,
}

/// The LU extension of an adapter, without its type, which may be more private than the device extension.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct LuExtension {
    size: u32,
}

impl LuExtension {
    /// There is none.
    pub const NONE: Self = Self { size: 0 };

    /// For extension `T`.
    ///
    /// # Panics
    /// If Storport or the kernel stack has no room for it: the derive makes a constant of it, so that this is a compile error.
    #[track_caller]
    pub const fn of<T: LuData>() -> Self {
        assert!(
            !core::mem::needs_drop::<T>(),
            "an LU extension is not dropped: it must not own anything"
        );
        assert!(
            align_of::<Place<T>>() <= 8,
            "Storport aligns LU extensions to 8 bytes: remove the `align`"
        );
        assert!(
            fits_on_a_stack::<T>(),
            "an LU extension has at most 8 KiB: it is made on the kernel stack; keep big parts in the device extension, in a `PoolBox`, and their index here"
        );
        Self {
            #[allow(clippy::cast_possible_truncation, reason = "asserted above")]
            size: size_of::<Place<T>>() as u32,
        }
    }

    /// `SpecificLuExtensionSize`.
    pub(crate) const fn size(self) -> u32 {
        self.size
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// What the driver keeps for the logical unit of this request (`StorPortGetLogicalUnit`). `None` if Storport does not
    /// know the unit, if the request is not a unit's but the adapter's own, as those of its power are, or if it is another adapter's.
    ///
    /// It is there as long as the unit has a request: the borrow ends when this one is completed. Storport takes the
    /// interrupt lock for it, so it cannot be asked for under that, and should not be asked for often.
    pub fn lu_extension<'s, S, T>(&'s self, cx: &mut Context<'_, E, S>) -> Option<&'s T>
    where
        E: HasLuExtension<T>,
        T: LuData,
        E::Kind: HasHardware,
        S: MayAcquire<InterruptLock>,
        S: UpTo<irql::Dispatch>,
    {
        let (_, device_extension) = self.pointers();
        if device_extension != cx.device_extension() || !self.block.is_of_a_unit() {
            return None;
        }
        let unit = self.address();
        // SAFETY: the extension is the context's own, and the interrupt lock is free here.
        let place = NonNull::new(unsafe {
            ffi::StorPortGetLogicalUnit(device_extension, unit.path_id, unit.target_id, unit.lun)
        })?
        .cast::<Place<T>>();
        // SAFETY: Storport allocated `SpecificLuExtensionSize` zeroed bytes for the unit, which zero is valid for, and keeps
        // them while the unit has a request, which this one is (`is_of_a_unit`) until the borrow ends.
        let place: &'s Place<T> = unsafe { place.as_ref() };
        if !place.built.load(Ordering::Acquire) {
            // Copied to its place from where it is made: moved into the closure, it would be on the kernel stack several times.
            let mut new = MaybeUninit::<T>::uninit();
            // SAFETY: the place of a `T`.
            unsafe { new.as_mut_ptr().write(T::default()) };
            cx.with_lock::<InterruptLock, _>(|_| {
                if !place.built.load(Ordering::Relaxed) {
                    // SAFETY: it is written once, by the holder of the adapter's interrupt lock, before anybody reads it; a `T` owns nothing
                    // (`LuExtension::of`), so who does not write it drops nothing.
                    unsafe {
                        place
                            .value
                            .get()
                            .copy_from_nonoverlapping(&raw const new, 1);
                    };
                    place.built.store(true, Ordering::Release);
                }
            });
        }
        // SAFETY: it is built, and nobody makes a mutable reference to it.
        Some(unsafe { (*place.value.get()).assume_init_ref() })
    }
}
