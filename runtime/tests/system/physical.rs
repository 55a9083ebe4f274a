//! What is done to a whole device: a driver that finds an NVM Express controller, and resets and masks it.

use miniport::prelude::*;
use miniport_sim::AdapterOptions;
use miniport_sim::Machine;
use miniport_sim::device::nvme::Nvme;

/// The registers of the controller, and its MSI-X table behind them.
enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x3000;
}
const VERSION: Register<Block, u32, ReadOnly> = Register::new(0x08);
const ADMIN_QUEUES: Register<Block, u32, ReadWrite> = Register::new(0x24);
const CONTROL_OF_MESSAGE_1: Register<Block, u32, ReadOnly> = Register::new(0x2000 + 16 + 12);

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = message)]
struct Adapter {
    registers: Mmio<Block>,
}

#[hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let registers = cx
        .map_registers(config, 0)
        .map_err(|_| FindAdapterError::BadConfig)?;
    Ok(Found::with_message_interrupt::<message>(
        Adapter { registers },
        const { Limits::new(1 << 16, 17) },
    ))
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive_initialize>()
}

#[hw_passive_initialize]
fn passive_initialize(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    let registers = &adapter.registers;
    let masked = || registers.read(CONTROL_OF_MESSAGE_1) & 1 != 0;
    assert!(!masked());
    assert_eq!(cx.mask_message(1, true), Ok(()));
    assert!(masked());
    assert_eq!(cx.mask_message(1, false), Ok(()));
    assert!(!masked());
    let refused = cx.mask_message(2048, true).unwrap_err();
    assert_eq!(refused.to_string(), "STOR_STATUS_INVALID_PARAMETER");

    let version = registers.read(VERSION);
    registers.write(ADMIN_QUEUES, 0x001F_001F);
    assert_eq!(registers.read(ADMIN_QUEUES), 0x001F_001F);
    // Whether it succeeds is the seed's.
    let done = (0..20).any(|_| cx.hardware_reset().is_ok());
    assert!(done);
    assert_eq!(registers.read(ADMIN_QUEUES), 0, "as after power-on");
    assert_eq!(
        registers.read(VERSION),
        version,
        "it has its addresses again"
    );
    assert!(!masked(), "and its messages");

    for processor in 0..cx.processor_count().unwrap() {
        let message = cx.message_of_processor(processor).unwrap();
        assert!(message < cx.message_count());
    }
    let refused = cx.message_of_processor(99).unwrap_err();
    assert_eq!(refused.to_string(), "STOR_STATUS_INVALID_PARAMETER");
    true
}

callbacks! { start_io reset_bus adapter_control }

#[hw_message_signaled_interrupt]
fn message(_: &Adapter, _: &mut MessageInterrupt<'_, Adapter>, _: Message<'_>) -> bool {
    true
}

#[hw_interrupt]
fn line(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
    false
}

driver_entry! {
    Driver::<Adapter>::new()
        .hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_interrupt::<line>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}

#[test]
fn a_device_is_reset_and_its_messages_are_masked() {
    let machine = Machine::builder(3).processors(2).build();
    let driver = machine.load(DriverEntry).unwrap();
    let (device, _) = Nvme::builder().build();
    let options = AdapterOptions::new().without_scan();
    machine.add_pci_adapter(&driver, device, options).unwrap();
    machine.shutdown().assert_clean();
}
