//! [`Dpc`]: a deferred procedure call (`STOR_DPC`), handled by `#[hw_dpc]`.

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::NonNull;

use super::argument::DpcArgument;
use super::{ready, slots::SlotSet};
use crate::context::Context;
use crate::extension::DeviceExtension;
use crate::ffi;
use crate::role::{HwDpc, hw_dpc};
use crate::scope::{MayDefer, Scope};

/// A field of the device extension that stands for a DPC whose handler is `H` (the name of a `#[hw_dpc]` function).
///
/// It has no size; several DPCs of one handler are `[Dpc<H>; N]`. See [`Dpc::issue`].
pub struct Dpc<H>(PhantomData<fn() -> H>);

/// The extension has DPC slots for handler `H`. Implemented by the derive for each `Dpc<H>` field.
///
/// # Safety
/// `OFFSET` is that of a `DpcSlots<Self, H, COUNT>` in `Self::Slots`, and `ROUTINE` is that of `H`, a handler of `Self`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no field `Dpc<{H}>`",
    label = "the device extension lacks this DPC",
    note = "a DPC lives in the device extension: add a field of type `Dpc<{H}>` (or `[Dpc<{H}>; N]`) to it"
)]
pub unsafe trait HasDpc<H>: DeviceExtension {
    /// Offset of the slots in bytes.
    const OFFSET: usize;
    /// How many DPCs.
    const COUNT: usize;
    /// The handler's routine.
    const ROUTINE: ffi::HW_DPC_ROUTINE;
}

/// The routine of handler `H` of extension `E`: how the derive checks that it is one.
pub const fn dpc_routine<H: HwDpc<E, A>, E: DeviceExtension, A: DpcArgument>() -> ffi::HW_DPC_ROUTINE
{
    hw_dpc::routine::<H, E, A>
}

/// Why a DPC was not issued; gives the argument back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "the argument was not delivered"]
pub enum IssueError<T> {
    /// The DPC is queued already and has not begun to run; it will run once, with the earlier argument.
    AlreadyQueued(T),
    /// The adapter's passive initialisation has not run yet.
    NotReady(T),
}

impl<T> IssueError<T> {
    /// The argument that was not delivered.
    pub fn into_argument(self) -> T {
        match self {
            Self::AlreadyQueued(argument) | Self::NotReady(argument) => argument,
        }
    }
}

impl<T> fmt::Display for IssueError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyQueued(_) => "the DPC is queued already",
            Self::NotReady(_) => "the DPC is not initialised yet",
        })
    }
}

impl<H> Dpc<H> {
    /// The handle, for the find-adapter callback that builds the extension.
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Queues the DPC with `argument` (`StorPortIssueDpc`). Any IRQL, any lock.
    ///
    /// # Errors
    /// [`IssueError::AlreadyQueued`] if it is queued already: Storport would drop the new argument, so it comes back.
    #[inline(always)]
    pub fn issue<E, S, A>(
        &self,
        cx: &mut Context<'_, E, S>,
        argument: A,
    ) -> Result<(), IssueError<A>>
    where
        E: HasDpc<H>,
        H: HwDpc<E, A>,
        A: DpcArgument,
        S: Scope,
        S::Deferred: MayDefer,
    {
        const {
            assert!(
                E::COUNT == 1,
                "this DPC is one of an array: issue it with `cx.issue_dpc::<handler, _>(index, argument)`"
            );
        }
        issue::<H, E, S, A>(cx, 0, argument)
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Queues DPC `index` of the field `[Dpc<H>; N]` with `argument` (`StorPortIssueDpc`). Any IRQL, any lock.
    ///
    /// # Errors
    /// As [`Dpc::issue`].
    ///
    /// # Panics
    /// If `index` is not below `N`.
    #[inline(always)]
    pub fn issue_dpc<H, A>(&mut self, index: usize, argument: A) -> Result<(), IssueError<A>>
    where
        E: HasDpc<H>,
        H: HwDpc<E, A>,
        A: DpcArgument,
        S::Deferred: MayDefer,
    {
        assert!(index < E::COUNT, "the DPC's index is outside its array");
        issue::<H, E, S, A>(self, index, argument)
    }
}

#[inline(always)]
fn issue<H, E, S, A>(
    cx: &mut Context<'_, E, S>,
    index: usize,
    argument: A,
) -> Result<(), IssueError<A>>
where
    E: HasDpc<H>,
    H: HwDpc<E, A>,
    A: DpcArgument,
    S: Scope,
{
    if !ready(cx) {
        return Err(IssueError::NotReady(argument));
    }
    let dpc = cx
        .storage()
        .slot(E::OFFSET + index * size_of::<ffi::STOR_DPC>());
    let raw = argument.into_raw();
    // SAFETY: the DPC is the slot of the context's own adapter, initialised (`ready`), and never moves.
    let queued =
        unsafe { ffi::StorPortIssueDpc(cx.device_extension(), dpc.as_ptr().cast(), raw.0, raw.1) };
    if queued == 0 {
        // SAFETY: Storport did not take the arguments: they are unpacked here, once.
        return Err(IssueError::AlreadyQueued(unsafe {
            DpcArgument::from_raw(raw)
        }));
    }
    Ok(())
}

impl<H> Default for Dpc<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H> fmt::Debug for Dpc<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dpc")
    }
}

/// The memory of the DPCs of one field.
#[repr(C)]
pub struct DpcSlots<E, H, const N: usize> {
    dpcs: [UnsafeCell<ManuallyDrop<MaybeUninit<ffi::STOR_DPC>>>; N],
    handler: PhantomData<fn() -> (E, H)>,
}

// SAFETY: `STOR_DPC` is plain memory, all zero until Storport initialises it.
unsafe impl<E: HasDpc<H>, H, const N: usize> SlotSet for DpcSlots<E, H, N> {
    const ANY: bool = N > 0;

    unsafe fn initialise(slots: NonNull<Self>, adapter: ffi::PVOID) -> bool {
        for index in 0..N {
            // SAFETY: `index` is inside the array; the routine is that of the handler, whose extension the adapter has,
            // and this is passive initialisation.
            unsafe {
                ffi::StorPortInitializeDpc(
                    adapter,
                    slots.cast::<ffi::STOR_DPC>().add(index).as_ptr(),
                    Some(E::ROUTINE),
                );
            };
        }
        true
    }

    unsafe fn free(_: NonNull<Self>, _: ffi::PVOID) {}
}

impl<E, H, const N: usize> fmt::Debug for DpcSlots<E, H, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DpcSlots({} DPCs)", self.dpcs.len())
    }
}
