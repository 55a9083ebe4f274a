//! Major functions as types: what a dispatch routine is for.

use super::Incoming;
use super::request::{ControlRequest, TransferRequest};
use crate::ffi::{self, IO_STACK_LOCATION};
use crate::shared::extension::Extension;
use crate::shared::irql::{self, Irql};

/// A major function that dispatch routines are for.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a major function that dispatch routines are for",
    label = "not a major function",
    note = "write `Incoming<Device, Read>`, or `Write`, `DeviceControl`, `InternalDeviceControl`, `FlushBuffers`, `Create` or `Shutdown`; the runtime answers plug and play, power, cleanup, close and WMI"
)]
pub trait Major: sealed::Sealed + Sized + 'static {
    /// `IRP_MJ_*`.
    const CODE: ffi::UCHAR;
    /// Where its IRPs may be sent on (`IoCallDriver`): at the IRQL that they come at.
    ///
    /// SDV rule `ForwardedAtBadIrql` wants less than `DISPATCH_LEVEL` for all but reads, writes and device controls. Of device controls it
    /// allows more than the table on page "Dispatch Routines and IRQLs", which lets them come at `PASSIVE_LEVEL`, and up to `DISPATCH_LEVEL`
    /// in a storage stack: there they are for `#[driver_dispatch]`, and elsewhere none is where the IRQL may be higher.
    type SentAt: Irql;
    /// Data goes back to its requester, where the driver knows what the fields of the IRP are.
    #[doc(hidden)]
    const ANSWERS: bool;
    /// The parameters of its IRPs.
    type Parameters;
    /// Reads them.
    ///
    /// # Safety
    /// The stack location is that of an IRP of this major function.
    #[doc(hidden)]
    unsafe fn parameters(location: &IO_STACK_LOCATION) -> Self::Parameters;
}

