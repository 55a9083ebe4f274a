//! Requests of the managers: made, sent to the top of a stack, and waited for.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use crate::io::irp::record::{Irp, Origin};
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::io::signal::Signal;

/// How a request ended.
pub(crate) type Outcome = (ffi::NTSTATUS, usize);

impl IoManager<'_> {
    /// Makes a request for the top of a device's stack: `fill` sets its parameters.
    pub fn make_request(
        &self,
        device: &Rc<Device>,
        (major, minor): (u8, u8),
        (status, information): Outcome,
        fill: impl FnOnce(&mut ffi::IO_STACK_LOCATION),
    ) -> (Rc<Device>, Rc<Irp>) {
        let top = device.top();
        let irp = self.make_irp(top.stack_size(), Origin::Manager, top.owner);
        irp.set_status(status, information);
        // SAFETY: the location is the IRP's highest.
        let place = unsafe { &mut *irp.location(irp.locations) };
        place.MajorFunction = major;
        place.MinorFunction = minor;
        fill(place);
        (top, irp)
    }

    /// Sends a request and waits until it is completed, below `DISPATCH_LEVEL`.
    pub fn send_and_wait(&self, device: &Rc<Device>, irp: &Rc<Irp>) -> Outcome {
        let outcome = Rc::new(Cell::new((0, 0)));
        let signal = Rc::new(Signal::default());
        let (slot, done) = (Rc::clone(&outcome), Rc::clone(&signal));
        *irp.finish.borrow_mut() = Some(Box::new(move |_, status, information| {
            slot.set((status, information));
            done.set();
        }));
        self.call_driver(device, irp);
        signal.wait(self.kernel);
        outcome.get()
    }

    /// Sends a plug and play, power or WMI request, and looks whether drivers did what they have to.
    pub fn ask(
        &self,
        device: &Rc<Device>,
        function: (u8, u8),
        information: usize,
        fill: impl FnOnce(&mut ffi::IO_STACK_LOCATION),
    ) -> Outcome {
        let first = (ffi::STATUS_NOT_SUPPORTED, information);
        let (top, irp) = self.make_request(device, function, first, fill);
        let outcome = self.send_and_wait(&top, &irp);
        self.check_outcome(&irp, outcome.0);
        outcome
    }

    /// A plug and play request without parameters.
    pub fn ask_pnp(&self, device: &Rc<Device>, minor: u8) -> ffi::NTSTATUS {
        self.ask(device, (ffi::IRP_MJ_PNP, minor), 0, |_| ()).0
    }
}
