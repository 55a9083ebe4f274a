//! Commands and their completions, as they lie in the queues (NVM Express 1.4, sections 4.2 and 4.6).

pub mod admin;
pub mod nvm;
mod status;

use miniport::prelude::*;

pub use self::status::{Ending, Status};

/// The identifier of a command that has no namespace, or all of them where the command says so.
pub const ALL_NAMESPACES: u32 = u32::MAX;

/// An entry of a submission queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command([u32; 16]);

impl DmaValue for Command {
    type Words = [u32; 16];
    fn from_words(words: [u32; 16]) -> Self {
        Self(words)
    }
    fn into_words(self) -> [u32; 16] {
        self.0
    }
}

impl Command {
    /// A command without data.
    pub const fn new(opcode: u8, namespace: u32) -> Self {
        let mut words = [0; 16];
        words[0] = opcode as u32;
        words[1] = namespace;
        Self(words)
    }

    /// With command dword `index` (10 to 15).
    #[must_use]
    pub const fn dword(mut self, index: usize, value: u32) -> Self {
        self.0[index] = value;
        self
    }

    /// With 64 bits in command dwords `index` and the next one.
    #[must_use]
    pub const fn quad(self, index: usize, value: u64) -> Self {
        let [low, high] = halves(value);
        self.dword(index, low).dword(index + 1, high)
    }

    /// With the two PRP entries.
    #[must_use]
    pub const fn data(self, entries: [u64; 2]) -> Self {
        self.quad(6, entries[0]).quad(8, entries[1])
    }

    /// With its identifier, which is unique in its queue while it runs.
    #[must_use]
    pub const fn identified(mut self, id: CommandId) -> Self {
        self.0[0] = self.0[0] & 0xffff | (id.0 as u32) << 16;
        self
    }
}

/// The identifier of a command: where the driver keeps it, and a count that tells a late answer from one to a newer command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandId(pub u16);

impl CommandId {
    /// The command in slot `slot`, the `generation`th there.
    pub const fn new(slot: u8, generation: u8) -> Self {
        Self((generation as u16) << 8 | slot as u16)
    }

    /// The slot.
    pub const fn slot(self) -> usize {
        (self.0 & 0xff) as usize
    }
}

/// An entry of a completion queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion([u32; 4]);

impl DmaValue for Completion {
    type Words = [u32; 4];
    fn from_words(words: [u32; 4]) -> Self {
        Self(words)
    }
    fn into_words(self) -> [u32; 4] {
        self.0
    }
}

impl Completion {
    /// What a queue holds before the controller has written to it: of phase 0.
    pub const EMPTY: Self = Self([0; 4]);

    /// Dword 0: what the command returns.
    pub const fn result(self) -> u32 {
        self.0[0]
    }

    /// SQHD: up to where the controller has taken commands from the submission queue.
    pub const fn submission_head(self) -> u16 {
        (self.0[2] & 0xffff) as u16
    }

    /// CID.
    pub const fn id(self) -> CommandId {
        CommandId((self.0[3] & 0xffff) as u16)
    }

    /// P, which is in the last word: it changes with each turn of the queue.
    pub const fn phase_of(last_word: u32) -> bool {
        last_word >> 16 & 1 != 0
    }

    /// How the command went.
    pub const fn status(self) -> Status {
        Status::from_field((self.0[3] >> 17) as u16)
    }
}

/// The low and the high 32 bits.
const fn halves(value: u64) -> [u32; 2] {
    [(value & 0xffff_ffff) as u32, (value >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_where_the_specification_says() {
        let command = Command::new(0x02, 7)
            .data([0x1_0000_2000, 0x3_0000_4000])
            .quad(10, 0x5_0000_0006)
            .dword(12, 8)
            .identified(CommandId::new(3, 9));
        assert_eq!(
            command.into_words(),
            [
                0x0903_0002,
                7,
                0,
                0,
                0,
                0,
                0x2000,
                1,
                0x4000,
                3,
                6,
                5,
                8,
                0,
                0,
                0
            ]
        );
    }

    #[test]
    fn completions_are_read() {
        let completion = Completion::from_words([11, 0, 0x0001_002a, 0x0405_0903]);
        assert_eq!(
            (completion.result(), completion.submission_head()),
            (11, 42)
        );
        assert_eq!(completion.id(), CommandId::new(3, 9));
        assert!(Completion::phase_of(0x0405_0903));
        assert_eq!(completion.status(), Status::from_field(0x0202));
        assert!(!Completion::phase_of(Completion::EMPTY.into_words()[3]));
    }
}
