//! The bus of an adapter: mapping of registers, configuration space.

use miniport::ffi;

use super::routine::{ANY, Call, FINDING, Routine, UP_TO_DISPATCH};
use crate::callback::Role;
use crate::device::BarKind;
use crate::hardware::{Mapping, Space};
use crate::verifier::Rule;

static DEVICE_BASE: Routine =
    Routine::new("StorPortGetDeviceBase", UP_TO_DISPATCH).only_from(FINDING);
static FREE_DEVICE_BASE: Routine =
    Routine::new("StorPortFreeDeviceBase", UP_TO_DISPATCH).only_from(FINDING);
static GET_BUS_DATA: Routine =
    Routine::new("StorPortGetBusData", UP_TO_DISPATCH).only_from(CONFIGURING);
static SET_BUS_DATA: Routine =
    Routine::new("StorPortSetBusDataByOffset", UP_TO_DISPATCH).only_from(CONFIGURING);
static VALIDATE_RANGE: Routine = Routine::new("StorPortValidateRange", ANY);

/// `HwStorFindAdapter`, and `HwStorAdapterControl` for `ScsiSetBootConfig` and `ScsiSetRunningConfig`.
const CONFIGURING: u32 = FINDING | Role::AdapterControl.bit();
/// `PCIConfiguration`
const PCI: u32 = 4;
/// How much of configuration space these routines reach.
const REACH: u32 = 256;

/// Maps a range of device registers.
#[unsafe(no_mangle)]
extern "C" fn StorPortGetDeviceBase(
    extension: ffi::PVOID,
    bus_type: ffi::INTERFACE_TYPE,
    bus: ffi::ULONG,
    address: ffi::STOR_PHYSICAL_ADDRESS,
    length: ffi::ULONG,
    io_space: ffi::BOOLEAN,
) -> ffi::PVOID {
    let null = std::ptr::null_mut();
    let Some(call) = Call::enter(&DEVICE_BASE, extension) else {
        return null;
    };
    let adapter = call.adapter();
    let Some(hardware) = &adapter.hardware else {
        call.unsupported();
        return null;
    };
    if bus_type != ffi::PCIBus || bus != hardware.bus {
        call.violation(
            Rule::DeviceBase,
            format!("bus {bus} of type {bus_type} is not that of the adapter"),
        );
        return null;
    }
    let space = if io_space == 0 {
        Space::Memory
    } else {
        Space::Ports
    };
    let start = address.QuadPart.cast_unsigned();
    let found = hardware.ranges.iter().find(|range| {
        let ports = range.kind.kind == BarKind::Io;
        ports == (space == Space::Ports)
            && start >= range.address
            && start + u64::from(length) <= range.address + range.kind.size
    });
    let Some(range) = found.filter(|_| length != 0) else {
        call.violation(
            Rule::DeviceBase,
            format!("{length} bytes at {start:#x} were not assigned to the adapter in this space"),
        );
        return null;
    };
    let base = call.core.map_registers(Mapping {
        adapter: adapter.number,
        bar: range.bar,
        offset: start - range.address,
        length: u64::from(length),
        space,
        mapped: true,
    });
    base as ffi::PVOID
}

/// Unmaps what `StorPortGetDeviceBase` mapped.
#[unsafe(no_mangle)]
extern "C" fn StorPortFreeDeviceBase(extension: ffi::PVOID, address: ffi::PVOID) {
    if let Some(call) = Call::enter(&FREE_DEVICE_BASE, extension)
        && !call
            .core
            .unmap_registers(call.adapter().number, address as usize)
    {
        call.violation(
            Rule::DeviceBase,
            "StorPortFreeDeviceBase of what is not mapped",
        );
    }
}

/// Whether configuration data of this function is meant: what the routine returns if not.
fn check_slot(call: &Call<'_>, kind: u32, bus: u32, slot: u32) -> Result<(), u32> {
    let Some(hardware) = &call.adapter().hardware else {
        call.unsupported();
        return Err(0);
    };
    if kind != PCI || bus != hardware.bus {
        call.bad(format!("bus {bus}, data of type {kind}: not the adapter's"));
        return Err(0);
    }
    // 2 bytes of an invalid vendor: there is no function.
    if slot == hardware.slot {
        Ok(())
    } else {
        Err(2)
    }
}

/// Reads configuration space from its beginning.
#[unsafe(no_mangle)]
extern "C" fn StorPortGetBusData(
    extension: ffi::PVOID,
    kind: ffi::ULONG,
    bus: ffi::ULONG,
    slot: ffi::ULONG,
    buffer: ffi::PVOID,
    length: ffi::ULONG,
) -> ffi::ULONG {
    let Some(call) = Call::enter(&GET_BUS_DATA, extension) else {
        return 0;
    };
    let length = length.min(REACH);
    if buffer.is_null() {
        call.bad("StorPortGetBusData: the buffer is NULL");
        return 0;
    }
    if let Err(result) = check_slot(&call, kind, bus, slot) {
        if length >= 2 && result == 2 {
            // SAFETY: the driver says that the buffer has `length` bytes.
            unsafe { buffer.cast::<u16>().write_unaligned(u16::MAX) };
        }
        return result.min(length);
    }
    let mut bytes = [0; REACH as usize];
    let bytes = &mut bytes[..length as usize];
    call.core.read_config(call.adapter(), 0, bytes);
    // SAFETY: as above; the copy is memory of this function.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.cast(), bytes.len()) };
    length
}

/// Writes configuration space.
#[unsafe(no_mangle)]
extern "C" fn StorPortSetBusDataByOffset(
    extension: ffi::PVOID,
    kind: ffi::ULONG,
    bus: ffi::ULONG,
    slot: ffi::ULONG,
    buffer: ffi::PVOID,
    offset: ffi::ULONG,
    length: ffi::ULONG,
) -> ffi::ULONG {
    let Some(call) = Call::enter(&SET_BUS_DATA, extension) else {
        return 0;
    };
    if buffer.is_null() {
        call.bad("StorPortSetBusDataByOffset: the buffer is NULL");
        return 0;
    }
    if check_slot(&call, kind, bus, slot).is_err() {
        return 0;
    }
    let end = offset.saturating_add(length).min(REACH);
    let length = end.saturating_sub(offset);
    if length == 0 {
        return 0;
    }
    let mut bytes = vec![0u8; length as usize];
    // SAFETY: the driver says that the buffer has `length` bytes.
    unsafe { std::ptr::copy_nonoverlapping(buffer.cast(), bytes.as_mut_ptr(), bytes.len()) };
    call.core.write_config(
        call.adapter(),
        u16::try_from(offset).unwrap_or(u16::MAX),
        &bytes,
    );
    length
}

/// Deprecated: it always answers TRUE.
#[unsafe(no_mangle)]
extern "C" fn StorPortValidateRange(
    extension: ffi::PVOID,
    _bus_type: ffi::INTERFACE_TYPE,
    _bus: ffi::ULONG,
    _address: ffi::STOR_PHYSICAL_ADDRESS,
    _length: ffi::ULONG,
    _io_space: ffi::BOOLEAN,
) -> ffi::BOOLEAN {
    let _call = Call::enter(&VALIDATE_RANGE, extension);
    ffi::TRUE
}
