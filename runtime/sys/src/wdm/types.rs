//! Base types of wdm.h, ntdef.h and guiddef.h, with their names from there.

use core::ffi::c_void;

/// `void *`.
pub type PVOID = *mut c_void;
/// `void`: what a C routine without a result returns.
pub type VOID = ();
/// 8 bits, signed.
pub type CHAR = i8;
/// 8 bits, signed.
pub type CCHAR = i8;
/// 8 bits.
pub type UCHAR = u8;
/// A byte that is [`TRUE`] or [`FALSE`]. C code may hold other values in it.
pub type BOOLEAN = u8;
/// 16 bits, signed.
pub type SHORT = i16;
/// 16 bits, signed.
pub type CSHORT = i16;
/// 16 bits.
pub type USHORT = u16;
/// A UTF-16 code unit.
pub type WCHAR = u16;
/// 32 bits, signed.
pub type LONG = i32;
/// 32 bits.
pub type ULONG = u32;
/// 64 bits, signed.
pub type LONGLONG = i64;
/// 64 bits.
pub type ULONGLONG = u64;
/// An integer of a pointer's size.
pub type ULONG_PTR = usize;
/// A size in bytes.
pub type SIZE_T = usize;
/// The status of a kernel routine: negative for errors.
pub type NTSTATUS = i32;
/// An interrupt request level, `PASSIVE_LEVEL` to `HIGH_LEVEL`.
pub type KIRQL = u8;
/// A signed integer of a pointer's size.
pub type LONG_PTR = isize;
/// The mode that a processor was in: `KernelMode` or `UserMode`.
pub type KPROCESSOR_MODE = CCHAR;
/// How much a thread's priority rises.
pub type KPRIORITY = LONG;
/// A spin lock. It is resident, and never moved once initialised.
pub type KSPIN_LOCK = ULONG_PTR;
/// What an object is opened for.
pub type ACCESS_MASK = ULONG;
/// A type of device: `FILE_DEVICE_*`.
pub type DEVICE_TYPE = ULONG;
/// A language.
pub type LCID = ULONG;
/// What pool memory is asked for: `POOL_FLAG_*`.
pub type POOL_FLAGS = u64;
/// One bit for each processor of a group.
pub type KAFFINITY = usize;
/// A handle of the object manager.
pub type HANDLE = PVOID;

/// Pointer to [`BOOLEAN`].
pub type PBOOLEAN = *mut BOOLEAN;
/// Pointer to [`CHAR`]: a string of bytes that ends with 0.
pub type PCHAR = *mut CHAR;
/// Pointer to [`UCHAR`].
pub type PUCHAR = *mut UCHAR;
/// Pointer to [`SHORT`].
pub type PSHORT = *mut SHORT;
/// Pointer to [`USHORT`].
pub type PUSHORT = *mut USHORT;
/// Pointer to [`ULONG`].
pub type PULONG = *mut ULONG;
/// Pointer to [`SIZE_T`].
pub type PSIZE_T = *mut SIZE_T;
/// Pointer to a string of UTF-16 code units that ends with 0.
pub type PWSTR = *mut WCHAR;
/// Pointer to a string of bytes that ends with 0.
pub type PSTR = *mut CHAR;
/// Pointer to [`KAFFINITY`].
pub type PKAFFINITY = *mut KAFFINITY;
/// Pointer to [`KIRQL`].
pub type PKIRQL = *mut KIRQL;
/// Pointer to [`KSPIN_LOCK`].
pub type PKSPIN_LOCK = *mut KSPIN_LOCK;
/// Pointer to [`HANDLE`].
pub type PHANDLE = *mut HANDLE;
/// Pointer to a constant string of UTF-16 code units that ends with 0.
pub type PCWSTR = *const WCHAR;
/// Pointer to a constant string of bytes that ends with 0.
pub type PCSTR = *const CHAR;

/// Yes.
pub const TRUE: BOOLEAN = 1;
/// No.
pub const FALSE: BOOLEAN = 0;

/// A signed 64-bit integer. In the header a union with two halves; here only the whole.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LARGE_INTEGER {
    pub QuadPart: LONGLONG,
}
/// Pointer to [`LARGE_INTEGER`].
pub type PLARGE_INTEGER = *mut LARGE_INTEGER;
/// An address as a device or the memory controller sees it.
pub type PHYSICAL_ADDRESS = LARGE_INTEGER;
/// Pointer to [`PHYSICAL_ADDRESS`].
pub type PPHYSICAL_ADDRESS = *mut PHYSICAL_ADDRESS;

/// A globally unique identifier.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GUID {
    pub Data1: u32,
    pub Data2: u16,
    pub Data3: u16,
    pub Data4: [u8; 8],
}
/// Pointer to [`GUID`].
pub type LPGUID = *mut GUID;
/// Pointer to a constant [`GUID`].
pub type LPCGUID = *const GUID;

/// A counted UTF-16 string; both lengths are in bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct UNICODE_STRING {
    pub Length: USHORT,
    pub MaximumLength: USHORT,
    pub Buffer: PWSTR,
}
/// Pointer to [`UNICODE_STRING`].
pub type PUNICODE_STRING = *mut UNICODE_STRING;

/// A link of a doubly linked list.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct LIST_ENTRY {
    pub Flink: *mut LIST_ENTRY,
    pub Blink: *mut LIST_ENTRY,
}
/// Pointer to [`LIST_ENTRY`].
pub type PLIST_ENTRY = *mut LIST_ENTRY;

/// A link of a singly linked list.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SINGLE_LIST_ENTRY {
    pub Next: *mut SINGLE_LIST_ENTRY,
}
/// Pointer to [`SINGLE_LIST_ENTRY`].
pub type PSINGLE_LIST_ENTRY = *mut SINGLE_LIST_ENTRY;

/// A set of processors of one group.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct GROUP_AFFINITY {
    pub Mask: KAFFINITY,
    pub Group: USHORT,
    pub Reserved: [USHORT; 3],
}
/// Pointer to [`GROUP_AFFINITY`].
pub type PGROUP_AFFINITY = *mut GROUP_AFFINITY;

/// A processor, as its group and its number there.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct PROCESSOR_NUMBER {
    pub Group: USHORT,
    pub Number: UCHAR,
    pub Reserved: UCHAR,
}
/// Pointer to [`PROCESSOR_NUMBER`].
pub type PPROCESSOR_NUMBER = *mut PROCESSOR_NUMBER;
