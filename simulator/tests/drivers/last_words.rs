//! Callbacks that never come back: what a driver author reads then. Each runs in a process of its own, which ends with it.

use std::process::Command;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, Machine, Report, Role, Rule};

use crate::raw::misdeed::{Event, run_on, start};
use crate::violations::{handle, in_dpc};

/// Runs a test of this file again in a process that does the deed, and returns what it wrote to its standard error.
fn last_words(test: &str) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([&format!("last_words::{test}"), "--exact", "--nocapture"])
        .env("MINIPORT_LAST_WORDS", "1")
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// This is the process that does the deed.
fn is_child() -> bool {
    std::env::var_os("MINIPORT_LAST_WORDS").is_some()
}

#[track_caller]
fn assert_says(text: &str, words: &[&str]) {
    for words in words {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

/// Leaves a lock, which is reported, and then does `deed`, both in StartIo of the write.
fn after_a_violation(deed: impl Fn(&Event<'_>) + Clone + 'static) -> Report {
    run_on(
        Machine::builder(7).watchdog(Duration::from_secs(1)),
        move |event| unsafe {
            if event.is_write() {
                StorPortReleaseSpinLock(event.device, &raw mut *Box::leak(Box::new(handle())));
                deed(event);
            }
            event.proceed()
        },
    )
}

#[test]
fn a_spin_without_a_call_is_named_within_seconds() {
    if is_child() {
        after_a_violation(|_| {
            loop {
                std::hint::spin_loop();
            }
        });
    }
    let text = last_words("a_spin_without_a_call_is_named_within_seconds");
    assert_says(
        &text,
        &[
            "HW_STARTIO, adapter 0, IRQL ",
            "request: WRITE (10) of 2 blocks from 7, unit 0:0:0",
            "StorPortReleaseSpinLock",
            "Machine::new(7)",
            "LockNotHeld",
        ],
    );
}

#[test]
fn a_test_that_fails_says_what_happened_on_its_machine() {
    if is_child() {
        let machine = Machine::builder(7).processors(3).preemption(40).build();
        let adapter = start(&machine, AdapterOptions::new(), |event| event.proceed()).unwrap();
        assert!(adapter.disks().is_empty(), "the test's own words");
    }
    let text = last_words("a_test_that_fails_says_what_happened_on_its_machine");
    assert_says(
        &text,
        &[
            "the test's own words",
            "VIRTUAL_HW_FIND_ADAPTER",
            "to see this again: Machine::builder(7).processors(3).preemption(40).build()",
        ],
    );
}

#[test]
fn a_panic_in_a_callback_is_preceded_by_the_report() {
    if is_child() {
        after_a_violation(|_| panic!("the driver's own words"));
    }
    let text = last_words("a_panic_in_a_callback_is_preceded_by_the_report");
    assert_says(
        &text,
        &[
            "last_words.rs:",
            "in: HW_STARTIO, adapter 0, IRQL ",
            "request: WRITE (10) of 2 blocks from 7, unit 0:0:0",
            "LockNotHeld",
            "Machine::new(7)",
        ],
    );
    let report = text.find("LockNotHeld").unwrap();
    let panic = text.find("the driver's own words").unwrap();
    assert!(report < panic, "{text}");
}

#[test]
fn an_access_to_memory_that_is_not_there_is_named() {
    if is_child() {
        after_a_violation(|_| {
            // A field of a structure that NULL points to.
            let field = std::hint::black_box(0x18 as *const u64);
            std::hint::black_box(unsafe { field.read_volatile() });
        });
    }
    let text = last_words("an_access_to_memory_that_is_not_there_is_named");
    assert_says(
        &text,
        &[
            "the driver accesses memory at 0x18, which is not there",
            "HW_STARTIO, adapter 0, IRQL ",
            "request: WRITE (10) of 2 blocks from 7, unit 0:0:0",
            "StorPortReleaseSpinLock",
            "Machine::new(7)",
            "LockNotHeld",
        ],
    );
}

#[test]
fn a_null_pointer_that_is_followed_is_named() {
    if is_child() {
        after_a_violation(|_| {
            let null = std::hint::black_box(std::ptr::null::<u64>());
            std::hint::black_box(unsafe { *null });
        });
    }
    let text = last_words("a_null_pointer_that_is_followed_is_named");
    // A build with debug assertions looks at the pointer, and panics.
    assert_says(&text, &["HW_STARTIO, adapter 0, IRQL ", "LockNotHeld"]);
}

#[test]
fn a_stack_that_is_used_up_is_named() {
    fn deeper(depth: u64) -> u64 {
        let room = std::hint::black_box([depth; 512]);
        if depth == 0 {
            0
        } else {
            deeper(depth + 1) + room[7]
        }
    }
    if is_child() {
        after_a_violation(|_| {
            std::hint::black_box(deeper(1));
        });
    }
    let text = last_words("a_stack_that_is_used_up_is_named");
    assert_says(&text, &["HW_STARTIO, adapter 0, IRQL ", "LockNotHeld"]);
}

#[test]
fn a_fault_outside_of_drivers_ends_the_process_as_before() {
    if is_child() {
        let report = after_a_violation(|_| {});
        std::hint::black_box(report);
        let field = std::hint::black_box(0x18 as *const u64);
        std::hint::black_box(unsafe { field.read_volatile() });
    }
    let text = last_words("a_fault_outside_of_drivers_ends_the_process_as_before");
    assert!(!text.contains("the driver accesses"), "{text}");
}

#[test]
fn a_loop_of_calls_is_counted() {
    let report = run_on(Machine::builder(1), |event| {
        while event.is_write() {
            let mut time = unsafe { std::mem::zeroed() };
            unsafe { StorPortQuerySystemTime(&raw mut time) };
        }
        event.proceed()
    });
    let found: Vec<_> = report.violations_of(Rule::Livelock).collect();
    assert_eq!(found.len(), 1, "{report}");
    assert_eq!(found[0].role, Some(Role::HwStartIo));
    assert_says(
        &found[0].message,
        &["WRITE (10) of 2 blocks from 7", "StorPort"],
    );
}

#[test]
fn a_dpc_that_issues_itself_is_named() {
    let report = run_on(
        Machine::builder(1),
        in_dpc(|event| {
            event.issue_dpc();
        }),
    );
    let found: Vec<_> = report.violations_of(Rule::Livelock).collect();
    assert_eq!(found.len(), 1, "{report}");
    assert_eq!(
        (found[0].role, found[0].adapter),
        (Some(Role::HwDpc), Some(0))
    );
    assert_says(
        &found[0].message,
        &["HW_DPC_ROUTINE of adapter 0", "StorPortIssueDpc"],
    );
}
