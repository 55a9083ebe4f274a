//! What is done to a whole device: a driver that finds an NVM Express controller, and resets and masks it.

use miniport::ffi::GUID;
use miniport::prelude::*;
use miniport_sim::device::nvme::Nvme;
use miniport_sim::{AdapterOptions, Machine, SrbForm};

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
    let line = 0x3C;
    assert!(cx.set_pci_configuration(config, line, 9_u8));
    let written = cx.pci_configuration(config).unwrap();
    assert_eq!(written.read::<u8>(line as usize), Some(9));
    assert!(!cx.set_pci_configuration(config, 256, 9_u8), "out of reach");
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
    for message in 0..cx.message_count() {
        let known = cx.message_information(message).unwrap();
        assert_eq!(known.level, 8, "{known:?}");
    }
    assert!(cx.message_information(cx.message_count()).is_none());
    let redirected = PerfOptions::new().dpc_redirection();
    assert!(cx.initialize_perf_opts(&redirected).is_ok());
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

/// What the controller says of itself, for management tools.
struct Version;

impl wmi::DataBlock<Adapter> for Version {
    const GUID: GUID = VERSION_GUID;
    type Data = u32;

    fn query(
        adapter: &Adapter,
        _: &mut StartIo<'_, Adapter>,
        _: wmi::Instance,
    ) -> Result<u32, wmi::WmiError> {
        Ok(adapter.registers.read(VERSION))
    }
}

const VERSION_GUID: GUID = GUID {
    Data1: 7,
    Data2: 8,
    Data3: 9,
    Data4: [1; 8],
};

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    srb.answer_wmi(adapter, cx, &wmi::Table::new().block::<Version>());
    Ok(())
}

callbacks! { reset_bus adapter_control }

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

/// The buffers of such requests are mapped in a physical miniport too, and may come without `HW_BUILDIO`.
#[test]
fn a_physical_miniport_answers_wmi() {
    for seed in 0..8 {
        for form in [SrbForm::Scsi, SrbForm::Storage] {
            let machine = Machine::builder(seed).processors(2).build();
            let driver = machine.load(DriverEntry).unwrap();
            let (device, _) = Nvme::builder().build();
            let options = AdapterOptions::new().srb_form(form).without_scan();
            let adapter = machine.add_pci_adapter(&driver, device, options).unwrap();
            let version = adapter.wmi(None).unwrap().query(VERSION_GUID, 0);
            assert_eq!(version.unwrap(), 0x0001_0400_u32.to_le_bytes());
            machine.shutdown().assert_clean();
        }
    }
}
