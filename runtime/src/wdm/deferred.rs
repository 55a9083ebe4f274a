//! What runs later: [`DpcForIsr`], [`CustomDpc`], [`CustomTimer`], [`IoWorkItem`], [`IoTimer`], and the queues in which IRPs wait, [`SystemQueue`] and
//! [`IrpQueue`]. Handles in the device extension, which have no size; the objects lie in slots behind it, as those of a miniport do.

mod custom_dpc;
mod custom_timer;
mod dpc_for_isr;
mod io_timer;
mod io_work_item;
mod irp_queue;
mod slots;
mod system_queue;

pub use custom_dpc::{CustomDpc, HasCustomDpc, IsCustomDpc};
pub(crate) use custom_timer::from_now;
pub use custom_timer::{CustomTimer, HasCustomTimer, IsCustomTimer, Stopping};
pub use dpc_for_isr::{DpcForIsr, HasDpcForIsr, IsDpcForIsr, NotRequested, RequestError};
pub use io_timer::{HasIoTimer, IoTimer, IsIoTimer, MaySwitchTimer};
pub(crate) use io_work_item::Work;
pub use io_work_item::{HasIoWorkItem, IoWorkItem, IsIoWorkItem};
pub use irp_queue::{HasIrpQueue, IrpQueue, IsIrpQueue};
pub use slots::{
    CustomDpcMemory, CustomTimerMemory, DpcForIsrMemory, IoTimerMemory, IoWorkItemMemory,
    IrpQueueMemory, Slot, SystemQueueMemory,
};
pub(crate) use slots::{complete_waiting, free, make, park, start_io, stop_timers, unpark};
pub use system_queue::{HasSystemQueue, IsSystemQueue, SystemQueue};

/// Declares a handle: a field of the device extension that stands for an object of handler `H`, and what the derive says of it.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $has:ident, $is:ident, $what:literal) => {
        $(#[$doc])*
        pub struct $name<H>(core::marker::PhantomData<fn() -> H>);

        impl<H> $name<H> {
            /// The handle, for the `#[driver_add_device]` function that builds the extension.
            pub const fn new() -> Self {
                Self(core::marker::PhantomData)
            }
        }

        impl<H> Default for $name<H> {
            fn default() -> Self {
                Self::new()
            }
        }

        impl<H> core::fmt::Debug for $name<H> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        #[doc = concat!("The extension has ", $what, " with handler `H`. Implemented by the derive for each such field.")]
        ///
        /// # Safety
        /// `OFFSET` is that of its memory in `Self::Slots`, which `Self::SLOTS` says is made for `H`.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` has no field for this object, which `{H}` names",
            label = "the device extension lacks it",
            note = "it lives in the device extension: add a field of this type to it"
        )]
        pub unsafe trait $has<H>: crate::Extension {
            /// Offset of the slot in bytes.
            #[doc(hidden)]
            const OFFSET: usize;
        }

        #[doc = concat!("`Self` is [`", stringify!($name), "<H>`]: what the derive asks of a field that looks so.")]
        ///
        /// # Safety
        /// It is.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` is not the runtime's, and is called as it is",
            label = "another type of that name",
            note = "the derive takes a field of this name for an object of the runtime: call your type otherwise, or write `self::` before it"
        )]
        pub unsafe trait $is<H> {
            /// How many.
            const COUNT: usize;
        }
        // SAFETY: by its own form.
        #[diagnostic::do_not_recommend]
        unsafe impl<H> $is<H> for $name<H> {
            const COUNT: usize = 1;
        }
    };
}
pub(crate) use handle;

crate::shared::extension::unseen! { CustomDpc CustomTimer DpcForIsr IoTimer IoWorkItem IrpQueue SystemQueue }

/// Why something was not deferred; gives the argument back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "the argument was not delivered"]
pub enum DeferError<T> {
    /// It is queued already and has not begun to run; it will run once, with the earlier argument.
    AlreadyQueued(T),
    /// The device is being stopped.
    Stopping(T),
}

impl<T> DeferError<T> {
    /// The argument that was not delivered.
    pub fn into_argument(self) -> T {
        match self {
            Self::AlreadyQueued(argument) | Self::Stopping(argument) => argument,
        }
    }
}

impl<T> core::fmt::Display for DeferError<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::AlreadyQueued(_) => "it is queued already",
            Self::Stopping(_) => "the device is being stopped",
        })
    }
}
