//! Routines that drivers call: one row each, from which the exported symbol, the checks on entry and the table follow.
//!
//! A room's table says the name, the parameters and the result of each routine, the lowest and the highest IRQL, the
//! callbacks that it may be called from, and the function that does the work, which is plain Rust.

use super::core::Kernel;
use super::level::{APC_LEVEL, DIRQL, DISPATCH_LEVEL, HIGH_LEVEL, PASSIVE_LEVEL};
use super::time::cost;
use crate::verifier::{Role, Rule, StackFrame};

/// The lowest and the highest IRQL of a routine.
pub(crate) type Levels = (u8, u8);
pub(crate) const ANY: Levels = (PASSIVE_LEVEL, HIGH_LEVEL);
pub(crate) const UP_TO_DIRQL: Levels = (PASSIVE_LEVEL, DIRQL);
pub(crate) const UP_TO_DISPATCH: Levels = (PASSIVE_LEVEL, DISPATCH_LEVEL);
pub(crate) const UP_TO_APC: Levels = (PASSIVE_LEVEL, APC_LEVEL);
pub(crate) const FROM_DISPATCH: Levels = (DISPATCH_LEVEL, HIGH_LEVEL);
pub(crate) const DISPATCH: Levels = (DISPATCH_LEVEL, DISPATCH_LEVEL);
pub(crate) const APC: Levels = (APC_LEVEL, APC_LEVEL);
pub(crate) const PASSIVE: Levels = (PASSIVE_LEVEL, PASSIVE_LEVEL);

/// IRQLs in words.
fn words((lowest, highest): Levels) -> String {
    let name = |irql| match irql {
        PASSIVE_LEVEL => "PASSIVE_LEVEL",
        APC_LEVEL => "APC_LEVEL",
        DISPATCH_LEVEL => "DISPATCH_LEVEL",
        DIRQL => "DIRQL",
        _ => "HIGH_LEVEL",
    };
    if lowest == highest {
        format!("at {}", name(lowest))
    } else if lowest == PASSIVE_LEVEL {
        format!("at {} or below", name(highest))
    } else {
        format!("at {} or above", name(lowest))
    }
}

/// What is checked when a routine is called.
#[derive(Debug)]
pub(crate) struct Routine {
    pub name: &'static str,
    levels: Levels,
    /// The callbacks it may be called from; 0 for all.
    roles: u64,
    /// It waits, or allocates what is more than pool: not in StartIo.
    waits: bool,
    /// The dump port has it, at `HIGH_LEVEL`.
    dumps: bool,
}

impl Routine {
    pub const fn new(name: &'static str, levels: Levels) -> Self {
        Self {
            name,
            levels,
            roles: 0,
            waits: false,
            dumps: false,
        }
    }

    pub const fn only_from(mut self, roles: u64) -> Self {
        self.roles = roles;
        self
    }

    /// A driver in dump mode may call it.
    pub const fn in_dump_mode(mut self) -> Self {
        self.dumps = true;
        self
    }

    pub const fn waiting(mut self) -> Self {
        self.waits = true;
        self
    }
}

impl Kernel {
    /// A routine is called: time passes, its rules are checked, something else may run first. The callback that called it.
    pub fn enter(&self, routine: &'static Routine) -> Option<StackFrame> {
        let fiber = self.fiber();
        self.charge(cost::ROUTINE);
        self.pulse.routine(routine);
        self.trace(None, || format!("  {}", routine.name));
        let calls = fiber.calls.get() + 1;
        fiber.calls.set(calls);
        if fiber.is_for_ever(calls) {
            self.calls_for_ever(routine);
        }
        let caller = {
            let mut frames = fiber.frames.borrow_mut();
            let frame = frames.last_mut()?;
            frame.routine = Some(routine.name);
            *frame
        };
        let (role, adapter) = (caller.role, caller.adapter);
        let irql = fiber.irql.get();
        if self.frozen.get() {
            if !routine.dumps {
                self.not_in_dump_mode(routine, adapter);
                return None;
            }
        } else if irql < routine.levels.0 || irql > routine.levels.1 {
            self.wrong_irql(routine.name, adapter, routine.levels);
        }
        if routine.roles != 0 && routine.roles & role.bit() == 0 {
            self.violation(
                Rule::WrongCallback,
                adapter,
                format!("{} must not be called from {role}", routine.name),
            );
        }
        if routine.waits && role == Role::HwStartIo {
            self.violation(
                Rule::WaitInStartIo,
                adapter,
                format!("{} waits: not in HW_STARTIO", routine.name),
            );
        }
        self.preemption_point();
        Some(caller)
    }

    /// The code calls routines and never ends.
    #[cold]
    fn calls_for_ever(&self, routine: &Routine) -> ! {
        let request = self.pulse.request();
        let about = request.map_or(String::new(), |request| format!(", of {request},"));
        let message = format!(
            "a callback{about} calls routines more than {} times, now {}; the last: {}",
            self.fiber().calls.get() - 1,
            routine.name,
            self.pulse.history()
        );
        self.violation(Rule::Livelock, None, message);
        self.die()
    }

    #[cold]
    fn not_in_dump_mode(&self, routine: &Routine, adapter: Option<usize>) {
        self.violation(
            Rule::DumpMode,
            adapter,
            format!("{} must not be called in dump mode", routine.name),
        );
        self.leave_routine();
    }

