//! What attributes write where a handler's signature has other words than the table: an alias of the type is as good, and another type is one
//! error in the words of the callback. They are gone when a driver is compiled.

/// A parameter of type `Parameter` takes what the callback gets. Harmless: each type is it for itself.
#[diagnostic::on_unimplemented(
    message = "the callback gets `{Self}`, and this function takes `{Parameter}`",
    label = "not what the callback gets",
    note = "write `{Self}`"
)]
pub trait Given<Parameter> {
    /// The same value.
    fn given(self) -> Parameter;
}
impl<T> Given<T> for T {
    #[inline(always)]
    fn given(self) -> T {
        self
    }
}

// With one impl alone the compiler takes `Parameter` from it, and says no more than that the types differ.
#[diagnostic::do_not_recommend]
impl<T> Given<Otherwise<T>> for T {
    #[inline(always)]
    fn given(self) -> Otherwise<T> {
        Otherwise(self)
    }
}

/// A value as no handler takes it and no callback wants it.
#[derive(Debug)]
pub struct Otherwise<T>(pub T);

/// Hands an argument to a handler.
#[inline(always)]
pub fn given<T: Given<Parameter>, Parameter>(value: T) -> Parameter {
    value.given()
}

/// What a function returns is the callback's answer. Harmless: each type is it for itself.
#[diagnostic::on_unimplemented(
    message = "the callback answers with `{Expected}`, and this function with `{Self}`",
    label = "not the answer of this callback",
    note = "write `-> {Expected}`"
)]
pub trait Answers<Expected> {
    /// The same value.
    fn answer(self) -> Expected;
}
impl<T> Answers<T> for T {
    #[inline(always)]
    fn answer(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T> Answers<Otherwise<T>> for T {
    #[inline(always)]
    fn answer(self) -> Otherwise<T> {
        Otherwise(self)
    }
}

/// Takes a handler's answer.
#[inline(always)]
pub fn answer<T: Answers<Expected>, Expected>(value: T) -> Expected {
    value.answer()
}

/// Both names stand for one device extension. Harmless: each type is it for itself.
#[diagnostic::on_unimplemented(
    message = "a handler belongs to one device extension, and its parameters name `{First}` and `{Self}`",
    label = "not `{First}`",
    note = "write `{First}` in each parameter and in the answer, or `{Self}`"
)]
pub trait SameExtension<First> {
    /// A type that names the extension.
    type Same<T>;
    /// The same value.
    fn same<T>(value: T) -> Self::Same<T>;
}
impl<E> SameExtension<E> for E {
    type Same<T> = T;
    #[inline(always)]
    fn same<T>(value: T) -> T {
        value
    }
}

/// One type, where a trait's own type hides that it is. Harmless: each type is it for itself.
pub trait Same<T> {
    /// The same value.
    fn same(self) -> T;
}
impl<T> Same<T> for T {
    #[inline(always)]
    fn same(self) -> T {
        self
    }
}
