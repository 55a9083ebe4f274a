//! What kind of miniport an adapter's driver is: virtual or physical, how it is interrupted, how many channels start
//! requests. `#[derive(DeviceExtension)]` makes them part of the extension's type, because locks and IRQLs follow.

use super::extension::Kept;
use crate::ffi;
use crate::irql::{self, Irql};
use crate::lock::{LockState, state};
use crate::shared::family::Family;

/// A virtual or a physical miniport.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "this is the running Storport's, and the device extension is that of a WDM driver or of a dump path",
    label = "not a miniport's device extension",
    note = "a WDM driver has the attributes, objects and locks of `miniport::wdm`, a dump path what is in `miniport::dump`"
)]
pub trait Kind: Family<Kept = Kept> + sealed::Sealed {
    /// `PORT_CONFIGURATION_INFORMATION.VirtualDevice`.
    const VIRTUAL: bool;
    /// The IRQL of `HW_INITIALIZE`, `ScsiStopAdapter` and `ScsiRestartAdapter`.
    type InterruptIrql: Irql;
    /// The interrupt lock in those callbacks.
    type InterruptLock: LockState;
    /// The IRQL of the driver's handler in the end of an adapter.
    type EndIrql: Irql;
    /// The StartIo lock there.
    type EndStartIoLock: LockState;
    /// The StartIo lock in `HW_STARTIO`.
    type StartIoLock<C: Channels>: LockState;
}

/// A miniport without hardware (`VIRTUAL_HW_FIND_ADAPTER`): no interrupt, buffers are mapped, requests start in parallel.
#[derive(Debug)]
pub enum Virtual {}

/// A miniport that drives hardware (`HW_FIND_ADAPTER`).
#[derive(Debug)]
pub enum Physical {}

#[diagnostic::do_not_recommend]
impl Kind for Virtual {
    const VIRTUAL: bool = true;
    type InterruptIrql = irql::Passive;
    type InterruptLock = state::NotAllowed;
    type EndIrql = irql::Passive;
    type EndStartIoLock = state::NotAllowed;
    type StartIoLock<C: Channels> = state::NotHeld;
}

#[diagnostic::do_not_recommend]
impl Kind for Physical {
    const VIRTUAL: bool = false;
    type InterruptIrql = irql::Dirql;
    type InterruptLock = state::HeldAlready;
    type EndIrql = irql::Dispatch;
    type EndStartIoLock = state::HeldAlready;
    type StartIoLock<C: Channels> = C::StartIoLock;
}

/// Marks kinds that have hardware, for what only they can do.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "only a physical miniport can do this",
    label = "this needs hardware, and the device extension is not that of a physical miniport",
    note = "a virtual miniport has no interrupt and no registers; a driver of real hardware says `#[device_extension(physical)]`"
)]
pub trait HasHardware: Kind {}
#[diagnostic::do_not_recommend]
impl HasHardware for Physical {}

/// Marks kinds that have no hardware.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "only a virtual miniport can do this",
    label = "the device extension is that of a physical miniport",
    note = "say `#[device_extension(virtual)]` for a miniport without hardware"
)]
pub trait HasNoHardware: Kind {}
#[diagnostic::do_not_recommend]
impl HasNoHardware for Virtual {}

/// How the adapter interrupts (`PORT_CONFIGURATION_INFORMATION.InterruptSynchronizationMode`).
///
/// Sealed: a driver cannot implement it.
pub trait Interrupts: sealed::Sealed + 'static {
    /// The value that the runtime writes.
    const MODE: ffi::INTERRUPT_SYNCHRONIZATION_MODE;
    /// The interrupt lock in `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE`.
    type MessageHolds: LockState;
}

/// No interrupt: virtual miniports.
#[derive(Debug)]
pub enum NoInterrupt {}
/// A line interrupt: `#[hw_interrupt]`.
#[derive(Debug)]
pub enum Line {}
/// Messages, all under the interrupt lock (`InterruptSynchronizeAll`).
#[derive(Debug)]
pub enum Message {}
/// Messages, each under a lock of its own (`InterruptSynchronizePerMessage`).
#[derive(Debug)]
pub enum PerMessage {}

impl Interrupts for NoInterrupt {
    const MODE: ffi::INTERRUPT_SYNCHRONIZATION_MODE = ffi::InterruptSupportNone;
    type MessageHolds = state::NotAllowed;
}
impl Interrupts for Line {
    const MODE: ffi::INTERRUPT_SYNCHRONIZATION_MODE = ffi::InterruptSupportNone;
    type MessageHolds = state::HeldAlready;
}
impl Interrupts for Message {
    const MODE: ffi::INTERRUPT_SYNCHRONIZATION_MODE = ffi::InterruptSynchronizeAll;
    type MessageHolds = state::HeldAlready;
}
impl Interrupts for PerMessage {
    const MODE: ffi::INTERRUPT_SYNCHRONIZATION_MODE = ffi::InterruptSynchronizePerMessage;
    type MessageHolds = state::NotAllowed;
}

/// How many requests `HW_STARTIO` starts at a time (`StorPortInitializePerfOpts`, concurrent channels).
///
/// Sealed: a driver cannot implement it.
pub trait Channels: sealed::Sealed + 'static {
    /// Several.
    const CONCURRENT: bool;
    /// The StartIo lock in `HW_STARTIO` of a physical miniport.
    type StartIoLock: LockState;
}

/// One: Storport holds the StartIo lock around `HW_STARTIO`.
#[derive(Debug)]
pub enum Single {}
/// Several: Storport does not hold the StartIo lock.
#[derive(Debug)]
pub enum Concurrent {}

impl Channels for Single {
    const CONCURRENT: bool = false;
    type StartIoLock = state::HeldAlready;
}
impl Channels for Concurrent {
    const CONCURRENT: bool = true;
    type StartIoLock = state::NotHeld;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Virtual {}
    impl Sealed for super::Physical {}
    impl Sealed for super::NoInterrupt {}
    impl Sealed for super::Line {}
    impl Sealed for super::Message {}
    impl Sealed for super::PerMessage {}
    impl Sealed for super::Single {}
    impl Sealed for super::Concurrent {}
}
