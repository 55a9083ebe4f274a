//! The scopes of Storport's callbacks against the two tables on the page of `StorPortAcquireSpinLock`: the locks that Storport holds, and
//! those that a callback may acquire. Where the page has no row, the comment beside says what decides.

use std::any::TypeId;

use miniport::irql::{Apc, Dirql, Dispatch, Irql, Passive};
use miniport::lock::{MayAcquire, state};
use miniport::scope::{self, Allowed, Built, Early, Holding, NotYet, Ready};
use miniport::{AtMost, DeviceExtension, InterruptLock, Scope, StartIoLock};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Virtual;

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = line, channels = single)]
struct Physical;

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = per_message, channels = concurrent)]
struct PerMessage;

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = message, channels = single)]
struct AllMessages;

/// What a scope says of a lock.
#[derive(Debug, PartialEq)]
enum Lock {
    Held,
    Allowed,
    Refused,
}
use Lock::{Allowed as Free, Held, Refused};

/// When deferred objects are there.
#[derive(Debug, PartialEq)]
enum DeferredObjects {
    Exist,
    Perhaps,
    Never,
}
use DeferredObjects::{Exist, Never, Perhaps};

/// A row: IRQL; StartIo, DPC and interrupt lock; deferred objects; the extension is there; waiting is allowed.
type Row = (u8, [Lock; 3], DeferredObjects, bool, bool);

fn lock<St: 'static>() -> Lock {
    match TypeId::of::<St>() {
        held if held == TypeId::of::<state::HeldAlready>() => Held,
        free if free == TypeId::of::<state::NotHeld>() => Free,
        refused if refused == TypeId::of::<state::NotAllowed>() => Refused,
        _ => panic!("no state of a callback"),
    }
}

fn row<S: Scope>() -> Row {
    let deferred = TypeId::of::<S::Deferred>();
    (
        S::Irql::LEVEL,
        [lock::<S::First>(), lock::<S::Second>(), lock::<S::Last>()],
        if deferred == TypeId::of::<Ready>() {
            Exist
        } else if deferred == TypeId::of::<Early>() {
            Perhaps
        } else {
            assert_eq!(deferred, TypeId::of::<NotYet>());
            Never
        },
        TypeId::of::<S::Extension>() == TypeId::of::<Built>(),
        TypeId::of::<S::Waiting>() == TypeId::of::<Allowed>(),
    )
}

/// Compares scopes with rows: those that differ are all said.
macro_rules! rows {
    ($($scope:ty: $irql:ty, $startio:expr, $dpc:expr, $interrupt:expr, $deferred:expr, $built:literal, $waits:literal;)+) => {
        let rows = [$((
            stringify!($scope),
            row::<$scope>(),
            (<$irql>::LEVEL, [$startio, $dpc, $interrupt], $deferred, $built, $waits),
        )),+];
        let wrong: Vec<_> = rows.iter().filter(|(_, found, page)| found != page).collect();
        assert!(wrong.is_empty(), "scope, what it says, what the page says: {wrong:#?}");
    };
}

