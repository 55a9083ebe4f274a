//! A driver that registers nothing but uses what generated code may need: memory functions, a large stack frame, floating
//! point, 128-bit division, formatting.
#![no_std]
#![allow(non_upper_case_globals)]

#[cfg(feature = "callbacks")]
mod callbacks;

use core::ffi::c_void;
use core::fmt::Write as _;

#[link(name = "storport.sys", kind = "raw-dylib", modifiers = "+verbatim")]
unsafe extern "C" {
    #[cfg(not(feature = "wdm"))]
    fn StorPortInitialize(
        driver: *mut c_void,
        path: *mut c_void,
        data: *mut c_void,
        context: *mut c_void,
    ) -> u32;
    #[cfg(feature = "deprecated")]
    fn StorPortLogError(
        extension: *mut c_void,
        srb: *mut c_void,
        path: u8,
        target: u8,
        lun: u8,
        code: u32,
        id: u32,
    );
}

#[link(name = "ntoskrnl.exe", kind = "raw-dylib", modifiers = "+verbatim")]
unsafe extern "C" {
    fn KeBugCheckEx(code: u32, p1: usize, p2: usize, p3: usize, p4: usize) -> !;
    #[cfg(feature = "prohibited")]
    fn KeSetEvent(event: *mut c_void, increment: i32, wait: u8) -> i32;
    #[cfg(feature = "system_queue")]
    fn IoStartPacket(
        device: *mut c_void,
        irp: *mut c_void,
        key: *mut u32,
        cancel: *mut c_void,
    );
    #[cfg(feature = "wdm")]
    fn IoCreateDevice(
        driver: *mut c_void,
        size: u32,
        name: *mut c_void,
        device_type: u32,
        characteristics: u32,
        exclusive: u8,
        device: *mut *mut c_void,
    ) -> u32;
}

// What the compiler calls without being asked to; the kernel has them.
#[allow(dead_code)]
#[link(name = "ntoskrnl.exe", kind = "raw-dylib", modifiers = "+verbatim")]
unsafe extern "C" {
    fn memcpy(to: *mut c_void, from: *const c_void, count: usize) -> *mut c_void;
    fn memmove(to: *mut c_void, from: *const c_void, count: usize) -> *mut c_void;
    fn memset(to: *mut c_void, byte: i32, count: usize) -> *mut c_void;
    fn memcmp(left: *const c_void, right: *const c_void, count: usize) -> i32;
    fn __chkstk();
}

#[cfg(feature = "c_runtime")]
#[link(name = "ucrtbase.dll", kind = "raw-dylib", modifiers = "+verbatim")]
unsafe extern "C" {
    fn puts(text: *const u8) -> i32;
}

#[cfg(feature = "undefined")]
unsafe extern "C" {
    fn no_such_symbol();
}

// Code with floating point names `_fltused`, the installed `core`, which was compiled with unwinding, `__CxxFrameHandler3`.
#[cfg(target_arch = "x86_64")]
core::arch::global_asm!(
    ".globl _fltused, __CxxFrameHandler3",
    ".set _fltused, 0x9875",
    "__CxxFrameHandler3:",
    "mov eax, 1",
    "ret",
);
#[cfg(target_arch = "aarch64")]
core::arch::global_asm!(
    ".globl __CxxFrameHandler3",
    "__CxxFrameHandler3:",
    "mov w0, #1",
    "ret",
);

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: may be called at any IRQL.
    unsafe { KeBugCheckEx(0xdead, 0, 0, 0, 0) }
}

struct Text([u8; 64], usize);

impl core::fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let room = self
            .0
            .get_mut(self.1..)
            .and_then(|rest| rest.get_mut(..text.len()));
        room.ok_or(core::fmt::Error)?
            .copy_from_slice(text.as_bytes());
        self.1 += text.len();
        Ok(())
    }
}

#[inline(never)]
fn needs_everything(out: &mut [u8], count: usize) -> u64 {
    let mut frame = [0_u8; 9000];
    frame[..count].fill(count as u8);
    out[..count].copy_from_slice(&frame[..count]);
    out.copy_within(1..count, 0);
    let mut text = Text([0; 64], 0);
    let _ = write!(
        text,
        "{:?} {}",
        count as f64 * 1.5,
        (count as u128) << 70 / (out.len() as u128)
    );
    u64::from(out[..count] == frame[..count]) + text.1 as u64
}

/// The entry point.
///
/// # Safety
///
/// Not meant to run.
#[cfg(not(feature = "entryless"))]
#[unsafe(no_mangle)]
pub unsafe extern "system" fn DriverEntry(driver: *mut c_void, path: *mut c_void) -> u32 {
    let mut data = [0_u64; 40];
    // SAFETY: not meant to run.
    unsafe {
        #[cfg(feature = "deprecated")]
        StorPortLogError(driver, path, 0, 0, 0, 0, 0);
        #[cfg(feature = "prohibited")]
        KeSetEvent(driver, 0, 0);
        #[cfg(feature = "c_runtime")]
        puts(b"x\0".as_ptr());
        #[cfg(feature = "undefined")]
        no_such_symbol();
        data[0] = needs_everything(
            core::slice::from_raw_parts_mut(driver.cast(), 8000),
            path as usize,
        );
        #[cfg(feature = "callbacks")]
        callbacks::register(&mut data);
        #[cfg(feature = "system_queue")]
        IoStartPacket(driver, path, data.as_mut_ptr().cast(), driver);
        #[cfg(feature = "wdm")]
        return IoCreateDevice(driver, 0, path, 0, 0, 0, data.as_mut_ptr().cast());
        #[cfg(not(feature = "wdm"))]
        StorPortInitialize(
            driver,
            path,
            data.as_mut_ptr().cast(),
            core::ptr::null_mut(),
        )
    }
}
