//! What is counted, what is kept, and what a report says of it.

use std::time::Duration;

use super::{Report, Role, Rule, StackFrame, Verifier};

const TIME: Duration = Duration::from_micros(7);

fn report(verifier: &Verifier) -> Report {
    verifier.report(1, TIME, false)
}

fn breaks(verifier: &Verifier, rule: Rule, message: &str) -> bool {
    verifier.violation(rule, None, message.to_owned(), TIME, Vec::new())
}

#[test]
fn the_same_is_counted_and_only_some_are_kept() {
    let verifier = Verifier::new(1);
    let messages: Vec<String> = (0..102).map(|number| format!("mistake {number}")).collect();
    for message in &messages {
        assert!(breaks(&verifier, Rule::WrongIrql, message));
    }
    assert!(!breaks(&verifier, Rule::WrongIrql, &messages[5]));
    let report = report(&verifier);
    assert_eq!(
        (report.violations.len(), report.dropped_violations),
        (100, 2)
    );
    assert_eq!(report.violations[5].occurrences, 2);
    assert_eq!(report.violations[99].occurrences, 1);
    let text = report.to_string();
    assert!(
        text.contains("\n102 violations:\n") && text.contains("\n... and 2 more\n"),
        "{text}"
    );
}

#[test]
fn what_a_test_allows_is_counted_apart() {
    let verifier = Verifier::new(1);
    verifier.tolerate(Rule::LateRequest);
    for _ in 0..3 {
        assert!(!breaks(&verifier, Rule::LateRequest, "late"));
    }
    let tolerated = report(&verifier);
    assert!(tolerated.is_clean());
    tolerated.assert_clean();
    assert_eq!(tolerated.tolerated[&Rule::LateRequest], 3);
    assert!(
        tolerated
            .to_string()
            .contains("broken 3 times, as the test expects")
    );
    assert!(breaks(&verifier, Rule::WrongIrql, "low"));
    assert!(report(&verifier).to_string().contains("\n1 violation:\n"));
}

#[test]
#[should_panic(expected = "the driver broke rules")]
fn a_report_with_a_violation_is_not_clean() {
    let verifier = Verifier::new(1);
    breaks(&verifier, Rule::WrongIrql, "low");
    report(&verifier).assert_clean();
}

#[test]
fn a_violation_says_where_it_was() {
    let verifier = Verifier::new(1);
    verifier.name_owner(3, "device");
    let frame = StackFrame {
        role: Role::HwDpc,
        request: None,
        adapter: Some(3),
        irql: 2,
        routine: Some("StorPortPause"),
    };
    verifier.violation(Rule::WrongIrql, None, "low".to_owned(), TIME, vec![frame]);
    let report = report(&verifier);
    let found = &report.violations[0];
    assert_eq!(
        (found.role, found.routine),
        (Some(Role::HwDpc), Some("StorPortPause"))
    );
    assert_eq!((found.adapter, found.owner), (Some(3), "device"));
}

#[test]
fn another_place_or_mistake_is_another_violation() {
    let verifier = Verifier::new(1);
    let breaks = |rule, adapter, role, routine, message: &str| {
        let frame = StackFrame {
            role,
            request: None,
            adapter: Some(adapter),
            irql: 2,
            routine: Some(routine),
        };
        verifier.violation(rule, None, message.to_owned(), TIME, vec![frame])
    };
    let (dpc, timer) = (Role::HwDpc, Role::HwTimer);
    assert!(breaks(Rule::WrongIrql, 0, dpc, "A", "low"));
    assert!(!breaks(Rule::WrongIrql, 0, dpc, "A", "low"));
    assert!(breaks(Rule::BadParameter, 0, dpc, "A", "low"));
    assert!(breaks(Rule::WrongIrql, 1, dpc, "A", "low"));
    assert!(breaks(Rule::WrongIrql, 0, timer, "A", "low"));
    assert!(breaks(Rule::WrongIrql, 0, dpc, "B", "low"));
    assert!(breaks(Rule::WrongIrql, 0, dpc, "A", "high"));
    assert_eq!(report(&verifier).violations.len(), 6);
}

#[test]
fn callbacks_are_counted_and_timed() {
    let verifier = Verifier::new(1);
    for (irql, time, host) in [(2, 10, 100), (0, 40, 700), (2, 70, 400)] {
        verifier.count(Role::HwDpc, irql, time, Some(host));
    }
    let counted = &verifier.report(1, TIME, true).callbacks[..];
    let [counted] = counted else {
        panic!("{counted:?}")
    };
    let times = |min, mean, max| [min, mean, max].map(Duration::from_nanos).into();
    assert_eq!(
        (counted.role, counted.calls, counted.irql),
        (Role::HwDpc, 3, (0, 2))
    );
    assert_eq!(counted.virtual_time, times(10, 40, 70));
    assert_eq!(counted.host_time, Some(times(100, 400, 700)));
    assert_eq!(report(&verifier).callbacks[0].host_time, None);
}

/// A report may be asked for in the middle of a panic, when something of it is being written.
#[test]
fn what_is_being_written_is_not_read() {
    let verifier = Verifier::new(1);
    assert!(verifier.is_readable());
    {
        let _written = verifier.violations.borrow_mut();
        assert!(!verifier.is_readable());
    }
    {
        let _written = verifier.unsupported.borrow_mut();
        assert!(!verifier.is_readable());
    }
    {
        let _written = verifier.tolerated.borrow_mut();
        assert!(!verifier.is_readable());
    }
    {
        let _written = verifier.statistics.borrow_mut();
        assert!(!verifier.is_readable());
    }
    assert!(verifier.is_readable());
}

#[test]
fn another_order_of_callbacks_is_another_run() {
    let run = |events: &[(u64, Role, Option<usize>)]| {
        let verifier = Verifier::new(1);
        for &(time, role, adapter) in events {
            verifier.mark(time, role, adapter);
        }
        report(&verifier).fingerprint
    };
    let (first, second) = ((10, Role::HwDpc, Some(0)), (20, Role::HwTimer, None));
    let all = [
        run(&[]),
        run(&[first]),
        run(&[second]),
        run(&[first, second]),
        run(&[second, first]),
        run(&[(11, Role::HwDpc, Some(0))]),
        run(&[(10, Role::HwTimer, Some(0))]),
        run(&[(10, Role::HwDpc, Some(1))]),
        run(&[(10, Role::HwDpc, None)]),
    ];
    let different: std::collections::BTreeSet<u64> = all.into();
    assert_eq!(different.len(), all.len());
}
