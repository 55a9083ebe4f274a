//! What ntoskrnl.exe exports: the IRQL, and the bug check.

use miniport::role::Role;
use miniport::{checked, ffi};

use crate::fiber::Stop;
use crate::machine::core::Core;
use crate::processor::PASSIVE_LEVEL;
use crate::verifier::Rule;

/// The IRQL of the current processor; `PASSIVE_LEVEL` where no machine runs, for instance in a unit test of a driver.
#[unsafe(no_mangle)]
extern "C" fn KeGetCurrentIrql() -> ffi::KIRQL {
    Core::current().map_or(PASSIVE_LEVEL, |core| core.fiber().irql.get())
}

/// Stops the machine. The caller never goes on.
#[unsafe(no_mangle)]
extern "C" fn KeBugCheckEx(code: ffi::ULONG, p1: usize, p2: usize, p3: usize, p4: usize) -> ! {
    let parameters = [p1, p2, p3, p4];
    let raw = format!("KeBugCheckEx({code:#010x}, {p1:#x}, {p2:#x}, {p3:#x}, {p4:#x})");
    let Some(core) = Core::current() else {
        // Outside of a machine nothing can suspend the caller.
        eprintln!("{raw}, called outside of a simulated machine");
        std::process::abort();
    };
    let text = core
        .settings
        .decode_bug_check
        .and_then(|decode| decode(code, parameters))
        .or_else(|| decode(code, parameters));
    core.violation(
        Rule::BugCheck,
        None,
        text.map_or_else(|| raw.clone(), |text| format!("{raw}: {text}")),
    );
    core.halted.set(true);
    loop {
        core.fiber().suspend(Stop::Dead);
    }
}

/// The bug checks of checked builds of the runtime, in words.
fn decode(code: u32, [rule, role, found, expected]: [usize; 4]) -> Option<String> {
    if code != checked::BUG_CHECK {
        return None;
    }
    let rule = checked::Rule::from_parameter(rule)?;
    if rule == checked::Rule::Panic && role != 0 && found < 4096 {
        // SAFETY: the parameters of this rule are the address and the length of a `&'static str`.
        let file = unsafe { std::slice::from_raw_parts(role as *const u8, found) };
        return Some(format!(
            "the driver panicked at {}, line {expected}",
            String::from_utf8_lossy(file)
        ));
    }
    let role = Role::from_parameter(role)?;
    Some(format!(
        "checked build: {rule:?} in {role:?}, found {found:#x}, expected {expected:#x}"
    ))
}
