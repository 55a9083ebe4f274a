//! A kernel on which pieces of a driver run.

use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi;

use super::bell::{Bell, Data};
use crate::kernel::core::Kernel;
use crate::kernel::hardware::function::Function;
use crate::kernel::hardware::options::InterruptResources;
use crate::kernel::job::Job;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::settings::Settings;
use crate::verifier::{Report, Role, Rule};

/// The number of the device of tests.
pub const DEVICE: usize = 3;

pub struct Bench {
    pub kernel: Rc<Kernel>,
}

impl Bench {
    /// One processor, and nothing runs in between.
    pub fn new() -> Self {
        Self::with(&Settings::new(1))
    }

    /// Several processors, and much runs in between.
    pub fn racing(seed: u64) -> Self {
        Self::with(&Settings {
            processors: 3,
            preemption: 30,
            ..Settings::new(seed)
        })
    }

    fn with(settings: &Settings) -> Self {
        Self {
            kernel: Kernel::new(*settings, None),
        }
    }

    /// Makes a piece of a driver ready to run.
    pub fn start(&self, irql: u8, role: Role, work: impl FnOnce() + 'static) {
        self.kernel.make_ready(Job::new(irql, move || {
            Kernel::running().callback(Some(DEVICE), role, work);
        }));
    }

    /// Runs until nothing more happens.
    pub fn finish(&self) {
        self.kernel.run_until(|| false);
    }

    /// Runs a piece of a driver at `PASSIVE_LEVEL`, and all that follows.
    pub fn run(&self, work: impl FnOnce() + 'static) {
        self.start(PASSIVE_LEVEL, Role::DriverEntry, work);
        self.finish();
    }

    pub fn report(&self) -> Report {
        self.kernel.report()
    }

    /// The rules that were broken, in their order.
    pub fn broken(&self) -> Vec<Rule> {
        let report = self.report();
        report.violations.iter().map(|found| found.rule).collect()
    }

    /// Plugs a device in: what stands for it.
    pub fn plug(&self, messages: u8, resources: InterruptResources) -> Plugged {
        let (device, data) = Bell::new(messages);
        let function = self.kernel.enumerate(device, resources, DEVICE);
        self.kernel.plug(&function);
        let object = 0x1000 as ffi::PDEVICE_OBJECT;
        self.kernel.add_physical_device(object as usize, &function);
        Plugged {
            function,
            object,
            data,
        }
    }
}

/// A device that was plugged in.
#[derive(Clone)]
pub struct Plugged {
    pub function: Rc<Function>,
    pub object: ffi::PDEVICE_OBJECT,
    pub data: Data,
}

/// The rules that a piece of a driver breaks.
pub fn broken_by(work: impl FnOnce() + 'static) -> Vec<Rule> {
    let bench = Bench::new();
    bench.run(work);
    bench.broken()
}

/// A place for an object that outlives what runs: it is never given back.
pub fn place<T>() -> *mut T {
    // Zeros are a value of all C structures.
    Box::leak(Box::new(std::mem::MaybeUninit::<T>::zeroed())).as_mut_ptr()
}

/// A time in units of 100 ns.
pub fn time(units: i64) -> ffi::PLARGE_INTEGER {
    Box::leak(Box::new(ffi::LARGE_INTEGER { QuadPart: units }))
}

/// Waits for an object, for ever.
pub fn wait<T>(object: *mut T) -> ffi::NTSTATUS {
    unsafe {
        ffi::KeWaitForSingleObject(
            object.cast(),
            ffi::Executive,
            ffi::KernelMode,
            ffi::FALSE,
            null_mut(),
        )
    }
}

/// Waits for an object, at most for a time in units of 100 ns.
pub fn wait_until<T>(object: *mut T, until: i64) -> ffi::NTSTATUS {
    unsafe {
        ffi::KeWaitForSingleObject(
            object.cast(),
            ffi::Executive,
            ffi::KernelMode,
            ffi::FALSE,
            time(until),
        )
    }
}
