//! Identify.

use crate::device::Bus;
use crate::device::nvme::command::{Command, Outcome};
use crate::device::nvme::controller::Controller;
use crate::device::nvme::status::Status;
use crate::device::nvme::{identify, prp};

/// What is asked for (the CNS field).
mod what {
    pub const NAMESPACE: u32 = 0x00;
    pub const CONTROLLER: u32 = 0x01;
    pub const ACTIVE_NAMESPACES: u32 = 0x02;
    pub const DESCRIPTORS: u32 = 0x03;
    pub const COMMAND_SET_CONTROLLER: u32 = 0x06;
}

impl Controller {
    pub(super) fn identify(&mut self, bus: &mut dyn Bus, command: &Command) -> Outcome {
        let id = command.namespace();
        let data = match command.dword(10) & 0xFF {
            what::NAMESPACE => self
                .with_namespace(id, identify::namespace)?
                .unwrap_or([0; identify::BYTES]),
            what::CONTROLLER => identify::controller(self),
            what::ACTIVE_NAMESPACES if id >= 0xFFFF_FFFE => return Err(Status::INVALID_NAMESPACE),
            what::ACTIVE_NAMESPACES => identify::list(self, id),
            what::DESCRIPTORS => self
                .with_namespace(id, identify::descriptors)?
                .ok_or(Status::INVALID_FIELD)?,
            // Of the NVM command set (CSI 0), which is the only one.
            what::COMMAND_SET_CONTROLLER if command.dword(11) >> 24 == 0 => {
                identify::limits(&self.settings.limits.ok_or(Status::INVALID_FIELD)?)
            }
            _ => return Err(Status::INVALID_FIELD),
        };
        let page = self.page();
        prp::store(bus, command, &data, page)?;
        Ok(0)
    }

    /// Data of a namespace; `None` if it is not attached.
    fn with_namespace<T>(
        &mut self,
        id: u32,
        data: impl FnOnce(&Self, u32, &crate::device::nvme::Namespace) -> T,
    ) -> Result<Option<T>, Status> {
        let place = self.namespaces.place(id).ok_or(Status::INVALID_NAMESPACE)?;
        let Some(namespace) = place.take() else {
            return Ok(None);
        };
        let data = data(self, id, &namespace);
        if let Some(place) = self.namespaces.place(id) {
            *place = Some(namespace);
        }
        Ok(Some(data))
    }
}
