//! Whether a callback may call a routine: by IRQL, by the locks that it may acquire, by what the documentation keeps for one callback.

use super::callback::{Callback, Lock};
use super::exported::{KERNEL, STORPORT};
use super::kernel::HARMLESS;
use super::level::Limit;
use super::numbered::{FUNCTIONS, NOTIFICATIONS, Row};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The documentation allows it wherever the callback runs.
    Allowed,
    /// It depends on what cannot be seen, or the documentation is silent: what it is.
    Open(String),
    /// It is not allowed in any call of this callback: why.
    Forbidden(String),
}

/// `AcquireSpinLock`: its second argument after the extension says which lock.
const ACQUIRE: u32 = 0x1003;

/// The name of what is called, and the answer; `arguments` are the first of the call, where they are constants.
pub fn judge(role: &Callback, routine: &str, arguments: [Option<u32>; 3]) -> (String, Verdict) {
    let table = match routine {
        "StorPortNotification" => NOTIFICATIONS,
        "StorPortExtendedFunction" => FUNCTIONS,
        _ => return (routine.to_owned(), exported(role, routine)),
    };
    let Some(number) = arguments[0] else {
        let what = "which function it is cannot be seen".to_owned();
        return (format!("{routine}(?)"), Verdict::Open(what));
    };
    let Some(row) = table.iter().find(|row| row.number == number) else {
        let what = "the table has no such number".to_owned();
        return (format!("{routine}({number:#x})"), Verdict::Open(what));
    };
    if routine == "StorPortExtendedFunction" {
        return (row.name.to_owned(), numbered(role, row));
    }
    if number == ACQUIRE {
        return acquire(role, arguments[2]);
    }
    (format!("{routine}({})", row.name), numbered(role, row))
}

/// What one callback may not call, or perhaps not, though its IRQL allows it: role type, routine, whether its page forbids it, why.
const NOT_WITHIN: &[(&str, &str, bool, &str)] = &[
    (
        "IO_TIMER_ROUTINE",
        "IoStopTimer",
        true,
        "its page: not from within the IoTimer routine",
    ),
    (
        "IO_TIMER_ROUTINE",
        "IoStartTimer",
        false,
        "no page says whether timer routines are called under a lock that it acquires, as that of IoStopTimer lets one think",
    ),
];

fn not_within(role: &Callback, routine: &str) -> Option<Verdict> {
    let row = |row: &&(&str, &str, bool, &str)| (row.0, row.1) == (role.role_type, routine);
    let &(_, _, is_forbidden, why) = NOT_WITHIN.iter().find(row)?;
    let verdict = if is_forbidden {
        Verdict::Forbidden
    } else {
        Verdict::Open
    };
    Some(verdict(why.into()))
}

fn numbered(role: &Callback, row: &Row) -> Verdict {
    only(role, row.only).unwrap_or_else(|| level(role, row.limit))
}

fn exported(role: &Callback, routine: &str) -> Verdict {
    if HARMLESS.contains(&routine) {
        return Verdict::Allowed;
    }
    match STORPORT
        .iter()
        .chain(KERNEL)
        .find(|(name, ..)| *name == routine)
    {
        Some((_, limit, callbacks)) => only(role, callbacks)
            .or_else(|| not_within(role, routine))
            .unwrap_or_else(|| level(role, *limit)),
        None => Verdict::Open("the table does not have it".into()),
    }
}

fn only(role: &Callback, callbacks: &[&str]) -> Option<Verdict> {
    if callbacks.is_empty() || callbacks.contains(&role.role_type) {
        return None;
    }
    Some(Verdict::Forbidden(format!(
        "only {} may call it",
        callbacks.join(" and ")
    )))
}

fn level(role: &Callback, limit: Limit) -> Verdict {
    let (lowest, highest) = role.irql;
    match limit {
        Limit::Silent => Verdict::Open("the documentation names no IRQL".into()),
        Limit::UpTo(limit) if lowest > limit => Verdict::Forbidden(format!(
            "IRQL: it is allowed up to {}, and {} runs at {}",
            limit.name(),
            role.role_type,
            role.levels()
        )),
        Limit::UpTo(limit) if highest > limit => Verdict::Open(format!(
            "it is allowed up to {}, and {} runs at {}",
            limit.name(),
            role.role_type,
            role.levels()
        )),
        Limit::UpTo(_) => Verdict::Allowed,
    }
}

