//! [`SystemQueue`]: the queue of a device object, whose IRPs `#[driver_startio]` starts one at a time.

use core::ptr::NonNull;

use super::handle;
use crate::shared::context::Context;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::{Dispatched, Incoming, Major, start_packet};
use crate::wdm::lock::HoldsNoLock;
use crate::wdm::role::DriverStartIo;

handle! {
    /// A field of the device extension that stands for the device's system queue (`IoStartPacket`), whose IRPs `H`, a `#[driver_startio]`
    /// function, starts one at a time. A device has one.
    ///
    /// The next IRP is started when the current one is completed, wherever that is. IRPs that wait can be cancelled. They do not keep the
    /// device from being stopped for a while, and are started when the driver goes on: in the order and with the keys that they had.
    SystemQueue, HasSystemQueue, IsSystemQueue, "a system queue"
}

impl<H> SystemQueue<H> {
    /// Puts an IRP into the queue, or starts it at once (`IoStartPacket`): at the end, or by `key` before those with a higher one. Up to
    /// `DISPATCH_LEVEL`, without a spin lock.
    pub fn start<E, S, M>(
        &self,
        _cx: &mut Context<'_, E, S>,
        irp: Incoming<E, M>,
        key: Option<u32>,
    ) -> Dispatched
    where
        E: HasSystemQueue<H> + WdmExtension,
        H: DriverStartIo<E>,
        S: HoldsNoLock,
        M: Major,
    {
        let (irp, pending) = irp.pend();
        let storage = NonNull::from(irp.storage());
        // SAFETY: the queue is that of the IRP's device, whosever context is at hand. The IRP is marked pending, and holds the device until it is
        // completed; so does its dispatch routine, which cannot return before it has the answer of this. The scope says that no lock is held, and
        // the driver's `DriverStartIo` is that of `H`: the extension has this field.
        unsafe { start_packet(storage.as_ref(), irp.into_raw(), key) };
        pending
    }
}