#[test]
fn scopes_allow_what_the_page_of_the_spin_locks_allows() {
    rows! {
        scope::FindAdapter: Passive, Refused, Refused, Refused, Never, false, true;
        scope::Initialize<Virtual>: Passive, Refused, Refused, Refused, Never, true, true;
        scope::Initialize<Physical>: Dirql, Refused, Refused, Held, Never, true, true;
        scope::PassiveInitialize: Passive, Refused, Refused, Refused, Exist, true, true;
        scope::BuildIo: Dispatch, Free, Free, Free, Exist, true, true;
        // StartIo is held in a physical miniport with one channel only; SDV rule SpNoWait.
        scope::StartIo<Virtual>: Dispatch, Free, Free, Free, Exist, true, false;
        scope::StartIo<Physical>: Dispatch, Held, Free, Free, Exist, true, false;
        scope::StartIo<PerMessage>: Dispatch, Free, Free, Free, Exist, true, false;
        // The line is connected before passive initialisation.
        scope::Interrupt: Dirql, Refused, Refused, Held, Perhaps, true, true;
        scope::MessageInterrupt<AllMessages>: Dirql, Refused, Refused, Held, Perhaps, true, true;
        // StorPortAcquireMSISpinLock has a page of its own; the page of StorPortAcquireSpinLock allows nothing.
        scope::MessageInterrupt<PerMessage>: Dirql, Refused, Refused, Refused, Perhaps, true, true;
        scope::Deferred: Dispatch, Free, Free, Free, Exist, true, true;
        // No row: a work item has no lock, and may acquire what a DPC may.
        scope::Passive: Passive, Free, Free, Free, Exist, true, true;
        scope::StartIoLocked: Dispatch, Held, Refused, Free, Exist, true, true;
        // No row: the page of HW_TIMER_EX names no lock.
        scope::TimerExpired: Dispatch, Free, Free, Free, Exist, true, true;
        // ScsiStopAdapter and ScsiRestartAdapter: DIRQL with the interrupt lock, by the page of SCSI_ADAPTER_CONTROL_TYPE.
        scope::AdapterStopped<Virtual>: Passive, Refused, Refused, Refused, Perhaps, true, true;
        scope::AdapterStopped<Physical>: Dirql, Refused, Refused, Held, Perhaps, true, true;
        // DPCs may not exist yet, and their locks neither.
        scope::PassiveControl: Passive, Free, Refused, Free, Perhaps, true, true;
        scope::ApcControl: Apc, Free, Refused, Free, Perhaps, true, true;
        scope::DispatchControl: Dispatch, Free, Refused, Free, Perhaps, true, true;
        // The runtime calls it in HW_TIMER for a physical adapter, where nothing is left that could be deferred or interrupt.
        scope::FreeAdapterResources<Virtual>: Passive, Refused, Refused, Refused, Never, true, true;
        scope::FreeAdapterResources<Physical>: Dispatch, Held, Refused, Refused, Never, true, true;
    }
}

/// What [`holds!`] says where the bound does not hold.
trait Otherwise {
    const HOLDS: bool = false;
}

/// Whether a bound holds: an associated constant of the type's own is taken before that of a trait.
macro_rules! holds {
    ($type:ty: $($bound:tt)+) => {{
        struct Asked<T>(core::marker::PhantomData<T>);
        impl<T> Otherwise for Asked<T> {}
        #[allow(dead_code, reason = "where the bound does not hold")]
        impl<T: $($bound)+> Asked<T> {
            const HOLDS: bool = true;
        }
        core::hint::black_box(Asked::<$type>::HOLDS)
    }};
}

/// "Less than `DISPATCH_LEVEL`" is no `PASSIVE_LEVEL`.
#[test]
fn a_level_is_at_most_itself_and_those_above() {
    assert_eq!([Passive::LEVEL, Apc::LEVEL, Dispatch::LEVEL], [0, 1, 2]);
    assert!(core::hint::black_box(Dirql::LEVEL) > Dispatch::LEVEL);
    macro_rules! levels {
        ($($level:ty)+) => {
            [$([
                holds!($level: AtMost<Passive>),
                holds!($level: AtMost<Apc>),
                holds!($level: AtMost<Dispatch>),
                holds!($level: AtMost<Dirql>),
            ]),+]
        };
    }
    let found = levels!(Passive Apc Dispatch Dirql);
    for (level, bounds) in found.into_iter().enumerate() {
        for (bound, holds) in bounds.into_iter().enumerate() {
            assert_eq!(holds, level <= bound, "level {level}, at most {bound}");
        }
    }
}

/// "DPC or StartIo", then interrupt; StartIo before DPC is this crate's own order.
#[test]
fn locks_are_acquired_in_order() {
    type UnderStartIo = Holding<scope::Deferred, StartIoLock, state::HeldAlready>;
    type UnderInterrupt = Holding<scope::Deferred, InterruptLock, state::HeldAlready>;
    assert!(holds!(scope::Deferred: MayAcquire<StartIoLock>));
    assert!(holds!(scope::Deferred: MayAcquire<InterruptLock>));
    assert!(holds!(UnderStartIo: MayAcquire<InterruptLock>));
    assert!(!holds!(UnderStartIo: MayAcquire<StartIoLock>));
    assert!(!holds!(UnderInterrupt: MayAcquire<StartIoLock>));
    assert!(!holds!(UnderInterrupt: MayAcquire<InterruptLock>));
    assert!(!holds!(scope::StartIoLocked: MayAcquire<StartIoLock>));
    assert!(holds!(scope::StartIoLocked: MayAcquire<InterruptLock>));
    assert!(!holds!(scope::FindAdapter: MayAcquire<InterruptLock>));
}