/// Declares the major functions, one row each.
macro_rules! majors {
    ($($(#[$doc:meta])* $name:ident = $code:ident, $sent:ident, $answers:literal, $parameters:ty, $read:path;)+) => {
        /// IRPs of this major function may be sent on at `DISPATCH_LEVEL`; device controls where they come so ([`Major::SentAt`]).
        pub(super) fn is_sent_up_to_dispatch(major: ffi::UCHAR, controls: bool) -> bool {
            if major == DeviceControl::CODE {
                return controls;
            }
            [$(($name::CODE, <irql::$sent as Irql>::LEVEL)),+].contains(&(major, irql::Dispatch::LEVEL))
        }
        $(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        #[diagnostic::do_not_recommend]
        impl Named for $name {}
        #[diagnostic::do_not_recommend]
        impl Major for $name {
            const CODE: ffi::UCHAR = ffi::$code;
            type SentAt = irql::$sent;
            const ANSWERS: bool = $answers;
            type Parameters = $parameters;
            #[inline(always)]
            unsafe fn parameters(location: &IO_STACK_LOCATION) -> $parameters {
                // SAFETY: the caller's word.
                unsafe { $read(location) }
            }
        }
    )+};
}

/// No parameters.
///
/// # Safety
/// None: nothing is read.
unsafe fn nothing(_: &IO_STACK_LOCATION) {}

majors! {
    /// `IRP_MJ_CREATE`: a file is opened. `PASSIVE_LEVEL`.
    Create = IRP_MJ_CREATE, Passive, false, (), nothing;
    /// `IRP_MJ_READ`: data is read. Below `DISPATCH_LEVEL`, or at it in a storage stack.
    Read = IRP_MJ_READ, Dispatch, true, TransferRequest, TransferRequest::read;
    /// `IRP_MJ_WRITE`: data is written. As [`Read`].
    Write = IRP_MJ_WRITE, Dispatch, false, TransferRequest, TransferRequest::write;
    /// `IRP_MJ_FLUSH_BUFFERS`: what the device buffers is written out. `PASSIVE_LEVEL`.
    FlushBuffers = IRP_MJ_FLUSH_BUFFERS, Passive, false, (), nothing;
    /// `IRP_MJ_DEVICE_CONTROL`: a control of a program. `PASSIVE_LEVEL`, or up to `DISPATCH_LEVEL` in a storage stack.
    DeviceControl = IRP_MJ_DEVICE_CONTROL, Dispatch, true, ControlRequest, ControlRequest::of;
    /// `IRP_MJ_INTERNAL_DEVICE_CONTROL`: a control of another driver. Up to `DISPATCH_LEVEL`.
    ///
    /// What its parameters and buffers are is agreed between the two drivers: a storage stack sends SCSI requests so (`IRP_MJ_SCSI` is the same
    /// number), a USB stack its own. So the driver gets numbers only, of which the code is the documented one: there is neither input nor
    /// output, and the information that it is completed with is 0. What the driver does not know it passes down. Of codes whose senders
    /// keep to the method, see [`WdmDriver::internal_controls_by_method`](crate::wdm::WdmDriver::internal_controls_by_method).
    InternalDeviceControl = IRP_MJ_INTERNAL_DEVICE_CONTROL, Dispatch, true, ControlRequest, ControlRequest::of;
    /// `IRP_MJ_SHUTDOWN`: the system shuts down. `PASSIVE_LEVEL`.
    Shutdown = IRP_MJ_SHUTDOWN, Passive, false, (), nothing;
}

/// No major function: what an `Incoming<Device>` says that names none. No dispatch routine gets it.
#[derive(Debug)]
pub enum Unnamed {}
impl sealed::Sealed for Unnamed {}
// The body of the handler has no errors of its own.
#[diagnostic::do_not_recommend]
impl Major for Unnamed {
    const CODE: ffi::UCHAR = ffi::IRP_MJ_READ;
    type SentAt = irql::Passive;
    const ANSWERS: bool = false;
    type Parameters = ();
    unsafe fn parameters(_: &IO_STACK_LOCATION) {}
}

/// A major function that has a name.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "a dispatch routine is for one major function, and the type of its IRP names none",
    label = "for which major function?",
    note = "write `Incoming<Device, Read>`, or `Write`, `DeviceControl`, `InternalDeviceControl`, `FlushBuffers`, `Create` or `Shutdown`; the runtime answers plug and play, power, cleanup, close and WMI"
)]
pub trait Named: Major {}

/// What a `#[driver_dispatch]` function gets: an [`Incoming`] IRP of any major function.
///
/// # Safety
/// `Self` is an `Incoming<E, M>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an IRP that a dispatch routine gets",
    label = "not an `Incoming<Device, Read>`",
    note = "the type names the major function: `Incoming<Device, M>` with `Read`, `Write`, `DeviceControl`, `InternalDeviceControl`, `FlushBuffers`, `Create` or `Shutdown`"
)]
pub unsafe trait MajorFunction: Sized {
    /// The major function.
    #[doc(hidden)]
    type Major;
}
// SAFETY: by its own form.
#[diagnostic::do_not_recommend]
unsafe impl<E: Extension, M> MajorFunction for Incoming<E, M> {
    type Major = M;
}

/// What a `#[driver_dispatch_paged]` function gets: an [`Incoming`] IRP of a major function that comes at `PASSIVE_LEVEL` only.
///
/// # Safety
/// As [`MajorFunction`], and its major function comes at `PASSIVE_LEVEL` only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an IRP that comes at PASSIVE_LEVEL only",
    label = "not for `#[driver_dispatch_paged]`",
    note = "`Create`, `DeviceControl`, `FlushBuffers` and `Shutdown` do; `Read`, `Write` and `InternalDeviceControl` are for `#[driver_dispatch]`"
)]
pub unsafe trait PagedMajorFunction: MajorFunction {}
macro_rules! paged {
    ($($major:ty),+) => {$(
        // SAFETY: the page of the major function.
        #[diagnostic::do_not_recommend]
        unsafe impl<E: Extension> PagedMajorFunction for Incoming<E, $major> {}
    )+};
}
paged!(Create, FlushBuffers, DeviceControl, Shutdown);

mod sealed {
    pub trait Sealed {}
}
