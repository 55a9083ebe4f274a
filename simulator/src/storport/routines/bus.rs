//! The bus of an adapter: mapping of registers, configuration space.

use std::rc::Rc;

use miniport::ffi;

use super::routine::{Call, FINDING, routines};
use crate::kernel::hardware::function::Function;
use crate::kernel::hardware::space::Space;
use crate::verifier::{Role, Rule};

routines! {
    /// Maps a range of device registers.
    StorPortGetDeviceBase(
        extension, bus_type: ffi::INTERFACE_TYPE, bus: ffi::ULONG,
        address: ffi::STOR_PHYSICAL_ADDRESS, length: ffi::ULONG, io_space: ffi::BOOLEAN
    ) -> ffi::PVOID, UP_TO_DISPATCH { .only_from(FINDING).in_dump_mode() }
        => |call| get_device_base(call, (bus_type, bus), (address.QuadPart, length), io_space), else std::ptr::null_mut();
    /// Unmaps what `StorPortGetDeviceBase` mapped.
    StorPortFreeDeviceBase(
        extension, address: ffi::PVOID
    ) -> (), UP_TO_DISPATCH { .only_from(FINDING).in_dump_mode() } => |call| free_device_base(call, address), else ();
    /// Deprecated: it always answers TRUE.
    StorPortValidateRange(
        extension, _bus_type: ffi::INTERFACE_TYPE, _bus: ffi::ULONG,
        _address: ffi::STOR_PHYSICAL_ADDRESS, _length: ffi::ULONG, _io_space: ffi::BOOLEAN
    ) -> ffi::BOOLEAN, ANY => |_| ffi::TRUE, else ffi::TRUE;
    /// Reads configuration space from its beginning.
    StorPortGetBusData(
        extension, kind: ffi::ULONG, bus: ffi::ULONG, slot: ffi::ULONG, buffer: ffi::PVOID,
        length: ffi::ULONG
    ) -> ffi::ULONG, UP_TO_DISPATCH { .only_from(CONFIGURING).in_dump_mode() }
        => |call| get_bus_data(call, (kind, bus, slot), buffer, length), else 0;
    /// Writes configuration space.
    StorPortSetBusDataByOffset(
        extension, kind: ffi::ULONG, bus: ffi::ULONG, slot: ffi::ULONG, buffer: ffi::PVOID,
        offset: ffi::ULONG, length: ffi::ULONG
    ) -> ffi::ULONG, UP_TO_DISPATCH { .only_from(CONFIGURING).in_dump_mode() }
        => |call| set_bus_data(call, (kind, bus, slot), buffer, (offset, length)), else 0;
}

/// `HwStorFindAdapter`, and `HwStorAdapterControl` for `ScsiSetBootConfig` and `ScsiSetRunningConfig`.
const CONFIGURING: u64 = FINDING | Role::HwAdapterControl.bit();
/// `PCIConfiguration`
const PCI: u32 = 4;
/// How much of configuration space these routines reach.
const REACH: u32 = 256;

fn get_device_base(
    call: &Call<'_>,
    (bus_type, bus): (ffi::INTERFACE_TYPE, u32),
    (address, length): (i64, u32),
    io_space: ffi::BOOLEAN,
) -> ffi::PVOID {
    let null = std::ptr::null_mut();
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
    let start = address.cast_unsigned();
    let mapping = hardware.mapping(start, u64::from(length), space);
    let Some(mapping) = mapping.filter(|_| length != 0) else {
        call.violation(
            Rule::DeviceBase,
            format!("{length} bytes at {start:#x} were not assigned to the adapter in this space"),
        );
        return null;
    };
    call.kernel.map_registers(mapping) as ffi::PVOID
}

fn free_device_base(call: &Call<'_>, address: ffi::PVOID) {
    let owner = call.adapter().device_owner();
    if !call.kernel.unmap_registers(owner, address as usize) {
        call.violation(
            Rule::DeviceBase,
            "StorPortFreeDeviceBase of what is not mapped",
        );
    }
}

/// A type of bus data, a bus, a slot on it.
type Slot = (u32, u32, u32);

/// `HwStorAdapterControl` may look at configuration space for `ScsiSetRunningConfig`, and by the page of the control types for
/// `ScsiSetBootConfig`; not for the others.
fn check_control_type(call: &Call<'_>) {
    let frames = call.kernel.fiber().frames.borrow();
    let wrong = frames.last().filter(|frame| {
        frame.role == Role::HwAdapterControl
            && !matches!(
                frame.request,
                Some("ScsiSetRunningConfig" | "ScsiSetBootConfig")
            )
    });
    let asked = wrong.map(|frame| frame.request.unwrap_or("the query of control types"));
    drop(frames);
    if let Some(asked) = asked {
        let message = format!("{} is called for {asked}", call.routine.name);
        call.violation(Rule::WrongCallback, message);
    }
}

/// The function whose configuration data is meant: what the routine returns if it is not the adapter's.
fn function_of(call: &Call<'_>, (kind, bus, slot): Slot) -> Result<Rc<Function>, u32> {
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
        Ok(Rc::clone(hardware))
    } else {
        Err(2)
    }
}

fn get_bus_data(call: &Call<'_>, slot: Slot, buffer: ffi::PVOID, length: u32) -> u32 {
    check_control_type(call);
    let length = length.min(REACH);
    if buffer.is_null() {
        call.bad("StorPortGetBusData: the buffer is NULL");
        return 0;
    }
    let hardware = match function_of(call, slot) {
        Ok(hardware) => hardware,
        Err(result) => {
            if length >= 2 && result == 2 {
                // SAFETY: the driver says that the buffer has `length` bytes.
                unsafe { buffer.cast::<u16>().write_unaligned(u16::MAX) };
            }
            return result.min(length);
        }
    };
    let mut bytes = [0; REACH as usize];
    let bytes = &mut bytes[..length as usize];
    call.kernel.read_config(&hardware, 0, bytes);
    // SAFETY: as above; the copy is memory of this function.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.cast(), bytes.len()) };
    length
}

fn set_bus_data(
    call: &Call<'_>,
    slot: Slot,
    buffer: ffi::PVOID,
    (offset, length): (u32, u32),
) -> u32 {
    check_control_type(call);
    if buffer.is_null() {
        call.bad("StorPortSetBusDataByOffset: the buffer is NULL");
        return 0;
    }
    let Ok(hardware) = function_of(call, slot) else {
        return 0;
    };
    let end = offset.saturating_add(length).min(REACH);
    let length = end.saturating_sub(offset);
    if length == 0 {
        return 0;
    }
    let mut bytes = vec![0u8; length as usize];
    // SAFETY: the driver says that the buffer has `length` bytes.
    unsafe { std::ptr::copy_nonoverlapping(buffer.cast(), bytes.as_mut_ptr(), bytes.len()) };
    call.kernel
        .write_config(&hardware, u16::try_from(offset).unwrap_or(u16::MAX), &bytes);
    length
}
