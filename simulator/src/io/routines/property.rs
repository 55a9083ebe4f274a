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

/// Which unit it is, in the name of its instance: of which adapter, path, target and LUN.
pub(super) fn unit(adapter: usize, [path, target, lun]: [u8; 3]) -> String {
    format!("{adapter}&{path:02x}{target:02x}{lun:02x}")
}

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
    // Storport's own device is one of a driver inside of the simulator too.
    let is_functional = matches!(port, Some((_, Port::Functional)));
    if is_functional || device.driver.inside.is_none() {
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
        Some((adapter, Port::Unit(place))) => {
            format!("SCSI\\SIMULATED\\{}", unit(adapter, place))
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

// On Windows a machine has to be made before routines are found.
#[cfg(all(test, not(windows)))]
mod tests {
    use std::mem::{MaybeUninit, zeroed};
    use std::ptr::null_mut;

    use super::*;
    use crate::io::manager::IoState;
    use crate::kernel::core::Kernel;
    use crate::kernel::level::PASSIVE_LEVEL;
    use crate::kernel::settings::Settings;
    use crate::verifier::{Role, Rule};

    /// What a routine answers that wants the physical device object, and gets one of Storport's; the rules that it breaks.
    fn asked(
        port: Port,
        ask: impl FnOnce(ffi::PDEVICE_OBJECT) -> ffi::NTSTATUS + 'static,
    ) -> (ffi::NTSTATUS, Vec<Rule>) {
        let kernel = Kernel::new(Settings::new(1), None);
        kernel.attach(IoState::default());
        let run = move || {
            let mut object = MaybeUninit::<ffi::DEVICE_OBJECT>::zeroed();
            let object = object.as_mut_ptr();
            let kernel = Kernel::running();
            kernel.add_port_device(object as usize, 0, port);
            let status = kernel.callback(Some(0), Role::DriverEntry, || ask(object));
            kernel.remove_port_device(object as usize);
            status
        };
        let status = kernel.perform(PASSIVE_LEVEL, run).expect("it ends");
        let found = &kernel.report().violations;
        (status, found.iter().map(|found| found.rule).collect())
    }

    fn property(object: ffi::PDEVICE_OBJECT) -> ffi::NTSTATUS {
        // SAFETY: zeros are a GUID.
        let mut category: ffi::GUID = unsafe { zeroed() };
        category.Data1 = INSTANCE.0;
        let key = Key {
            category,
            number: INSTANCE.1,
        };
        let (mut needed, mut kind) = (0, 0);
        IoGetDevicePropertyData(
            object,
            &raw const key,
            0,
            0,
            0,
            null_mut(),
            &raw mut needed,
            &raw mut kind,
        )
    }

    fn interface(object: ffi::PDEVICE_OBJECT) -> ffi::NTSTATUS {
        // SAFETY: zeros are a GUID and a string; the object is there, and room for the name.
        unsafe {
            let (class, mut link) = (zeroed(), zeroed());
            ffi::IoRegisterDeviceInterface(object, &raw const class, null_mut(), &raw mut link)
        }
    }

    #[test]
    fn adapters_and_units_have_physical_devices_and_that_of_storport_is_none() {
        for port in [Port::Physical, Port::Unit([0, 1, 2])] {
            let status = ffi::STATUS_BUFFER_TOO_SMALL;
            assert_eq!(asked(port, property), (status, vec![]), "{port:?}");
            let status = ffi::STATUS_SUCCESS;
            assert_eq!(asked(port, interface), (status, vec![]), "{port:?}");
        }
        for ask in [property, interface] {
            let status = ffi::STATUS_INVALID_DEVICE_REQUEST;
            let broken = vec![Rule::BadParameter];
            assert_eq!(asked(Port::Functional, ask), (status, broken));
        }
    }
}
