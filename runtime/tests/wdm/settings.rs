//! A device that keeps its settings in the registry.

use miniport::ffi::{REG_BINARY, REG_DWORD, REG_QWORD, REG_SZ};
use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Settings;

impl PnpDevice for Settings {
    type Hardware = ();

    fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        cx.device_key(DeviceKeyKind::Hardware, |key| {
            assert_eq!(key.read("Limit"), Ok(77_u32));
            assert_eq!(key.read("Large"), Ok(1_u64 << 40));
            let mismatch = NtStatus::OBJECT_TYPE_MISMATCH;
            assert_eq!(key.read::<u64>("Limit"), Err(mismatch));
            assert_eq!(key.read::<u32>("Short"), Err(mismatch));
            assert_eq!(
                key.read::<u32>("None"),
                Err(NtStatus::OBJECT_NAME_NOT_FOUND)
            );
            let long = "x".repeat(129);
            assert_eq!(key.read::<u32>(&long), Err(NtStatus::INVALID_PARAMETER));
            let mut bytes = [0_u8; 4];
            assert_eq!(key.read_slice("Bytes", &mut bytes), Ok(3));
            assert_eq!(bytes, [1, 0, 3, 0]);
            let overflow = Err(NtStatus::BUFFER_OVERFLOW);
            assert_eq!(key.read_slice("Bytes", &mut bytes[..2]), overflow);
            let mut units = [0_u16; 5];
            assert_eq!(key.read_slice("Name", &mut units), Ok(5));
            assert_eq!(String::from_utf16_lossy(&units), "panel");
            assert_eq!(key.read_slice("Name", &mut units[..4]), overflow);
            assert_eq!(key.read_slice("Limit", &mut bytes), Err(mismatch));
        })?;
        cx.device_key(DeviceKeyKind::Software, |key| {
            key.write("Starts", &1_u32)?;
            assert_eq!(key.read("Starts"), Ok(1_u32));
            key.write::<[u8]>("Empty", &[])?;
            assert_eq!(key.read_slice("Empty", &mut [0_u8; 2]), Ok(0));
            key.write::<[u16]>("Text", &[0x41, 0])
        })?
    }
}

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Settings>) -> Result<Settings, NtStatus> {
    Ok(Settings)
}

wdm_driver_entry! {
    WdmDriver::<Settings>::new().driver_add_device::<add_device>()
}

#[test]
fn values_of_the_registry_are_read_and_written() {
    let machine = Machine::new(1);
    let driver = machine.load_wdm(DriverEntry).expect("loaded");
    let text: Vec<u8> = "panel\0"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let options = DeviceOptions::new()
        .registry("Limit", REG_DWORD, 77_u32.to_le_bytes())
        .registry("Large", REG_QWORD, (1_u64 << 40).to_le_bytes())
        .registry("Short", REG_DWORD, [1, 2])
        .registry("Bytes", REG_BINARY, [1, 0, 3])
        .registry("Name", REG_SZ, text);
    machine.add_device(&driver, options).expect("started");
    machine.shutdown().assert_clean();
}
