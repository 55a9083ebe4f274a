//! The registry, and handles.

use miniport::ffi;

use super::call::{Call, routines};
use crate::io::registry::Value;
use crate::io::unicode;
use crate::verifier::Rule;

routines! {
    /// Opens a registry key.
    ZwOpenKey(handle: ffi::PHANDLE, _access: ffi::ACCESS_MASK, attributes: ffi::POBJECT_ATTRIBUTES) -> ffi::NTSTATUS, PASSIVE
        => |call| open(call, handle, attributes, None), else ffi::STATUS_UNSUCCESSFUL;
    /// Makes or opens a registry key.
    ZwCreateKey(
        handle: ffi::PHANDLE, _access: ffi::ACCESS_MASK, attributes: ffi::POBJECT_ATTRIBUTES, _index: ffi::ULONG,
        _class: ffi::PUNICODE_STRING, _options: ffi::ULONG, disposition: ffi::PULONG
    ) -> ffi::NTSTATUS, PASSIVE => |call| open(call, handle, attributes, Some(disposition)), else ffi::STATUS_UNSUCCESSFUL;
    /// Reads a registry value.
    ZwQueryValueKey(
        handle: ffi::HANDLE, name: ffi::PUNICODE_STRING, class: ffi::KEY_VALUE_INFORMATION_CLASS, place: ffi::PVOID,
        length: ffi::ULONG, needed: ffi::PULONG
    ) -> ffi::NTSTATUS, PASSIVE => |call| query(call, (handle, name), class, (place, length), needed), else ffi::STATUS_UNSUCCESSFUL;
    /// Writes a registry value.
    ZwSetValueKey(
        handle: ffi::HANDLE, name: ffi::PUNICODE_STRING, _index: ffi::ULONG, kind: ffi::ULONG, data: ffi::PVOID, size: ffi::ULONG
    ) -> ffi::NTSTATUS, PASSIVE => |call| set(call, handle, name, kind, (data, size)), else ffi::STATUS_UNSUCCESSFUL;
    /// Deletes a registry value.
    ZwDeleteValueKey(handle: ffi::HANDLE, name: ffi::PUNICODE_STRING) -> ffi::NTSTATUS, PASSIVE
        => |call| delete(call, handle, name), else ffi::STATUS_UNSUCCESSFUL;
    /// Closes a handle.
    ZwClose(handle: ffi::HANDLE) -> ffi::NTSTATUS, PASSIVE => |call| close(call, handle), else ffi::STATUS_INVALID_HANDLE;
    /// Opens the registry key of a device or its driver.
    IoOpenDeviceRegistryKey(device: ffi::PDEVICE_OBJECT, kind: ffi::ULONG, _access: ffi::ACCESS_MASK, handle: ffi::PHANDLE)
        -> ffi::NTSTATUS, PASSIVE => |call| open_device(call, device, kind, handle), else ffi::STATUS_UNSUCCESSFUL;
    /// Opens a registry key of a driver: its parameters, or what it keeps there itself.
    IoOpenDriverRegistryKey(
        driver: ffi::PDRIVER_OBJECT, kind: i32, _access: ffi::ACCESS_MASK, flags: ffi::ULONG, handle: ffi::PHANDLE
    ) -> ffi::NTSTATUS, PASSIVE => |call| open_driver(call, driver, (kind, flags), handle), else ffi::STATUS_UNSUCCESSFUL;
    /// Opens the registry key of a device interface.
    IoOpenDeviceInterfaceRegistryKey(link: ffi::PUNICODE_STRING, _access: ffi::ACCESS_MASK, handle: ffi::PHANDLE)
        -> ffi::NTSTATUS, PASSIVE => |call| open_interface(call, link, handle), else ffi::STATUS_UNSUCCESSFUL;
    /// Points a string at UTF-16 that ends with 0.
    RtlInitUnicodeString(string: ffi::PUNICODE_STRING, source: ffi::PCWSTR) -> (), UP_TO_DISPATCH
        => |call| point(call, string, source), else ();
}

/// The path of object attributes, relative to an open key if they say so.
fn path_of(call: &Call<'_>, attributes: ffi::POBJECT_ATTRIBUTES) -> Option<String> {
    if attributes.is_null() {
        call.bad("the object attributes are NULL");
        return None;
    }
    // SAFETY: the driver says that attributes are there.
    let attributes = unsafe { attributes.read() };
    let name = unicode::read(attributes.ObjectName)?;
    if attributes.RootDirectory.is_null() {
        return Some(name);
    }
    let root = registry_path(call, attributes.RootDirectory)?;
    Some(format!("{root}\\{name}"))
}

