//! Storport on the kernel of a machine.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::adapter::{AdapterState, Phase};
use super::image::Image;
use super::manager::Manager;
use crate::kernel::callback::Calling;
use crate::kernel::core::Kernel;
use crate::kernel::job::{Job, Work};
use crate::kernel::map::FastMap;
use crate::verifier::{Role, Rule};

/// What Storport keeps with the kernel: its drivers and adapters.
#[derive(Default)]
pub(crate) struct Port {
    pub images: RefCell<Vec<Rc<Image>>>,
    adapters: RefCell<Vec<Rc<AdapterState>>>,
    by_extension: RefCell<FastMap<usize, usize>>,
    /// Dump paths: they stay as long as their device may reach their memory.
    dumps: RefCell<Vec<Rc<AdapterState>>>,
    pub manager: Manager,
    /// Requests that were submitted and are not answered, and what the plug and play manager was asked to do.
    pub open_requests: Cell<u64>,
}

/// Storport: the kernel, and what it keeps there.
#[derive(Clone, Copy)]
pub(crate) struct Storport<'a> {
    pub kernel: &'a Kernel,
    pub port: &'a Port,
}

impl<'a> Storport<'a> {
    /// That of a machine.
    pub fn of(kernel: &'a Kernel) -> Self {
        Self {
            kernel,
            port: kernel.attached(),
        }
    }

    /// That of the machine whose coroutine called this code, if one did.
    pub fn current() -> Option<Self> {
        Kernel::current().map(Self::of)
    }

    /// That of the machine that takes a step.
    pub fn running() -> Self {
        Self::of(Kernel::running())
    }

    /// Work of Storport, to be handed to the kernel.
    pub fn work(work: impl FnOnce(Storport<'_>) + 'static) -> Work {
        Box::new(move || work(Storport::running()))
    }

    /// Makes work ready to run on a coroutine.
    pub fn make_ready(&self, irql: u8, work: impl FnOnce(Storport<'_>) + 'static) {
        self.kernel
            .make_ready(Job::new(irql, move || work(Storport::running())));
    }

    /// Has work done when some time has passed, outside of coroutines.
    pub fn schedule(&self, delay: u64, work: impl FnOnce(Storport<'_>) + 'static) {
        let event = crate::kernel::clock::Event::Do(Self::work(work));
        self.kernel.clock.schedule(delay, event);
    }

    /// Runs `task` on a coroutine at `irql` and waits for it: `None` if it never ends (a bug check, a deadlock).
    pub fn perform<R: 'static>(
        &self,
        irql: u8,
        task: impl FnOnce(Storport<'_>) -> R + 'static,
    ) -> Option<R> {
        self.kernel.perform(irql, move || task(Storport::running()))
    }

    /// Notes a rule that an adapter's driver broke, found while no callback ran.
    #[cold]
    pub fn broke(&self, adapter: &AdapterState, rule: Rule, message: impl Into<String>) {
        self.kernel
            .violation_outside(rule, Some(adapter.number), message);
    }

    /// Calls into an adapter's driver.
    pub fn callback<R>(&self, adapter: &AdapterState, role: Role, call: impl FnOnce() -> R) -> R {
        self.callback_for(adapter, role, None, call)
    }

    /// The same, of a callback that is asked for different things: which.
    pub fn callback_for<R>(
        &self,
        adapter: &AdapterState,
        role: Role,
        request: Option<&'static str>,
        call: impl FnOnce() -> R,
    ) -> R {
        if adapter.phase.get() == Phase::Removed {
            self.broke(
                adapter,
                Rule::LateCallback,
                format!("{role} is entered when Storport has freed the device extension"),
            );
        }
        let calling = Calling {
            owner: Some(adapter.number),
            role,
            request,
            releases_to: None,
        };
        self.kernel.call_back(calling, call)
    }

    /// Calls into the driver of an adapter by its number, in what was handed to the kernel.
    pub fn call_back<R>(adapter: usize, role: Role, call: impl FnOnce() -> R) -> R {
        let storport = Storport::running();
        match storport.adapter(adapter) {
            Some(adapter) => storport.callback(&adapter, role, call),
            None => storport.kernel.callback(None, role, call),
        }
    }

    pub fn add_adapter(&self, adapter: Rc<AdapterState>) {
        self.kernel
            .expect_calls(adapter.device_extension() as usize);
        self.port
            .by_extension
            .borrow_mut()
            .insert(adapter.extension.as_ptr() as usize, adapter.number);
        if let Some(hardware) = &adapter.hardware {
            self.kernel.plug(hardware);
        }
        self.port.adapters.borrow_mut().push(adapter);
    }

    /// The dump path of an adapter is loaded: its extension is known from now on.
    pub fn add_dump(&self, adapter: &Rc<AdapterState>) {
        let extension = adapter.device_extension() as usize;
        self.kernel.expect_calls(extension);
        let mut extensions = self.port.by_extension.borrow_mut();
        extensions.insert(extension, adapter.number);
        self.port.dumps.borrow_mut().push(Rc::clone(adapter));
    }

    pub fn adapter(&self, number: usize) -> Option<Rc<AdapterState>> {
        let adapters = self.port.adapters.borrow();
        let dumps = self.port.dumps.borrow();
        adapters
            .iter()
            .chain(dumps.iter())
            .find(|adapter| adapter.number == number)
            .cloned()
    }

    pub fn adapters(&self) -> Vec<Rc<AdapterState>> {
        self.port.adapters.borrow().clone()
    }

    pub fn number_of_extension(&self, extension: usize) -> Option<usize> {
        self.port.by_extension.borrow().get(&extension).copied()
    }

    pub fn adapter_of_extension(&self, extension: usize) -> Option<Rc<AdapterState>> {
        self.adapter(self.number_of_extension(extension)?)
    }
}
