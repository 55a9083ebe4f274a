//! The registry key of an adapter.

use std::ffi::CStr;

use miniport::ffi;

use super::Words;
use super::memory::free;
use super::routine::{Call, PASSIVE, Routine, UP_TO_DISPATCH, put};
use crate::adapter::RegistryValue;
use crate::memory::pool::Kind;

static ALLOCATE: Routine = Routine::new("StorPortAllocateRegistryBuffer", UP_TO_DISPATCH);
static FREE: Routine = Routine::new("StorPortFreeRegistryBuffer", UP_TO_DISPATCH);
static READ: Routine = Routine::new("StorPortRegistryRead", PASSIVE);
static WRITE: Routine = Routine::new("StorPortRegistryWrite", PASSIVE);

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

/// A buffer for registry values.
#[unsafe(no_mangle)]
extern "C" fn StorPortAllocateRegistryBuffer(
    extension: ffi::PVOID,
    length: ffi::PULONG,
) -> ffi::PUCHAR {
    let Some(call) = Call::enter(&ALLOCATE, extension) else {
        return std::ptr::null_mut();
    };
    if length.is_null() {
        call.bad("StorPortAllocateRegistryBuffer: the length is NULL");
        return std::ptr::null_mut();
    }
    // SAFETY: the driver says that a ULONG is there.
    let bytes = unsafe { length.read_unaligned() };
    if bytes == 0 {
        return std::ptr::null_mut();
    }
    call.core.pool.allocate(
        Kind::Registry,
        call.adapter().number,
        bytes as usize,
        0,
        None,
    )
}

/// Frees the buffer.
#[unsafe(no_mangle)]
extern "C" fn StorPortFreeRegistryBuffer(extension: ffi::PVOID, buffer: ffi::PUCHAR) {
    if let Some(call) = Call::enter(&FREE, extension) {
        free(&call, Kind::Registry, buffer as usize);
    }
}

/// Reads a value to the buffer; with too small a buffer the length that it needs.
#[unsafe(no_mangle)]
extern "C" fn StorPortRegistryRead(
    extension: ffi::PVOID,
    name: ffi::PUCHAR,
    _global: ffi::ULONG,
    kind: ffi::ULONG,
    buffer: ffi::PUCHAR,
    length: ffi::PULONG,
) -> ffi::BOOLEAN {
    let Some(call) = Call::enter(&READ, extension) else {
        return ffi::FALSE;
    };
    let status = copy_out(
        &call,
        find(&call, name as usize),
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

/// Writes a value: it is logged, not kept.
#[unsafe(no_mangle)]
extern "C" fn StorPortRegistryWrite(
    extension: ffi::PVOID,
    name: ffi::PUCHAR,
    _global: ffi::ULONG,
    kind: ffi::ULONG,
    _buffer: ffi::PUCHAR,
    length: ffi::ULONG,
) -> ffi::BOOLEAN {
    let Some(call) = Call::enter(&WRITE, extension) else {
        return ffi::FALSE;
    };
    if name.is_null() {
        call.bad("the name of a registry value is NULL");
        return ffi::FALSE;
    }
    // SAFETY: the driver gives a string that ends with 0.
    let name = unsafe { CStr::from_ptr(name.cast()) }.to_string_lossy();
    call.core.log(
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
        let place =
            call.core
                .pool
                .allocate(Kind::Registry, call.adapter().number, bytes.len(), 0, None);
        // SAFETY: a new block of this length.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len()) };
        put(call, data, place as usize);
        return put(call, length, u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    }
    copy_out(call, value, kind, buffer, length)
}

pub(super) fn write_adapter_key(call: &Call<'_>, words: &Words) -> u32 {
    call.core.log(
        Some(call.adapter().number),
        format!("a registry value of {} bytes is written", words.long(4)),
    );
    ffi::STOR_STATUS_SUCCESS
}
