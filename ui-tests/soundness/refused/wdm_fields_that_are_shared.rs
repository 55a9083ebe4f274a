//! What belongs to one call, one device or one processor, in places where others find it.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Mutex;

use miniport::wdm::prelude::*;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 16;
}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    incoming: Locked<DeviceLock, Option<Incoming<Device, Read>>>,
    dispatched: Locked<DeviceLock, Option<Dispatched>>,
    registers: Locked<DeviceLock, Option<Mmio<Block>>>,
    memory: Locked<DeviceLock, Option<DmaMemory>>,
    output: Locked<DeviceLock, Option<OutputBuffer<'static>>>,
    input: Mutex<Option<InputBuffer<'static>>>,
    optional: Option<Mmio<Block>>,
    irp: Option<Irp<Device>>,
    lock: &'static Locked<DeviceLock, u32>,
}

static INCOMING: Mutex<Option<Incoming<Device, Read>>> = Mutex::new(None);
static DISPATCHED: Mutex<Option<Dispatched>> = Mutex::new(None);
static LOCKED: Locked<DeviceLock, u32> = Locked::new(0);

#[derive(ExtensionPart)]
struct Hardware {
    count: Cell<u32>,
    shared: Rc<u32>,
    reference: &'static Mmio<Block>,
}

macro_rules! device {
    ($name:ident, $hardware:ty) => {
        #[derive(DeviceExtension)]
        #[device_extension(wdm, interrupts = none)]
        struct $name;
        impl PnpDevice for $name {
            type Hardware = $hardware;
            fn start(
                &self,
                _: &mut Start<'_, Self>,
                _: &Resources<'_>,
            ) -> Result<$hardware, NtStatus> {
                Err(NtStatus::UNSUCCESSFUL)
            }
        }
    };
}
device! { WithRc, Locked<DeviceLock, Rc<u32>> }
device! { WithIncoming, Locked<DeviceLock, Option<Incoming<WithIncoming, Read>>> }
device! { WithPlainData, u32 }
device! { WithCell, Cell<u32> }

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn main() {}
