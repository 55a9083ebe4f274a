//! `StorPortNotification`: a row for each type.

use miniport::ffi;

use super::routine::{Call, exports, put};
use super::{changes, deferred, initialize, locks, timers, wmi};
use crate::kernel::routine::{ANY, Routine, UP_TO_DISPATCH};
use crate::kernel::time::TICK;
use crate::verifier::{Role, Rule};

/// The words of a call, from the first behind the extension on.
type Words = [usize; 6];
/// Those behind them, which one type has.
type More = [usize; 3];
type Body = fn(&Call<'_>, Words);

/// `Types "name", LEVELS { rules } => function;`
macro_rules! notifications {
    ($($($kind:ident)|+ $name:literal, $levels:ident $({ $($rules:tt)* })? => $body:expr;)*) => {
        /// What a type of notification stands for.
        fn notification(kind: ffi::SCSI_NOTIFICATION_TYPE) -> (&'static Routine, Body) {
            match kind {
                $($(ffi::$kind)|+ => {
                    static ROUTINE: Routine = Routine::new($name, $levels) $($($rules)*)?;
                    (&ROUTINE, $body)
                })*
                _ => (&UNKNOWN, |_, _| {}),
            }
        }
    };
}

notifications! {
    RequestComplete "StorPortNotification(RequestComplete)", ANY { .in_dump_mode() } => complete;
    RequestDirectComplete "StorPortNotification(RequestDirectComplete)", UP_TO_DISPATCH => complete;
    // Storport ignores these, which SCSI port waits for; they are on no page of Storport's.
    NextRequest "StorPortNotification(NextRequest)", ANY => of_scsi_port;
    NextLuRequest "StorPortNotification(NextLuRequest)", ANY => of_scsi_port;
    ResetDetected "StorPortNotification(ResetDetected)", ANY => changes::reset_detected;
    RequestTimerCall "StorPortNotification(RequestTimerCall)", ANY => timers::request_timer_call;
    BusChangeDetected "StorPortNotification(BusChangeDetected)", ANY => changes::bus_change_detected;
    LinkUp "StorPortNotification(LinkUp, LinkDown)", ANY => changes::link_up;
    LinkDown "StorPortNotification(LinkUp, LinkDown)", ANY => changes::link_down;
    QueryTickCount "StorPortNotification(QueryTickCount)", ANY => query_tick_count;
    BufferOverrunDetected "StorPortNotification(BufferOverrunDetected)", ANY => buffer_overrun;
    WMIEvent "StorPortNotification(WMIEvent)", UP_TO_DISPATCH => wmi::event;
    // No page says at which IRQL.
    WMIReregister "StorPortNotification(WMIReregister)", ANY => wmi::reregister;
    EnablePassiveInitialization "StorPortEnablePassiveInitialization", ANY { .only_from(Role::HwInitialize.bit()) }
        => initialize::enable_passive_initialization;
    // An adapter that is initialised without passive initialisation has no place for DPCs.
    InitializeDpc | InitializeDpcWithContext "StorPortInitializeDpc", ANY { .only_from(Role::HwPassiveInitialize.bit()) }
        => deferred::initialize_dpc;
    InitializeThreadedDpc "StorPortInitializeThreadedDpc", ANY { .only_from(Role::HwPassiveInitialize.bit()) }
        => deferred::initialize_dpc;
    IssueDpc "StorPortIssueDpc", ANY => deferred::issue_dpc;
    AcquireSpinLock "StorPortAcquireSpinLock", ANY => locks::acquire_spin_lock;
    ReleaseSpinLock "StorPortReleaseSpinLock", ANY => |call, [handle, ..]| locks::release(call, handle);
    StateChangeDetectedCall "StorPortStateChangeDetected", ANY => changes::state_change;
    IoTargetRequestServiceTime "StorPortNotification(IoTargetRequestServiceTime)", ANY => service_time;
    AsyncNotificationDetected "StorPortAsyncNotificationDetected", ANY => changes::asynchronous;
    // It has more words than the others.
    MarkDeviceFailedEx "StorPortMarkDeviceFailedEx", ANY => |_, _| {};
    MarkDeviceFailed "StorPortMarkDeviceFailed", ANY => changes::mark_device_failed;
}

exports! {
    /// Tells Storport of an event, or asks for something; the words depend on the type.
    StorPortNotification(
        kind: ffi::SCSI_NOTIFICATION_TYPE, extension: ffi::PVOID,
        a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, g: usize, h: usize, i: usize,
    ) -> () = notify(kind, extension, [a, b, c, d, e, f], [g, h, i]);
}

fn notify(kind: ffi::SCSI_NOTIFICATION_TYPE, extension: ffi::PVOID, words: Words, more: More) {
    let (routine, body) = notification(kind);
    let Some(call) = Call::enter_for(routine, extension) else {
        return;
    };
    if std::ptr::eq(routine, &raw const UNKNOWN) && !KNOWN.contains(&kind) {
        call.bad(format!(
            "StorPortNotification of type {kind:#x}, which there is not (StorPortNotification2)"
        ));
    } else if std::ptr::eq(routine, &raw const UNKNOWN) {
        call.unsupported();
        call.say(format!(
            "StorPortNotification of type {kind:#x} is not supported"
        ));
    }
    if kind == ffi::MarkDeviceFailedEx {
        changes::mark_device_fault(&call, words, more);
        return;
    }
    body(&call, words);
}

/// Types of storport.h, or of newer headers, that have no row: those without public arguments, and what is reached by routines of its own.
const KNOWN: [ffi::SCSI_NOTIFICATION_TYPE; 6] = [
    ffi::TraceNotification,
    ffi::GetExtendedFunctionTable,
    ffi::SetTargetProcessorDpc,
    // TerminateSystemThread and two that are not documented.
    0x100E,
    0x100F,
    0x1010,
];

static UNKNOWN: Routine = Routine::new("StorPortNotification", ANY);

fn of_scsi_port(call: &Call<'_>, _: Words) {
    call.bad(format!(
        "{} is of SCSI port, and not allowed (StorPortNotification2)",
        call.routine.name
    ));
}

fn complete(call: &Call<'_>, [srb, ..]: Words) {
    call.storport.request_complete(call.adapter(), srb);
}

/// How long a request took, in units of 100 ns; the driver still has it.
fn service_time(call: &Call<'_>, [duration, srb, ..]: Words) {
    if call.adapter().slots.borrow().find(srb).is_none() {
        call.bad(format!("{srb:#x} is no request that the driver has"));
        return;
    }
    call.say(format!("a request took {duration} units of 100 ns"));
}

/// "Gives the miniport driver an opportunity to bugcheck the system": it is taken.
fn buffer_overrun(call: &Call<'_>, _: Words) {
    call.violation(
        Rule::BugCheck,
        "the driver found that a buffer was overrun: StorPortNotification(BufferOverrunDetected)",
    );
    call.kernel.die();
}

fn query_tick_count(call: &Call<'_>, [place, ..]: Words) {
    // As KeQueryTickCount counts.
    let ticks = i64::try_from(call.kernel.clock.now() / TICK).unwrap_or(i64::MAX);
    put(call, place, ticks);
}
