//! What the host does with queues once there are any.

use super::entry::{Completion, Entry, command};
use super::host::Host;
use crate::device::nvme::Status;

impl Host {
    pub fn doorbell(&mut self, queue: u16, completion: bool, value: u32) {
        let index = u64::from(queue) * 2 + u64::from(completion);
        let doorbell = 0x1000 + index * self.stride;
        self.write32(doorbell, value);
    }

    /// Writes a command into the queue without ringing.
    pub fn place(&mut self, queue: u16, entry: Entry) -> u16 {
        let pair = self.pairs.get_mut(&queue).unwrap();
        let given = (entry.0[0] >> 16) as u16;
        let id = if given == 0 { pair.next_id } else { given };
        pair.next_id = pair.next_id % 0x7FFF + 1;
        let address = pair.submission + u64::from(pair.tail) * 64;
        pair.tail = (pair.tail + 1) % pair.size;
        for (index, dword) in entry.id(id).0.iter().enumerate() {
            self.slot
                .machine
                .store(address + 4 * index as u64, &dword.to_le_bytes());
        }
        id
    }

    pub fn ring(&mut self, queue: u16) {
        let tail = self.pairs[&queue].tail;
        self.doorbell(queue, false, tail);
    }

    pub fn submit(&mut self, queue: u16, entry: Entry) -> u16 {
        let id = self.place(queue, entry);
        self.ring(queue);
        id
    }

    /// Takes the next completion, if there is one, without telling the controller.
    pub fn peek(&mut self, queue: u16) -> Option<Completion> {
        let pair = self.pairs.get_mut(&queue).unwrap();
        let address = pair.completion + u64::from(pair.head) * 16;
        let bytes: [u8; 16] = self.slot.machine.load(address, 16).try_into().unwrap();
        let word = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        if word(14) & 1 != u16::from(pair.phase) {
            return None;
        }
        pair.head += 1;
        if pair.head == pair.size {
            pair.head = 0;
            pair.phase = !pair.phase;
        }
        Some(Completion {
            result: u32::from_le_bytes(bytes[..4].try_into().unwrap()),
            head: word(8),
            queue: word(10),
            id: word(12),
            status: Status::from_bits(word(14) >> 1),
        })
    }

    pub fn poll(&mut self, queue: u16) -> Option<Completion> {
        let completion = self.peek(queue)?;
        let head = self.pairs[&queue].head;
        self.doorbell(queue, true, head);
        Some(completion)
    }

    /// Lets time go on until a completion comes.
    pub fn wait(&mut self, queue: u16) -> Completion {
        loop {
            if let Some(completion) = self.poll(queue) {
                return completion;
            }
            assert!(self.step(), "queue {queue} gets no completion");
        }
    }

    pub fn run(&mut self, queue: u16, entry: Entry) -> Result<u32, Status> {
        let id = self.submit(queue, entry);
        let completion = self.wait(queue);
        assert_eq!((completion.id, completion.queue), (id, queue));
        completion.result()
    }

    /// Runs commands; fails at the first that does not give what its row says. Whether to retry, devices of others decide
    /// in their own way.
    #[track_caller]
    pub fn expect<'a>(
        &mut self,
        queue: u16,
        rows: impl IntoIterator<Item = (&'a str, Entry, Result<u32, Status>)>,
    ) {
        for (what, entry, outcome) in rows {
            let mut seen = self.run(queue, entry);
            if let (false, Err(theirs), Err(ours)) = (self.is_model, seen, outcome)
                && theirs.is(ours)
            {
                seen = outcome;
            }
            assert_eq!(seen, outcome, "{what}");
        }
    }

    pub fn admin(&mut self, entry: Entry) -> Result<u32, Status> {
        self.run(0, entry)
    }

    /// Identify: 4096 bytes.
    pub fn identify(&mut self, what: u32, namespace: u32) -> Result<Vec<u8>, Status> {
        let address = self.slot.machine.allocate(4096);
        self.admin(
            command(6)
                .data(address, 0)
                .namespace(namespace)
                .dword(10, what),
        )?;
        Ok(self.slot.machine.load(address, 4096))
    }

    pub fn log(&mut self, page: u32, bytes: u32) -> Result<Vec<u8>, Status> {
        let address = self.slot.machine.allocate(u64::from(bytes));
        self.admin(
            command(2)
                .data(address, address + 4096)
                .dword(10, page | (bytes / 4 - 1) << 16),
        )?;
        Ok(self.slot.machine.load(address, bytes as usize))
    }

    pub fn write_blocks(&mut self, lba: u64, bytes: &[u8]) -> Result<u32, Status> {
        let entry = self.transfer(1, lba, bytes.len());
        let address = entry.address();
        self.slot.machine.store(address, bytes);
        self.run(1, entry)
    }

    pub fn read_blocks(&mut self, lba: u64, length: usize) -> Result<Vec<u8>, Status> {
        let entry = self.transfer(2, lba, length);
        let address = entry.address();
        self.run(1, entry)?;
        Ok(self.slot.machine.load(address, length))
    }

    /// A command for blocks of 512 bytes of namespace 1 with new memory.
    pub fn transfer(&mut self, opcode: u8, lba: u64, length: usize) -> Entry {
        let address = self.slot.machine.allocate(length as u64);
        let pages = (length as u64).div_ceil(4096);
        let second = if pages <= 2 {
            address + 4096
        } else {
            let list = self.slot.machine.allocate(8 * pages);
            for page in 1..pages {
                self.slot
                    .machine
                    .put_u64(list + 8 * (page - 1), address + 4096 * page);
            }
            list
        };
        let blocks = u32::try_from(length / 512).unwrap();
        command(opcode)
            .namespace(1)
            .data(address, second)
            .blocks(lba, blocks)
    }
}
