//! Interrupt request levels, and up to which a routine may be called.

/// A level, from the lowest; those of devices, and what is above them, are one here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Irql {
    /// `PASSIVE_LEVEL`.
    Passive,
    /// `APC_LEVEL`.
    Apc,
    /// `DISPATCH_LEVEL`.
    Dispatch,
    /// The level of a device, `DIRQL`.
    Dirql,
}

impl Irql {
    /// The field's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passive => "PASSIVE_LEVEL",
            Self::Apc => "APC_LEVEL",
            Self::Dispatch => "DISPATCH_LEVEL",
            Self::Dirql => "DIRQL",
        }
    }
}

/// Up to which level a routine may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Up to this one.
    UpTo(Irql),
    /// The documentation names none.
    Silent,
}

/// At any level.
pub const ANY: Limit = Limit::UpTo(Irql::Dirql);
/// Up to `DISPATCH_LEVEL`.
pub const UP_TO_DISPATCH: Limit = Limit::UpTo(Irql::Dispatch);
/// Up to `APC_LEVEL`.
pub const UP_TO_APC: Limit = Limit::UpTo(Irql::Apc);
/// At `PASSIVE_LEVEL`.
pub const PASSIVE: Limit = Limit::UpTo(Irql::Passive);
/// The documentation is silent.
pub const SILENT: Limit = Limit::Silent;
