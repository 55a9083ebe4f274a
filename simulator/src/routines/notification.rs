//! `StorPortNotification`.
#![expect(
    clippy::many_single_char_names,
    reason = "the words of a variadic call have no names"
)]

use std::ffi::c_void;

use miniport::ffi;

use super::routine::{ANY, Call, Levels, Routine, UP_TO_DISPATCH};
use super::{deferred, locks};
use crate::callback::Role;
use crate::time::{Event, MICROSECOND};
use crate::verifier::Rule;

const fn named(name: &'static str, levels: Levels) -> Routine {
    Routine::new(name, levels)
}

static REQUEST_COMPLETE: Routine = named("StorPortNotification(RequestComplete)", ANY);
static NEXT_REQUEST: Routine = named("StorPortNotification(NextRequest)", ANY);
static NEXT_LU_REQUEST: Routine = named("StorPortNotification(NextLuRequest)", ANY);
static RESET_DETECTED: Routine = named("StorPortNotification(ResetDetected)", ANY);
static REQUEST_TIMER: Routine = named("StorPortNotification(RequestTimerCall)", ANY);
static BUS_CHANGE: Routine = named("StorPortNotification(BusChangeDetected)", ANY);
static LINK: Routine = named("StorPortNotification(LinkUp, LinkDown)", ANY);
static TICK_COUNT: Routine = named("StorPortNotification(QueryTickCount)", ANY);
static PASSIVE_INITIALIZATION: Routine =
    named("StorPortEnablePassiveInitialization", ANY).only_from(Role::Initialize.bit());
// An adapter that is initialised without passive initialisation has no place for DPCs.
static INITIALIZE_DPC: Routine =
    named("StorPortInitializeDpc", ANY).only_from(Role::PassiveInitialize.bit());
static INITIALIZE_THREADED_DPC: Routine =
    named("StorPortInitializeThreadedDpc", ANY).only_from(Role::PassiveInitialize.bit());
static ISSUE_DPC: Routine = named("StorPortIssueDpc", ANY);
static ACQUIRE: Routine = named("StorPortAcquireSpinLock", ANY);
static RELEASE: Routine = named("StorPortReleaseSpinLock", ANY);
static STATE_CHANGE: Routine = named("StorPortStateChangeDetected", ANY);
static ASYNC_NOTIFICATION: Routine = named("StorPortAsyncNotificationDetected", ANY);
static DIRECT_COMPLETE: Routine = named(
    "StorPortNotification(RequestDirectComplete)",
    UP_TO_DISPATCH,
);
static MARK_FAILED: Routine = named("StorPortMarkDeviceFailed", ANY);
static UNKNOWN: Routine = named("StorPortNotification", ANY);

/// Tells Storport of an event, or asks for something; the words depend on the type.
#[unsafe(no_mangle)]
extern "C" fn StorPortNotification(
    kind: ffi::SCSI_NOTIFICATION_TYPE,
    extension: ffi::PVOID,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
) {
    if kind == ffi::RequestComplete {
        // The one that matters for speed.
        if let Some(call) = Call::enter(&REQUEST_COMPLETE, extension) {
            call.core.request_complete(call.adapter(), a);
        }
        return;
    }
    other(kind, extension, [a, b, c, d, e, f]);
}

fn routine_of(kind: ffi::SCSI_NOTIFICATION_TYPE) -> &'static Routine {
    match kind {
        ffi::NextRequest => &NEXT_REQUEST,
        ffi::NextLuRequest => &NEXT_LU_REQUEST,
        ffi::ResetDetected => &RESET_DETECTED,
        ffi::RequestTimerCall => &REQUEST_TIMER,
        ffi::BusChangeDetected => &BUS_CHANGE,
        ffi::LinkUp | ffi::LinkDown => &LINK,
        ffi::QueryTickCount => &TICK_COUNT,
        ffi::EnablePassiveInitialization => &PASSIVE_INITIALIZATION,
        ffi::InitializeDpc | ffi::InitializeDpcWithContext => &INITIALIZE_DPC,
        ffi::InitializeThreadedDpc => &INITIALIZE_THREADED_DPC,
        ffi::IssueDpc => &ISSUE_DPC,
        ffi::AcquireSpinLock => &ACQUIRE,
        ffi::ReleaseSpinLock => &RELEASE,
        ffi::StateChangeDetectedCall => &STATE_CHANGE,
        ffi::AsyncNotificationDetected => &ASYNC_NOTIFICATION,
        ffi::RequestDirectComplete => &DIRECT_COMPLETE,
        ffi::MarkDeviceFailed => &MARK_FAILED,
        _ => &UNKNOWN,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "arguments are cut to their real width"
)]
fn other(kind: ffi::SCSI_NOTIFICATION_TYPE, extension: ffi::PVOID, [a, b, c, d, e, f]: [usize; 6]) {
    let Some(call) = Call::enter(routine_of(kind), extension) else {
        return;
    };
    let core = call.core;
    let adapter = call.adapter();
    match kind {
        // Storport ignores these: it does not wait for them.
        ffi::NextRequest | ffi::NextLuRequest => {}
        ffi::RequestDirectComplete => core.request_complete(adapter, a),
        ffi::ResetDetected => core.log(
            Some(adapter.number),
            format!("the driver detected a reset of bus {}", a as u8),
        ),
        ffi::LinkUp => core.log(
            Some(adapter.number),
            format!("the link of bus {} is up", a as u8),
        ),
        ffi::LinkDown => core.log(
            Some(adapter.number),
            format!("the link of bus {} is down", a as u8),
        ),
        ffi::MarkDeviceFailed => core.log(
            Some(adapter.number),
            "the driver marked a device as failed".to_owned(),
        ),
        ffi::RequestTimerCall => request_timer(&call, a, b as u32),
        ffi::BusChangeDetected => {
            adapter.bus_changed.set(true);
            core.log(
                Some(adapter.number),
                format!("the driver asks for a scan of bus {}", a as u8),
            );
        }
        ffi::QueryTickCount => {
            // A tick is 15.625 ms, as KeQueryTickCount counts.
            let ticks = i64::try_from(core.clock.now() / 15_625_000).unwrap_or(i64::MAX);
            super::routine::put(&call, a, ticks);
        }
        ffi::EnablePassiveInitialization => enable_passive_initialization(&call, a, b),
        ffi::InitializeDpc | ffi::InitializeDpcWithContext | ffi::InitializeThreadedDpc => {
            deferred::initialize_dpc(&call, a, b);
        }
        ffi::IssueDpc => deferred::issue_dpc(&call, a, (b, c), d),
        ffi::AcquireSpinLock => {
            locks::acquire(&call, (a as u32).cast_signed(), b, c);
        }
        ffi::ReleaseSpinLock => locks::release(&call, a),
        ffi::StateChangeDetectedCall => {
            adapter.bus_changed.set(true);
            let status = state_change(&call, b, d, e);
            super::routine::put(&call, f, status);
        }
        ffi::AsyncNotificationDetected => {
            core.log(
                Some(adapter.number),
                format!("the driver reports an asynchronous notification, flags {b:#x}"),
            );
            super::routine::put(&call, c, ffi::STOR_STATUS_SUCCESS);
        }
        _ => {
            call.unsupported();
            core.log(
                Some(adapter.number),
                format!("StorPortNotification of type {kind:#x} is not supported"),
            );
        }
    }
}

