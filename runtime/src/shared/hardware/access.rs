//! The one place that touches device memory: volatile accesses with the barriers that `READ_REGISTER_*` and
//! `WRITE_REGISTER_*` have (wdm.h), or calls to the simulator.

/// Accesses to a register of one width.
///
/// The simulator gets each access as a call: there the addresses are not memory.
pub(super) trait Width: Copy {
    /// Reads the register at `address`.
    ///
    /// # Safety
    /// `address` is aligned and lies in a range that is mapped for the adapter.
    unsafe fn load(adapter: Adapter, address: *mut Self) -> Self;
    /// Writes the register at `address`.
    ///
    /// # Safety
    /// As `load`.
    unsafe fn store(adapter: Adapter, address: *mut Self, value: Self);
}

/// What an access needs beside the address: nothing on Windows, the device extension in the simulator.
#[cfg(all(windows, not(feature = "simulated")))]
pub(crate) type Adapter = ();
/// What an access needs beside the address: nothing on Windows, the device extension in the simulator.
#[cfg(not(all(windows, not(feature = "simulated"))))]
pub(crate) type Adapter = crate::ffi::PVOID;

/// The [`Adapter`] of a device extension.
#[inline(always)]
pub(crate) fn adapter(device_extension: crate::ffi::PVOID) -> Adapter {
    #[cfg(all(windows, not(feature = "simulated")))]
    {
        let _ = device_extension;
    }
    #[cfg(not(all(windows, not(feature = "simulated"))))]
    {
        device_extension
    }
}

/// Shared memory of an adapter is about to be read or written: `length` bytes at `place`.
///
/// A host build asks the simulator, as it does for registers: `thread_local!` can keep the memory longer than the adapter has it.
/// The call does not return if it is gone.
#[inline(always)]
pub(super) fn shared(adapter: Adapter, place: *mut u8, length: usize) {
    #[cfg(all(windows, not(feature = "simulated")))]
    {
        let _ = (adapter, place, length);
    }
    #[cfg(not(all(windows, not(feature = "simulated"))))]
    if !cfg!(test) {
        // SAFETY: the simulator only looks where the memory is.
        unsafe { crate::ffi::MiniportSimSharedMemory(adapter, place, length) };
    }
}

/// Everything that was written to memory before is there before the device sees what is written next.
#[inline(always)]
pub(super) fn before_write() {
    #[cfg(target_arch = "aarch64")]
    // SAFETY: a barrier has no other effect.
    unsafe {
        core::arch::asm!("dmb sy", options(nostack, preserves_flags));
    }
    // x86 keeps the order of writes, to uncached memory too; only the compiler must not change it.
    #[cfg(not(target_arch = "aarch64"))]
    core::sync::atomic::compiler_fence(core::sync::atomic::Ordering::SeqCst);
}

/// Everything that is read from memory next is as new as what was read from the device.
#[inline(always)]
pub(super) fn after_read() {
    #[cfg(target_arch = "aarch64")]
    // SAFETY: a barrier has no other effect.
    unsafe {
        core::arch::asm!("dmb sy", options(nostack, preserves_flags));
    }
    #[cfg(not(target_arch = "aarch64"))]
    core::sync::atomic::compiler_fence(core::sync::atomic::Ordering::SeqCst);
}

#[cfg(all(windows, not(feature = "simulated")))]
mod direct {
    use super::{Adapter, Width, after_read, before_write};

    macro_rules! widths {
        ($($width:ty),+) => {$(
            impl Width for $width {
                #[inline(always)]
                unsafe fn load((): Adapter, address: *mut Self) -> Self {
                    // SAFETY: the caller's word: a mapped register, which is no Rust allocation.
                    let value = unsafe { address.read_volatile() };
                    after_read();
                    value
                }
                #[inline(always)]
                unsafe fn store((): Adapter, address: *mut Self, value: Self) {
                    before_write();
                    // SAFETY: as above.
                    unsafe { address.write_volatile(value) };
                }
            }
        )+};
    }
    widths!(u8, u16, u32, u64);
}

#[cfg(not(all(windows, not(feature = "simulated"))))]
mod simulated {
    use super::{Adapter, Width, after_read, before_write};
    use crate::ffi::{
        MiniportSimReadRegister64, MiniportSimWriteRegister64, READ_REGISTER_UCHAR,
        READ_REGISTER_ULONG, READ_REGISTER_ULONG64, READ_REGISTER_USHORT,
        StorPortReadRegisterUchar, StorPortReadRegisterUlong, StorPortReadRegisterUshort,
        StorPortWriteRegisterUchar, StorPortWriteRegisterUlong, StorPortWriteRegisterUshort,
        WRITE_REGISTER_UCHAR, WRITE_REGISTER_ULONG, WRITE_REGISTER_ULONG64, WRITE_REGISTER_USHORT,
    };

    macro_rules! widths {
        ($($width:ty: $read:ident, $write:ident, $read_wdm:ident, $write_wdm:ident;)+) => {$(
            impl Width for $width {
                #[inline(always)]
                unsafe fn load(adapter: Adapter, address: *mut Self) -> Self {
                    // SAFETY: the caller's word. A WDM driver's device is found by the address.
                    let value = unsafe {
                        if adapter.is_null() {
                            $read_wdm(address)
                        } else {
                            $read(adapter, address)
                        }
                    };
                    after_read();
                    value
                }
                #[inline(always)]
                unsafe fn store(adapter: Adapter, address: *mut Self, value: Self) {
                    before_write();
                    // SAFETY: as above.
                    unsafe {
                        if adapter.is_null() {
                            $write_wdm(address, value);
                        } else {
                            $write(adapter, address, value);
                        }
                    }
                }
            }
        )+};
    }
    widths! {
        u8: StorPortReadRegisterUchar, StorPortWriteRegisterUchar, READ_REGISTER_UCHAR, WRITE_REGISTER_UCHAR;
        u16: StorPortReadRegisterUshort, StorPortWriteRegisterUshort, READ_REGISTER_USHORT, WRITE_REGISTER_USHORT;
        u32: StorPortReadRegisterUlong, StorPortWriteRegisterUlong, READ_REGISTER_ULONG, WRITE_REGISTER_ULONG;
        u64: MiniportSimReadRegister64, MiniportSimWriteRegister64, READ_REGISTER_ULONG64, WRITE_REGISTER_ULONG64;
    }
}
