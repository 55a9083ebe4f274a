//! Where in its source a driver is, as far as the process knows it.

use std::backtrace::Backtrace;
use std::env;
use std::path::{Path, PathBuf};

use super::core::Kernel;

/// How many places are looked up for a machine: each takes a while.
const PLACES: u32 = 8;

/// Whose functions are none of the driver's.
const OTHERS: [&str; 6] = [
    "miniport::",
    "miniport_sim::",
    "core::",
    "std::",
    "alloc::",
    "__rust",
];

impl Kernel {
    /// The innermost function of the driver on the running stack, with file and line if the process has them; empty if it is not
    /// known.
    #[cold]
    pub fn place_of_driver(&self) -> String {
        let looked_up = self.places.get();
        if looked_up >= PLACES {
            return String::new();
        }
        self.places.set(looked_up + 1);
        place_in(&Backtrace::force_capture().to_string()).unwrap_or_default()
    }
}

/// The driver's function in a backtrace: that which called the runtime last.
fn place_in(backtrace: &str) -> Option<String> {
    let mut lines = backtrace.lines().map(str::trim).peekable();
    let mut below_export = false;
    while let Some(line) = lines.next() {
        let Some((number, function)) = line.split_once(": ") else {
            continue;
        };
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        below_export |= function.starts_with("MiniportSim");
        let name = function.trim_start_matches('<');
        if !below_export
            || function.starts_with("MiniportSim")
            || OTHERS.iter().any(|other| name.starts_with(other))
        {
            continue;
        }
        let at = lines.peek().filter(|line| line.starts_with("at "));
        // Where there are lines alone, what was inlined has no path: then its file says whose it is.
        if at.is_some_and(|at| is_others(&at[3..])) {
            continue;
        }
        let at = at.map_or(String::new(), |at| format!(" {at}"));
        return Some(format!(" in {function}{at}"));
    }
    None
}

/// Whether a file is one of the runtime, of the simulator, or of a library: those of a driver's own crate are given from where its test runs.
fn is_others(file: &str) -> bool {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = match (file.strip_prefix("./"), env::current_dir()) {
        (Some(file), Ok(folder)) => folder.join(file),
        _ => PathBuf::from(file),
    };
    let rooms = [
        Some(here.join("src")),
        here.parent().map(|workspace| workspace.join("runtime/src")),
    ];
    let is_ours = rooms.iter().flatten().any(|room| file.starts_with(room));
    let file = file.to_string_lossy();
    is_ours || file.contains("/rustc/") || file.contains("/registry/src/")
}

#[cfg(test)]
mod tests {
    use super::place_in;

    #[test]
    fn the_drivers_function_is_the_first_below_the_runtime() {
        let backtrace = "   0: miniport_sim::kernel::place::x
   1: MiniportSimDroppedRequest
             at routine.rs:1:1
   2: <miniport::storport::srb::Srb<E> as core::ops::drop::Drop>::drop
   3: core::ptr::drop_in_place<miniport::storport::srb::Srb<disk::Disk>>
   4: drop<disk::Disk>
             at /rustc/1/library/core/src/ops.rs:253:18
   5: disk::requests::start_io
             at ./tests/requests.rs:7:5
   6: miniport::storport::role::hw_startio::routine";
        let place = place_in(backtrace);
        assert_eq!(
            place.as_deref(),
            Some(" in disk::requests::start_io at ./tests/requests.rs:7:5")
        );
        assert_eq!(place_in("0: disk::requests::start_io"), None);
    }
}
