//! [`IrpQueue`]: IRPs that wait for something, each of which can be cancelled meanwhile.

use core::ptr::NonNull;

use super::handle;
use crate::shared::context::Context;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::{Dispatched, End, Incoming, Irp, IrpList, Major, Which, complete};
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
    pub fn put<E: HasIrpQueue<M> + WdmExtension, S: HoldsNoLock, J: Major>(
        &self,
        cx: &mut Context<'_, E, S>,
        irp: Incoming<E, J>,
    ) -> Dispatched {
        let (irp, pending) = irp.pend();
        self.put_back(cx, irp);
        pending
    }

    /// Puts an IRP that the driver owns at the end of the queue. Up to `DISPATCH_LEVEL`, without a spin lock.
    pub fn put_back<E: HasIrpQueue<M> + WdmExtension, S: HoldsNoLock>(
        &self,
        cx: &mut Context<'_, E, S>,
        irp: Irp<E>,
    ) {
        Self::put_at(End::Last, cx, irp);
    }

    /// Puts an IRP that the driver owns at the front of the queue: it is taken next, before those that came while the driver had it. Up to
    /// `DISPATCH_LEVEL`, without a spin lock.
    ///
    /// That is how a request is tried again which the device could not begin:
    ///
    /// ```
    /// # use miniport::wdm::prelude::*;
    /// # enum Waiting {}
    /// # #[derive(DeviceExtension)]
    /// # #[device_extension(wdm, interrupts = none)]
    /// # struct Device { waiting: IrpQueue<Waiting>, free: Locked<DeviceLock, u32>, started: Locked<DeviceLock, Option<Irp<Device>>> }
    /// # impl PnpDevice for Device {
    /// #     type Hardware = ();
    /// #     fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> { Ok(()) }
    /// # }
    /// # impl Device {
    /// #     fn begin(&self, cx: &mut Deferred<'_, Device>, irp: Irp<Device>) -> Result<(), Irp<Device>> {
    /// #         self.started.lock(cx, |started, _| match started { None => { *started = Some(irp); Ok(()) } Some(_) => Err(irp) })
    /// #     }
    /// # }
    /// #[kdeferred]
    /// fn next(device: &Device, cx: &mut Deferred<'_, Device>) {
    ///     while let Some(irp) = device.waiting.take(cx) {
    ///         // Gives the IRP back while the device is busy; its next interrupt queues this again.
    ///         if let Err(irp) = device.begin(cx, irp) {
    ///             device.waiting.put_back_first(cx, irp);
    ///             return;
    ///         }
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// An IRP of the [`SystemQueue`](crate::wdm::SystemQueue) needs nothing of the kind: it is the current one, and no other is started, as long as the
    /// driver keeps it.
    pub fn put_back_first<E: HasIrpQueue<M> + WdmExtension, S: HoldsNoLock>(
        &self,
        cx: &mut Context<'_, E, S>,
        irp: Irp<E>,
    ) {
        Self::put_at(End::First, cx, irp);
    }

    fn put_at<E: HasIrpQueue<M> + WdmExtension, S: HoldsNoLock>(
        end: End,
        _: &mut Context<'_, E, S>,
        irp: Irp<E>,
    ) {
        let storage = NonNull::from(irp.storage());
        // SAFETY: the IRP is marked pending, and holds its device, whose queue this is, until it is in the queue; then whoever takes it out
        // does. Who closes the gate, and who cleans up the file, empties the queue afterwards.
        unsafe {
            let storage = storage.as_ref();
            let list = storage.slot(E::OFFSET).cast::<IrpList>().as_ref();
            let irp = irp.into_raw();
            storage.start_next_after(irp, None);
            let refused = list.put(irp, end, &|| {
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
    pub fn take<E: HasIrpQueue<M> + WdmExtension, S: HoldsNoLock<Extension: IsStarted>>(
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
