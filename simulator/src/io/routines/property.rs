//! Properties of devices.

use miniport::ffi;

use super::call::{Call, routines};
use crate::io::pnp::node::Node;
use crate::io::unicode;
use crate::kernel::nt::device::Port;

routines! {
    /// Reads a property of a physical device object.
    IoGetDeviceProperty(
        device: ffi::PDEVICE_OBJECT, property: ffi::DEVICE_REGISTRY_PROPERTY, length: ffi::ULONG, place: ffi::PVOID,
        needed: ffi::PULONG
    ) -> ffi::NTSTATUS, PASSIVE => |call| read(call, device, property, (place, length), needed), else ffi::STATUS_UNSUCCESSFUL;
    /// Reads a property of a physical device object, by its key.
    IoGetDevicePropertyData(
        device: ffi::PDEVICE_OBJECT, key: *const Key, _locale: ffi::LCID, _flags: ffi::ULONG, length: ffi::ULONG, place: ffi::PVOID,
        needed: ffi::PULONG, kind: ffi::PULONG
    ) -> ffi::NTSTATUS, UP_TO_APC
        => |call| read_by_key(call, (device, key), (place, length), (needed, kind)), else ffi::STATUS_UNSUCCESSFUL;
}

/// `DEVPROPKEY`
#[repr(C)]
#[derive(Clone, Copy)]
struct Key {
    category: ffi::GUID,
    number: u32,
}

/// `DEVPKEY_Device_InstanceId` of devpkey.h: the category's first number, and the property's.
const INSTANCE: (u32, u32) = (0x78C3_4FC8, 256);
/// `DEVPROP_TYPE_STRING`
const STRING: u32 = 0x12;

/// Of the properties that have a key a device has its instance's name here.
fn read_by_key(
    call: &Call<'_>,
    (device, key): (ffi::PDEVICE_OBJECT, *const Key),
    (place, length): (ffi::PVOID, u32),
    (needed, kind): (ffi::PULONG, ffi::PULONG),
) -> ffi::NTSTATUS {
    let port = call.manager.kernel.port_device(device as usize);
    let Some(device) = call.device(device) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    if device.driver.inside.is_none() {
        call.bad("the device object is not the physical one");
        return ffi::STATUS_INVALID_DEVICE_REQUEST;
    }
    if key.is_null() || needed.is_null() || kind.is_null() {
        return call.bad("the key, or the place for the length or the type, is NULL");
    }
    // SAFETY: checked above; the driver says that a key is there.
    let key = unsafe { key.read_unaligned() };
    if (key.category.Data1, key.number) != INSTANCE {
        return ffi::STATUS_OBJECT_NAME_NOT_FOUND;
    }
    let bytes = unicode::bytes(&match port {
        Some((adapter, Port::Unit([path, target, lun]))) => {
            format!("SCSI\\SIMULATED\\{adapter}&{path:02x}{target:02x}{lun:02x}")
        }
        _ => format!("ROOT\\SIMULATED\\{:04}", device.owner),
    });
    // SAFETY: checked above; the driver says that so many bytes may be written.
    unsafe {
        needed.write(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        kind.write(STRING);
        if bytes.len() > length as usize || place.is_null() {
            return ffi::STATUS_BUFFER_TOO_SMALL;
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), place.cast::<u8>(), bytes.len());
    }
    ffi::STATUS_SUCCESS
}

/// The bytes of a property; `None` if the device has none.
fn property(node: &Node, property: ffi::DEVICE_REGISTRY_PROPERTY) -> Option<Vec<u8>> {
    let text = |text: &str| Some(unicode::bytes(text));
    let number = |number: u32| Some(number.to_le_bytes().to_vec());
    let function = node.function.as_ref();
    match property {
        ffi::DevicePropertyDeviceDescription => text("Simulated device"),
        ffi::DevicePropertyHardwareID | ffi::DevicePropertyCompatibleIDs => {
            text("PCI\\SIMULATED\0")
        }
        ffi::DevicePropertyClassName => text("System"),
        ffi::DevicePropertyManufacturer => text("None"),
        ffi::DevicePropertyEnumeratorName => text(if function.is_some() { "PCI" } else { "ROOT" }),
        ffi::DevicePropertyPhysicalDeviceObjectName => text(node.physical.name.as_deref()?),
        ffi::DevicePropertyLegacyBusType => number(function.map(|_| ffi::PCIBus)?.cast_unsigned()),
        ffi::DevicePropertyBusNumber => number(function?.bus),
        // The device number in the upper half, the function in the lower.
        ffi::DevicePropertyAddress => number(function?.slot << 16),
        ffi::DevicePropertyInstallState => number(0),
        // RemovalPolicyExpectSurpriseRemoval
        ffi::DevicePropertyRemovalPolicy => number(3),
        _ => None,
    }
}

fn read(
    call: &Call<'_>,
    device: ffi::PDEVICE_OBJECT,
    wanted: ffi::DEVICE_REGISTRY_PROPERTY,
    (place, length): (ffi::PVOID, u32),
    needed: ffi::PULONG,
) -> ffi::NTSTATUS {
    let Some(device) = call.device(device) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    let node = call.manager.node_of(&device);
    let Some(node) = node.filter(|_| device.driver.inside.is_some()) else {
        call.bad("the device object is not the physical one");
        return ffi::STATUS_INVALID_DEVICE_REQUEST;
    };
    if needed.is_null() {
        return call.bad("the place for the length is NULL");
    }
    let Some(bytes) = property(&node, wanted) else {
        return ffi::STATUS_OBJECT_NAME_NOT_FOUND;
    };
    // SAFETY: checked above; the driver says that so many bytes may be written.
    unsafe {
        needed.write(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        if bytes.len() > length as usize {
            return ffi::STATUS_BUFFER_TOO_SMALL;
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), place.cast::<u8>(), bytes.len());
    }
    ffi::STATUS_SUCCESS
}
