//! [`Mmio`]: device registers in memory space.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::access::{self, Adapter, Width as _};
use super::fact::Fact;
use super::register::{Readable, Register, RegisterBlock, RegisterValue, Writable};
use super::register_array::RegisterArray;
use crate::ffi;
use crate::shared::extension::{ExtensionPart, OptionalPart};

/// A mapped range of device registers, of at least `R::SIZE` bytes.
///
/// Find-adapter maps it ([`Context::map_registers`](crate::Context::map_registers)), and it lives in the device extension,
/// where every callback may use it. Each access is one volatile access of the register's width, in the order of the
/// program; on ARM64 with the barriers of `READ_REGISTER_*` and `WRITE_REGISTER_*`. What was written to memory before a
/// register is written, the device finds there. Any IRQL.
///
/// A device that was removed answers with all ones.
///
/// It is neither [`Send`] nor [`Sync`], so that it cannot outlive the mapping in a `static`; the derive knows it as a field
/// of an extension:
///
/// ```compile_fail
/// # use miniport::prelude::*;
/// # enum Controller {}
/// # impl RegisterBlock for Controller { const SIZE: usize = 0x2000; }
/// static REGISTERS: Option<Mmio<Controller>> = None; // the mapping is one adapter's, and goes with it: refused
/// ```
pub struct Mmio<R> {
    base: NonNull<u8>,
    // Nothing in a kernel build.
    adapter: Adapter,
    // The mapping was checked against `R::SIZE`.
    block: Fact<R>,
}

// SAFETY: registers may be used by all processors at once: they are not Rust memory, and an access is one bus transaction.
#[diagnostic::do_not_recommend]
unsafe impl<R> ExtensionPart for Mmio<R> {
    type Guarded = ();
}
impl<R> OptionalPart for Mmio<R> {}

impl<R: RegisterBlock> Mmio<R> {
    /// # Safety
    /// `base` is the beginning of `R::SIZE` bytes of registers, aligned to 8 bytes, mapped for this adapter as long as its
    /// extension lives.
    pub(crate) unsafe fn new(base: NonNull<u8>, device_extension: ffi::PVOID) -> Self {
        Self {
            base,
            adapter: access::adapter(device_extension),
            block: PhantomData,
        }
    }

    /// Reads a register.
    #[inline(always)]
    pub fn read<T: RegisterValue, A: Readable>(&self, register: Register<R, T, A>) -> T {
        // SAFETY: the register lies inside `R::SIZE` bytes and is aligned (`Register`), and those are mapped (`new`).
        T::from_raw(unsafe { T::Raw::load(self.adapter, self.place(register)) })
    }

    /// Writes a register.
    #[inline(always)]
    pub fn write<T: RegisterValue, A: Writable>(&self, register: Register<R, T, A>, value: T) {
        // SAFETY: as in `read`.
        unsafe { T::Raw::store(self.adapter, self.place(register), value.into_raw()) };
    }

    /// Reads a register, changes the value and writes it back: two accesses, between which others can happen.
    #[inline(always)]
    pub fn modify<T: RegisterValue, A: Readable + Writable>(
        &self,
        register: Register<R, T, A>,
        change: impl FnOnce(T) -> T,
    ) {
        self.write(register, change(self.read(register)));
    }

    /// Reads registers of an array, from register `first` on, one after the other: what `READ_REGISTER_BUFFER_*` does for registers that
    /// lie side by side.
    ///
    /// # Panics
    /// If the array has fewer registers; then none is read.
    #[inline]
    #[track_caller]
    pub fn read_array<T: RegisterValue, A: Readable>(
        &self,
        array: RegisterArray<R, T, A>,
        first: usize,
        into: &mut [T],
    ) {
        let registers = array.run(first, into.len());
        for (value, register) in into.iter_mut().zip(registers) {
            *value = self.read(register);
        }
    }

    /// Writes registers of an array, from register `first` on, one after the other: what `WRITE_REGISTER_BUFFER_*` does for registers that
    /// lie side by side.
    ///
    /// # Panics
    /// If the array has fewer registers; then none is written.
    #[inline]
    #[track_caller]
    pub fn write_array<T: RegisterValue + Copy, A: Writable>(
        &self,
        array: RegisterArray<R, T, A>,
        first: usize,
        from: &[T],
    ) {
        for (&value, register) in from.iter().zip(array.run(first, from.len())) {
            self.write(register, value);
        }
    }

    #[inline(always)]
    fn place<T: RegisterValue, A>(&self, register: Register<R, T, A>) -> *mut T::Raw {
        self.base.as_ptr().wrapping_add(register.offset()).cast()
    }
}

impl<R> fmt::Debug for Mmio<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mmio({:p})", self.base)
    }
}