    /// The routine returns.
    pub fn leave_routine(&self) {
        if let Some(frame) = self.fiber().frames.borrow_mut().last_mut() {
            frame.routine = None;
        }
    }

    /// A routine was called at another IRQL than those it may be called at.
    #[cold]
    pub fn wrong_irql(&self, name: &str, adapter: Option<usize>, levels: Levels) {
        let irql = self.fiber().irql.get();
        self.violation(
            Rule::WrongIrql,
            adapter,
            format!(
                "{name} was called at IRQL {irql}, and may be called {}",
                words(levels)
            ),
        );
    }
}

/// Exports functions of the kernel's ABI: `Name(parameters) -> result = expression;`.
///
/// The only place that knows the ABI of exports, and how they are found: by the linker, and on Windows in a table. The rooms' own
/// tables expand to it, so that a second ABI is one more item for each row here. `EXPORTS` has the rows of a file, or where there are
/// several tables the name that is given (`table NAME;`).
macro_rules! exports {
    (@function $(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty),*) -> $result:ty = $body:expr) => {
        $(#[$doc])*
        #[cfg_attr(not(windows), unsafe(no_mangle))]
        #[cfg_attr(windows, allow(non_snake_case, reason = "the routine's own name"))]
        extern "C" fn $name($($parameter: $type),*) -> $result {
            $body
        }
        $crate::kernel::abi::win64! { $name($($parameter: $type),*) }
    };
    (table $table:ident; $(
        $(#[$doc:meta])*
        $name:ident($($parameter:ident: $type:ty),* $(,)?) -> $result:ty = $body:expr;
    )*) => {
        $($crate::kernel::routine::exports!(@function $(#[$doc])* $name($($parameter: $type),*) -> $result = $body);)*
        $crate::kernel::export::exported!($table: $($name)*);
    };
    ($($rows:tt)*) => {
        $crate::kernel::routine::exports! { table EXPORTS; $($rows)* }
    };
}
pub(crate) use exports;

/// A table of routines: `Call; Name(parameters) -> result, LEVELS { rules } => function, else value;`.
///
/// `Call` is what a call has in the room whose table it is: its `enter` gets the [`Routine`], its `run` the function. A routine
/// whose first parameter is `extension` is one of an adapter: `enter_for` gets that too. LEVELS are the IRQLs, the rules where
/// and how it may be called (`.only_from(callbacks)`, `.waiting()`). The value is returned where no machine runs, or there is
/// no such adapter.
macro_rules! routines {
    (@row $call:ty, [$($doc:tt)*] $name:ident (extension $(, $parameter:ident: $type:ty)*), $result:ty, $routine:block, $body:expr, $other:expr) => {
        $crate::kernel::routine::exports! {
            @function
            $($doc)*
            $name(extension: miniport::ffi::PVOID $(, $parameter: $type)*) -> $result = {
                static ROUTINE: $crate::kernel::routine::Routine = $routine;
                match <$call>::enter_for(&ROUTINE, extension) {
                    Some(call) => call.run($body),
                    None => $other,
                }
            }
        }
    };
    (@row $call:ty, [$($doc:tt)*] $name:ident ($($parameter:ident: $type:ty),*), $result:ty, $routine:block, $body:expr, $other:expr) => {
        $crate::kernel::routine::exports! {
            @function
            $($doc)*
            $name($($parameter: $type),*) -> $result = {
                static ROUTINE: $crate::kernel::routine::Routine = $routine;
                match <$call>::enter(&ROUTINE) {
                    Some(call) => call.run($body),
                    None => $other,
                }
            }
        }
    };
    ($call:ty; table $table:ident; $(
        $(#[$doc:meta])*
        $name:ident $parameters:tt -> $result:ty, $levels:ident $({ $($rules:tt)* })? => $body:expr, else $other:expr;
    )*) => {
        $($crate::kernel::routine::routines!(
            @row $call, [$(#[$doc])*] $name $parameters, $result,
            { $crate::kernel::routine::Routine::new(stringify!($name), $crate::kernel::routine::$levels) $($($rules)*)? },
            $body, $other
        );)*
        $crate::kernel::export::exported!($table: $($name)*);
    };
    ($call:ty; $($rows:tt)*) => {
        $crate::kernel::routine::routines! { $call; table EXPORTS; $($rows)* }
    };
}
pub(crate) use routines;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_said_as_the_pages_say_them() {
        let said = [
            (UP_TO_DISPATCH, "at DISPATCH_LEVEL or below"),
            (UP_TO_APC, "at APC_LEVEL or below"),
            (FROM_DISPATCH, "at DISPATCH_LEVEL or above"),
            (DISPATCH, "at DISPATCH_LEVEL"),
            (APC, "at APC_LEVEL"),
            (PASSIVE, "at PASSIVE_LEVEL"),
            ((DIRQL, DIRQL), "at DIRQL"),
            ((PASSIVE_LEVEL, DIRQL), "at DIRQL or below"),
            ((HIGH_LEVEL, HIGH_LEVEL), "at HIGH_LEVEL"),
        ];
        for (levels, text) in said {
            assert_eq!(words(levels), text);
        }
    }
}
