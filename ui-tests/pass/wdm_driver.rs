//! A WDM driver with a function of every role.
#![forbid(unsafe_code)]
#![deny(warnings)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(
    wdm,
    interrupts = message,
    transfer = direct,
    interface = "{5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2a}"
)]
pub struct Device {
    cancelled: Locked<CancelLock, u32>,
    queue: SystemQueue<start_io>,
    waiting: IrpQueue<Waiting>,
    finish: DpcForIsr<finish>,
    drain: CustomDpc<drain>,
    work: IoWorkItem<work>,
    timer: IoTimer<tick>,
}

enum Waiting {}

#[derive(ExtensionPart)]
pub struct Hardware {
    registers: Mmio<Bar0>,
    memory: DmaMemory,
    adapter: DmaAdapter,
    mapped: Locked<InterruptLock, Option<MappedIrp<Device>>>,
    ring: DmaRange<u32>,
    current: Locked<InterruptLock, Option<Irp<Device>>>,
    ticks: Locked<DeviceLock, u32>,
}

enum Bar0 {}
impl RegisterBlock for Bar0 {
    const SIZE: usize = 0x100;
}
const CAUSES: Register<Bar0, u32, ReadWrite> = Register::new(0x10);
const MASTER: BusMaster = BusMaster::new(32, 1 << 16);
const COUNT: ControlCode = ControlCode::new(0x8000, 0x800, Method::Buffered, 0);

impl PnpDevice for Device {
    type Hardware = Hardware;

    fn start(
        &self,
        cx: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        let mut layout = DmaLayout::new();
        let ring = layout.array::<u32>(64, 4);
        Ok(Hardware {
            registers: resources.map_registers(cx, 0)?,
            memory: cx.allocate_common_buffer(MASTER, &layout)?,
            adapter: cx.dma_adapter(MASTER)?,
            mapped: Locked::default(),
            ring,
            current: Locked::new(None),
            ticks: Locked::new(0),
        })
    }

    fn started(&self, cx: &mut Power<'_, Self>) {
        self.timer.start(cx);
    }

    fn stop(&self, cx: &mut Stop<'_, Self>) {
        self.timer.stop(cx);
        cx.hardware().registers.write(CAUSES, u32::MAX);
    }

    fn abort(&self, cx: &mut Abort<'_, Self>) {
        let current = cx.hardware().current.lock(cx, |current, _| current.take());
        if let Some(irp) = current {
            irp.complete(cx, NtStatus::NO_SUCH_DEVICE, 0);
        }
    }

    fn query_remove(&self, _: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        Err(NtStatus::DEVICE_BUSY)
    }

    fn close(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        self.cancelled.lock(cx, |cancelled, _| *cancelled = 0);
    }
}

#[driver_initialize]
fn initialize(_: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    Ok(())
}

#[driver_unload]
fn unload(_: &mut Unload<'_, Device>) {}

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device {
        cancelled: Locked::new(0),
        queue: SystemQueue::new(),
        waiting: IrpQueue::new(),
        finish: DpcForIsr::new(),
        drain: CustomDpc::new(),
        work: IoWorkItem::new(),
        timer: IoTimer::new(),
    })
}

#[driver_dispatch_paged]
fn create(
    _: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    let key = irp.parameters().key;
    device.queue.start(cx, irp, Some(key))
}

#[driver_dispatch]
fn write(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Write>) -> Dispatched {
    let most = cx.hardware().adapter.longest_transfer();
    let length = irp.input().len().min(most);
    let (irp, pending) = irp.pend();
    if let Err(refused) = cx.get_scatter_gather_list::<mapped>(irp, 0..length) {
        refused.irp.complete(cx, refused.reason.into(), 0);
    }
    pending
}

#[driver_list_control]
fn mapped(_: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
    let hardware = cx.hardware();
    for (address, length) in irp.pieces() {
        hardware
            .registers
            .write(CAUSES, (address.get() as u32) ^ length);
    }
    let earlier = hardware.mapped.lock(cx, |mapped, _| mapped.replace(irp));
    if let Some(earlier) = earlier {
        let bytes = earlier.bytes();
        earlier.put(cx).complete(cx, NtStatus::SUCCESS, bytes);
    }
}

#[driver_dispatch]
fn internal(
    _: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, InternalDeviceControl>,
) -> Dispatched {
    let (irp, pending) = irp.pend();
    let earlier = cx
        .hardware()
        .current
        .lock(cx, |current, _| current.replace(irp));
    if let Some(earlier) = earlier {
        earlier.complete(cx, NtStatus::UNSUCCESSFUL, 0);
    }
    pending
}

#[driver_dispatch_paged]
fn control(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, DeviceControl>,
) -> Dispatched {
    if irp.parameters().code != COUNT {
        return device.waiting.put(cx, irp);
    }
    let count = device.cancelled.lock(cx, |cancelled, _| *cancelled);
    let written = irp.output().write_at(0, &count.to_le_bytes());
    match written {
        Ok(()) => irp.complete(cx, NtStatus::SUCCESS, 4),
        Err(_) => irp.complete(cx, NtStatus::BUFFER_TOO_SMALL, 0),
    }
}

#[driver_startio]
fn start_io(_: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    let started = cx.synchronize::<begin>(irp);
    debug_assert!(started);
}

#[ksynchronize]
fn begin(_: &Device, cx: &mut Synchronize<'_, Device>, irp: Irp<Device>) -> bool {
    let hardware = cx.hardware();
    *hardware.current.get(cx) = Some(irp);
    hardware.memory.array(hardware.ring).write(0, 1);
    hardware.registers.write(CAUSES, 1);
    true
}

#[driver_cancel]
fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
    *device.cancelled.get(cx) += 1;
    device.drain.queue(cx, true).ok();
}

#[kservice]
fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    interrupted(device, cx)
}

#[kmessage_service]
fn message(device: &Device, cx: &mut MessageService<'_, Device>, _: u32) -> bool {
    interrupted(device, cx)
}

fn interrupted(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    let hardware = cx.hardware();
    let causes = hardware.registers.read(CAUSES);
    let irp = hardware.current.get(cx).take();
    if let Err(refused) = device.finish.request(cx, irp, causes) {
        *hardware.current.get(cx) = refused.irp;
    }
    causes != 0
}

#[io_dpc]
fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>, causes: u32) {
    if let Some(irp) = irp {
        irp.complete_and_start_by_key(cx, NtStatus::SUCCESS, 0, causes);
    }
    device.work.queue(cx, causes).ok();
}

#[kdeferred]
fn drain(device: &Device, cx: &mut Deferred<'_, Device>, is_cancelled: bool) {
    device.work.queue(cx, u32::from(is_cancelled)).ok();
}

#[io_workitem]
fn work(device: &Device, cx: &mut Passive<'_, Device>, _: u32) {
    while let Some(irp) = device.waiting.take(cx) {
        if irp.is_cancelled() {
            device.waiting.put_back(cx, irp);
        } else {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }
}

#[io_timer]
fn tick(_: &Device, cx: &mut TimerTick<'_, Device>) {
    cx.hardware().ticks.lock(cx, |ticks, _| *ticks += 1);
}

wdm_driver_entry! {
    WdmDriver::<Device>::new()
        .driver_initialize::<initialize>()
        .driver_unload::<unload>()
        .driver_add_device::<add_device>()
        .driver_cancel::<cancel>()
        .dispatch_create::<create>()
        .dispatch_read::<read>()
        .dispatch_write::<write>()
        .dispatch_internal_device_control::<internal>()
        .dispatch_device_control::<control>()
        .kservice::<line>()
        .kmessage_service::<message>()
}

fn main() {}
