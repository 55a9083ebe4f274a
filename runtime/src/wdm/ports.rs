//! [`IoPorts`]: device registers in I/O space.

use core::fmt;
use core::marker::PhantomData;

#[cfg(not(all(windows, not(feature = "simulated"))))]
use crate::ffi;
use crate::shared::extension::{ExtensionPart, OptionalPart};
use crate::shared::hardware::fact::Fact;
use crate::shared::hardware::{
    RawRegister, Readable, Register, RegisterBlock, RegisterValue, Writable,
};

/// A range of I/O ports, of at least `R::SIZE` ports ([`Resources::map_ports`](crate::wdm::Resources::map_ports)). The counterpart of
/// [`Mmio`](crate::Mmio) for ranges in I/O space; registers are declared alike, of at most 32 bits. Any IRQL.
pub struct IoPorts<R> {
    /// The number of the first port.
    first: usize,
    // The range was checked against `R::SIZE`.
    block: Fact<R>,
    // It goes with the hardware, as a mapping does: no other place may keep it.
    place: PhantomData<*mut ()>,
}

// SAFETY: as for `Mmio`: a port is no Rust memory, and an access is one bus transaction.
#[diagnostic::do_not_recommend]
unsafe impl<R> ExtensionPart for IoPorts<R> {
    type Guarded = ();
}
impl<R> OptionalPart for IoPorts<R> {}

/// A width that I/O ports have: `u8`, `u16`, `u32`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "I/O ports have 8, 16 or 32 bits, not `{Self}`",
    note = "read or write a 64-bit register in I/O space in two halves"
)]
pub trait IoPortWidth: RawRegister {
    /// Reads a port.
    ///
    /// # Safety
    /// `port` lies in a range of ports that was assigned to the driver's device.
    #[doc(hidden)]
    unsafe fn input(port: usize) -> Self;
    /// Writes a port.
    ///
    /// # Safety
    /// As `input`.
    #[doc(hidden)]
    unsafe fn output(port: usize, value: Self);
}

/// The instructions that `READ_PORT_*` and `WRITE_PORT_*` are, or calls to the simulator.
macro_rules! widths {
    ($($width:ty: $read:ident, $write:ident, $register:tt;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl IoPortWidth for $width {
            #[inline(always)]
            unsafe fn input(port: usize) -> Self {
                #[cfg(all(windows, not(feature = "simulated"), target_arch = "x86_64"))]
                {
                    let value: Self;
                    #[allow(clippy::cast_possible_truncation, reason = "ports have 16 bits")]
                    // SAFETY: the caller's word. It may change what other ports and memory hold, which the compiler is not told otherwise.
                    unsafe {
                        core::arch::asm!(
                            concat!("in ", $register, ", dx"),
                            out($register) value,
                            in("dx") port as u16,
                            options(nostack, preserves_flags),
                        );
                    }
                    value
                }
                #[cfg(not(all(windows, not(feature = "simulated"), target_arch = "x86_64")))]
                // SAFETY: the caller's word.
                unsafe { $read(core::ptr::without_provenance_mut(port)) }
            }
            #[inline(always)]
            unsafe fn output(port: usize, value: Self) {
                #[cfg(all(windows, not(feature = "simulated"), target_arch = "x86_64"))]
                #[allow(clippy::cast_possible_truncation, reason = "ports have 16 bits")]
                // SAFETY: as above.
                unsafe {
                    core::arch::asm!(
                        concat!("out dx, ", $register),
                        in("dx") port as u16,
                        in($register) value,
                        options(nostack, preserves_flags),
                    );
                }
                #[cfg(not(all(windows, not(feature = "simulated"), target_arch = "x86_64")))]
                // SAFETY: the caller's word.
                unsafe { $write(core::ptr::without_provenance_mut(port), value) }
            }
        }
    )+};
}

#[cfg(not(all(windows, not(feature = "simulated"))))]
use ffi::{
    READ_PORT_UCHAR, READ_PORT_ULONG, READ_PORT_USHORT, WRITE_PORT_UCHAR, WRITE_PORT_ULONG,
    WRITE_PORT_USHORT,
};

widths! {
    u8: READ_PORT_UCHAR, WRITE_PORT_UCHAR, "al";
    u16: READ_PORT_USHORT, WRITE_PORT_USHORT, "ax";
    u32: READ_PORT_ULONG, WRITE_PORT_ULONG, "eax";
}

/// Other processors have no I/O space: no range of ports is assigned there, and a translated one is memory (page of
/// `CM_PARTIAL_RESOURCE_DESCRIPTOR`). Nothing calls these.
#[cfg(all(windows, not(feature = "simulated"), not(target_arch = "x86_64")))]
#[allow(non_snake_case, reason = "names of the kernel's routines")]
mod no_ports {
    macro_rules! none {
        ($($read:ident, $write:ident: $width:ty;)+) => {$(
            pub(super) unsafe fn $read(_: *mut $width) -> $width {
                <$width>::MAX
            }
            pub(super) unsafe fn $write(_: *mut $width, _: $width) {}
        )+};
    }
    none! {
        READ_PORT_UCHAR, WRITE_PORT_UCHAR: u8;
        READ_PORT_USHORT, WRITE_PORT_USHORT: u16;
        READ_PORT_ULONG, WRITE_PORT_ULONG: u32;
    }
}
#[cfg(all(windows, not(feature = "simulated"), not(target_arch = "x86_64")))]
use no_ports::*;

impl<R: RegisterBlock> IoPorts<R> {
    /// # Safety
    /// `first` is the first of `R::SIZE` ports that were assigned to the device, as long as it is started.
    pub(super) unsafe fn new(first: usize) -> Self {
        Self {
            first,
            block: PhantomData,
            place: PhantomData,
        }
    }

    /// Reads a port.
    #[inline(always)]
    pub fn read<T, A: Readable>(&self, register: Register<R, T, A>) -> T
    where
        T: RegisterValue<Raw: IoPortWidth>,
    {
        // SAFETY: the register lies inside `R::SIZE` ports (`Register`), and those are the device's (`new`).
        T::from_raw(unsafe { T::Raw::input(self.first + register.offset()) })
    }

    /// Writes a port.
    #[inline(always)]
    pub fn write<T, A: Writable>(&self, register: Register<R, T, A>, value: T)
    where
        T: RegisterValue<Raw: IoPortWidth>,
    {
        // SAFETY: as in `read`.
        unsafe { T::Raw::output(self.first + register.offset(), value.into_raw()) };
    }

    /// Reads one port again and again, until `into` is full: a port behind which a queue of data is.
    #[inline]
    pub fn read_buffer<T, A: Readable>(&self, port: Register<R, T, A>, into: &mut [T])
    where
        T: IoPortWidth + RegisterValue<Raw = T>,
    {
        for value in into {
            // SAFETY: as in `read`.
            *value = unsafe { T::input(self.first + port.offset()) };
        }
    }

    /// Writes all of `from` to one port, one value after the other.
    #[inline]
    pub fn write_buffer<T, A: Writable>(&self, port: Register<R, T, A>, from: &[T])
    where
        T: IoPortWidth + RegisterValue<Raw = T>,
    {
        for &value in from {
            // SAFETY: as in `read`.
            unsafe { T::output(self.first + port.offset(), value) };
        }
    }
}

impl<R> fmt::Debug for IoPorts<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IoPorts({:#x})", self.first)
    }
}
