//! Interrupt request levels as types, and the order between them.
//!
//! A scope names the *highest* level at which its code can run; an operation names the highest level at which it may be
//! called; [`AtMost`] joins the two. Values: `wdm.h`.

/// An interrupt request level.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an IRQL",
    label = "not an IRQL",
    note = "the levels: `PASSIVE_LEVEL`, `APC_LEVEL`, `DISPATCH_LEVEL`, `DIRQL`, `HIGH_LEVEL`"
)]
pub trait Irql: sealed::Sealed + 'static {
    /// The level's number, or the lowest one for [`Dirql`].
    const LEVEL: u8;
}

/// The levels by the names of `wdm.h`, which are also what the compiler says of them.
#[allow(non_camel_case_types, reason = "the names of wdm.h")]
mod level {
    /// `PASSIVE_LEVEL` (0): ordinary threads; waiting, registry and paged memory are allowed.
    #[derive(Debug)]
    pub enum PASSIVE_LEVEL {}

    /// `APC_LEVEL` (1): what the documentation writes as "less than `DISPATCH_LEVEL`".
    #[derive(Debug)]
    pub enum APC_LEVEL {}

    /// `DISPATCH_LEVEL` (2): DPCs, spin locks; no waiting, no paged memory.
    #[derive(Debug)]
    pub enum DISPATCH_LEVEL {}

    /// `DIRQL` (3 and above): the level of the adapter's interrupt.
    #[derive(Debug)]
    pub enum DIRQL {}

    /// `HIGH_LEVEL` (15): nothing interrupts. A miniport's dump path runs there.
    #[derive(Debug)]
    pub enum HIGH_LEVEL {}
}
pub use level::{APC_LEVEL, DIRQL, DISPATCH_LEVEL, HIGH_LEVEL, PASSIVE_LEVEL};

/// Short for [`PASSIVE_LEVEL`].
pub type Passive = PASSIVE_LEVEL;
/// Short for [`APC_LEVEL`].
pub type Apc = APC_LEVEL;
/// Short for [`DISPATCH_LEVEL`].
pub type Dispatch = DISPATCH_LEVEL;
/// Short for [`DIRQL`].
pub type Dirql = DIRQL;
/// Short for [`HIGH_LEVEL`].
pub type High = HIGH_LEVEL;

#[diagnostic::do_not_recommend]
impl Irql for PASSIVE_LEVEL {
    const LEVEL: u8 = 0;
}
#[diagnostic::do_not_recommend]
impl Irql for APC_LEVEL {
    const LEVEL: u8 = 1;
}
#[diagnostic::do_not_recommend]
impl Irql for DISPATCH_LEVEL {
    const LEVEL: u8 = 2;
}
#[diagnostic::do_not_recommend]
impl Irql for DIRQL {
    const LEVEL: u8 = 3;
}
#[diagnostic::do_not_recommend]
impl Irql for HIGH_LEVEL {
    const LEVEL: u8 = 15;
}

/// `Self` is not above `Highest`. The bound of every operation that has an IRQL rule (SDV: `StorPortIrql`).
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "IRQL too high: this code can run at `{Self}`, and the operation is allowed up to `{Highest}`",
    label = "not allowed at `{Self}`",
    note = "an interrupt handler (DIRQL) leaves it to a DPC (DISPATCH_LEVEL), code at DISPATCH_LEVEL to a work item (PASSIVE_LEVEL), and the closure of a lock, which raises, to what follows it",
    note = "SDV rule StorPortIrql, in a WDM driver IrqlDispatch and its like; a helper that is generic over its scope says `where S: UpTo<{Highest}>`"
)]
pub trait AtMost<Highest: Irql>: Irql {}

// The errors are about `AtMost`, without a list of what is in `order`.
#[diagnostic::do_not_recommend]
impl<Level: order::UpTo<Highest>, Highest: Irql> AtMost<Highest> for Level {}

/// The order of the levels.
mod order {
    use super::{Apc, Dirql, Dispatch, High, Irql, Passive};

    pub trait UpTo<Highest>: Irql {}

    macro_rules! up_to {
        ($($level:ty => $($highest:ty),+;)+) => {
            $($(impl UpTo<$highest> for $level {})+)+
        };
    }
    up_to! {
        Passive => Passive, Apc, Dispatch, Dirql, High;
        Apc => Apc, Dispatch, Dirql, High;
        Dispatch => Dispatch, Dirql, High;
        Dirql => Dirql, High;
        High => High;
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Passive {}
    impl Sealed for super::Apc {}
    impl Sealed for super::Dispatch {}
    impl Sealed for super::Dirql {}
    impl Sealed for super::High {}
}
