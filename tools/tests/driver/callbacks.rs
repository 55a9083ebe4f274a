//! Callbacks without the runtime: what they reach is right in one and wrong in others.

use core::ffi::c_void;

#[link(name = "storport.sys", kind = "raw-dylib", modifiers = "+verbatim")]
unsafe extern "C" {
    fn StorPortNotification(kind: i32, extension: *mut c_void, ...);
    fn StorPortExtendedFunction(code: i32, extension: *mut c_void, ...) -> u32;
    fn StorPortRegistryRead(
        extension: *mut c_void,
        name: *const u8,
        global: u32,
        kind: u32,
        buffer: *mut u8,
        length: *mut u32,
    ) -> u8;
}

const ISSUE_DPC: i32 = 0x1002;
const ACQUIRE_SPIN_LOCK: i32 = 0x1003;
const START_IO_LOCK: i32 = 2;
const ALLOCATE_POOL: i32 = 0;

/// Puts the callbacks where they are kept.
pub fn register(data: &mut [u64; 40]) {
    data[1] = HwInterrupt as *const () as u64;
    data[2] = HwDpc as *const () as u64;
    data[3] = HwWork as *const () as u64;
    data[4] = HwNobody as *const () as u64;
}

/// Allocates, two calls away, what is too high for it.
#[unsafe(no_mangle)]
pub extern "system" fn HwInterrupt(extension: *mut c_void) -> u8 {
    let mut issued = 0_i32;
    // SAFETY: not meant to run.
    unsafe {
        StorPortNotification(ISSUE_DPC, extension, extension, 0_usize, 0_usize, &raw mut issued);
    }
    allocate(extension);
    issued as u8
}

#[inline(never)]
fn allocate(extension: *mut c_void) {
    let mut memory: *mut c_void = core::ptr::null_mut();
    // SAFETY: not meant to run.
    unsafe { StorPortExtendedFunction(ALLOCATE_POOL, extension, 64_u32, 7_u32, &raw mut memory) };
}

/// Acquires a lock that it may, and calls a pointer.
#[unsafe(no_mangle)]
pub extern "system" fn HwDpc(
    _dpc: *mut c_void,
    extension: *mut c_void,
    first: extern "system" fn(*mut c_void),
    _second: *mut c_void,
) {
    let mut handle = [0_u64; 8];
    // SAFETY: not meant to run.
    unsafe {
        StorPortNotification(
            ACQUIRE_SPIN_LOCK,
            extension,
            START_IO_LOCK,
            core::ptr::null_mut::<c_void>(),
            &raw mut handle,
        );
    }
    first(extension);
    core::hint::black_box(&mut handle);
}

/// Reads the registry, which it may, into a stack that is too small for that.
#[unsafe(no_mangle)]
pub extern "system" fn HwWork(extension: *mut c_void, _context: *mut c_void, _worker: *mut c_void) {
    let mut buffer = [0_u8; 40_000];
    let mut length = 40_000;
    // SAFETY: not meant to run.
    unsafe {
        StorPortRegistryRead(extension, b"x\0".as_ptr(), 1, 1, buffer.as_mut_ptr(), &raw mut length);
    }
    core::hint::black_box(&mut buffer);
}

/// No one says what it is.
#[unsafe(no_mangle)]
pub extern "system" fn HwNobody(extension: *mut c_void) {
    allocate(extension);
}
