//! Admin commands in dump mode, waited for.

use miniport::prelude::*;

use super::adapter::DumpAdapter;
use crate::command::admin::{self, Identify};
use crate::command::{Command, Completion};
use crate::controller::Trouble;
use crate::controller::registers::CSTS;
use crate::identify::{self, Namespace};

/// How long the processor spins between two looks.
const STEP: Microseconds = Microseconds::new(20);
/// How long an admin command may take, in steps: 5 s.
const STEPS: u32 = 250_000;

/// Runs an admin command and waits for its end.
///
/// # Errors
/// [`Trouble`].
pub fn execute(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    command: Command,
) -> Result<Completion, Trouble> {
    let memory = &dump.memory;
    dump.state.get(cx).admin.submit(memory, command);
    let mut completion = None;
    cx.poll(STEP, STEPS, |cx| {
        completion = dump.state.get(cx).admin.take(memory);
        completion.is_some()
    });
    let Some(completion) = completion else {
        let gone = memory.registers.read(CSTS).is_gone();
        return Err(if gone {
            Trouble::Gone
        } else {
            Trouble::TimedOut
        });
    };
    match completion.status() {
        status if status.is_success() => Ok(completion),
        status => Err(Trouble::Refused(status)),
    }
}

/// Identify Controller.
///
/// # Errors
/// [`Trouble`].
pub fn identify_controller(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
) -> Result<identify::Controller, Trouble> {
    let page = dump.memory.page();
    let command = admin::identify(Identify::Controller, 0, page.physical_address());
    execute(dump, cx, command).map(|_| identify::Controller::parse(&page))
}

/// Identify Namespace; `None` for one that is not active or cannot be used.
pub fn identify_namespace(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    namespace: u32,
) -> Option<Namespace> {
    let page = dump.memory.page();
    let command = admin::identify(Identify::Namespace, namespace, page.physical_address());
    execute(dump, cx, command).ok()?;
    Namespace::parse(&page)
}
