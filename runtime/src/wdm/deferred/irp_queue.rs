//! [`IrpQueue`]: IRPs that wait for something, each of which can be cancelled meanwhile.

use core::ptr::NonNull;

use super::handle;
use crate::shared::context::Context;
use crate::wdm::irp::{
    Dispatched, Incoming, Irp, IrpList, Major, Which, complete, start_next_after,
};
use crate::wdm::lock::HoldsNoLock;
use crate::wdm::scope::IsStarted;
use crate::wdm::status::NtStatus;

handle! {
    /// A field of the device extension that stands for a cancel-safe queue (`IO_CSQ`), which the type `M` names: `IrpQueue<Waiting>` with
    /// `enum Waiting {}`.
    ///
    /// An IRP in it does not keep the device from being stopped for a while. It is completed as cancelled when its requester cancels it or
    /// closes the file, or has closed it when the IRP is put back, and with [`NtStatus::DELETE_PENDING`](crate::wdm::NtStatus::DELETE_PENDING) when the device is removed.
    IrpQueue, HasIrpQueue, IsIrpQueue, "a queue"
}

impl<M> IrpQueue<M> {
    /// Keeps an IRP at the end of the queue, in its dispatch routine. Up to `DISPATCH_LEVEL`, without a spin lock.
    pub fn put<E: HasIrpQueue<M>, S: HoldsNoLock, J: Major>(
        &self,
        cx: &mut Context<'_, E, S>,
        irp: Incoming<E, J>,
    ) -> Dispatched {
        let (irp, pending) = irp.pend();
        self.put_back(cx, irp);
        pending
    }

    /// Puts an IRP that the driver owns at the end of the queue. Up to `DISPATCH_LEVEL`, without a spin lock.
    pub fn put_back<E: HasIrpQueue<M>, S: HoldsNoLock>(
        &self,
        cx: &mut Context<'_, E, S>,
        irp: Irp<E>,
    ) {
        let storage = NonNull::from(irp.storage());
        let _ = cx;
        // SAFETY: the IRP is marked pending, and holds its device, whose queue this is, until it is in the queue; then whoever takes it out
        // does. Who closes the gate, and who cleans up the file, empties the queue afterwards.
        unsafe {
            let storage = storage.as_ref();
            let list = storage.slot(E::OFFSET).cast::<IrpList>().as_ref();
            let irp = irp.into_raw();
            start_next_after(storage.device(), irp, None);
            let refused = list.put(irp, &|| {
                if storage.kept.activity.is_closed() {
                    return Err(storage.kept.activity.refusal());
                }
                if storage.kept.cleaned.was_before(irp) {
                    return Err(NtStatus::CANCELLED);
                }
                Ok(())
            });
            if let Err(status) = refused {
                complete(irp, status, 0);
            }
            storage.leave_irp();
        }
    }

    /// Takes the first IRP out, if there is one that was not cancelled, and IRPs reach the driver now: not while the device is being
    /// stopped or sleeps. [`PnpDevice::resume`](crate::wdm::PnpDevice::resume) is where a driver looks again. Up to `DISPATCH_LEVEL`.
    pub fn take<E: HasIrpQueue<M>, S: HoldsNoLock<Extension: IsStarted>>(
        &self,
        cx: &mut Context<'_, E, S>,
    ) -> Option<Irp<E>> {
        let storage = cx.storage();
        if !storage.kept.activity.irps.enter_to_take() {
            return None;
        }
        // SAFETY: the slot is that of a queue, initialised when the device was added.
        let irp = unsafe {
            let list = storage.slot(E::OFFSET).cast::<IrpList>().as_ref();
            list.take(Which::Any)
        };
        if irp.is_none() {
            storage.leave_irp();
        }
        // SAFETY: the IRP was taken out, is marked pending, and holds the device.
        irp.map(|irp| unsafe { Irp::from_parts(irp, storage.into()) })
    }
}
