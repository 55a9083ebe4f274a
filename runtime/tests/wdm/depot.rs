//! A device without hardware that keeps bytes, and uses everything that defers.

use std::cell::RefCell;

use miniport::wdm::prelude::*;

/// How many bytes the device keeps.
pub const SIZE: usize = 4096;
/// Answers its input, backwards.
pub const REVERSE: ControlCode = ControlCode::new(0x22, 0x800, Method::Buffered, 0);
/// Waits until something is written.
pub const WAIT: ControlCode = ControlCode::new(0x22, 0x801, Method::Buffered, 0);

pub enum Waiting {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none, interface = "5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2a")]
pub struct Depot {
    ticks: Locked<DeviceLock, u32>,
    queue: SystemQueue<start_io>,
    waiting: IrpQueue<Waiting>,
    finish: CustomDpc<finish>,
    answer: IoWorkItem<answer>,
    timer: IoTimer<tick>,
    current: Locked<DeviceLock, Option<Irp<Depot>>>,
}

#[derive(ExtensionPart)]
pub struct Memory {
    bytes: Locked<DeviceLock, [u8; SIZE]>,
}

impl PnpDevice for Depot {
    type Hardware = Memory;

    fn start(
        &self,
        _cx: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Memory, NtStatus> {
        log("start");
        assert_eq!(resources.memory().count(), 0);
        Ok(Memory {
            bytes: Locked::new([0; SIZE]),
        })
    }

    fn stop(&self, cx: &mut Stop<'_, Self>) {
        log("stop");
        cx.hardware().bytes.lock(cx, |bytes, _| bytes.fill(0xee));
    }

    fn abort(&self, _cx: &mut Abort<'_, Self>) {
        log("abort");
    }

    fn power_down(&self, _cx: &mut Power<'_, Self>, _loss: PowerLoss) {
        log("power down");
    }

    fn power_up(&self, _cx: &mut Power<'_, Self>) {
        log("power up");
    }

    fn cleanup(&self, _cx: &mut Pnp<'_, Self>, _file: FileId) {
        log("cleanup");
    }

    fn close(&self, _cx: &mut Pnp<'_, Self>, _file: FileId) {
        log("close");
    }
}

thread_local! {
    static LOG: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn log(what: &'static str) {
    LOG.with_borrow_mut(|log| log.push(what));
}

/// What was called since the last look.
pub fn logged() -> Vec<&'static str> {
    LOG.take()
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Depot>) -> Result<Depot, NtStatus> {
    Ok(Depot {
        ticks: Locked::new(0),
        queue: SystemQueue::new(),
        waiting: IrpQueue::new(),
        finish: CustomDpc::new(),
        answer: IoWorkItem::new(),
        timer: IoTimer::new(),
        current: Locked::new(None),
    })
}

#[driver_dispatch_paged]
fn create(
    device: &Depot,
    cx: &mut DispatchPaged<'_, Depot>,
    irp: Incoming<Depot, Create>,
) -> Dispatched {
    device.timer.start(cx);
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
fn read(device: &Depot, cx: &mut Dispatch<'_, Depot>, irp: Incoming<Depot, Read>) -> Dispatched {
    if irp.parameters().length == 0 {
        return irp.complete(cx, NtStatus::SUCCESS, 0);
    }
    device.queue.start(cx, irp, None)
}

#[driver_dispatch]
fn write(device: &Depot, cx: &mut Dispatch<'_, Depot>, irp: Incoming<Depot, Write>) -> Dispatched {
    let key = irp.parameters().key;
    device.queue.start(cx, irp, Some(key))
}

#[driver_startio]
fn start_io(device: &Depot, cx: &mut StartIo<'_, Depot>, irp: Irp<Depot>) {
    device.current.lock(cx, |current, _| *current = Some(irp));
    device.finish.queue(cx, 7_u32).expect("not queued");
}

#[kdeferred]
fn finish(device: &Depot, cx: &mut Deferred<'_, Depot>, tag: u32) {
    assert_eq!(tag, 7);
    let Some(irp) = device.current.lock(cx, |current, _| current.take()) else {
        return;
    };
    let memory = cx.hardware();
    let place = |offset: i64, length: u32| {
        let start = usize::try_from(offset).ok().filter(|&start| start < SIZE)?;
        Some(start..SIZE.min(start + length as usize))
    };
    match irp.request() {
        Request::Read(request) => match place(request.offset, request.length) {
            Some(range) => {
                let length = range.len();
                memory.bytes.lock(cx, |bytes, _| {
                    irp.output().write_at(0, &bytes[range]).expect("room");
                });
                irp.complete(cx, NtStatus::SUCCESS, length);
            }
            None => irp.complete(cx, NtStatus::END_OF_FILE, 0),
        },
        Request::Write(request) => match place(request.offset, request.length) {
            Some(range) => {
                let length = range.len();
                memory.bytes.lock(cx, |bytes, _| {
                    irp.input().read_at(0, &mut bytes[range]).expect("bytes");
                });
                irp.complete(cx, NtStatus::SUCCESS, length);
                let _ = device.answer.queue(cx, 1_u8);
            }
            None => irp.complete(cx, NtStatus::INVALID_PARAMETER, 0),
        },
        _ => irp.complete(cx, NtStatus::INVALID_DEVICE_REQUEST, 0),
    }
}

#[driver_dispatch_paged]
fn control(
    device: &Depot,
    cx: &mut DispatchPaged<'_, Depot>,
    irp: Incoming<Depot, DeviceControl>,
) -> Dispatched {
    let control = irp.parameters();
    match control.code {
        REVERSE => {
            let mut bytes = [0; 64];
            let length = control.input_length.min(control.output_length).min(64) as usize;
            irp.input().read_at(0, &mut bytes[..length]).expect("input");
            bytes[..length].reverse();
            irp.output().write_at(0, &bytes[..length]).expect("output");
            irp.complete(cx, NtStatus::SUCCESS, length)
        }
        WAIT => device.waiting.put(cx, irp),
        _ => irp.complete(cx, NtStatus::INVALID_DEVICE_REQUEST, 0),
    }
}

#[io_workitem]
fn answer(device: &Depot, cx: &mut Passive<'_, Depot>, _: u8) {
    while let Some(irp) = device.waiting.take(cx) {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
}

#[io_timer]
fn tick(device: &Depot, cx: &mut TimerTick<'_, Depot>) {
    device.ticks.lock(cx, |ticks, _| *ticks += 1);
}

mod entry {
    use super::{Depot, add_device, control, create, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Depot>::new()
            .driver_add_device::<add_device>()
            .dispatch_create::<create>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
            .dispatch_device_control::<control>()
    }
}
pub use entry::DriverEntry;
