//! The roles that the other drivers here do not have: load and unload, a cancelled packet, code with the interrupt lock.

use std::cell::Cell;
use std::time::Duration;

use miniport::wdm::prelude::*;
use miniport_sim::device::edu::Edu;
use miniport_sim::{DeviceOptions, InterruptResources, Machine, Role};

enum Bar0 {}
impl RegisterBlock for Bar0 {
    const SIZE: usize = 0x100;
}
const STATUS: Register<Bar0, u32, ReadOnly> = Register::new(0x24);
const RAISE: Register<Bar0, u32, WriteOnly> = Register::new(0x60);
const ACKNOWLEDGE: Register<Bar0, u32, WriteOnly> = Register::new(0x64);

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = message)]
pub struct Bell {
    queue: SystemQueue<start_io>,
    rung: DpcForIsr<rung>,
    cancelled: Locked<CancelLock, u32>,
}

#[derive(ExtensionPart)]
pub struct Hardware {
    registers: Mmio<Bar0>,
    rings: Locked<InterruptLock, Rings>,
}

#[derive(Default)]
struct Rings {
    causes: u32,
    current: Option<Irp<Bell>>,
}

thread_local! {
    static LOADED: Cell<i32> = const { Cell::new(0) };
    static CANCELLED: Cell<u32> = const { Cell::new(0) };
}

#[driver_initialize]
fn load(_cx: &mut Initialize<'_, Bell>) -> Result<(), NtStatus> {
    LOADED.set(LOADED.get() + 1);
    Ok(())
}

#[driver_unload]
fn unload(_cx: &mut Unload<'_, Bell>) {
    LOADED.set(LOADED.get() - 1);
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Bell>) -> Result<Bell, NtStatus> {
    Ok(Bell {
        queue: SystemQueue::new(),
        rung: DpcForIsr::new(),
        cancelled: Locked::new(0),
    })
}

impl PnpDevice for Bell {
    type Hardware = Hardware;

    fn start(
        &self,
        cx: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        assert_eq!(resources.interrupts(), 1);
        assert!(matches!(
            resources.map_registers::<_, Huge>(cx, 0),
            Err(MapRangeError::TooSmall { .. })
        ));
        assert!(matches!(
            resources.map_registers::<_, Bar0>(cx, 1),
            Err(MapRangeError::NoRange)
        ));
        Ok(Hardware {
            registers: resources.map_registers(cx, 0)?,
            rings: Locked::default(),
        })
    }

    fn stop(&self, cx: &mut Stop<'_, Self>) {
        CANCELLED.set(self.cancelled.lock(cx, |count, _| *count));
        let registers = &cx.hardware().registers;
        registers.write(ACKNOWLEDGE, registers.read(STATUS));
    }
}

enum Huge {}
impl RegisterBlock for Huge {
    const SIZE: usize = 1 << 30;
}

/// A write of a number rings the bell with it; it is over when the interrupt has come.
#[driver_dispatch]
fn write(device: &Bell, cx: &mut Dispatch<'_, Bell>, irp: Incoming<Bell, Write>) -> Dispatched {
    device.queue.start(cx, irp, None)
}

#[driver_startio]
fn start_io(_: &Bell, cx: &mut StartIo<'_, Bell>, irp: Irp<Bell>) {
    let mut number = [0; 4];
    if irp.input().read_at(0, &mut number).is_err() {
        return irp.complete(cx, NtStatus::INVALID_PARAMETER, 0);
    }
    let number = u32::from_le_bytes(number) | 1 << 31;
    assert!(cx.synchronize::<ring>((irp, number)));
}

#[ksynchronize]
fn ring(_: &Bell, cx: &mut Synchronize<'_, Bell>, ring: (Irp<Bell>, u32)) -> bool {
    let hardware = cx.hardware();
    let rings = hardware.rings.get(cx);
    rings.current = Some(ring.0);
    hardware.registers.write(RAISE, ring.1);
    true
}

