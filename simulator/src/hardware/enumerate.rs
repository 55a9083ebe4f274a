//! The `PnP` manager: gives a PCI function addresses and interrupts before its driver starts.

use std::cell::{Cell, RefCell};

use super::options::InterruptResources;
use super::{Hardware, Mode, Range};
use crate::device::{BarKind, Device, Width};
use crate::machine::core::Core;

pub(super) const COMMAND: u16 = 0x04;
pub(super) const INTERRUPT_PIN: u16 = 0x3D;
const BARS: u16 = 0x10;
/// I/O space, memory space, bus master.
pub(super) const ENABLED: u32 = 0x7;
const SLOTS: u32 = 32;

/// Where the next registers go: below 4 GiB, above all memory, ports.
#[derive(Debug)]
pub(crate) struct AddressSpace {
    low: Cell<u64>,
    high: Cell<u64>,
    ports: Cell<u64>,
    functions: Cell<u32>,
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
    fn take(&self, kind: BarKind, size: u64) -> u64 {
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

impl Core {
    /// Enumerates a function: its registers have addresses, memory, ports and DMA are enabled.
    pub fn enumerate(
        &self,
        mut device: Box<dyn Device>,
        resources: InterruptResources,
    ) -> Hardware {
        let number = self.addresses.functions.get();
        self.addresses.functions.set(number + 1);
        let ranges: Vec<Range> = device
            .bars()
            .iter()
            .enumerate()
            .filter_map(|(bar, kind)| {
                let kind = (*kind)?;
                let address = self.addresses.take(kind.kind, kind.size);
                Some(Range { bar, kind, address })
            })
            .collect();
        let (has, has_table) = super::connect::messages_of(&mut *device);
        let wanted = match resources {
            InterruptResources::Automatic => {
                u32::try_from(self.settings.processors + 1).unwrap_or(2)
            }
            InterruptResources::Messages(count) => count,
            InterruptResources::Line
            | InterruptResources::SharedLine
            | InterruptResources::None => 0,
        };
        let pin = device.config_read(INTERRUPT_PIN, Width::Byte) & 0xFF;
        let granted = wanted.min(has);
        let line = resources != InterruptResources::None && pin != 0;
        assign(&mut *device, &ranges);
        Hardware {
            device: RefCell::new(Some(device)),
            bus: 1 + number / SLOTS,
            slot: number % SLOTS,
            ranges,
            granted,
            has_table,
            mode: Cell::new(if line { Mode::Line } else { Mode::None }),
            messages: RefCell::default(),
            connected: Cell::new(false),
            line: Cell::new(false),
            line_pending: Cell::new(false),
            storm: Cell::new(0),
            due: Cell::new(0),
            calendar: RefCell::default(),
            gone: Cell::new(false),
            pulled: Cell::new(false),
            shared: resources == InterruptResources::SharedLine,
            uncached: RefCell::new(None),
            dpc_here: Cell::new(false),
            redirection: Cell::new(None),
        }
    }
}

/// Writes the base address registers and the command register, as after power-on.
pub(super) fn assign(device: &mut dyn Device, ranges: &[Range]) {
    for range in ranges {
        let offset = BARS + 4 * u16::try_from(range.bar).unwrap_or(0);
        let [low, high] = halves(range.address);
        device.config_write(offset, Width::Long, low);
        if range.kind.kind == BarKind::Memory64 {
            device.config_write(offset + 4, Width::Long, high);
        }
    }
    device.config_write(COMMAND, Width::Word, ENABLED);
}

/// The two halves of an address, the lower one first.
#[expect(clippy::cast_possible_truncation, reason = "halves")]
pub(super) fn halves(address: u64) -> [u32; 2] {
    [address as u32, (address >> 32) as u32]
}
