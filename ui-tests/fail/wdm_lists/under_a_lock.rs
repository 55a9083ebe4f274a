//! Lists are asked for and put back without a spin lock: drivers' routines are called there.
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

#[driver_startio]
fn asked_for(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    device.count.lock(cx, |_, cx| {
        cx.get_scatter_gather_list::<begin>(irp, 0..512);
    });
}

#[driver_list_control]
fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
    device.count.lock(cx, |_, cx| irp.put(cx));
}

#[io_dpc]
fn finish(_: &Device, cx: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {
    cx.hardware().current.lock(cx, |current, cx| {
        if let Some(irp) = current.take() {
            irp.put(cx);
        }
    });
}

#[kservice]
fn service(_: &Device, cx: &mut Service<'_, Device>) -> bool {
    let irp = cx.hardware().current.get(cx).take();
    irp.map(|irp| irp.put(cx));
    true
}

fn main() {}