/// The path of an open key that a driver names.
fn registry_path(call: &Call<'_>, handle: ffi::HANDLE) -> Option<String> {
    let path = call.manager.io.registry.path(handle as usize);
    if path.is_none() {
        let message = format!("{}: the key is not open", call.routine.name);
        call.broke(Rule::ForeignHandle, message);
    }
    path
}

fn give(call: &Call<'_>, handle: ffi::PHANDLE, path: &str) -> ffi::NTSTATUS {
    if handle.is_null() {
        return call.bad("the place for the handle is NULL");
    }
    let opened = call.manager.io.registry.open(path, call.owner);
    // SAFETY: checked above.
    unsafe { handle.write(opened as ffi::HANDLE) };
    ffi::STATUS_SUCCESS
}

fn open(
    call: &Call<'_>,
    handle: ffi::PHANDLE,
    attributes: ffi::POBJECT_ATTRIBUTES,
    create: Option<ffi::PULONG>,
) -> ffi::NTSTATUS {
    let Some(path) = path_of(call, attributes) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    let registry = &call.manager.io.registry;
    match create {
        None if !registry.exists(&path) => return ffi::STATUS_OBJECT_NAME_NOT_FOUND,
        None => {}
        Some(disposition) => {
            // REG_CREATED_NEW_KEY, REG_OPENED_EXISTING_KEY
            let what = if registry.create(&path) { 1 } else { 2 };
            if !disposition.is_null() {
                // SAFETY: the driver says that a number may be written there.
                unsafe { disposition.write(what) };
            }
        }
    }
    give(call, handle, &path)
}

fn query(
    call: &Call<'_>,
    (handle, name): (ffi::HANDLE, ffi::PUNICODE_STRING),
    class: ffi::KEY_VALUE_INFORMATION_CLASS,
    (place, length): (ffi::PVOID, u32),
    needed: ffi::PULONG,
) -> ffi::NTSTATUS {
    let Some(path) = registry_path(call, handle) else {
        return ffi::STATUS_INVALID_HANDLE;
    };
    let name = unicode::read(name).unwrap_or_default();
    let Some(value) = call.manager.io.registry.get(&path, &name) else {
        return ffi::STATUS_OBJECT_NAME_NOT_FOUND;
    };
    let Some(bytes) = information(&value, class) else {
        return call.bad(format_args!("information class {class}"));
    };
    if !needed.is_null() {
        // SAFETY: the driver says that a number may be written there.
        unsafe { needed.write(u32::try_from(bytes.len()).unwrap_or(u32::MAX)) };
    }
    let fixed = match class {
        ffi::KeyValueFullInformation => 20,
        _ => 12,
    };
    let room = length as usize;
    if room < fixed {
        return ffi::STATUS_BUFFER_TOO_SMALL;
    }
    let copied = bytes.len().min(room);
    // SAFETY: the driver says that so many bytes may be written there.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place.cast::<u8>(), copied) };
    if copied < bytes.len() {
        ffi::STATUS_BUFFER_OVERFLOW
    } else {
        ffi::STATUS_SUCCESS
    }
}

/// A value as its class of information has it.
fn information(value: &Value, class: ffi::KEY_VALUE_INFORMATION_CLASS) -> Option<Vec<u8>> {
    let number = |number: usize| u32::try_from(number).unwrap_or(0).to_le_bytes();
    let mut bytes = Vec::new();
    bytes.extend([0; 4]);
    bytes.extend(value.kind.to_le_bytes());
    match class {
        ffi::KeyValuePartialInformation => {
            bytes.extend(number(value.data.len()));
            bytes.extend(&value.data);
        }
        ffi::KeyValueFullInformation | ffi::KeyValueBasicInformation => {
            let mut name = unicode::bytes(&value.name);
            name.truncate(name.len() - 2);
            if class == ffi::KeyValueFullInformation {
                let offset = (20 + name.len()).next_multiple_of(8);
                bytes.extend(number(offset));
                bytes.extend(number(value.data.len()));
                bytes.extend(number(name.len()));
                bytes.extend(&name);
                bytes.resize(offset, 0);
                bytes.extend(&value.data);
            } else {
                bytes.extend(number(name.len()));
                bytes.extend(&name);
            }
        }
        _ => return None,
    }
    Some(bytes)
}