fn request_timer(call: &Call<'_>, routine: usize, microseconds: u32) {
    let deferred = &call.adapter().deferred;
    deferred
        .timer_generation
        .set(deferred.timer_generation.get() + 1);
    if microseconds == 0 {
        deferred.timer.set(None);
        return;
    }
    if routine == 0 {
        call.bad("RequestTimerCall without a routine");
        return;
    }
    // SAFETY: the driver passes a HW_TIMER, which is not NULL; a function pointer is as wide as a word.
    deferred.timer.set(Some(unsafe {
        std::mem::transmute::<*const c_void, ffi::HW_TIMER>(routine as *const c_void)
    }));
    let late = call.core.between(0, 50 * MICROSECOND);
    let event = Event::Timer {
        adapter: call.adapter().number,
        generation: deferred.timer_generation.get(),
    };
    call.core
        .clock
        .schedule(u64::from(microseconds) * MICROSECOND + late, event);
}

fn enable_passive_initialization(call: &Call<'_>, routine: usize, success: usize) {
    let adapter = call.adapter();
    if adapter.reinitializing.get() {
        call.violation(Rule::WrongCallback, "passive initialisation was asked for when HwStorInitialize runs again for a restart (StorPortPassiveFromHwInit)");
    }
    let enabled = routine != 0;
    if enabled {
        // SAFETY: the driver passes a HW_PASSIVE_INITIALIZE_ROUTINE that is not NULL.
        let routine = unsafe {
            std::mem::transmute::<*const c_void, ffi::HW_PASSIVE_INITIALIZE_ROUTINE>(
                routine as *const c_void,
            )
        };
        adapter.passive_initialize.set(Some(routine));
    }
    super::routine::put(call, success, ffi::LONG::from(enabled));
}

/// The callback of a state change comes later, at `DISPATCH_LEVEL` with the StartIo lock.
fn state_change(call: &Call<'_>, address: usize, routine: usize, context: usize) -> u32 {
    if address == 0 {
        return call.bad("StorPortStateChangeDetected without an address");
    }
    if routine == 0 {
        return ffi::STOR_STATUS_SUCCESS;
    }
    // SAFETY: the driver passes a HW_STATE_CHANGE that is not NULL.
    let routine = unsafe {
        std::mem::transmute::<*const c_void, ffi::HW_STATE_CHANGE>(routine as *const c_void)
    };
    // SAFETY: the driver passes a STOR_ADDR_BTL8, the only type of address there is.
    let changed = unsafe { (address as *const ffi::STOR_ADDR_BTL8).read_unaligned() };
    let adapter = std::rc::Rc::clone(call.adapter());
    call.core.make_ready(crate::job::Job::Task {
        irql: crate::processor::DISPATCH_LEVEL,
        task: Box::new(move |core| {
            let mut changed = changed;
            let extension = adapter.device_extension();
            core.with_locks(&adapter, &[crate::processor::Lock::StartIo], || {
                // SAFETY: the driver gave the routine for this extension and context; the address lives during the call.
                core.callback(Some(&adapter), Role::StateChange, || unsafe {
                    routine(
                        extension,
                        context as *mut c_void,
                        1,
                        (&raw mut changed).cast(),
                        0,
                    );
                });
            });
        }),
    });
    ffi::STOR_STATUS_SUCCESS
}
