//! The registry keys of an adapter.

use std::ffi::{CStr, c_void};

use miniport::ffi;

use super::memory::free;
use super::routine::{Call, put, routines};
use super::words::Words;
use crate::kernel::memory::pool::Kind;
use crate::storport::registry::{Key, Value};

routines! {
    /// A buffer for registry values.
    StorPortAllocateRegistryBuffer(extension, length: ffi::PULONG) -> ffi::PUCHAR, PASSIVE
        => |call| allocate_registry_buffer(call, length), else std::ptr::null_mut();
    /// Frees the buffer.
    StorPortFreeRegistryBuffer(extension, buffer: ffi::PUCHAR) -> (), PASSIVE
        => |call| free_registry_buffer(call, buffer), else ();
    /// Reads a value to the buffer; with too small a buffer the length that it needs.
    StorPortRegistryRead(
        extension, name: ffi::PUCHAR, global: ffi::ULONG, kind: ffi::ULONG, buffer: ffi::PUCHAR,
        length: ffi::PULONG
    ) -> ffi::BOOLEAN, PASSIVE => |call| registry_read(call, name, global, kind, (buffer, length)), else ffi::FALSE;
    /// Writes a value.
    StorPortRegistryWrite(
        extension, name: ffi::PUCHAR, global: ffi::ULONG, kind: ffi::ULONG, buffer: ffi::PUCHAR,
        length: ffi::ULONG
    ) -> ffi::BOOLEAN, PASSIVE => |call| registry_write(call, name, global, kind, (buffer, length)), else ffi::FALSE;
}

/// A name of the driver's, in lower case.
fn text(call: &Call<'_>, name: usize) -> Option<String> {
    if name == 0 {
        call.bad("the name of a registry value is NULL");
        return None;
    }
    // SAFETY: the driver gives a string that ends with 0.
    let name = unsafe { CStr::from_ptr(name as *const _) };
    Some(name.to_string_lossy().to_ascii_lowercase())
}

fn find(call: &Call<'_>, key: Key, name: &str) -> Option<Value> {
    let adapter = call.adapter();
    adapter.written.find(&adapter.options, key, name)
}

fn parameters(global: ffi::ULONG) -> Key {
    if global == 0 {
        Key::ThisAdapter
    } else {
        Key::AllAdapters
    }
}

fn allocate_registry_buffer(call: &Call<'_>, length: ffi::PULONG) -> ffi::PUCHAR {
    if length.is_null() {
        call.bad("StorPortAllocateRegistryBuffer: the length is NULL");
        return std::ptr::null_mut();
    }
    // SAFETY: the driver says that a ULONG is there.
    let bytes = unsafe { length.read_unaligned() };
    let adapter = call.adapter();
    // "Each instantiation of a miniport driver can only have one registry buffer allocated at a time."
    if bytes == 0 || adapter.registry_buffer.get() != 0 {
        return std::ptr::null_mut();
    }
    let (pool, number) = (&call.kernel.pool, adapter.number);
    let buffer = pool.allocate(Kind::Registry, number, bytes as usize, 0, None);
    adapter.registry_buffer.set(buffer as usize);
    buffer
}

fn free_registry_buffer(call: &Call<'_>, buffer: ffi::PUCHAR) {
    if free(call, Kind::Registry, buffer as usize) == ffi::STOR_STATUS_SUCCESS {
        call.adapter().registry_buffer.set(0);
    }
}

fn registry_read(
    call: &Call<'_>,
    name: ffi::PUCHAR,
    global: ffi::ULONG,
    kind: ffi::ULONG,
    (buffer, length): (ffi::PUCHAR, ffi::PULONG),
) -> ffi::BOOLEAN {
    let Some(name) = text(call, name as usize) else {
        return ffi::FALSE;
    };
    if buffer.is_null() || buffer as usize != call.adapter().registry_buffer.get() {
        call.bad("StorPortRegistryRead: the buffer is not that of StorPortAllocateRegistryBuffer");
    }
    let value = find(call, parameters(global), &name);
    let status = copy_out(call, value, kind, buffer as usize, length as usize);
    ffi::BOOLEAN::from(status == ffi::STOR_STATUS_SUCCESS)
}

