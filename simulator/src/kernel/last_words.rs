//! A panic in a callback ends the process, because a callback cannot unwind: the report is printed before it does.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Once;

use super::core::Kernel;

thread_local! {
    /// A panic that cannot unwind is followed by another.
    static SAID: Cell<bool> = const { Cell::new(false) };
}

/// From now on what panics in a callback of a machine prints the machine's report first.
pub(super) fn listen() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if let Some(kernel) = Kernel::current().filter(|_| !SAID.replace(true)) {
                let place = panic
                    .location()
                    .map_or(String::new(), |at| format!(" at {at}"));
                kernel.say_last_words(&place);
            }
            before(panic);
        }));
    });
}

impl Kernel {
    fn say_last_words(&self, place: &str) {
        let mut text = format!("\na callback of the driver panicked{place}\n");
        if let Ok(frames) = self.fiber().frames.try_borrow() {
            for (depth, frame) in frames.iter().rev().enumerate() {
                let lead = if depth == 0 { "  in" } else { "from" };
                let _ = writeln!(text, "    {lead}: {frame}");
            }
        }
        if let Some(request) = self.pulse.request() {
            let _ = writeln!(text, "    request: {request}");
        }
        let _ = writeln!(text, "    last: {}", self.pulse.history());
        if self.verifier.is_readable() {
            let _ = writeln!(text, "\n{}", self.report());
        }
        let _ = writeln!(text, "to see this again: {}", self.settings.again());
        // Past the test harness, which keeps what a test says until it is over.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}