/// Acquiring a spin lock of Storport's.
fn acquire(role: &Callback, lock: Option<u32>) -> (String, Verdict) {
    let (name, lock) = match lock {
        Some(1) => ("DpcLock", Some(Lock::Dpc)),
        Some(2) => ("StartIoLock", Some(Lock::StartIo)),
        Some(3) => ("InterruptLock", Some(Lock::Interrupt)),
        _ => ("?", None),
    };
    let routine = format!("StorPortNotification(AcquireSpinLock, {name})");
    let verdict = match (lock, role.acquires) {
        (None, _) => Verdict::Open("which lock it is cannot be seen".into()),
        (_, None) => Verdict::Open(format!(
            "the documentation does not say which locks {} may acquire",
            role.role_type
        )),
        (Some(lock), Some((always, _))) if always.contains(&lock) => Verdict::Allowed,
        (Some(lock), Some((_, sometimes))) if sometimes.contains(&lock) => {
            Verdict::Open("it depends on the kind of miniport, or on the call".into())
        }
        _ => Verdict::Forbidden(format!(
            "locks: {} may not acquire the {name}",
            role.role_type
        )),
    };
    (routine, verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn answer(role: &str, routine: &str, arguments: [Option<u32>; 3]) -> (String, Verdict) {
        judge(Callback::named(role).unwrap(), routine, arguments)
    }

    #[track_caller]
    fn forbidden(role: &str, routine: &str, arguments: [Option<u32>; 3], why: &str) {
        let (_, verdict) = answer(role, routine, arguments);
        assert!(
            matches!(&verdict, Verdict::Forbidden(text) if text.contains(why)),
            "{verdict:?}"
        );
    }

    const NONE: [Option<u32>; 3] = [None; 3];

    #[test]
    fn what_is_too_high_is_forbidden() {
        forbidden("HW_INTERRUPT", "KeSetEvent", NONE, "DISPATCH_LEVEL");
        forbidden(
            "HW_DPC_ROUTINE",
            "StorPortRegistryRead",
            NONE,
            "PASSIVE_LEVEL",
        );
        // StorPortAllocatePool.
        forbidden(
            "HW_INTERRUPT",
            "StorPortExtendedFunction",
            [Some(0), None, None],
            "DISPATCH_LEVEL",
        );
        forbidden("IO_DPC_ROUTINE", "IoCreateDevice", NONE, "APC_LEVEL");
    }

    #[test]
    fn what_may_be_lower_is_open() {
        let (_, verdict) = answer("HW_ADAPTER_CONTROL", "StorPortRegistryRead", NONE);
        assert!(matches!(verdict, Verdict::Open(_)), "{verdict:?}");
    }

    #[test]
    fn locks_are_those_of_the_page() {
        let acquire = |lock| [Some(ACQUIRE), None, lock];
        let routine = "StorPortNotification";
        for (role, lock, allowed) in [
            ("HW_DPC_ROUTINE", 2, true),
            ("HW_BUILDIO", 3, true),
            ("HW_TIMER", 3, true),
            ("HW_TIMER", 2, false),
            ("HW_INTERRUPT", 3, false),
            ("HW_FIND_ADAPTER", 2, false),
        ] {
            let (name, verdict) = answer(role, routine, acquire(Some(lock)));
            assert_eq!(
                verdict == Verdict::Allowed,
                allowed,
                "{role}: {name} {verdict:?}"
            );
            assert_eq!(
                matches!(verdict, Verdict::Forbidden(_)),
                !allowed,
                "{role}: {name}"
            );
        }
        for (role, lock) in [
            ("HW_STARTIO", Some(2)),
            ("HW_WORKITEM", Some(3)),
            ("HW_DPC_ROUTINE", None),
        ] {
            let (name, verdict) = answer(role, routine, acquire(lock));
            assert!(
                matches!(verdict, Verdict::Open(_)),
                "{role}: {name} {verdict:?}"
            );
        }
    }

    #[test]
    fn what_is_kept_for_one_callback_is_forbidden_to_others() {
        let passive = [Some(0x1000), None, None];
        assert_eq!(
            answer("HW_INITIALIZE", "StorPortNotification", passive),
            (
                "StorPortNotification(EnablePassiveInitialization)".into(),
                Verdict::Allowed
            )
        );
        forbidden(
            "HW_DPC_ROUTINE",
            "StorPortNotification",
            passive,
            "only HW_INITIALIZE",
        );
    }

    #[test]
    fn a_timer_routine_does_not_stop_its_timer() {
        forbidden("IO_TIMER_ROUTINE", "IoStopTimer", NONE, "page");
        let (_, starts) = answer("IO_TIMER_ROUTINE", "IoStartTimer", NONE);
        assert!(matches!(starts, Verdict::Open(_)), "{starts:?}");
        let (_, elsewhere) = answer("IO_DPC_ROUTINE", "IoStopTimer", NONE);
        assert_eq!(elsewhere, Verdict::Allowed);
    }

    #[test]
    fn what_cannot_be_seen_is_never_fine() {
        for (routine, arguments) in [
            ("StorPortNotification", NONE),
            ("StorPortExtendedFunction", NONE),
            ("StorPortExtendedFunction", [Some(9999), None, None]),
            ("StorPortPause", NONE),
            ("NoSuchRoutine", NONE),
        ] {
            let (_, verdict) = answer("HW_WORKITEM", routine, arguments);
            assert!(
                matches!(verdict, Verdict::Open(_)),
                "{routine}: {verdict:?}"
            );
        }
        assert_eq!(answer("HW_INTERRUPT", "memcpy", NONE).1, Verdict::Allowed);
    }
}
