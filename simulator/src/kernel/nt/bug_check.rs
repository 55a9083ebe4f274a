//! The bug check.

use miniport::role::Role;
use miniport::{checked, ffi};

use crate::kernel::core::Kernel;
use crate::kernel::fiber::Stop;
use crate::kernel::routine::exports;
use crate::verifier::Rule;

exports! {
    /// Stops the machine. The caller never goes on.
    KeBugCheckEx(code: ffi::ULONG, p1: usize, p2: usize, p3: usize, p4: usize) -> ! =
        bug_check(code, [p1, p2, p3, p4]);
    /// The same without parameters.
    KeBugCheck(code: ffi::ULONG) -> ! = bug_check(code, [0; 4]);
}

/// An image stops the machine by an instruction.
#[cfg(images)]
pub(crate) fn stop(code: u32, parameters: [usize; 4]) -> ! {
    bug_check(code, parameters)
}

fn bug_check(code: u32, parameters: [usize; 4]) -> ! {
    let [p1, p2, p3, p4] = parameters;
    let raw = format!("KeBugCheckEx({code:#010x}, {p1:#x}, {p2:#x}, {p3:#x}, {p4:#x})");
    let Some(kernel) = Kernel::current() else {
        // Outside of a machine nothing can suspend the caller.
        eprintln!("{raw}, called outside of a simulated machine");
        std::process::abort();
    };
    let text = kernel
        .settings
        .decode_bug_check
        .and_then(|decode| decode(code, parameters))
        .or_else(|| decode(code, parameters));
    kernel.violation(
        Rule::BugCheck,
        None,
        text.map_or_else(|| raw.clone(), |text| format!("{raw}: {text}")),
    );
    kernel.die()
}

impl Kernel {
    /// The machine stops for good, and the code that runs with it.
    pub fn die(&self) -> ! {
        self.halted.set(true);
        loop {
            self.fiber().suspend(Stop::Dead);
        }
    }
}

/// The bug checks of checked builds of the runtime, in words.
fn decode(code: u32, [rule, role, found, expected]: [usize; 4]) -> Option<String> {
    if code != checked::BUG_CHECK {
        return None;
    }
    let rule = checked::Rule::from_parameter(rule)?;
    let what = match rule {
        checked::Rule::Panic => Some("the driver panicked"),
        checked::Rule::OtherAdapter => {
            Some("a `Locked` or `ByMessage` of another adapter was used")
        }
        _ => None,
    };
    if let Some(what) = what
        && role != 0
        && found < 4096
    {
        // SAFETY: the parameters of these rules are the address and the length of a `&'static str`.
        let file = unsafe { std::slice::from_raw_parts(role as *const u8, found) };
        return Some(format!(
            "{what} at {}, line {expected}",
            String::from_utf8_lossy(file)
        ));
    }
    let role = Role::from_parameter(role)?;
    Some(format!(
        "checked build: {rule:?} in {role:?}, found {found:#x}, expected {expected:#x}"
    ))
}
