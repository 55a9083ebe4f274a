//! Parts of an extension: optional ones, and ones with parameters.
#![forbid(unsafe_code)]
#![allow(dead_code)]
#![deny(warnings)]

use core::marker::PhantomData;
use core::sync::atomic::{AtomicU32, Ordering};

use miniport::hardware::HostMemoryBuffer;
use miniport::prelude::*;

enum Doorbells {}
impl RegisterBlock for Doorbells {
    const SIZE: usize = 16;
}
const DOORBELL: Register<Doorbells, u32, ReadWrite> = Register::new(0);

#[derive(ExtensionPart)]
struct Ring<T: Send, const N: usize = 8> {
    entries: Locked<InterruptLock, [Option<T>; N]>,
    length: AtomicU32,
}

#[derive(ExtensionPart)]
struct Lane<R: RegisterBlock, Name>
where
    Name: Send + Sync,
{
    registers: Mmio<R>,
    ports: Option<Ports<R>>,
    rings: [Ring<Srb<Adapter>>; 2],
    name: PhantomData<Name>,
}

#[derive(ExtensionPart)]
struct Pair<A: ExtensionPart<Guarded: Send>, B: Send + Sync>(A, B);

struct First;

#[derive(DeviceExtension)]
#[device_extension(physical)]
struct Adapter {
    registers: Option<Mmio<Doorbells>>,
    last: [Option<Ring<u32, 1>>; 2],
    lanes: [Option<Lane<Doorbells, First>>; 4],
    small: Ring<u8, 1>,
    pair: Pair<Option<Lane<Doorbells, ()>>, AtomicU32>,
    memory: Option<DmaMemory>,
    buffer: Option<HostMemoryBuffer<4>>,
}

#[hw_interrupt]
fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    let Some(registers) = &adapter.registers else {
        return false;
    };
    registers.write(DOORBELL, 1);
    if let Some(last) = &adapter.last[1] {
        last.entries.get(cx)[0] = Some(1);
    }
    for lane in adapter.lanes.iter().flatten() {
        lane.registers.write(DOORBELL, 2);
        lane.rings[1].length.fetch_add(1, Ordering::Relaxed);
        lane.rings[0].entries.get(cx)[7] = None;
    }
    adapter.small.entries.get(cx)[0].take();
    adapter.pair.1.fetch_add(1, Ordering::Relaxed);
    true
}

mod device {
    use miniport::wdm::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = none)]
    struct Device {
        waiting: Waiting<4>,
    }

    #[derive(ExtensionPart)]
    struct Waiting<const N: usize> {
        irps: Locked<DeviceLock, [Option<Irp<Device>>; N]>,
    }

    enum Bar {}
    impl RegisterBlock for Bar {
        const SIZE: usize = 16;
    }

    impl PnpDevice for Device {
        type Hardware = Option<Mmio<Bar>>;
        fn start(
            &self,
            cx: &mut Start<'_, Self>,
            resources: &Resources<'_>,
        ) -> Result<Self::Hardware, NtStatus> {
            Ok(resources.map_registers(cx, 0).ok())
        }
    }
}

fn main() {}
