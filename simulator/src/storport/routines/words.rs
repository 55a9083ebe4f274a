//! The words of a variadic call.

/// The words of a call of `StorPortExtendedFunction`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(pub [usize; 24]);

impl Words {
    /// A pointer, or an integer of its size.
    pub fn word(&self, index: usize) -> usize {
        self.0[index]
    }

    /// A `ULONG`.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the upper half of a word that carries 32 bits is garbage"
    )]
    pub fn long(&self, index: usize) -> u32 {
        self.0[index] as u32
    }

    /// A `USHORT`.
    #[expect(clippy::cast_possible_truncation, reason = "as for `long`")]
    pub fn short(&self, index: usize) -> u16 {
        self.0[index] as u16
    }

    /// A `ULONGLONG`.
    pub fn quad(&self, index: usize) -> u64 {
        self.0[index] as u64
    }
}
