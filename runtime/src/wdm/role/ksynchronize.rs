//! `KSYNCHRONIZE_ROUTINE`: runs with the interrupt spin lock. `DIRQL`.
//!
//! wdm.h: `BOOLEAN Synchronize(PVOID SynchronizeContext)`.

use core::cell::UnsafeCell;
use core::mem::ManuallyDrop;

use super::entry;
use crate::ffi::{self, BOOLEAN, PVOID};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::lock::Acquires;
use crate::shared::role::Role;
use crate::wdm::extension::{HasInterrupt, WdmExtension};
use crate::wdm::lock::InterruptLock;
use crate::wdm::scope;

/// In `#[ksynchronize]`: `DIRQL`, with the interrupt spin lock.
pub type Synchronize<'a, E> = Context<'a, E, scope::Synchronize>;

miniport_macros::role_trait!(ksynchronize);

/// What the routine gets: the device and the argument, which it takes.
struct Synchronized<'c, E: WdmExtension, A> {
    storage: &'c Storage<E>,
    argument: UnsafeCell<ManuallyDrop<A>>,
}

/// Functions that run with the interrupt spin lock. (A trait for the sake of `synchronize::<handler>`: the argument's type is not
/// written.) Harmless to implement.
pub trait SynchronizeExecution<E: WdmExtension, S: scope::Scope, A> {
    /// Runs `H`, a `#[ksynchronize]` function, with the interrupt spin lock (`KeSynchronizeExecution`), and gives back its answer. A closure
    /// does the same: `data.lock(cx, |data, cx| …)` of `Locked<InterruptLock, T>`.
    fn synchronize<H: KSynchronize<E, A>>(&mut self, argument: A) -> bool
    where
        E: WdmExtension<Interrupts: HasInterrupt>,
        S: Acquires<InterruptLock>;
}

impl<E: WdmExtension, S: scope::Scope, A> SynchronizeExecution<E, S, A> for Context<'_, E, S> {
    fn synchronize<H: KSynchronize<E, A>>(&mut self, argument: A) -> bool
    where
        E: WdmExtension<Interrupts: HasInterrupt>,
        S: Acquires<InterruptLock>,
    {
        let call = Synchronized {
            storage: self.storage(),
            argument: UnsafeCell::new(ManuallyDrop::new(argument)),
        };
        // SAFETY: the interrupt is connected where a scope lets its lock be acquired, and is not held here; the routine is over when this
        // returns, and is one for this type of call.
        let answer = unsafe {
            ffi::KeSynchronizeExecution(
                self.storage().kept.interrupt.object(),
                Some(routine::<H, E, A>),
                (&raw const call).cast_mut().cast(),
            )
        };
        answer != ffi::FALSE
    }
}

/// The `KSYNCHRONIZE_ROUTINE` of handler `H`: what the kernel calls.
///
/// # Safety
/// `KeSynchronizeExecution` calls it, once, with a `Synchronized` for these types.
pub unsafe extern "C" fn routine<H: KSynchronize<E, A>, E: WdmExtension, A>(
    context: PVOID,
) -> BOOLEAN {
    // SAFETY: the caller's word: the call lives until this returns, and its argument is taken once.
    unsafe {
        let call = &*context.cast::<Synchronized<'_, E, A>>();
        let argument = ManuallyDrop::take(&mut *call.argument.get());
        let mut callback = entry::enter(Role::KSynchronize, entry::DEVICE, call.storage);
        BOOLEAN::from(H::call(callback.device, &mut callback.cx, argument))
    }
}
