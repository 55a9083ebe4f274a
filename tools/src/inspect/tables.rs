//! The callbacks as text for people, and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::callbacks::{Callbacks, Found, STACK};
use super::report::wrap;
use crate::rules::Verdict;

/// A paragraph for each callback, and one for functions that may be some.
pub(super) fn text(callbacks: &Callbacks) -> String {
    let mut text = String::new();
    for callback in &callbacks.found {
        let _ = writeln!(text, "\n  {} {}", callback.role.role_type, callback.name);
        let mut row = |name: &str, value: &str| {
            let _ = writeln!(text, "    {name:<10} {value}");
        };
        row(
            "code",
            &format!("{:#x}, {} bytes", callback.address, callback.size),
        );
        row("stack", &stack(callback));
        row("IRQL", &callback.role.levels());
        row(
            "locks",
            if callback.role.held.is_empty() {
                "none"
            } else {
                callback.role.held
            },
        );
        let allowed: Vec<&str> = callback
            .routines
            .iter()
            .filter(|routine| routine.verdict == Verdict::Allowed)
            .map(|routine| routine.name.as_str())
            .collect();
        for (index, line) in wrap(&allowed).iter().enumerate() {
            row(if index == 0 { "may call" } else { "" }, line);
        }
        for routine in &callback.routines {
            match &routine.verdict {
                Verdict::Allowed => {}
                Verdict::Open(why) => row("open", &format!("{}: {why}", routine.name)),
                Verdict::Forbidden(why) => row("FORBIDDEN", &format!("{}: {why}", routine.name)),
            }
        }
        let unknown: Vec<String> = callback
            .unknown
            .iter()
            .map(|(function, calls)| format!("{function} ({calls})"))
            .collect();
        let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
        for (index, line) in wrap(&unknown).iter().enumerate() {
            row(
                if index == 0 { "unknown" } else { "" },
                &if index == 0 {
                    format!("whom these call by pointer: {line}")
                } else {
                    line.clone()
                },
            );
        }
    }
    if !callbacks.handed_out.is_empty() {
        text.push_str("\n  handed out, of unknown role: not judged\n");
        let names: Vec<&str> = callbacks.handed_out.iter().map(String::as_str).collect();
        for line in wrap(&names) {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

fn stack(callback: &Found) -> String {
    let least = if callback.stack.is_exact {
        ""
    } else {
        "at least "
    };
    let share = u64::from(callback.stack.bytes) * 100 / u64::from(STACK);
    format!(
        "{least}{} bytes, {share} % of a kernel stack",
        callback.stack.bytes
    )
}

/// The callbacks as a value.
pub(super) fn json(found: &[Found]) -> Value {
    found
        .iter()
        .map(|callback| {
            let routines: Vec<Value> = callback
                .routines
                .iter()
                .map(|routine| {
                    let (verdict, why) = match &routine.verdict {
                        Verdict::Allowed => ("allowed", None),
                        Verdict::Open(why) => ("open", Some(why)),
                        Verdict::Forbidden(why) => ("forbidden", Some(why)),
                    };
                    json!({ "name": routine.name, "verdict": verdict, "why": why, "path": routine.path })
                })
                .collect();
            let unknown: Vec<Value> = callback
                .unknown
                .iter()
                .map(|(function, calls)| json!({ "function": function, "calls": calls }))
                .collect();
            json!({
                "role": callback.role.role_type,
                "name": callback.name,
                "address": callback.address,
                "size": callback.size,
                "irql": callback.role.levels(),
                "locks": callback.role.held,
                "stack": { "bytes": callback.stack.bytes, "exact": callback.stack.is_exact },
                "routines": routines,
                "unknown": unknown,
            })
        })
        .collect()
}
