//! `KDEFERRED_ROUTINE`: a DPC of the driver's own. `DISPATCH_LEVEL`, no locks.
//!
//! wdm.h: `VOID Deferred(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)`.

use super::entry;
use crate::ffi::{KDEFERRED_ROUTINE, KDPC, PVOID};
use crate::shared::argument::DpcArgument;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::shared::signature::Same;
use crate::wdm::extension::WdmExtension;
use crate::wdm::scope;

/// In `#[kdeferred]`: `DISPATCH_LEVEL`, no locks.
pub type Deferred<'a, E> = Context<'a, E, scope::Deferred>;

miniport_macros::role_trait!(kdeferred);

/// A handler of a timer's DPC, which carries no argument.
///
/// # Safety
/// `ROUTINE` is that of the handler, for devices with extension `E`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `#[kdeferred]` function without an argument, of device extension `{E}`",
    label = "not the handler of a timer",
    note = "the DPC of a timer carries no argument: write `#[kdeferred] fn {Self}(device: &{E}, cx: &mut Deferred<'_, {E}>)`"
)]
pub unsafe trait TimerHandler<E: WdmExtension> {
    /// What the kernel calls.
    #[doc(hidden)]
    const ROUTINE: KDEFERRED_ROUTINE;
}
// SAFETY: it is.
#[diagnostic::do_not_recommend]
unsafe impl<H: Function<E, Argument: DpcArgument>, E: WdmExtension> TimerHandler<E> for H
where
    (): Same<H::Argument>,
{
    const ROUTINE: KDEFERRED_ROUTINE = routine::<H, E, H::Argument>;
}

/// The `KDEFERRED_ROUTINE` of handler `H`: what the kernel calls.
///
/// # Safety
/// The kernel calls it for a DPC that the runtime initialised for a device with extension `E`, and queued.
pub unsafe extern "C" fn routine<H: KDeferred<E, A>, E: WdmExtension, A>(
    _dpc: *mut KDPC,
    context: PVOID,
    argument1: PVOID,
    argument2: PVOID,
) {
    // SAFETY: the context is the device's storage, which is started as long as its DPCs run; the arguments were packed, and arrive once.
    unsafe {
        let mut callback = entry::enter(
            Role::KDeferred,
            entry::DISPATCH,
            &*context.cast::<Storage<E>>(),
        );
        let argument = (H::ARGUMENT.from_raw)((argument1, argument2));
        H::call(callback.device, &mut callback.cx, argument);
    }
}
