//! Drivers that do one thing wrong: each is seen, by its rule and its callback.

mod cancel;
mod completion;
mod devices;
mod managers;
mod pending;
mod power;
mod queues;
mod timers;

use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{DeviceOptions, Machine, Report, Role, Rule, Violation};

use crate::raw::depot::{self, HOLD, STYLE, Style};
use crate::raw::event::{Event, clear_hook, set_hook};

/// Runs the depot with a hook: some requests, sleep, a rebalance, the end. A failure of a request is no failure here.
pub fn run_on(seed: u64, style: Style, hook: impl Fn(&Event<'_>) -> NTSTATUS + 'static) -> Report {
    STYLE.set(style);
    set_hook(hook);
    let machine = Machine::builder(seed).processors(2).preemption(20).build();
    if let Ok(driver) = machine.load_wdm(depot::driver_entry)
        && let Ok(device) = machine.add_device(&driver, DeviceOptions::new())
    {
        if let Ok(file) = device.open() {
            let _ = file.write(0, &[1; 100]);
            let _ = file.read(0, &mut [0; 100]);
            let held = file.submit_control(HOLD, &[], 0);
            machine.advance(Duration::from_millis(1));
            let _ = held.cancel();
            let _ = held.wait();
            let _ = file.close();
        }
        let _ = device.rebalance();
        if machine.sleep().is_ok() {
            let _ = machine.resume();
        }
        machine.advance(Duration::from_millis(10));
    }
    let report = machine.shutdown();
    clear_hook();
    report
}

/// Of several seeds some must show the rule broken.
#[track_caller]
pub fn expect_often(
    rule: Rule,
    style: Style,
    hook: impl Fn(&Event<'_>) -> NTSTATUS + Clone + 'static,
) {
    let seen = (0..20)
        .filter(|&seed| {
            let report = run_on(seed, style, hook.clone());
            report.violations_of(rule).next().is_some()
        })
        .count();
    assert!(seen > 4, "{rule} {seen} times");
}

/// Each of several seeds must show the rule broken by the role, and say so readably.
#[track_caller]
pub fn expect(
    rule: Rule,
    role: impl Into<Option<Role>>,
    style: Style,
    hook: impl Fn(&Event<'_>) -> NTSTATUS + Clone + 'static,
) {
    let role = role.into();
    for seed in 1..=4 {
        let report = run_on(seed, style, hook.clone());
        let found: Vec<&Violation> = report.violations_of(rule).collect();
        assert!(
            found.iter().any(|violation| violation.role == role),
            "{rule} by {role:?} is not in the report\n{report}"
        );
        let text = report.to_string();
        assert!(text.contains(&rule.to_string()), "{text}");
        // The mistake is the only thing that is reported, but for what follows from it.
        assert!(report.violations.len() <= 4, "{report}");
    }
}

pub const NOBODY: Option<Role> = None;
pub const DISPATCH: Role = Role::DriverDispatch;

/// A mark that the driver below set goes up where nobody has a completion routine.
#[test]
fn a_copied_location_without_a_completion_routine_is_right() {
    for seed in 0..20 {
        let report = run_on(seed, Style::Now, |event| {
            if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
                unsafe {
                    IoCopyCurrentIrpStackLocationToNext(event.irp);
                    return IoCallDriver(event.extension().lower, event.irp);
                }
            }
            event.proceed()
        });
        report.assert_clean();
    }
}

#[test]
fn nothing_wrong_is_nothing_reported() {
    for seed in 0..30 {
        for style in depot::STYLES {
            run_on(seed, style, |event| event.proceed()).assert_clean();
        }
    }
}
