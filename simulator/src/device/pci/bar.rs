//! Base address registers: what kind of address they take, and how their size shows in configuration space.

/// What a base address register asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BarKind {
    /// Memory below 4 GiB.
    Memory32,
    /// Memory anywhere. It takes the next register too, which is `None` in [`Device::bars`](super::super::Device::bars).
    Memory64,
    /// I/O ports.
    Io,
}

/// A base address register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bar {
    /// What it asks for.
    pub kind: BarKind,
    /// Bytes, a power of two.
    pub size: u64,
    /// Whether reads of the memory have no side effects.
    pub prefetchable: bool,
}

impl Bar {
    /// Memory of at least `size` bytes.
    #[must_use]
    pub const fn memory32(size: u64) -> Self {
        Self {
            kind: BarKind::Memory32,
            size: round(size, 16),
            prefetchable: false,
        }
    }

    /// Memory of at least `size` bytes that a 64-bit address reaches.
    #[must_use]
    pub const fn memory64(size: u64) -> Self {
        Self {
            kind: BarKind::Memory64,
            size: round(size, 16),
            prefetchable: false,
        }
    }

    /// At least `size` ports.
    #[must_use]
    pub const fn io(size: u64) -> Self {
        Self {
            kind: BarKind::Io,
            size: round(size, 4),
            prefetchable: false,
        }
    }

    /// The low bits of the register, which do not change.
    pub(super) const fn flags(self) -> u64 {
        let kind = match self.kind {
            BarKind::Memory32 => 0,
            BarKind::Memory64 => 0b100,
            BarKind::Io => 0b01,
        };
        kind | (self.prefetchable as u64) << 3
    }

    /// The bits that hold an address: writing ones and reading them back shows the size.
    pub(super) const fn writable(self) -> u64 {
        !(self.size - 1)
    }

    /// Whether two registers hold the address.
    pub(super) const fn is_wide(self) -> bool {
        matches!(self.kind, BarKind::Memory64)
    }
}

const fn round(size: u64, least: u64) -> u64 {
    let size = if size < least { least } else { size };
    size.next_power_of_two()
}
