//! A device that keeps what it gets, and gives it back when it is told to.

use miniport::wdm::prelude::*;

/// Waits in the system queue, behind the one that the device has.
pub const QUEUE: ControlCode = ControlCode::new(0x22, 0x900, Method::Buffered, 0);
/// Waits in the driver's queue.
pub const WAIT: ControlCode = ControlCode::new(0x22, 0x901, Method::Buffered, 0);
/// The driver takes the first out of its queue, and puts it back within a second.
pub const TAKE: ControlCode = ControlCode::new(0x22, 0x902, Method::Buffered, 0);
/// The device is done with the one that it has.
pub const FINISH: ControlCode = ControlCode::new(0x22, 0x904, Method::Buffered, 0);

pub enum Waiting {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Hoard {
    queue: SystemQueue<start_io>,
    waiting: IrpQueue<Waiting>,
    current: Locked<DeviceLock, Option<Irp<Hoard>>>,
    taken: Locked<DeviceLock, Option<Irp<Hoard>>>,
    second: IoTimer<second>,
    put_back: CustomDpc<put_back>,
}

impl PnpDevice for Hoard {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, resources: &Resources<'_>) -> Result<(), NtStatus> {
        let ranges = resources.memory().count();
        debug_print!(3, "100% started, {ranges} ranges");
        Ok(())
    }

    fn started(&self, cx: &mut Power<'_, Self>) {
        self.second.start(cx);
    }

    fn abort(&self, cx: &mut Abort<'_, Self>) {
        for place in [&self.current, &self.taken] {
            if let Some(irp) = place.lock(cx, |irp, _| irp.take()) {
                irp.complete(cx, NtStatus::CANCELLED, 0);
            }
        }
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Hoard>) -> Result<Hoard, NtStatus> {
    Ok(Hoard {
        queue: SystemQueue::new(),
        waiting: IrpQueue::new(),
        current: Locked::new(None),
        taken: Locked::new(None),
        second: IoTimer::new(),
        put_back: CustomDpc::new(),
    })
}

#[driver_dispatch]
fn control(
    device: &Hoard,
    cx: &mut Dispatch<'_, Hoard>,
    irp: Incoming<Hoard, DeviceControl>,
) -> Dispatched {
    match irp.parameters().code {
        QUEUE => return device.queue.start(cx, irp, None),
        WAIT => return device.waiting.put(cx, irp),
        TAKE => {
            let first = device.waiting.take(cx);
            device.taken.lock(cx, |taken, _| *taken = first);
        }
        FINISH => {
            if let Some(irp) = device.current.lock(cx, |current, _| current.take()) {
                irp.complete(cx, NtStatus::SUCCESS, 0);
            }
        }
        _ => return irp.complete(cx, NtStatus::INVALID_DEVICE_REQUEST, 0),
    }
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_startio]
fn start_io(device: &Hoard, cx: &mut StartIo<'_, Hoard>, irp: Irp<Hoard>) {
    device.current.lock(cx, |current, _| *current = Some(irp));
}

#[io_timer]
fn second(device: &Hoard, cx: &mut TimerTick<'_, Hoard>) {
    device.put_back.queue(cx, ()).ok();
}

#[kdeferred]
fn put_back(device: &Hoard, cx: &mut Deferred<'_, Hoard>) {
    if let Some(irp) = device.taken.lock(cx, |taken, _| taken.take()) {
        device.waiting.put_back(cx, irp);
    }
}

wdm_driver_entry! {
    WdmDriver::<Hoard>::new()
        .driver_add_device::<add_device>()
        .dispatch_storage_device_control::<control>()
}