#[driver_cancel]
fn cancel(device: &Bell, cx: &mut Cancel<'_, Bell>) {
    *device.cancelled.get(cx) += 1;
}

#[kservice]
fn line(device: &Bell, cx: &mut Service<'_, Bell>) -> bool {
    service(device, cx)
}

#[kmessage_service]
fn message(device: &Bell, cx: &mut MessageService<'_, Bell>, message_id: u32) -> bool {
    assert_eq!(message_id, 0);
    service(device, cx)
}

fn service(device: &Bell, cx: &mut Service<'_, Bell>) -> bool {
    let hardware = cx.hardware();
    let causes = hardware.registers.read(STATUS);
    if causes == 0 {
        return false;
    }
    hardware.registers.write(ACKNOWLEDGE, causes);
    hardware.registers.read(STATUS);
    let rings = hardware.rings.get(cx);
    rings.causes |= causes;
    let irp = rings.current.take();
    if let Err(refused) = device.rung.request(cx, irp, 17_u8) {
        assert_eq!(refused.argument, 17);
        hardware.rings.get(cx).current = refused.irp;
    }
    true
}

#[io_dpc]
fn rung(_: &Bell, cx: &mut DeferredIo<'_, Bell>, irp: Option<Irp<Bell>>, tag: u8) {
    assert_eq!(tag, 17);
    let hardware = cx.hardware();
    let (causes, other) = hardware.rings.lock(cx, |rings, _| {
        (core::mem::take(&mut rings.causes), rings.current.take())
    });
    for irp in [irp, other].into_iter().flatten() {
        irp.complete(cx, NtStatus::SUCCESS, causes.count_ones() as usize);
    }
}

mod entry {
    use super::{Bell, add_device, cancel, line, load, message, unload, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Bell>::new()
            .driver_initialize::<load>()
            .driver_unload::<unload>()
            .driver_add_device::<add_device>()
            .dispatch_write::<write>()
            .driver_cancel::<cancel>()
            .kservice::<line>()
            .kmessage_service::<message>()
    }
}

#[test]
fn every_role_is_called() {
    let cancelled = Cell::new(0);
    for seed in 0_u8..100 {
        let interrupts = [InterruptResources::Line, InterruptResources::Messages(1)];
        let machine = Machine::builder(seed.into())
            .processors(3)
            .preemption(50)
            .build();
        let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
        assert_eq!(LOADED.get(), 1);
        let (hardware, edu) = Edu::builder().build();
        let options = DeviceOptions::new().interrupts(interrupts[usize::from(seed % 2)]);
        let device = machine
            .add_pci_device(&driver, hardware, options)
            .expect("started");
        let file = device.open().expect("open");
        assert_eq!(file.write(0, &7_u32.to_le_bytes()), Ok(4));
        let writes: Vec<_> = (0..6)
            .map(|_| file.submit_write(0, &1_u32.to_le_bytes()))
            .collect();
        for write in writes.iter().skip(1) {
            write.cancel().expect("cancelled");
        }
        for write in &writes {
            write.wait().expect("answered");
        }
        file.close().expect("closed");
        machine.advance(Duration::from_millis(1));
        device.remove().expect("removed");
        machine.unload_wdm(&driver).expect("unloaded");
        assert_eq!(LOADED.get(), 0);
        let report = machine.report();
        let service = [Role::KService, Role::KMessageService][usize::from(seed % 2)];
        for role in [
            Role::DriverStartIo,
            Role::KSynchronize,
            service,
            Role::IoDpc,
        ] {
            assert!(report.calls_of(role) > 0, "{role}: {report}");
        }
        assert_eq!(edu.interrupt_status(), 0);
        machine.shutdown().assert_clean();
        cancelled.set(cancelled.get() + CANCELLED.get());
    }
    assert!(cancelled.get() > 0, "the cancel routine tells the driver");
}
