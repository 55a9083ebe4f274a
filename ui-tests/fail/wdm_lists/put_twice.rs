//! A scatter/gather list is put back once (PutScatterGatherList), which gives the IRP.
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
fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {
    let irp = cx.hardware().current.lock(cx, |current, _| current.take());
    if let Some(mapped) = irp {
        let irp = mapped.put(cx);
        mapped.put(cx);
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
}

fn main() {}
