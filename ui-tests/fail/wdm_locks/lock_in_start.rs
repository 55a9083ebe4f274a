//! What `start` makes is freed at PASSIVE_LEVEL where it is not wanted after all, DMA memory among it: no lock raises the IRQL there.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    count: Locked<DeviceLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = DmaMemory;
    fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<DmaMemory, NtStatus> {
        let mut layout = DmaLayout::new();
        let _ = layout.array::<u64>(8, 8);
        let master = const { BusMaster::new(64, 4096) };
        let unwanted = cx.allocate_common_buffer(master, &layout)?;
        let memory = cx.allocate_common_buffer(master, &layout)?;
        self.count.lock(cx, |count, _| {
            *count = 1;
            drop(unwanted);
        });
        cx.with_lock::<CancelLock, _>(|_| ());
        Ok(memory)
    }
}

fn main() {}
