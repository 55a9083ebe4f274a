//! What the running system leaves for the dump path: [`Left`], whose address is `MINIPORT_DUMP_POINTERS.MiniportPrivateDumpData`.

use core::any::TypeId;
use core::cell::Cell;
use core::hash::{Hash, Hasher};
use core::ptr::{self, NonNull};
use core::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering,
};

use super::extension::DumpExtension;
use crate::ffi::{self, PVOID};
use crate::shared::context::Context;
use crate::shared::pool::PoolBox;
use crate::shared::scope::Scope;

/// Lies in the memory that Storport keeps for the running adapter, which stays where it is. Zero says that nothing is left.
#[repr(C)]
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// Of what type it is, as [`identity`] has it.
    identity: AtomicU64,
    /// A value in the adapter's extension, from the answer on until the extension's value ends.
    value: AtomicPtr<()>,
}

impl Left {
    /// Leaves `value`. False if a value of another type was left, which stays.
    pub(super) fn leave<T: LeftForDumps>(&self, value: &T) -> bool {
        let new = identity::<T>();
        let taken = self
            .identity
            .compare_exchange(0, new, Ordering::AcqRel, Ordering::Acquire);
        let is_same = taken.map_or_else(|earlier| earlier == new, |_| true);
        if is_same {
            let value = ptr::from_ref(value).cast_mut().cast();
            self.value.store(value, Ordering::Release);
        }
        is_same
    }

    /// What the dump port gives to find-adapter of the dump path.
    pub(super) fn address(&self) -> PVOID {
        ptr::from_ref(self).cast_mut().cast()
    }

    /// Before the value ends. Nothing leaves another one meanwhile.
    pub(crate) fn forget(&self) {
        self.value.store(ptr::null_mut(), Ordering::Release);
        self.identity.store(0, Ordering::Release);
    }
}

/// What a running adapter can leave for the dump path: integers, `bool`, their atomic types, and arrays, tuples, `Option`s and `PoolBox`es of these.
///
/// A value is looked at by a second copy of the driver's file, whose variables are its own: so it holds no references, no functions, and no
/// locks, which may be kept elsewhere than in the value. And its type is made of types that are not the driver's: another build of the driver
/// does not take it for something else.
///
/// # Safety
/// A value of the type is right wherever code stands still that uses it, in both copies, and its parts are what its type's name says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be left for the dump path, a second copy of the driver that runs while everything else stands still",
    label = "not integers, atomic integers, and arrays, tuples, `Option`s and `PoolBox`es of them",
    note = "a dump path acquires no lock and knows no structure of the driver: leave data like `PoolBox<[AtomicU64]>`, in a field of its own"
)]
pub unsafe trait LeftForDumps: Sync + 'static {}

macro_rules! left {
    ($($plain:ty)+) => {$(
        // SAFETY: a number, of which any is right.
        #[diagnostic::do_not_recommend]
        unsafe impl LeftForDumps for $plain {}
    )+};
}
left! {
    u8 u16 u32 u64 usize i8 i16 i32 i64 isize bool
    AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize AtomicBool
}

// SAFETY: its parts are.
#[diagnostic::do_not_recommend]
unsafe impl<T: LeftForDumps, const N: usize> LeftForDumps for [T; N] {}
// SAFETY: its part is; it is not changed while it is shared.
#[diagnostic::do_not_recommend]
unsafe impl<T: LeftForDumps> LeftForDumps for Option<T> {}
// SAFETY: its value is; it is not moved while it is shared, and the pool is the running system's as long as the adapter is.
#[diagnostic::do_not_recommend]
unsafe impl<T: LeftForDumps> LeftForDumps for PoolBox<T> {}
// SAFETY: as above.
#[diagnostic::do_not_recommend]
unsafe impl<T: LeftForDumps> LeftForDumps for PoolBox<[T]> {}

macro_rules! tuples {
    ($(($($part:ident)*))+) => {$(
        // SAFETY: its parts are.
        #[diagnostic::do_not_recommend]
        unsafe impl<$($part: LeftForDumps),*> LeftForDumps for ($($part,)*) {}
    )+};
}
tuples! { () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) }

/// A number for a type, never 0. It is the compiler's own, which differs for types of one name too, and for those of another compiler.
fn identity<T: 'static>() -> u64 {
    let mut bits = Bits(0);
    TypeId::of::<T>().hash(&mut bits);
    bits.finish()
}

/// Takes what a [`TypeId`] gives to a hasher, which is a hash already, as it comes.
struct Bits(u64);

impl Hasher for Bits {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0.max(1)
    }
}

/// In a dump path's memory: where the running system's [`Left`] is.
#[derive(Debug, Default)]
pub(super) struct Leaver(Cell<Option<NonNull<Left>>>);

impl Leaver {
    /// What find-adapter of the dump path was told.
    pub(super) fn found(&self, config: &ffi::PORT_CONFIGURATION_INFORMATION) {
        // Where a system resumes, its memory is not there yet.
        let is_there = config.DumpMode != ffi::DUMP_MODE_RESUME;
        let left = NonNull::new(config.MiniportDumpData.cast::<Left>());
        self.0.set(left.filter(|_| is_there));
    }
}

impl<'a, E: DumpExtension, S: Scope> Context<'a, E, S> {
    /// What the driver has left in the running system for its dump path ([`Srb::answer_dump_pointers`](crate::Srb::answer_dump_pointers));
    /// `None` if that was nothing, a value of another type, or the running adapter has ended since then, and in
    /// [`DumpMode::Resume`](super::DumpMode::Resume), where the running system is not there yet.
    ///
    /// The value is as it was when the machine stood still, in the middle of whatever was being done with it: it is made of atomics, and locks of
    /// the running system cannot be acquired here. In a crash nothing goes on that was begun.
    pub fn left_by_running_system<T: LeftForDumps>(&self) -> Option<&'a T> {
        let left = self.storage().kept.leaver.0.get()?;
        // SAFETY: MiniportDumpData is null or what the runtime answered in the running system, whose port has the adapter's extension still
        // (docs/soundness.md, "Dump mode"); the machine stands still during the callback, so that what is there stays. The
        // number says that the value is a `T`, and `T` may be looked at while code stands still anywhere in it.
        unsafe {
            let left: &'a Left = left.as_ref();
            if left.identity.load(Ordering::Acquire) != identity::<T>() {
                return None;
            }
            left.value.load(Ordering::Acquire).cast::<T>().as_ref()
        }
    }
}

#[cfg(test)]
mod tests {
    // What a check calls.
    use miniport_sim as _;

    use super::identity;

    #[test]
    fn types_of_one_name_and_size_differ() {
        let number = {
            struct Inner(#[allow(dead_code)] usize);
            (core::any::type_name::<Inner>(), identity::<Inner>())
        };
        let text = {
            struct Inner(#[allow(dead_code)] &'static u8);
            (core::any::type_name::<Inner>(), identity::<Inner>())
        };
        assert_eq!(number.0, text.0);
        assert_ne!(number.1, text.1);
        assert_eq!(identity::<u32>(), identity::<u32>());
    }
}
