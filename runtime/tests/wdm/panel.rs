//! A device with ports, configuration space, a registry key, timers and delays.

use std::cell::Cell;
use std::time::Duration;

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::device::{Bar, BarKind, Bus, Device, Width};
use miniport_sim::{DeviceOptions, Machine};

/// Where the device has something of its own in configuration space.
const OWN: u32 = 0x60;

/// A PCI function with four ports, the first of which counts what is written to it.
struct Lamp {
    config: [u8; 256],
    port: u32,
}

impl Lamp {
    fn new() -> Self {
        let mut config = [0; 256];
        config[..4].copy_from_slice(&[0x36, 0x1B, 0xED, 0x7A]);
        Self { config, port: 0 }
    }
}

fn bytes(value: u64, width: Width) -> Vec<u8> {
    let count = usize::try_from(width.bytes()).expect("small");
    value.to_le_bytes()[..count].to_vec()
}

impl Device for Lamp {
    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        let at = usize::from(offset);
        let count = usize::try_from(width.bytes()).expect("small");
        let mut value = [0; 4];
        value[..count].copy_from_slice(&self.config[at..at + count]);
        u32::from_le_bytes(value)
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        let at = usize::from(offset);
        for (place, byte) in self.config[at..].iter_mut().zip(bytes(value.into(), width)) {
            *place = byte;
        }
    }

    fn bars(&self) -> [Option<Bar>; 6] {
        let ports = Bar {
            kind: BarKind::Io,
            size: 16,
            prefetchable: false,
        };
        [Some(ports), None, None, None, None, None]
    }

    fn read(&mut self, _: &mut dyn Bus, _: usize, offset: u64, _: Width) -> u64 {
        assert_eq!(offset, 4);
        self.port.into()
    }

    fn write(&mut self, _: &mut dyn Bus, _: usize, offset: u64, _: Width, value: u64) {
        assert_eq!(offset, 0);
        self.port += u32::try_from(value).expect("one byte");
    }

    fn advance(&mut self, _: &mut dyn Bus, _: u64) -> Option<u64> {
        None
    }
}

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 16;
}
const ADD: Register<Block, u8, WriteOnly> = Register::new(0);
const SUM: Register<Block, u32, ReadOnly> = Register::new(4);

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Panel {
    blink: CustomTimer<blink>,
    once: CustomTimer<once>,
}

#[derive(ExtensionPart)]
pub struct Hardware {
    ports: IoPorts<Block>,
}

thread_local! {
    static BLINKS: Cell<u32> = const { Cell::new(0) };
    static ONCE: Cell<u32> = const { Cell::new(0) };
}

const MILLISECOND: Duration = Duration::from_millis(1);

impl PnpDevice for Panel {
    type Hardware = Hardware;

    fn start(
        &self,
        cx: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        let configuration = cx.read_pci_configuration()?;
        assert_eq!(configuration.vendor_id(), 0x1B36);
        assert_eq!(cx.read_pci_value::<u16>(2), Ok(0x7AED));
        cx.write_pci_value(OWN, 0xABCD_1234_u32)?;
        assert_eq!(cx.read_pci_value::<u32>(OWN), Ok(0xABCD_1234));
        let header = cx.write_pci_value(4, 0_u16);
        assert_eq!(header, Err(NtStatus::INVALID_PARAMETER));
        cx.delay_execution(5 * MILLISECOND);
        let ports = resources.map_ports(cx, 0)?;
        assert!(resources.map_ports::<_, Block>(cx, 1).is_err());
        Ok(Hardware { ports })
    }

    fn started(&self, cx: &mut Power<'_, Self>) {
        self.blink
            .set_periodic(cx, 20 * MILLISECOND, 50 * MILLISECOND)
            .expect("it starts");
        self.once.set(cx, MILLISECOND).expect("it starts");
    }

    fn power_down(&self, cx: &mut Power<'_, Self>, _: PowerLoss) {
        self.blink.cancel(cx);
    }
}

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Panel>) -> Result<Panel, NtStatus> {
    Ok(Panel {
        blink: CustomTimer::new(),
        once: CustomTimer::new(),
    })
}

#[kdeferred]
fn blink(_: &Panel, cx: &mut Deferred<'_, Panel>) {
    BLINKS.set(BLINKS.get() + 1);
    cx.hardware().ports.write(ADD, 1);
}

#[kdeferred]
fn once(panel: &Panel, cx: &mut Deferred<'_, Panel>) {
    ONCE.set(ONCE.get() + 1);
    if ONCE.get() % 2 == 1 {
        panel.once.set(cx, MILLISECOND).ok();
        assert!(panel.once.cancel(cx));
        assert!(!panel.once.cancel(cx));
        panel.once.set(cx, MILLISECOND).ok();
    }
}

/// The sum that the device has.
#[driver_dispatch_paged]
fn control(
    _: &Panel,
    cx: &mut DispatchPaged<'_, Panel>,
    irp: Incoming<Panel, DeviceControl>,
) -> Dispatched {
    cx.delay_execution(MILLISECOND);
    let sum = cx.hardware().ports.read(SUM);
    let written = irp.output().write_at(0, &sum.to_le_bytes());
    match written {
        Ok(()) => irp.complete(cx, NtStatus::SUCCESS, 4),
        Err(_) => irp.complete(cx, NtStatus::BUFFER_TOO_SMALL, 0),
    }
}

wdm_driver_entry! {
    WdmDriver::<Panel>::new()
        .driver_add_device::<add_device>()
        .dispatch_device_control::<control>()
}

const SUM_SO_FAR: u32 = ffi::CTL_CODE(
    ffi::FILE_DEVICE_UNKNOWN,
    0x800,
    ffi::METHOD_BUFFERED,
    ffi::FILE_ANY_ACCESS,
);

#[test]
fn timers_of_its_own_call_a_device_with_ports() {
    for seed in 0..20 {
        BLINKS.set(0);
        ONCE.set(0);
        let machine = Machine::builder(seed).processors(2).preemption(30).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_pci_device(&driver, Lamp::new(), DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        machine.advance(Duration::from_secs(1));
        let blinks = BLINKS.get();
        // Each period ends at a tick of the clock.
        assert!((14..=20).contains(&blinks), "{blinks}");
        assert_eq!(ONCE.get(), 2);
        let mut sum = [0; 4];
        file.control(SUM_SO_FAR, &[], &mut sum).expect("read");
        assert!(u32::from_le_bytes(sum) >= blinks);
        machine.sleep().expect("asleep");
        let asleep = BLINKS.get();
        machine.advance(Duration::from_secs(1));
        assert_eq!(BLINKS.get(), asleep);
        machine.resume().expect("awake");
        device.rebalance().expect("started again");
        machine.advance(Duration::from_secs(1));
        assert!(BLINKS.get() > asleep + 10);
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}

/// A device that goes while its timers run: none calls it any more.
#[test]
fn timers_of_its_own_end_with_their_device() {
    for seed in 0..40 {
        let machine = Machine::builder(seed).processors(3).preemption(40).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_pci_device(&driver, Lamp::new(), DeviceOptions::new())
            .expect("started");
        machine.advance(Duration::from_millis(seed * 3));
        device.remove().expect("removed");
        let called = BLINKS.get() + ONCE.get();
        machine.advance(Duration::from_secs(1));
        assert_eq!(BLINKS.get() + ONCE.get(), called);
        machine.shutdown().assert_clean();
    }
}
