//! Get Log Page.

use super::KNOWN;
use crate::device::Bus;
use crate::device::nvme::command::{Command, Outcome};
use crate::device::nvme::controller::Controller;
use crate::device::nvme::fault::io;
use crate::device::nvme::logs::page;
use crate::device::nvme::namespaces::ALL;
use crate::device::nvme::prp;
use crate::device::nvme::status::Status;

/// The reading of the page does not acknowledge the event.
const RETAIN_EVENT: u32 = 1 << 15;

impl Controller {
    pub(super) fn get_log_page(&mut self, bus: &mut dyn Bus, command: &Command) -> Outcome {
        let log = (command.dword(10) & 0xFF) as u8;
        let dwords = u64::from(command.high(10)) | u64::from(command.low(11)) << 16;
        let length = (dwords + 1) * 4;
        let offset = command.quad(12);
        if log == page::HEALTH && command.namespace() != 0 && command.namespace() != ALL {
            return Err(Status::INVALID_FIELD);
        }
        let bytes = match log {
            page::ERRORS => self.logs.error_page(),
            page::HEALTH => self.logs.health_page(self.critical_warning(), self.time),
            page::FIRMWARE => self.firmware_page(),
            page::CHANGED_NAMESPACES => self.namespaces.changed_page(),
            page::COMMANDS => self.commands_page(),
            _ => return Err(Status::INVALID_LOG_PAGE),
        };
        let limit = self.settings.transfer_limit() as u64;
        let start = usize::try_from(offset).map_err(|_| Status::INVALID_FIELD)?;
        if length > limit || !offset.is_multiple_of(4) || start > bytes.len() {
            return Err(Status::INVALID_FIELD);
        }
        let end = usize::try_from(length).map_or(bytes.len(), |length| {
            bytes.len().min(start.saturating_add(length))
        });
        let host_page = self.page();
        prp::store(bus, command, &bytes[start..end], host_page)?;
        if command.dword(10) & RETAIN_EVENT == 0 {
            self.events.read(log);
            if log == page::CHANGED_NAMESPACES {
                self.namespaces.forget_changes();
            }
        }
        Ok(0)
    }

    /// One slot, which is active.
    fn firmware_page(&self) -> Vec<u8> {
        let mut bytes = vec![0; 512];
        bytes[0] = 1;
        bytes[8..16].fill(b' ');
        for (place, byte) in bytes[8..16].iter_mut().zip(self.settings.firmware.bytes()) {
            *place = byte;
        }
        bytes
    }

    /// Which commands there are, and which of them change data.
    fn commands_page(&self) -> Vec<u8> {
        const SUPPORTED: u8 = 1;
        const CHANGES_BLOCKS: u8 = 1 << 1;
        let mut bytes = vec![0; 4096];
        for opcode in KNOWN {
            bytes[4 * usize::from(opcode)] = SUPPORTED;
        }
        for opcode in (0..=u8::MAX).filter(|opcode| self.knows_io(*opcode)) {
            let changes = matches!(
                opcode,
                io::WRITE | io::WRITE_ZEROES | io::WRITE_UNCORRECTABLE | io::DATASET_MANAGEMENT
            );
            bytes[1024 + 4 * usize::from(opcode)] =
                SUPPORTED | if changes { CHANGES_BLOCKS } else { 0 };
        }
        bytes
    }
}
