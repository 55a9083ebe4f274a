//! The 64 bytes of a command and the 16 bytes of a completion.

use super::status::Status;

/// Bytes of an entry of a submission queue.
pub(super) const COMMAND_BYTES: usize = 64;
/// Bytes of an entry of a completion queue.
pub(super) const COMPLETION_BYTES: usize = 16;

/// A command as the controller fetched it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Command {
    /// The submission queue that it came from.
    pub queue: u16,
    dwords: [u32; 16],
}

impl Command {
    pub fn parse(queue: u16, bytes: &[u8; COMMAND_BYTES]) -> Self {
        let mut dwords = [0; 16];
        for (dword, chunk) in dwords.iter_mut().zip(bytes.as_chunks::<4>().0) {
            *dword = u32::from_le_bytes(*chunk);
        }
        Self { queue, dwords }
    }

    pub fn opcode(&self) -> u8 {
        (self.dwords[0] & 0xFF) as u8
    }

    pub fn id(&self) -> u16 {
        (self.dwords[0] >> 16) as u16
    }

    /// Whether the command is an ordinary one: not fused to another, data described by PRPs.
    pub fn is_plain(&self) -> bool {
        self.dwords[0] >> 8 & 0xC3 == 0
    }

    pub fn namespace(&self) -> u32 {
        self.dwords[1]
    }

    /// MPTR: where the metadata is, which lies together.
    pub fn metadata(&self) -> u64 {
        self.quad(4)
    }

    pub fn prp1(&self) -> u64 {
        self.quad(6)
    }

    pub fn prp2(&self) -> u64 {
        self.quad(8)
    }

    /// A dword of those whose meaning depends on the command: 10 to 15.
    pub fn dword(&self, index: usize) -> u32 {
        self.dwords[index]
    }

    /// Two dwords, the lower one first.
    pub fn quad(&self, index: usize) -> u64 {
        u64::from(self.dwords[index]) | u64::from(self.dwords[index + 1]) << 32
    }

    /// The low half of a dword.
    pub fn low(&self, index: usize) -> u16 {
        (self.dwords[index] & 0xFFFF) as u16
    }

    /// The high half of a dword.
    pub fn high(&self, index: usize) -> u16 {
        (self.dwords[index] >> 16) as u16
    }
}

/// What a command gives: dword 0 of its completion, or why it failed.
pub(super) type Outcome = Result<u32, Status>;

/// A completion that waits for its place in the completion queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Completion {
    pub result: u32,
    pub queue: u16,
    pub id: u16,
    /// The identifier that is free again: not `id` where that is forged, none where two commands have the same.
    pub freed: Option<u16>,
    pub status: Status,
    /// Whether the host is told.
    pub silent: bool,
}

impl Completion {
    pub fn new(command: &Command, result: u32, status: Status) -> Self {
        let id = command.id();
        Self {
            result,
            queue: command.queue,
            id,
            freed: Some(id),
            status,
            silent: false,
        }
    }

    pub fn to_bytes(self, head: u16, phase: bool) -> [u8; COMPLETION_BYTES] {
        let mut bytes = [0; COMPLETION_BYTES];
        bytes[0..4].copy_from_slice(&self.result.to_le_bytes());
        bytes[8..10].copy_from_slice(&head.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.queue.to_le_bytes());
        bytes[12..14].copy_from_slice(&self.id.to_le_bytes());
        bytes[14..16].copy_from_slice(&(self.status.bits() << 1 | u16::from(phase)).to_le_bytes());
        bytes
    }
}
