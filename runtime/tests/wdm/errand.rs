//! A device whose requests are done in a work item.

use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Errand {
    kept: Locked<DeviceLock, Vec<Irp<Errand>>>,
    work: IoWorkItem<work>,
}

impl PnpDevice for Errand {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Errand>) -> Result<Errand, NtStatus> {
    Ok(Errand {
        kept: Locked::new(Vec::new()),
        work: IoWorkItem::new(),
    })
}

#[driver_dispatch]
fn read(device: &Errand, cx: &mut Dispatch<'_, Errand>, irp: Incoming<Errand, Read>) -> Dispatched {
    let (irp, pending) = irp.pend();
    device.kept.lock(cx, |kept, _| kept.push(irp));
    // One that is queued already does this one, too.
    device.work.queue(cx, ()).ok();
    pending
}

#[io_workitem]
fn work(device: &Errand, cx: &mut Passive<'_, Errand>) {
    for irp in device.kept.lock(cx, |kept, _| core::mem::take(kept)) {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
}

wdm_driver_entry! {
    WdmDriver::<Errand>::new()
        .driver_add_device::<add_device>()
        .dispatch_read::<read>()
}