fn copy_out(call: &Call<'_>, value: Option<Value>, kind: u32, buffer: usize, length: usize) -> u32 {
    if length == 0 {
        return call.bad("the length of a registry buffer is NULL");
    }
    let Some((_, bytes)) = value.filter(|(found, _)| *found == kind) else {
        put(call, length, 0u32);
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    };
    // SAFETY: the driver says that a ULONG is there.
    let room = unsafe { (length as *const u32).read_unaligned() } as usize;
    put(call, length, u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    if room < bytes.len() || buffer == 0 {
        return ffi::STOR_STATUS_BUFFER_TOO_SMALL;
    }
    // SAFETY: the driver says that the buffer has `room` bytes.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer as *mut u8, bytes.len()) };
    ffi::STOR_STATUS_SUCCESS
}

/// Keeps a value of the driver's: `data` has `length` bytes.
fn keep(call: &Call<'_>, key: Key, name: String, kind: u32, (data, length): (usize, u32)) -> u32 {
    if data == 0 && length != 0 {
        return call.bad("the data of a registry value are NULL");
    }
    let mut bytes = vec![0; length as usize];
    // SAFETY: the driver says that the data have `length` bytes.
    unsafe { std::ptr::copy_nonoverlapping(data as *const u8, bytes.as_mut_ptr(), bytes.len()) };
    call.say(format!(
        "registry value {name} of type {kind} is written, {length} bytes"
    ));
    call.adapter().written.put(key, name, (kind, bytes));
    if key == Key::AllAdapters {
        call.storport.parameters_changed(call.adapter());
    }
    ffi::STOR_STATUS_SUCCESS
}

fn registry_write(
    call: &Call<'_>,
    name: ffi::PUCHAR,
    global: ffi::ULONG,
    kind: ffi::ULONG,
    (buffer, length): (ffi::PUCHAR, ffi::ULONG),
) -> ffi::BOOLEAN {
    let Some(name) = text(call, name as usize) else {
        return ffi::FALSE;
    };
    let status = keep(
        call,
        parameters(global),
        name,
        kind,
        (buffer as usize, length),
    );
    ffi::BOOLEAN::from(status == ffi::STOR_STATUS_SUCCESS)
}

/// The name of a value of the device's key, behind that of its subkey if there is one.
fn device_value(call: &Call<'_>, words: &Words) -> Option<String> {
    let name = text(call, words.word(1))?;
    if words.word(0) == 0 {
        return Some(name);
    }
    Some(format!("{}\\{name}", text(call, words.word(0))?))
}

/// `StorPortRegistryReadAdapterKey`: `ValueData` points to a pointer to the driver's buffer.
pub(super) fn read_adapter_key(call: &Call<'_>, words: &Words) -> u32 {
    let (kind, data, length) = (words.long(2), words.word(3), words.word(4));
    let Some(name) = device_value(call, words) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    if data == 0 {
        return call.bad("StorPortRegistryReadAdapterKey: ValueData is NULL");
    }
    // SAFETY: the driver says that a pointer is there.
    let buffer = unsafe { (data as *const usize).read_unaligned() };
    copy_out(call, find(call, Key::Device, &name), kind, buffer, length)
}

pub(super) fn write_adapter_key(call: &Call<'_>, words: &Words) -> u32 {
    let Some(name) = device_value(call, words) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    let data = (words.word(3), words.long(4));
    keep(call, Key::Device, name, words.long(2), data)
}

/// `StorPortEnableRegistryKeyNotification`: its page has no IRQL; the runtime asks for that of the callback.
pub(super) fn enable_notification(call: &Call<'_>, words: &Words) -> u32 {
    if words.word(0) == 0 {
        return call.bad("StorPortEnableRegistryKeyNotification: NotificationCallback is NULL");
    }
    // SAFETY: the driver passes a HW_REGISTRY_NOTIFICATION_ROUTINE that is not NULL.
    let routine = unsafe {
        std::mem::transmute::<*const c_void, ffi::HW_REGISTRY_NOTIFICATION_ROUTINE>(
            words.word(0) as *const c_void
        )
    };
    let routine = call.kernel.callable(routine);
    call.adapter().notification.enable(routine);
    ffi::STOR_STATUS_SUCCESS
}