fn set(
    call: &Call<'_>,
    handle: ffi::HANDLE,
    name: ffi::PUNICODE_STRING,
    kind: u32,
    (data, size): (ffi::PVOID, u32),
) -> ffi::NTSTATUS {
    let Some(path) = registry_path(call, handle) else {
        return ffi::STATUS_INVALID_HANDLE;
    };
    let data = if size == 0 {
        Vec::new()
    } else {
        // SAFETY: the driver says that so many bytes are there.
        unsafe { std::slice::from_raw_parts(data.cast::<u8>(), size as usize) }.to_vec()
    };
    let name = unicode::read(name).unwrap_or_default();
    call.manager
        .io
        .registry
        .set(&path, Value { name, kind, data });
    ffi::STATUS_SUCCESS
}

fn delete(call: &Call<'_>, handle: ffi::HANDLE, name: ffi::PUNICODE_STRING) -> ffi::NTSTATUS {
    let Some(path) = registry_path(call, handle) else {
        return ffi::STATUS_INVALID_HANDLE;
    };
    let name = unicode::read(name).unwrap_or_default();
    if call.manager.io.registry.remove(&path, &name) {
        ffi::STATUS_SUCCESS
    } else {
        ffi::STATUS_OBJECT_NAME_NOT_FOUND
    }
}

/// Where below a driver's key what it keeps lies no page says.
fn open_driver(
    call: &Call<'_>,
    driver: ffi::PDRIVER_OBJECT,
    (kind, flags): (i32, u32),
    handle: ffi::PHANDLE,
) -> ffi::NTSTATUS {
    let Some(key) = call.manager.kernel.driver_key(driver as usize) else {
        return call.bad(format_args!("{driver:p} is no driver object"));
    };
    if flags != 0 {
        return call.bad(format_args!("flags {flags:#x}, and they have to be 0"));
    }
    // DriverRegKeyParameters, DriverRegKeyPersistentState, DriverRegKeySharedPersistentState
    let kind = match kind {
        0 => "Parameters",
        1 => "State",
        2 => "SharedState",
        _ => return call.bad(format_args!("key type {kind}")),
    };
    let path = format!("{key}\\{kind}");
    call.manager.io.registry.create(&path);
    give(call, handle, &path)
}

fn close(call: &Call<'_>, handle: ffi::HANDLE) -> ffi::NTSTATUS {
    let handle = handle as usize;
    if call.manager.io.registry.close(handle) || call.manager.kernel.close_thread(handle) {
        return ffi::STATUS_SUCCESS;
    }
    call.broke(Rule::ForeignHandle, "a handle is closed that is not open");
    ffi::STATUS_INVALID_HANDLE
}

fn open_device(
    call: &Call<'_>,
    device: ffi::PDEVICE_OBJECT,
    kind: u32,
    handle: ffi::PHANDLE,
) -> ffi::NTSTATUS {
    let Some(device) = call.device(device) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    if device.driver.inside.is_none() {
        call.bad("the device object is not the physical one");
        return ffi::STATUS_INVALID_DEVICE_REQUEST;
    }
    let kind = match kind & (ffi::PLUGPLAY_REGKEY_DEVICE | ffi::PLUGPLAY_REGKEY_DRIVER) {
        ffi::PLUGPLAY_REGKEY_DEVICE => "Device Parameters",
        ffi::PLUGPLAY_REGKEY_DRIVER => "Driver",
        _ => return call.bad(format_args!("key type {kind}")),
    };
    let path = crate::io::pnp::node::registry_path(device.owner, kind);
    call.manager.io.registry.create(&path);
    give(call, handle, &path)
}

fn open_interface(
    call: &Call<'_>,
    link: ffi::PUNICODE_STRING,
    handle: ffi::PHANDLE,
) -> ffi::NTSTATUS {
    let Some(name) = unicode::read(link) else {
        return call.bad("the name is no string");
    };
    if call
        .manager
        .io
        .names
        .borrow_mut()
        .interface(&name)
        .is_none()
    {
        return ffi::STATUS_OBJECT_NAME_NOT_FOUND;
    }
    let path = format!("\\Registry\\Machine\\System\\DeviceClasses\\{name}");
    call.manager.io.registry.create(&path);
    give(call, handle, &path)
}

fn point(call: &Call<'_>, string: ffi::PUNICODE_STRING, source: ffi::PCWSTR) {
    if string.is_null() {
        call.bad("the string is NULL");
        return;
    }
    let mut length: u16 = 0;
    if !source.is_null() {
        // SAFETY: the driver says that units are there that end with 0.
        while length < 0xFFFC && unsafe { *source.add(usize::from(length / 2)) } != 0 {
            length += 2;
        }
    }
    // SAFETY: checked above.
    unsafe {
        string.write(ffi::UNICODE_STRING {
            Length: length,
            MaximumLength: if source.is_null() { 0 } else { length + 2 },
            Buffer: source.cast_mut(),
        });
    }
}
