//! [`DpcForIsr`]: what a service routine leaves for `DISPATCH_LEVEL` (`IoRequestDpc`), handled by `#[io_dpc]`.

use core::fmt;
use core::ptr;

use super::handle;
use crate::ffi;
use crate::shared::argument::WorkItemArgument;
use crate::shared::context::Context;
use crate::shared::scope::{MayDefer, Scope};
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::Irp;
use crate::wdm::role::IoDpc;

handle! {
    /// A field of the device extension that stands for the DPC of the device's interrupt, whose handler is `H`, a `#[io_dpc]` function. A
    /// device has one. See [`DpcForIsr::request`].
    ///
    /// One call may stand for several interrupts, and it may run on two processors at a time: keep what interrupts report in data of the
    /// interrupt lock, and take it there.
    DpcForIsr, HasDpcForIsr, IsDpcForIsr, "a `DpcForIsr`"
}

/// Why the DPC was not requested; gives the IRP and the argument back.
#[must_use = "the IRP was not delivered"]
pub struct RequestError<E: WdmExtension, A> {
    /// The IRP.
    pub irp: Option<Irp<E>>,
    /// The argument.
    pub argument: A,
    /// Why.
    pub reason: NotRequested,
}

/// Why the DPC was not requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRequested {
    /// It is queued already and has not begun to run; it will run once, with the earlier IRP and argument.
    AlreadyQueued,
    /// The device is being stopped.
    Stopping,
    /// The IRP is one of another device, and goes with that device's DPC.
    OtherDevice,
}

impl<E: WdmExtension, A> fmt::Debug for RequestError<E, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestError")
            .field("irp", &self.irp)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl<H> DpcForIsr<H> {
    /// Queues the DPC, with an IRP if there is one (`IoRequestDpc`). Any IRQL, any lock: the page of that routine says `DIRQL`, and it is a
    /// `KeInsertQueueDpc` of the device's DPC, whose page says any level.
    ///
    /// # Errors
    /// [`RequestError`]: `IoRequestDpc` would drop what is queued a second time, so IRP and argument come back.
    #[inline(always)]
    pub fn request<
        E: HasDpcForIsr<H> + WdmExtension,
        S: Scope<Deferred: MayDefer>,
        A: WorkItemArgument,
    >(
        &self,
        cx: &mut Context<'_, E, S>,
        irp: Option<Irp<E>>,
        argument: A,
    ) -> Result<(), RequestError<E, A>>
    where
        H: IoDpc<E, A>,
    {
        let storage = cx.storage();
        let is_foreign = irp
            .as_ref()
            .is_some_and(|irp| !ptr::eq(irp.storage(), storage));
        let reason = if is_foreign {
            Some(NotRequested::OtherDevice)
        } else if storage.life.is_open() {
            None
        } else {
            Some(NotRequested::Stopping)
        };
        if let Some(reason) = reason {
            return Err(RequestError {
                irp,
                argument,
                reason,
            });
        }
        let irp = irp.map_or(ptr::null_mut(), |irp| irp.into_raw().as_ptr());
        let raw = argument.into_raw();
        // SAFETY: the device is the context's own, whose DPC was initialised for this handler when the device was added.
        let queued =
            unsafe { ffi::KeInsertQueueDpc(&raw mut (*storage.device()).Dpc, irp.cast(), raw) };
        if queued == ffi::FALSE {
            // SAFETY: the kernel did not take them: they are unpacked here, once.
            return Err(unsafe {
                RequestError {
                    irp: ptr::NonNull::new(irp).map(|irp| Irp::from_parts(irp, storage.into())),
                    argument: A::from_raw(raw),
                    reason: NotRequested::AlreadyQueued,
                }
            });
        }
        Ok(())
    }
}
