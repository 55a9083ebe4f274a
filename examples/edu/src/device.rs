//! The device: what it keeps, how it starts, and how it ends.

use miniport::wdm::prelude::*;

use crate::engine::{Engine, PART};
use crate::interrupt::finish;
use crate::registers::{self as r, Bar0};
use crate::start::start_io;
use crate::watch::{answer, tick};

/// The device extension.
#[derive(DeviceExtension)]
#[device_extension(
    wdm,
    interrupts = message,
    transfer = buffered,
    interface = "e3c2b1a0-5d4e-4f6a-8b7c-9d0e1f2a3b4c"
)]
pub struct Edu {
    /// Requests that the device works for, one at a time.
    pub queue: SystemQueue<start_io>,
    /// Requests that wait for an interrupt.
    pub waiting: IrpQueue<Waiting>,
    pub finish: DpcForIsr<finish>,
    pub answer: IoWorkItem<answer>,
    pub timer: IoTimer<tick>,
    /// How many interrupts were lost.
    pub lost: Locked<DeviceLock, u32>,
}

/// The queue of requests that wait for an interrupt.
pub enum Waiting {}

/// What the device has while it is started.
#[derive(ExtensionPart)]
pub struct Hardware {
    pub registers: Mmio<Bar0>,
    /// Memory that the device reads and writes.
    pub memory: DmaMemory,
    pub part: DmaRange<u8>,
    pub engine: Locked<InterruptLock, Engine>,
}

/// The device has 28 address lines, and its buffer is one page.
const MASTER: BusMaster = BusMaster::new(28, 4096);

#[driver_add_device]
pub fn add_device(_cx: &mut AddDevice<'_, Edu>) -> Result<Edu, NtStatus> {
    Ok(Edu {
        queue: SystemQueue::new(),
        waiting: IrpQueue::new(),
        finish: DpcForIsr::new(),
        answer: IoWorkItem::new(),
        timer: IoTimer::new(),
        lost: Locked::new(0),
    })
}

impl PnpDevice for Edu {
    type Hardware = Hardware;

    fn start(
        &self,
        cx: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        let registers: Mmio<Bar0> = resources.map_registers(cx, 0)?;
        if registers.read(r::IDENTIFICATION) != r::IDENTIFICATION_VALUE {
            return Err(NtStatus::NO_SUCH_DEVICE);
        }
        let mut layout = DmaLayout::new();
        let part = layout.array::<u8>(PART, 8);
        let memory = cx.allocate_common_buffer(MASTER, &layout)?;
        // A reset leaves what was raised before.
        acknowledge(&registers);
        Ok(Hardware {
            registers,
            memory,
            part,
            engine: Locked::default(),
        })
    }

    fn started(&self, cx: &mut Power<'_, Self>) {
        self.timer.start(cx);
    }

    fn stop(&self, cx: &mut Stop<'_, Self>) {
        // One that sleeps was told before.
        if cx.has_power() {
            acknowledge(&cx.hardware().registers);
        }
    }

    fn abort(&self, cx: &mut Abort<'_, Self>) {
        let hardware = cx.hardware();
        // A device that is there ends what it does.
        if hardware.is_there() {
            return;
        }
        let current = hardware.engine.lock(cx, |engine, _| {
            engine.task = None;
            engine.current.take()
        });
        if let Some(irp) = current {
            irp.complete(cx, NtStatus::NO_SUCH_DEVICE, 0);
        }
    }

    fn power_down(&self, cx: &mut Power<'_, Self>, _loss: PowerLoss) {
        self.timer.stop(cx);
        acknowledge(&cx.hardware().registers);
    }

    fn power_up(&self, cx: &mut Power<'_, Self>) {
        // A device that only lost its bus still has what was raised before; each task sets the registers that it needs.
        acknowledge(&cx.hardware().registers);
        self.timer.start(cx);
    }
}

/// Lets the device forget its interrupts.
fn acknowledge(registers: &Mmio<Bar0>) {
    registers.write(r::STATUS, 0);
    registers.write(
        r::INTERRUPT_ACKNOWLEDGE,
        registers.read(r::INTERRUPT_STATUS),
    );
}
