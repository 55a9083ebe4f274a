//! What the device may write is not read before its list is put back, nor is the IRP completed.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line, transfer = direct)]
struct Device {
    finish: DpcForIsr<finish>,
    count: Locked<DeviceLock, u32>,
}

#[derive(ExtensionPart)]
struct Hardware {
    adapter: DmaAdapter,
    current: Locked<InterruptLock, Option<MappedIrp<Device>>>,
}

impl PnpDevice for Device {
    type Hardware = Hardware;
    fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
        Ok(Hardware {
            adapter: cx.dma_adapter(BusMaster::new(32, 4096))?,
            current: Locked::default(),
        })
    }
}

#[io_dpc]
fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

#[driver_list_control]
fn data(_: &Device, _: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
    irp.output().write_at(0, &[1]).ok();
}

#[driver_list_control]
fn completed(_: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

#[driver_list_control]
fn pieces_behind_it(_: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
    let pieces = irp.pieces();
    irp.put(cx).complete(cx, NtStatus::SUCCESS, 0);
    for piece in pieces {}
}

fn main() {}
