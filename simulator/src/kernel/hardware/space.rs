//! The bus of the machine: what its functions have got, and what drivers mapped of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::function::Function;
use crate::device::BarKind;

/// A function, and which of its messages.
pub(super) type Vector = (Rc<Function>, u32);

/// The PCI bus.
#[derive(Default)]
pub(crate) struct PciBus {
    pub(super) addresses: AddressSpace,
    /// Who gets which interrupt message.
    pub(super) vectors: RefCell<Vec<Option<Vector>>>,
    pub(super) mappings: RefCell<Vec<Mapping>>,
    /// The functions whose devices work by themselves.
    pub(super) functions: RefCell<Vec<Rc<Function>>>,
}

/// Where the next registers go: below 4 GiB, above all memory, ports.
#[derive(Debug)]
pub(crate) struct AddressSpace {
    low: Cell<u64>,
    high: Cell<u64>,
    ports: Cell<u64>,
    pub(super) functions: Cell<u32>,
}

impl Default for AddressSpace {
    fn default() -> Self {
        Self {
            low: Cell::new(0x8000_0000),
            high: Cell::new(0x200_0000_0000),
            ports: Cell::new(0xC000),
            functions: Cell::new(0),
        }
    }
}

impl AddressSpace {
    pub(super) fn take(&self, kind: BarKind, size: u64) -> u64 {
        let next = match kind {
            BarKind::Memory32 => &self.low,
            BarKind::Memory64 => &self.high,
            BarKind::Io => &self.ports,
        };
        let address = next.get().next_multiple_of(size);
        // Never side by side: an access behind the end hits nothing.
        next.set(address + 2 * size);
        address
    }
}

/// Memory or I/O space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Memory,
    Ports,
}

/// A range of registers that a driver mapped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mapping {
    pub owner: usize,
    pub bar: usize,
    /// Where in the base address register it begins.
    pub offset: u64,
    pub length: u64,
    pub space: Space,
    pub mapped: bool,
}
