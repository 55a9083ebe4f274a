//! The registry key of an adapter.

use std::ffi::CStr;

use miniport::ffi;

use super::memory::free;
use super::routine::{Call, put, routines};
use super::words::Words;
use crate::kernel::memory::pool::Kind;
use crate::storport::options::RegistryValue;

routines! {
    /// A buffer for registry values.
    StorPortAllocateRegistryBuffer(extension, length: ffi::PULONG) -> ffi::PUCHAR, UP_TO_DISPATCH
        => |call| allocate_registry_buffer(call, length), else std::ptr::null_mut();
    /// Frees the buffer.
    StorPortFreeRegistryBuffer(extension, buffer: ffi::PUCHAR) -> (), UP_TO_DISPATCH
        => |call| free_registry_buffer(call, buffer), else ();
    /// Reads a value to the buffer; with too small a buffer the length that it needs.
    StorPortRegistryRead(
        extension, name: ffi::PUCHAR, _global: ffi::ULONG, kind: ffi::ULONG, buffer: ffi::PUCHAR,
        length: ffi::PULONG
    ) -> ffi::BOOLEAN, PASSIVE => |call| registry_read(call, name, kind, buffer, length), else ffi::FALSE;
    /// Writes a value: it is logged, not kept.
    StorPortRegistryWrite(
        extension, name: ffi::PUCHAR, _global: ffi::ULONG, kind: ffi::ULONG, _buffer: ffi::PUCHAR,
        length: ffi::ULONG
    ) -> ffi::BOOLEAN, PASSIVE => |call| registry_write(call, name, kind, length), else ffi::FALSE;
}

impl RegistryValue {
    /// The type and the bytes, as a driver reads them.
    fn bytes(&self) -> (u32, Vec<u8>) {
        match self {
            Self::Dword(value) => (ffi::MINIPORT_REG_DWORD, value.to_le_bytes().to_vec()),
            Self::String(value) => (ffi::MINIPORT_REG_SZ, value.bytes().chain([0]).collect()),
            Self::Binary(value) => (ffi::MINIPORT_REG_BINARY, value.clone()),
        }
    }
}

/// The value of a name that the driver gives as a C string.
fn find(call: &Call<'_>, name: usize) -> Option<(u32, Vec<u8>)> {
    if name == 0 {
        call.bad("the name of a registry value is NULL");
        return None;
    }
    // SAFETY: the driver gives a string that ends with 0.
    let name = unsafe { CStr::from_ptr(name as *const _) }
        .to_string_lossy()
        .to_ascii_lowercase();
    let options = &call.adapter().options;
    if name == "driverparameter" && !options.argument.is_empty() {
        return Some(RegistryValue::String(options.argument.clone()).bytes());
    }
    options.registry.get(&name).map(RegistryValue::bytes)
}

fn allocate_registry_buffer(call: &Call<'_>, length: ffi::PULONG) -> ffi::PUCHAR {
    if length.is_null() {
        call.bad("StorPortAllocateRegistryBuffer: the length is NULL");
        return std::ptr::null_mut();
    }
    // SAFETY: the driver says that a ULONG is there.
    let bytes = unsafe { length.read_unaligned() };
    if bytes == 0 {
        return std::ptr::null_mut();
    }
    call.kernel.pool.allocate(
        Kind::Registry,
        call.adapter().number,
        bytes as usize,
        0,
        None,
    )
}

fn free_registry_buffer(call: &Call<'_>, buffer: ffi::PUCHAR) {
    free(call, Kind::Registry, buffer as usize);
}

fn registry_read(
    call: &Call<'_>,
    name: ffi::PUCHAR,
    kind: ffi::ULONG,
    buffer: ffi::PUCHAR,
    length: ffi::PULONG,
) -> ffi::BOOLEAN {
    let status = copy_out(
        call,
        find(call, name as usize),
        kind,
        buffer as usize,
        length as usize,
    );
    ffi::BOOLEAN::from(status == ffi::STOR_STATUS_SUCCESS)
}

fn copy_out(
    call: &Call<'_>,
    value: Option<(u32, Vec<u8>)>,
    kind: u32,
    buffer: usize,
    length: usize,
) -> u32 {
    if length == 0 {
        return call.bad("the length of a registry buffer is NULL");
    }
    let Some((found, bytes)) = value else {
        put(call, length, 0u32);
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    };
    if kind != found {
        put(call, length, 0u32);
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
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

fn registry_write(
    call: &Call<'_>,
    name: ffi::PUCHAR,
    kind: ffi::ULONG,
    length: ffi::ULONG,
) -> ffi::BOOLEAN {
    if name.is_null() {
        call.bad("the name of a registry value is NULL");
        return ffi::FALSE;
    }
    // SAFETY: the driver gives a string that ends with 0.
    let name = unsafe { CStr::from_ptr(name.cast()) }.to_string_lossy();
    call.kernel.log(
        Some(call.adapter().number),
        format!("registry value {name} of type {kind} is written, {length} bytes"),
    );
    ffi::TRUE
}

/// `StorPortRegistryReadAdapterKey`: the driver's buffer, or one that is allocated for it.
pub(super) fn read_adapter_key(call: &Call<'_>, words: &Words) -> u32 {
    let (name, kind, data, length) = (words.word(1), words.long(2), words.word(3), words.word(4));
    if data == 0 || length == 0 {
        return call.bad("StorPortRegistryReadAdapterKey: ValueData or ValueDataLength is NULL");
    }
    // SAFETY: the driver says that a pointer is there.
    let buffer = unsafe { (data as *const usize).read_unaligned() };
    let value = find(call, name);
    if buffer == 0 {
        let Some((found, bytes)) = value else {
            return ffi::STOR_STATUS_UNSUCCESSFUL;
        };
        if found != kind || bytes.is_empty() {
            return ffi::STOR_STATUS_INVALID_PARAMETER;
        }
        let place = call.storport.kernel.pool.allocate(
            Kind::Registry,
            call.adapter().number,
            bytes.len(),
            0,
            None,
        );
        // SAFETY: a new block of this length.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len()) };
        put(call, data, place as usize);
        return put(call, length, u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    }
    copy_out(call, value, kind, buffer, length)
}

pub(super) fn write_adapter_key(call: &Call<'_>, words: &Words) -> u32 {
    call.kernel.log(
        Some(call.adapter().number),
        format!("a registry value of {} bytes is written", words.long(4)),
    );
    ffi::STOR_STATUS_SUCCESS
}
