//! [`CustomDpc`]: a deferred procedure call of the driver's own (`KDPC`), handled by `#[kdeferred]`.

use super::{DeferError, handle};
use crate::ffi;
use crate::shared::argument::DpcArgument;
use crate::shared::context::Context;
use crate::shared::scope::{MayDefer, Scope};
use crate::wdm::extension::WdmExtension;
use crate::wdm::role::KDeferred;

handle! {
    /// A field of the device extension that stands for a DPC whose handler is `H`, a `#[kdeferred]` function. See [`CustomDpc::queue`].
    ///
    /// It may run on two processors at a time: it is taken out of the queue before its handler is called, and may be queued again.
    CustomDpc, HasCustomDpc, IsCustomDpc, "a custom DPC"
}

impl<H> CustomDpc<H> {
    /// Queues the DPC with `argument` (`KeInsertQueueDpc`). Any IRQL, any lock.
    ///
    /// # Errors
    /// [`DeferError`]; the argument comes back.
    #[inline(always)]
    pub fn queue<E: HasCustomDpc<H> + WdmExtension, S: Scope<Deferred: MayDefer>, A: DpcArgument>(
        &self,
        cx: &mut Context<'_, E, S>,
        argument: A,
    ) -> Result<(), DeferError<A>>
    where
        H: KDeferred<E, A>,
    {
        if !cx.storage().life.is_open() {
            return Err(DeferError::Stopping(argument));
        }
        let dpc = cx.storage().slot(E::OFFSET);
        let raw = argument.into_raw();
        // SAFETY: the DPC is the slot of the context's own device, initialised when the device was added, and never moves.
        if unsafe { ffi::KeInsertQueueDpc(dpc.as_ptr().cast(), raw.0, raw.1) } == ffi::FALSE {
            // SAFETY: the kernel did not take the arguments: they are unpacked here, once.
            return Err(DeferError::AlreadyQueued(unsafe { A::from_raw(raw) }));
        }
        Ok(())
    }
}
