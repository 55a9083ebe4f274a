//! Creation and deletion of I/O queues.

use crate::device::nvme::command::{Command, Outcome};
use crate::device::nvme::controller::Controller;
use crate::device::nvme::prp;
use crate::device::nvme::queue::{CompletionQueue, QueueMemory, SubmissionQueue};
use crate::device::nvme::queues::queue_bytes;
use crate::device::nvme::status::Status;
use crate::device::{Bus, InterruptMode};

const CONTIGUOUS: u32 = 1;
const INTERRUPTS: u32 = 1 << 1;

/// Binary logarithms of the entry sizes that `CC` must name.
const COMMAND_SIZE: u32 = 6;
const COMPLETION_SIZE: u32 = 4;

impl Controller {
    pub(super) fn create_completion_queue(
        &mut self,
        bus: &mut dyn Bus,
        command: &Command,
    ) -> Outcome {
        let id = command.low(10);
        if !self.is_io_queue(id, 1) || self.queues.completion(id).is_some() {
            return Err(Status::INVALID_QUEUE_ID);
        }
        if self.registers.configuration.completion_size() != COMPLETION_SIZE {
            return Err(Status::INVALID_QUEUE_SIZE);
        }
        let size = self.queue_size(command)?;
        let vector = command.high(11);
        let vectors = match self.config.interrupt_mode() {
            InterruptMode::Line => 1,
            InterruptMode::Msi(count) => count,
            InterruptMode::MsiX => self.settings.msix.unwrap_or(0),
        };
        if vector >= vectors {
            return Err(Status::INVALID_INTERRUPT_VECTOR);
        }
        let memory = self.queue_memory(bus, command, queue_bytes(size, true))?;
        let vector = (command.dword(11) & INTERRUPTS != 0).then_some(vector);
        self.queues
            .set_completion(id, Some(CompletionQueue::new(memory, size, vector)));
        Ok(0)
    }

    pub(super) fn create_submission_queue(
        &mut self,
        bus: &mut dyn Bus,
        command: &Command,
    ) -> Outcome {
        let id = command.low(10);
        if !self.is_io_queue(id, 0) || self.queues.submission(id).is_some() {
            return Err(Status::INVALID_QUEUE_ID);
        }
        if self.registers.configuration.command_size() != COMMAND_SIZE {
            return Err(Status::INVALID_QUEUE_SIZE);
        }
        let size = self.queue_size(command)?;
        let completion = command.high(11);
        if completion == 0 || self.queues.completion(completion).is_none() {
            return Err(Status::COMPLETION_QUEUE_INVALID);
        }
        let memory = self.queue_memory(bus, command, queue_bytes(size, false))?;
        self.queues
            .set_submission(id, Some(SubmissionQueue::new(memory, size, completion)));
        Ok(0)
    }

    pub(super) fn delete_completion_queue(&mut self, command: &Command) -> Outcome {
        let id = command.low(10);
        if id == 0 {
            return Err(Status::INVALID_QUEUE_ID);
        }
        if self.queues.users(id).next().is_some() {
            return Err(Status::INVALID_QUEUE_DELETION);
        }
        let queue = self.queues.completion(id).ok_or(Status::INVALID_QUEUE_ID)?;
        let vector = queue.vector.filter(|_| queue.told);
        self.queues.set_completion(id, None);
        if let Some(vector) = vector {
            let mode = self.config.interrupt_mode();
            self.interrupts.taken(vector, false, mode);
        }
        Ok(0)
    }

    /// Its commands end before it does.
    pub(super) fn delete_submission_queue(
        &mut self,
        bus: &mut dyn Bus,
        command: &Command,
    ) -> Outcome {
        let id = command.low(10);
        if id == 0 {
            return Err(Status::INVALID_QUEUE_ID);
        }
        let completion = self
            .queues
            .submission(id)
            .ok_or(Status::INVALID_QUEUE_ID)?
            .completion;
        for command in self.work.take(|command| command.queue == id) {
            self.finish(bus, &command, Err(Status::QUEUE_DELETED), None);
        }
        if let Some(queue) = self.queues.completion(completion) {
            queue.waiting.retain(|completion| completion.queue != id);
        }
        self.queues.set_submission(id, None);
        // Its completions may have been what the other queues waited for.
        self.wake_users(completion);
        Ok(0)
    }

    /// Whether the identifier was granted to an I/O queue.
    fn is_io_queue(&self, id: u16, kind: usize) -> bool {
        (1..=self.features.granted[kind]).contains(&id)
    }

    fn queue_size(&self, command: &Command) -> Result<u32, Status> {
        let size = u32::from(command.high(10)) + 1;
        if (2..=self.settings.capabilities.entries).contains(&size) {
            Ok(size)
        } else {
            Err(Status::INVALID_QUEUE_SIZE)
        }
    }

    fn queue_memory(
        &self,
        bus: &mut dyn Bus,
        command: &Command,
        bytes: u64,
    ) -> Result<QueueMemory, Status> {
        let (address, page) = (command.prp1(), self.page());
        if !address.is_multiple_of(page) {
            return Err(Status::PRP_OFFSET_INVALID);
        }
        if command.dword(11) & CONTIGUOUS != 0 {
            return Ok(QueueMemory::Contiguous(address));
        }
        if self.settings.capabilities.contiguous {
            return Err(Status::INVALID_FIELD);
        }
        Ok(QueueMemory::Pages(
            prp::queue_pages(bus, address, bytes, page)?,
            page,
        ))
    }
}
