//! Registers as constants: [`Register`], a number that is checked when it is made. The accesses are those of
//! [`Mmio`](super::Mmio) and [`Ports`](super::Ports).

use core::fmt;
use core::marker::PhantomData;

use super::access;
use super::fact::Fact;

/// A block of registers: a type of the driver's own that names one range of the device.
///
/// Harmless to implement: no size is taken on trust, because a range that is smaller is not mapped.
///
/// ```
/// # use miniport::hardware::RegisterBlock;
/// /// BAR 0 of the controller.
/// enum Controller {}
/// impl RegisterBlock for Controller {
///     const SIZE: usize = 0x2000;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a block of registers",
    note = "say how many bytes it has: `enum {Self} {{}} impl RegisterBlock for {Self} {{ const SIZE: usize = 0x1000; }}`"
)]
pub trait RegisterBlock: 'static {
    /// Bytes that the driver uses. A range that has fewer cannot be mapped as this block.
    const SIZE: usize;
}

/// An integer that a register can have: `u8`, `u16`, `u32`, `u64`.
///
/// Sealed: a driver cannot implement it.
#[allow(private_bounds, reason = "sealed: the widths that the bus has")]
pub trait RawRegister: access::Width + 'static {}
impl RawRegister for u8 {}
impl RawRegister for u16 {}
impl RawRegister for u32 {}
impl RawRegister for u64 {}

/// What a register holds: an integer, or a type of the driver's own.
///
/// Harmless to implement: what is on the bus is the integer, and any is a value.
///
/// ```
/// # use miniport::hardware::RegisterValue;
/// #[derive(Clone, Copy)]
/// struct Status(u32);
/// impl RegisterValue for Status {
///     type Raw = u32;
///     fn from_raw(raw: u32) -> Self {
///         Self(raw)
///     }
///     fn into_raw(self) -> u32 {
///         self.0
///     }
/// }
/// impl Status {
///     fn is_ready(self) -> bool {
///         self.0 & 1 != 0
///     }
/// }
/// # assert!(Status::from_raw(3).is_ready());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a register holds",
    note = "use `u8`, `u16`, `u32` or `u64`, or implement `RegisterValue` for a type of your own"
)]
pub trait RegisterValue: Sized {
    /// The integer that travels on the bus.
    type Raw: RawRegister;
    /// The value of an integer. The device may send any.
    fn from_raw(raw: Self::Raw) -> Self;
    /// The integer of a value.
    fn into_raw(self) -> Self::Raw;
}

macro_rules! integers {
    ($($int:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl RegisterValue for $int {
            type Raw = $int;
            #[inline(always)]
            fn from_raw(raw: $int) -> Self {
                raw
            }
            #[inline(always)]
            fn into_raw(self) -> $int {
                self
            }
        }
    )+};
}
integers!(u8, u16, u32, u64);

/// How a register may be used: [`ReadOnly`], [`WriteOnly`] or [`ReadWrite`].
///
/// Sealed: a driver cannot implement it.
pub trait Access: sealed::Sealed + 'static {}
/// A register that is read.
#[derive(Debug)]
pub enum ReadOnly {}
/// A register that is written, such as a doorbell.
#[derive(Debug)]
pub enum WriteOnly {}
/// A register that is read and written.
#[derive(Debug)]
pub enum ReadWrite {}
impl Access for ReadOnly {}
impl Access for WriteOnly {}
impl Access for ReadWrite {}

/// The register may be read.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the register cannot be read: it is `{Self}`",
    note = "declare it `ReadWrite` or `ReadOnly` if the device allows it"
)]
pub trait Readable: Access {}
#[diagnostic::do_not_recommend]
impl Readable for ReadOnly {}
#[diagnostic::do_not_recommend]
impl Readable for ReadWrite {}

/// The register may be written.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the register cannot be written: it is `{Self}`",
    note = "declare it `ReadWrite` or `WriteOnly` if the device allows it"
)]
pub trait Writable: Access {}
#[diagnostic::do_not_recommend]
impl Writable for WriteOnly {}
#[diagnostic::do_not_recommend]
impl Writable for ReadWrite {}

/// What a register's type says; nothing of it is in the value. The offset was checked against `R::SIZE` and `T::Raw`.
pub(super) type Kind<R, T, A> = Fact<(R, T, A)>;

/// The register of block `R` at one offset: it holds a `T` and is used as `A` says.
///
/// ```
/// # use miniport::hardware::*;
/// # enum Controller {}
/// # impl RegisterBlock for Controller { const SIZE: usize = 0x2000; }
/// const CC: Register<Controller, u32, ReadWrite> = Register::new(0x14);
/// const CAP: Register<Controller, u64, ReadOnly> = Register::new(0);
/// ```
///
/// An offset outside the block, or one that is not aligned, does not compile:
///
/// ```compile_fail
/// # use miniport::hardware::*;
/// # enum Controller {}
/// # impl RegisterBlock for Controller { const SIZE: usize = 0x2000; }
/// const BEHIND: Register<Controller, u32, ReadWrite> = Register::new(0x2000);
/// ```
///
/// ```compile_fail
/// # use miniport::hardware::*;
/// # enum Controller {}
/// # impl RegisterBlock for Controller { const SIZE: usize = 0x2000; }
/// const ODD: Register<Controller, u64, ReadOnly> = Register::new(0x14);
/// ```
pub struct Register<R, T, A> {
    // Invariant: aligned to `T::Raw`, and `offset + size <= R::SIZE`.
    offset: usize,
    kind: Kind<R, T, A>,
}

impl<R: RegisterBlock, T: RegisterValue, A: Access> Register<R, T, A> {
    /// The register at `offset` bytes from the beginning of the block.
    ///
    /// # Panics
    /// If it does not lie inside the block or is not aligned: in a `const` that is a compile error.
    #[track_caller]
    pub const fn new(offset: usize) -> Self {
        assert!(
            offset.is_multiple_of(size_of::<T::Raw>()),
            "a register's offset is a multiple of its size"
        );
        assert!(
            offset < R::SIZE && size_of::<T::Raw>() <= R::SIZE - offset,
            "the register lies outside its block: see `RegisterBlock::SIZE`"
        );
        Self {
            offset,
            kind: PhantomData,
        }
    }
}

impl<R, T, A> Register<R, T, A> {
    /// A register whose offset is known to be right.
    #[inline(always)]
    pub(super) const fn inside(offset: usize) -> Self {
        Self {
            offset,
            kind: PhantomData,
        }
    }

    /// Bytes from the beginning of the block.
    pub const fn offset(self) -> usize {
        self.offset
    }
}

impl<R, T, A> Clone for Register<R, T, A> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R, T, A> Copy for Register<R, T, A> {}

impl<R, T, A> fmt::Debug for Register<R, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Register({:#x})", self.offset)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ReadOnly {}
    impl Sealed for super::WriteOnly {}
    impl Sealed for super::ReadWrite {}
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Block {}
    impl RegisterBlock for Block {
        const SIZE: usize = 0x1010;
    }

    #[test]
    fn the_last_byte_of_a_block_can_be_used() {
        const LAST: Register<Block, u64, ReadOnly> = Register::new(0x1008);
        assert_eq!(LAST.offset(), 0x1008);
    }
}
