//! [`Ports`]: device registers in I/O space.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use crate::ffi;
use crate::shared::extension::{ExtensionPart, OptionalPart};
use crate::shared::hardware::fact::Fact;
use crate::shared::hardware::{
    RawRegister, Readable, Register, RegisterBlock, RegisterValue, Writable,
};

/// A range of I/O ports, of at least `R::SIZE` ports. The counterpart of [`Mmio`](super::Mmio) for ranges in I/O space
/// ([`Context::map_ports`](crate::Context::map_ports)); registers are declared alike, of at most 32 bits. Any IRQL.
pub struct Ports<R> {
    base: NonNull<u8>,
    device_extension: ffi::PVOID,
    // The range was checked against `R::SIZE`.
    block: Fact<R>,
}

// SAFETY: as for `Mmio`.
#[diagnostic::do_not_recommend]
unsafe impl<R> ExtensionPart for Ports<R> {
    type Guarded = ();
}
impl<R> OptionalPart for Ports<R> {}

/// A width that I/O ports have: `u8`, `u16`, `u32`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "I/O ports have 8, 16 or 32 bits, not `{Self}`",
    note = "read or write a 64-bit register in I/O space in two halves"
)]
pub trait PortWidth: RawRegister {
    /// Reads a port.
    ///
    /// # Safety
    /// `port` lies in a range of `device_extension`'s ports.
    #[doc(hidden)]
    unsafe fn input(device_extension: ffi::PVOID, port: *mut Self) -> Self;
    /// Writes a port.
    ///
    /// # Safety
    /// As `input`.
    #[doc(hidden)]
    unsafe fn output(device_extension: ffi::PVOID, port: *mut Self, value: Self);
    /// Reads a port as often as `into` has values.
    ///
    /// # Safety
    /// As `input`.
    #[doc(hidden)]
    unsafe fn input_all(device_extension: ffi::PVOID, port: *mut Self, into: &mut [Self]);
    /// Writes a port as often as `from` has values.
    ///
    /// # Safety
    /// As `input`.
    #[doc(hidden)]
    unsafe fn output_all(device_extension: ffi::PVOID, port: *mut Self, from: &[Self]);
}

/// How many values one call of a routine takes.
const MOST: usize = u32::MAX as usize;

/// At most [`MOST`] values, as a routine counts them.
fn values(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

macro_rules! widths {
    ($($width:ty: $read:ident, $write:ident, $read_buffer:ident, $write_buffer:ident;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl PortWidth for $width {
            #[inline]
            unsafe fn input(device_extension: ffi::PVOID, port: *mut Self) -> Self {
                // SAFETY: the caller's word.
                unsafe { ffi::$read(device_extension, port) }
            }
            #[inline]
            unsafe fn output(device_extension: ffi::PVOID, port: *mut Self, value: Self) {
                // SAFETY: the caller's word.
                unsafe { ffi::$write(device_extension, port, value) }
            }
            #[inline]
            unsafe fn input_all(device_extension: ffi::PVOID, port: *mut Self, into: &mut [Self]) {
                for part in into.chunks_mut(MOST) {
                    // SAFETY: the caller's word; the buffer has as many values.
                    unsafe {
                        ffi::$read_buffer(device_extension, port, part.as_mut_ptr(), values(part.len()));
                    }
                }
            }
            #[inline]
            unsafe fn output_all(device_extension: ffi::PVOID, port: *mut Self, from: &[Self]) {
                for part in from.chunks(MOST) {
                    // SAFETY: the caller's word; the buffer has as many values, and the routine only reads it.
                    unsafe {
                        ffi::$write_buffer(device_extension, port, part.as_ptr().cast_mut(), values(part.len()));
                    }
                }
            }
        }
    )+};
}
widths! {
    u8: StorPortReadPortUchar, StorPortWritePortUchar, StorPortReadPortBufferUchar, StorPortWritePortBufferUchar;
    u16: StorPortReadPortUshort, StorPortWritePortUshort, StorPortReadPortBufferUshort, StorPortWritePortBufferUshort;
    u32: StorPortReadPortUlong, StorPortWritePortUlong, StorPortReadPortBufferUlong, StorPortWritePortBufferUlong;
}

impl<R: RegisterBlock> Ports<R> {
    /// # Safety
    /// `base` is the beginning of `R::SIZE` ports, mapped for this adapter as long as its extension lives.
    pub(super) unsafe fn new(base: NonNull<u8>, device_extension: ffi::PVOID) -> Self {
        Self {
            base,
            device_extension,
            block: PhantomData,
        }
    }

    /// Reads a port.
    #[inline]
    pub fn read<T, A: Readable>(&self, register: Register<R, T, A>) -> T
    where
        T: RegisterValue<Raw: PortWidth>,
    {
        // SAFETY: the register lies inside `R::SIZE` ports (`Register`), and those are mapped (`new`).
        T::from_raw(unsafe { T::Raw::input(self.device_extension, self.place(register)) })
    }

    /// Writes a port.
    #[inline]
    pub fn write<T, A: Writable>(&self, register: Register<R, T, A>, value: T)
    where
        T: RegisterValue<Raw: PortWidth>,
    {
        // SAFETY: as in `read`.
        unsafe {
            T::Raw::output(
                self.device_extension,
                self.place(register),
                value.into_raw(),
            );
        };
    }

    /// Reads one port again and again, until `into` is full: a port behind which a queue of data is (`StorPortReadPortBuffer*`).
    #[inline]
    pub fn read_buffer<T, A: Readable>(&self, port: Register<R, T, A>, into: &mut [T])
    where
        T: PortWidth + RegisterValue<Raw = T>,
    {
        // SAFETY: as in `read`.
        unsafe { T::input_all(self.device_extension, self.place(port), into) };
    }

    /// Writes all of `from` to one port, one value after the other (`StorPortWritePortBuffer*`).
    #[inline]
    pub fn write_buffer<T, A: Writable>(&self, port: Register<R, T, A>, from: &[T])
    where
        T: PortWidth + RegisterValue<Raw = T>,
    {
        // SAFETY: as in `read`.
        unsafe { T::output_all(self.device_extension, self.place(port), from) };
    }

    #[inline]
    fn place<T: RegisterValue, A>(&self, register: Register<R, T, A>) -> *mut T::Raw {
        self.base.as_ptr().wrapping_add(register.offset()).cast()
    }
}

impl<R> fmt::Debug for Ports<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ports({:p})", self.base)
    }
}
