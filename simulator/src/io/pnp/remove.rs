//! A device goes: asked for, or because it is not there any more.

use std::rc::Rc;

use miniport::ffi;

use super::node::{Node, State};
use crate::io::error::NtError;
use crate::io::manager::IoManager;
use crate::verifier::Rule;

impl IoManager<'_> {
    /// Removes a device that may be removed: its drivers agree, and no handle is open.
    pub fn remove_device(&self, node: &Rc<Node>) -> Result<(), NtError> {
        match node.state.get() {
            State::Removed => return Ok(()),
            State::SurpriseRemoved => return Err(NtError::WrongState),
            State::Added | State::Started | State::Stopped => {}
        }
        let inner = Rc::clone(node);
        let agreed = self.perform(move |manager| {
            let device = &inner.physical;
            loop {
                let mut status = manager.ask_pnp(device, ffi::IRP_MN_QUERY_REMOVE_DEVICE);
                if status >= 0 {
                    manager.check_agreed(&inner);
                }
                // Handles are counted when the drivers have agreed.
                if status >= 0 && manager.handles_of(&inner) != 0 {
                    status = ffi::STATUS_DEVICE_BUSY;
                }
                // Somebody else may have refused what this device's drivers allowed.
                let go_on = status >= 0 && !manager.kernel.chance(4);
                if go_on {
                    break status;
                }
                manager.ask_pnp(device, ffi::IRP_MN_CANCEL_REMOVE_DEVICE);
                if status < 0 {
                    break status;
                }
            }
        })?;
        NtError::check(agreed)?;
        self.send_remove(node)
    }

    /// `IRP_MN_QUERY_REMOVE_DEVICE`, and nothing else.
    pub fn query_remove(&self, node: &Rc<Node>) -> Result<(), NtError> {
        let physical = Rc::clone(&node.physical);
        let minor = ffi::IRP_MN_QUERY_REMOVE_DEVICE;
        NtError::check(self.perform(move |manager| manager.ask_pnp(&physical, minor))?)
    }

    /// `IRP_MN_CANCEL_REMOVE_DEVICE`.
    pub fn cancel_remove(&self, node: &Rc<Node>) -> Result<(), NtError> {
        let physical = Rc::clone(&node.physical);
        let minor = ffi::IRP_MN_CANCEL_REMOVE_DEVICE;
        NtError::check(self.perform(move |manager| manager.ask_pnp(&physical, minor))?)
    }

    /// The hardware is pulled out, and the drivers are told. With open handles the rest waits for the last to be closed.
    pub fn surprise_remove(&self, node: &Rc<Node>) -> Result<(), NtError> {
        if matches!(node.state.get(), State::Removed | State::SurpriseRemoved) {
            return Err(NtError::WrongState);
        }
        if let Some(function) = &node.function {
            function.unplug();
        }
        let inner = Rc::clone(node);
        self.perform(move |manager| manager.tell_of_surprise(&inner))
    }

    /// `IRP_MN_SURPRISE_REMOVAL`, and if no handle is open the removal.
    pub(super) fn tell_of_surprise(&self, node: &Rc<Node>) {
        // Of a device that could not be given power no page says what its registers do: it is told to be gone, and looked at as such.
        if let Some(function) = &node.function {
            function.unplug();
        }
        node.state.set(State::SurpriseRemoved);
        node.tells.set(true);
        self.ask_pnp(&node.physical, ffi::IRP_MN_SURPRISE_REMOVAL);
        node.tells.set(false);
        if self.handles_of(node) == 0 {
            self.remove_now(node);
        }
    }

    /// The last handle of a device that is not there any more may have been closed.
    pub fn remove_if_closed(&self, node: &Rc<Node>) -> Result<(), NtError> {
        let is_told = node.state.get() == State::SurpriseRemoved && !node.tells.get();
        if is_told && self.handles_of(node) == 0 {
            return self.send_remove(node);
        }
        Ok(())
    }

    /// `IRP_MN_REMOVE_DEVICE`, and what has to be gone then.
    pub(super) fn send_remove(&self, node: &Rc<Node>) -> Result<(), NtError> {
        let inner = Rc::clone(node);
        self.perform(move |manager| manager.remove_now(&inner))
    }

    fn remove_now(&self, node: &Rc<Node>) {
        node.state.set(State::Removed);
        self.ask_pnp(&node.physical, ffi::IRP_MN_REMOVE_DEVICE);
        self.check_removed(node);
        self.forget(node);
    }

    fn check_removed(&self, node: &Node) {
        let broke = |rule, message: &str| self.broke(node.owner, rule, message);
        if node.physical.above.borrow().is_some() {
            broke(
                Rule::DeviceStack,
                "a device object is still attached after IRP_MN_REMOVE_DEVICE (IoDetachDevice)",
            );
        }
        for (rule, left) in self.kernel.left_of(node.owner) {
            broke(rule, &format!("{left} after IRP_MN_REMOVE_DEVICE"));
        }
        if !node.driver.devices_of(node.owner).is_empty() {
            broke(
                Rule::DeviceStack,
                "a device object is not deleted after IRP_MN_REMOVE_DEVICE (IoDeleteDevice)",
            );
        }
        let names = self.io.names.borrow();
        let mut interfaces = names.interfaces.iter();
        if interfaces.any(|interface| interface.enabled && interface.owner == node.owner) {
            broke(
                Rule::DeviceStack,
                "a device interface is still enabled after IRP_MN_REMOVE_DEVICE (IoSetDeviceInterfaceState)",
            );
        }
    }

    /// The bus driver deletes the physical device object, and the hardware may do nothing any more.
    pub(super) fn forget(&self, node: &Rc<Node>) {
        node.state.set(State::Removed);
        Self::detach(&node.physical);
        let mut names = self.io.names.borrow_mut();
        names
            .interfaces
            .retain(|interface| interface.owner != node.owner);
        drop(names);
        if let Some(function) = &node.function {
            if !self.kernel.halted.get() {
                self.kernel.quiesce(function);
            }
            self.kernel.release_device(function);
        }
        if !node.physical.deleted.get() {
            self.delete_device(&node.physical);
        }
    }
}
