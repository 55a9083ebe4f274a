//! Registers are mapped, and common buffers allocated, where the device is started: PASSIVE_LEVEL.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

const MASTER: BusMaster = BusMaster::new(32, 4096);

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}

fn map(cx: &mut Deferred<'_, Device>, resources: &Resources<'_>) {
    let registers: Result<Mmio<Block>, _> = resources.map_registers(cx, 0);
}

fn allocate(cx: &mut Deferred<'_, Device>) {
    cx.allocate_common_buffer(MASTER, &DmaLayout::new()).ok();
}

fn main() {}
