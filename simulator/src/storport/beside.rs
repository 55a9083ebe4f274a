//! Callbacks that no page ties to an adapter's life: service requests, state changes, changes of the registry.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::{AdapterState, Phase};
use super::port::Storport;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::time::MICROSECOND;
use crate::verifier::Role;

/// Those of an adapter.
#[derive(Default)]
pub(crate) struct Beside {
    running: Cell<u32>,
    /// `HwStorFreeAdapterResources`, the last callback of a virtual miniport, is next.
    over: Cell<bool>,
}

impl AdapterState {
    /// Whether such a callback may begin.
    pub fn may_be_called_beside(&self) -> bool {
        self.phase.get() != Phase::Removed && !self.beside.over.get()
    }
}

impl Storport<'_> {
    /// Calls into the driver beside whatever else becomes of the adapter.
    pub fn call_beside(&self, adapter: &AdapterState, role: Role, call: impl FnOnce()) {
        let running = &adapter.beside.running;
        running.set(running.get() + 1);
        self.callback(adapter, role, call);
        running.set(running.get() - 1);
    }

    /// The same some time later, at `PASSIVE_LEVEL`, unless that is over by then. `call` gets the device extension.
    pub fn call_beside_later(
        &self,
        adapter: &Rc<AdapterState>,
        role: Role,
        call: impl FnOnce(ffi::PVOID) + 'static,
    ) {
        let adapter = Rc::clone(adapter);
        let delay = self.kernel.between(0, 300 * MICROSECOND);
        self.schedule(delay, move |core| {
            core.make_ready(PASSIVE_LEVEL, move |core| {
                if adapter.may_be_called_beside() {
                    let extension = adapter.device_extension();
                    core.call_beside(&adapter, role, || call(extension));
                }
            });
        });
    }

    /// No such callback begins any more. That those which run are over before the last callback begins is on no page.
    pub fn end_beside(&self, adapter: &AdapterState) {
        adapter.beside.over.set(true);
        if adapter.beside.running.get() != 0 && self.kernel.chance(2) {
            self.wait_beside(adapter);
        }
    }

    /// Waits for those that run: Storport frees no memory that a callback of its own still has.
    pub fn wait_beside(&self, adapter: &AdapterState) {
        self.kernel.run_until(|| adapter.beside.running.get() == 0);
    }
}
