//! A scatter/gather list goes to a `#[driver_list_control]` function.
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
fn start_io(_: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    cx.get_scatter_gather_list::<finish>(irp, 0..512).ok();
}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

fn main() {}
