//! Functions of a WDM driver that are generic over their scope, with the bounds that the diagnostics name.
#![forbid(unsafe_code)]
#![deny(warnings)]
use miniport::wdm::Major;
use miniport::wdm::deferred::MaySwitchTimer;
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
pub struct Device {
    first: Locked<CancelLock, u32>,
    second: Locked<DeviceLock, u32>,
    last: Locked<InterruptLock, u32>,
    waiting: IrpQueue<Waiting>,
    drain: CustomDpc<drain>,
    work: IoWorkItem<work>,
    timer: IoTimer<tick>,
}

enum Waiting {}

impl PnpDevice for Device {
    type Hardware = [Locked<DeviceLock, u32>; 2];
    fn start(
        &self,
        _: &mut Start<'_, Self>,
        _: &Resources<'_>,
    ) -> Result<Self::Hardware, NtStatus> {
        Ok([const { Locked::new(0) }; 2])
    }
}

fn complete<S: HoldsNoLock>(cx: &mut Context<'_, Device, S>, irp: Irp<Device>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

/// Sends on at once what comes up to DISPATCH_LEVEL, and by `M` what does not.
fn send<S, M>(cx: &mut Context<'_, Device, S>, irp: Incoming<Device, M>) -> Dispatched
where
    M: Major,
    S: HoldsNoLock,
    S::Irql: AtMost<M::SentAt>,
{
    irp.pass_down(cx)
}

fn send_kept<S: HoldsNoLock>(cx: &mut Context<'_, Device, S>, irp: Irp<Device>) {
    if let Err(irp) = irp.pass_down_up_to_dispatch(cx) {
        complete(cx, irp);
    }
}

fn send_anything<S>(cx: &mut Context<'_, Device, S>, irp: Irp<Device>)
where
    S: HoldsNoLock<Irql: AtMost<irql::Passive>>,
{
    irp.pass_down(cx);
}

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    send(cx, irp)
}

#[driver_dispatch_paged]
fn flush(
    _: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, FlushBuffers>,
) -> Dispatched {
    send(cx, irp)
}

fn next<S>(device: &Device, cx: &mut Context<'_, Device, S>) -> Option<Irp<Device>>
where
    S: HoldsNoLock<Extension: IsStarted>,
{
    device.waiting.take(cx)
}

fn locks<S>(device: &Device, cx: &mut Context<'_, Device, S>) -> u32
where
    S: MayAcquire<CancelLock> + MayAcquire<DeviceLock> + MayAcquire<InterruptLock>,
{
    device.first.lock(cx, |_, _| ());
    device.second.lock(cx, |_, _| ());
    device.last.lock(cx, |count, _| *count)
}

fn count<S>(cx: &mut Context<'_, Device, S>)
where
    S: MayAcquire<DeviceLock>,
    S::Extension: IsStarted,
{
    cx.hardware()[1].lock(cx, |count, _| *count += 1);
}

fn last<S>(device: &Device, cx: &mut Context<'_, Device, S>) -> u32
where
    S: Holds<InterruptLock>,
{
    *device.last.get(cx)
}

fn later<S: Scope>(device: &Device, cx: &mut Context<'_, Device, S>)
where
    S::Irql: AtMost<irql::Dispatch>,
    S::Deferred: MayDefer,
{
    device.drain.queue(cx, ()).ok();
    device.work.queue(cx, ()).ok();
}

fn start<S: MaySwitchTimer<Deferred: MayDefer>>(
    device: &Device,
    cx: &mut Context<'_, Device, S>,
) {
    device.timer.start(cx);
}

fn stop<S: MaySwitchTimer>(device: &Device, cx: &mut Context<'_, Device, S>) {
    device.timer.stop(cx);
}

fn wait<S: Scope<Waiting: MayWait>>(cx: &mut Context<'_, Device, S>) {
    cx.stall(const { Microseconds::new(10) });
}

fn save<S: Scope<Irql: AtMost<irql::Passive>>>(_: &mut Context<'_, Device, S>) {}

/// All three locks in their order, and under the last one what is allowed there.
fn nested<S>(device: &Device, cx: &mut Context<'_, Device, S>) -> u32
where
    S: MayAcquire<InterruptLock>,
{
    device.last.lock(cx, |count, _| *count)
}

#[kservice]
fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.drain.queue(cx, ()).ok();
    last(device, cx) == 0
}

#[kdeferred]
fn drain(device: &Device, cx: &mut Deferred<'_, Device>) {
    while let Some(irp) = next(device, cx) {
        send_kept(cx, irp);
    }
    locks(device, cx);
    count(cx);
    stop(device, cx);
    wait(cx);
    device.first.lock(cx, |first, cx| {
        device
            .second
            .lock(cx, |second, cx| *first + *second + nested(device, cx))
    });
}

#[io_workitem]
fn work(device: &Device, cx: &mut Passive<'_, Device>) {
    save(cx);
    if let Some(irp) = next(device, cx) {
        send_anything(cx, irp);
    }
    later(device, cx);
    start(device, cx);
}

#[io_timer]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
    later(device, cx);
}

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    let mut second = Locked::new(0);
    *second.get_mut() = 1;
    Ok(Device {
        first: Locked::new(0),
        second,
        last: Locked::new(0),
        waiting: IrpQueue::new(),
        drain: CustomDpc::new(),
        work: IoWorkItem::new(),
        timer: IoTimer::new(),
    })
}

wdm_driver_entry! {
    WdmDriver::<Device>::new()
        .driver_add_device::<add_device>()
        .dispatch_read::<read>()
        .dispatch_flush_buffers::<flush>()
        .kservice::<service>()
}

fn main() {}
