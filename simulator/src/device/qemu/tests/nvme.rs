//! A host driver for NVMe that knows just enough: reset, the administration queue, one pair of queues, reads and writes.

use super::machine::TestMachine;
use crate::device::Width;
use crate::device::qemu::Qemu;

pub(super) const CC: u64 = 0x14;
pub(super) const CSTS: u64 = 0x1C;
const ENTRIES: u64 = 16;

/// Where the driver has its memory: offsets from the base.
const QUEUES: u64 = 0x1_0000;
pub(super) const BUFFER: u64 = 0x10_0000;

/// A queue pair.
#[derive(Debug)]
struct Queue {
    number: u64,
    tail: u64,
    head: u64,
    phase: bool,
}

/// The driver.
#[derive(Debug)]
pub(super) struct Driver {
    pub machine: TestMachine,
    queues: [Queue; 2],
    stride: u64,
    next_id: u16,
}

/// The end of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Completion {
    pub id: u16,
    /// Status code type and code, as in the specification: 0 is success.
    pub status: u16,
    pub result: u32,
}

/// A submission: opcode, namespace, address of the data, dwords 10 to 12.
pub(super) type Command = (u8, u32, u64, [u32; 3]);

impl Driver {
    /// Takes the device and resets the controller.
    pub fn start(qemu: &Qemu, id: &str) -> Self {
        Self::on(TestMachine::new(qemu.device(id).unwrap(), qemu.memory()))
    }

    /// Resets the controller of a machine whose interrupts may have been prepared.
    pub fn on(machine: TestMachine) -> Self {
        let queue = |number| Queue {
            number,
            tail: 0,
            head: 0,
            phase: true,
        };
        let mut driver = Self {
            machine,
            queues: [queue(0), queue(1)],
            stride: 4,
            next_id: 1,
        };
        let capabilities = driver.machine.read(0, 0, Width::Quad);
        driver.stride = 4 << (capabilities >> 32 & 0xF);
        driver.set(CC, 0);
        driver.until_ready(false);
        let (submission, completion) = (driver.submission(0), driver.completion(0));
        driver.clear_queues();
        driver.set(0x24, (ENTRIES - 1) << 16 | (ENTRIES - 1));
        driver.machine.write(0, 0x28, Width::Quad, submission);
        driver.machine.write(0, 0x30, Width::Quad, completion);
        driver.set(CC, 4 << 20 | 6 << 16 | 1);
        driver.until_ready(true);
        driver
    }

    fn set(&mut self, register: u64, value: u64) {
        self.machine.write(0, register, Width::Long, value);
    }

    fn until_ready(&mut self, ready: bool) {
        let is_ready =
            |machine: &mut TestMachine| (machine.read(0, CSTS, Width::Long) & 1 != 0) == ready;
        assert!(self.machine.wait(is_ready), "the controller becomes ready");
    }

    fn base(&self) -> u64 {
        self.machine.memory.base()
    }

    fn submission(&self, queue: u64) -> u64 {
        self.base() + QUEUES + 0x2000 * queue
    }

    fn completion(&self, queue: u64) -> u64 {
        self.submission(queue) + 0x1000
    }

    fn clear_queues(&self) {
        self.machine
            .memory
            .write(self.submission(0), &[0; 0x4000])
            .unwrap();
    }

    /// Physical address of a page for data.
    pub fn buffer(&self, page: u64) -> u64 {
        self.base() + BUFFER + 0x1000 * page
    }

    pub fn bytes(&self, page: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.machine
            .memory
            .read(self.buffer(page), &mut bytes)
            .unwrap();
        bytes
    }

    /// Makes queue 1, whose interrupts are those of `vector`.
    pub fn create_queues(&mut self, vector: u16) {
        let (submission, completion) = (self.submission(1), self.completion(1));
        let size = u32::try_from(ENTRIES - 1).unwrap() << 16 | 1;
        let interrupts = u32::from(vector) << 16 | 0b11;
        assert_eq!(
            self.run(0, (0x05, 0, completion, [size, interrupts, 0]))
                .status,
            0
        );
        assert_eq!(
            self.run(0, (0x01, 0, submission, [size, 1 << 16 | 1, 0]))
                .status,
            0
        );
    }

    /// Puts a command into a queue without ringing; its identifier.
    pub fn push(&mut self, queue: usize, (opcode, namespace, data, dwords): Command) -> u16 {
        let id = self.next_id;
        self.next_id += 1;
        let mut entry = [0u8; 64];
        entry[0] = opcode;
        entry[2..4].copy_from_slice(&id.to_le_bytes());
        entry[4..8].copy_from_slice(&namespace.to_le_bytes());
        entry[24..32].copy_from_slice(&data.to_le_bytes());
        for (bytes, dword) in entry[40..].chunks_exact_mut(4).zip(dwords) {
            bytes.copy_from_slice(&dword.to_le_bytes());
        }
        let at = self.submission(self.queues[queue].number) + 64 * self.queues[queue].tail;
        self.machine.memory.write(at, &entry).unwrap();
        self.queues[queue].tail = (self.queues[queue].tail + 1) % ENTRIES;
        id
    }

    /// Rings the doorbell.
    pub fn ring(&mut self, queue: usize) {
        let (number, tail) = (self.queues[queue].number, self.queues[queue].tail);
        self.set(0x1000 + 2 * number * self.stride, tail);
    }

    /// Takes a completion, if there is one, without telling the controller.
    pub fn poll(&mut self, queue: usize) -> Option<Completion> {
        let at = self.completion(self.queues[queue].number) + 16 * self.queues[queue].head;
        let mut entry = [0u8; 16];
        self.machine.memory.read(at, &mut entry).unwrap();
        let status = u16::from_le_bytes([entry[14], entry[15]]);
        let queue = &mut self.queues[queue];
        if (status & 1 != 0) != queue.phase {
            return None;
        }
        queue.head = (queue.head + 1) % ENTRIES;
        queue.phase ^= queue.head == 0;
        let result = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
        Some(Completion {
            id: u16::from_le_bytes([entry[12], entry[13]]),
            status: status >> 1 & 0x7FF,
            result,
        })
    }

    /// Tells the controller which completions were taken.
    pub fn acknowledge(&mut self, queue: usize) {
        let (number, head) = (self.queues[queue].number, self.queues[queue].head);
        self.set(0x1000 + (2 * number + 1) * self.stride, head);
    }

    /// Runs a command to its end, without regard to interrupts.
    pub fn run(&mut self, queue: usize, command: Command) -> Completion {
        let id = self.push(queue, command);
        self.ring(queue);
        let mut completion = None;
        for _ in 0..200_000 {
            completion = self.poll(queue);
            if completion.is_some() {
                break;
            }
            self.machine.pass(5_000);
        }
        let completion = completion.expect("the command completes");
        assert_eq!(completion.id, id);
        self.acknowledge(queue);
        completion
    }

    /// A read of `blocks` blocks into the data page.
    pub fn read(&self, lba: u32, blocks: u32, page: u64) -> Command {
        (0x02, 1, self.buffer(page), [lba, 0, blocks - 1])
    }

    /// A write of `blocks` blocks from the data page.
    pub fn write(&self, lba: u32, blocks: u32, page: u64) -> Command {
        (0x01, 1, self.buffer(page), [lba, 0, blocks - 1])
    }
}
