//! [`Fact`]: what a check found out about a type, kept in the type of what was checked.

use core::marker::PhantomData;

/// The value was checked against facts of `T`: a size, an associated type or constant.
///
/// Neither a sub- nor a supertype will do: two types of which one is a subtype of the other, such as `for<'a> fn(&'a ())` and
/// `fn(&'static ())`, have implementations of their own, with other facts. So it is invariant; and it owns no `T`.
pub(crate) type Fact<T> = PhantomData<fn(T) -> T>;
