//! What the plug and play manager asks because a driver said that something changed, and at the end of the system.

use std::rc::Rc;

use miniport::ffi;

use super::node::{Node, State};
use crate::io::manager::IoManager;
use crate::kernel::level::PASSIVE_LEVEL;

impl IoManager<'_> {
    /// `IoInvalidateDeviceState`: asks for the state of a device, later, once for several calls.
    pub fn ask_state_later(&self, node: &Rc<Node>) {
        if node.invalidated.replace(true) {
            return;
        }
        let node = Rc::clone(node);
        self.make_ready(PASSIVE_LEVEL, move |manager| {
            node.invalidated.set(false);
            if node.state.get() != State::Started {
                return;
            }
            let state = manager.query_state(&node);
            // Without other resources that could help, the device is removed as if it were gone.
            if state & (ffi::PNP_DEVICE_FAILED | ffi::PNP_DEVICE_REMOVED) != 0 {
                manager.tell_of_surprise(&node);
            }
        });
    }

    /// `IoInvalidateDeviceRelations`: asks for the relations of a device, later.
    pub fn ask_relations_later(&self, node: &Rc<Node>, kind: i32) {
        let node = Rc::clone(node);
        self.make_ready(PASSIVE_LEVEL, move |manager| {
            if node.state.get() == State::Started {
                manager.query_relations(&node, kind);
            }
        });
    }

    /// The system shuts down: the devices that want to hear of it do, the last registered first.
    pub fn notify_shutdown(&self) {
        let drivers = self.io.drivers.borrow().clone();
        for driver in drivers.iter().rev() {
            let devices = driver.devices.borrow().clone();
            for device in devices.into_iter().filter(|device| device.shutdown.get()) {
                let _ = self.perform(move |manager| {
                    let function = (ffi::IRP_MJ_SHUTDOWN, 0);
                    let first = (ffi::STATUS_SUCCESS, 0);
                    let (top, irp) = manager.make_request(&device, function, first, |_| ());
                    manager.send_and_wait(&top, &irp);
                });
            }
        }
    }
}
