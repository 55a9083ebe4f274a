//! How the derives check the fields of an extension, at compile time.
//!
//! The derive writes for each field `f` of type `F`, as the tokens say:
//!
//! ```text
//! same::<F, _>(&raw mut extension.f);                 // in a function: F is the field's real type, by inference
//! const _: Checked<F> = <FieldOf<F>>::KIND.check();   // evaluated by the compiler: processors may share an F
//! ```
//!
//! (`check_each` in a part with parameters, in a function for each of them.)
//!
//! `KIND` is an inherent constant, or that of the one fallback [`PlainField`]; `check` is inherent, takes its value, and is
//! `const`. So a trait of the driver's own can only make `KIND` ambiguous, which is an error, and nothing but a check gives a
//! [`Checked`]. docs/soundness.md, "Macro hygiene of the derives", has the argument.
#![allow(clippy::unused_self, reason = "the value carries the type")]

use core::marker::PhantomData;

use super::ExtensionPart;

/// A field type that several processors can use at the same time.
///
/// Harmless to implement: its supertraits are what is checked.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a device extension: several processors use it at the same time",
    label = "not `Send` and `Sync`",
    note = "plain data: guard it with a lock, `Locked<StartIoLock, {Self}>`, in a WDM driver `Locked<DeviceLock, {Self}>`, in a dump path `Locked<DumpLock, {Self}>`, or use an atomic type",
    note = "`Locked` data: a field of its own, an array of them, or in a structure of yours with `#[derive(ExtensionPart)]`, which checks each of its fields"
)]
pub trait SharedByProcessors: Send + Sync {}
// One error that says what to write, instead of one for each private part of `T`.
#[diagnostic::do_not_recommend]
impl<T: ?Sized + Send + Sync> SharedByProcessors for T {}

/// Data that a lock guards: its holders run on different processors.
///
/// Harmless to implement: its supertrait is what is checked.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be guarded by a lock: whoever holds the lock reaches it, on any processor",
    label = "the data is not `Send`",
    note = "keep owned data there: a `PoolBox<T>` instead of a raw pointer, in a WDM driver the `Irp` that `pend` gives instead of an `Incoming`"
)]
pub trait GuardedData: Send {}
#[diagnostic::do_not_recommend]
impl<T: ?Sized + Send> GuardedData for T {}

/// `Self` is `T`.
///
/// # Safety
/// It is: the one implementation is here.
#[diagnostic::on_unimplemented(
    message = "this field is a `{Self}`, and its tokens mean `{T}` where the derive checks them",
    label = "another type than the derive was shown",
    note = "a macro in the field's type, or an attribute below the derive, gives another type the second time: write the type out, or put the attribute above the derive"
)]
pub unsafe trait Is<T: ?Sized> {}
// SAFETY: by its own form.
#[diagnostic::do_not_recommend]
unsafe impl<T: ?Sized> Is<T> for T {}

/// Compiles if the field behind the pointer has type `T` exactly: a raw pointer to mutable data is neither dereferenced nor
/// taken for a pointer to a supertype.
pub const fn same<T: ?Sized, Field: ?Sized + Is<T>>(_: *mut Field) {}

/// Exactly `T`: neither a subtype nor a supertype of it.
type Exactly<T> = PhantomData<*mut T>;

/// The question for a field of type `T`; the answer is the constant `KIND`.
#[derive(Debug)]
pub struct FieldOf<T: ?Sized>(Exactly<T>);

/// Proof that a field of type `T` was checked. Only the answers make it.
#[derive(Debug)]
pub struct Checked<T: ?Sized>(Exactly<T>);

/// Answer: the field is shared as its [`ExtensionPart`] says.
#[derive(Debug)]
pub struct Part<T>(Exactly<T>);
impl<T: ExtensionPart> FieldOf<T> {
    /// What the field is.
    pub const KIND: Part<T> = Part(PhantomData);
}
impl<T: ExtensionPart> Part<T> {
    /// Checks the data that the part guards.
    pub const fn check(self) -> Checked<T>
    where
        T::Guarded: GuardedData,
    {
        Checked(PhantomData)
    }

    /// The same, where `T` may have parameters of the author's: for a bound that they lack, the compiler says how to write it, which has to
    /// be one of the language's own.
    pub const fn check_each(self) -> Checked<T>
    where
        T::Guarded: Send,
    {
        Checked(PhantomData)
    }
}

/// Answer if there is no other: the field must be shared by processors as it is.
#[derive(Debug)]
pub struct Plain<T: ?Sized>(Exactly<T>);
impl<T: ?Sized> Plain<T> {
    /// Checks that.
    #[rustfmt::skip] // The compiler shows lines: one is less to read than four.
    pub const fn check(self) -> Checked<T> where T: SharedByProcessors {
        Checked(PhantomData)
    }

    /// The same, where `T` may have parameters of the author's.
    #[rustfmt::skip] // As above.
    pub const fn check_each(self) -> Checked<T> where T: Send + Sync {
        Checked(PhantomData)
    }
}

/// The fallback: an inherent `KIND` goes before it. Harmless to implement: only `Plain` is an answer, and it checks the type.
pub trait PlainField<T: ?Sized> {
    /// What the field is.
    const KIND: Plain<T>;
}
impl<T: ?Sized> PlainField<T> for FieldOf<T> {
    const KIND: Plain<T> = Plain(PhantomData);
}

/// Answer: the field is a deferred object, and the derive has not seen that: it would have no slot.
#[derive(Debug)]
pub struct Unseen<T>(Exactly<T>);

/// A deferred object that the derive sees. Nothing implements it: the derive asks nothing of what it sees. Harmless: it is asked of
/// this crate's own types, which a driver's crate cannot implement it for.
#[diagnostic::on_unimplemented(
    message = "the derive does not see that this field is a `{Self}`",
    label = "an alias, a renamed import, a macro, or no handler in the brackets",
    note = "the derive gives it its memory: write the type by its own name, such as `Dpc<handler>` or `IrpQueue<Name>`, in the extension itself"
)]
pub trait SeenByTheDerive {}

impl<T> Unseen<T> {
    pub(crate) const NEW: Self = Self(PhantomData);

    /// Refuses it.
    #[rustfmt::skip] // As above.
    pub const fn check(self) -> Checked<T> where T: SeenByTheDerive {
        Checked(PhantomData)
    }

    /// Refuses it.
    #[rustfmt::skip] // As above.
    pub const fn check_each(self) -> Checked<T> where T: SeenByTheDerive {
        Checked(PhantomData)
    }
}

/// Writes the answer for a family's deferred objects and their arrays.
macro_rules! unseen {
    ($($object:ident)+) => {$(
        impl<H> $crate::shared::extension::FieldOf<$object<H>> {
            /// What the field is.
            pub const KIND: $crate::shared::extension::Unseen<$object<H>> = $crate::shared::extension::Unseen::NEW;
        }
        impl<H, const N: usize> $crate::shared::extension::FieldOf<[$object<H>; N]> {
            /// What the field is.
            pub const KIND: $crate::shared::extension::Unseen<[$object<H>; N]> = $crate::shared::extension::Unseen::NEW;
        }
    )+};
}
pub(crate) use unseen;
