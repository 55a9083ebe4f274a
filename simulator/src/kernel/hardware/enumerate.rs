//! The `PnP` manager: gives a PCI function addresses and interrupts before its driver starts.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::function::{Function, Handlers, Mode, Range};
use super::options::InterruptResources;
use super::pci::{BARS, COMMAND, ENABLED, INTERRUPT_PIN, messages_of};
use crate::device::{BarKind, Device, Width, high, low};
use crate::kernel::core::Kernel;

const SLOTS: u32 = 32;

impl Kernel {
    /// Enumerates the function of an adapter or a device: its registers have addresses, memory, ports and DMA are enabled.
    pub fn enumerate(
        &self,
        mut device: Box<dyn Device>,
        resources: InterruptResources,
        owner: usize,
    ) -> Rc<Function> {
        let number = self.bus.addresses.functions.get();
        self.bus.addresses.functions.set(number + 1);
        let ranges: Vec<Range> = device
            .bars()
            .iter()
            .enumerate()
            .filter_map(|(bar, kind)| {
                let kind = (*kind)?;
                let address = self.bus.addresses.take(kind.kind, kind.size);
                Some(Range { bar, kind, address })
            })
            .collect();
        let (has, has_table) = messages_of(&mut *device);
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
        Rc::new(Function {
            owner,
            device: RefCell::new(Some(device)),
            bus: 1 + number / SLOTS,
            slot: number % SLOTS,
            ranges,
            granted,
            has_table,
            mode: Cell::new(if line { Mode::Line } else { Mode::None }),
            messages: RefCell::default(),
            handlers: RefCell::new(Handlers::default()),
            connected: Cell::new(false),
            handling: Cell::new(0),
            line: Cell::new(false),
            changes: Cell::new(0),
            writes: Cell::new(0),
            lowered_by: Cell::new(None),
            line_pending: Cell::new(false),
            storm: Cell::new(0),
            due: Cell::new(0),
            calendar: RefCell::default(),
            gone: Cell::new(false),
            pulled: Cell::new(false),
            shared: resources == InterruptResources::SharedLine,
        })
    }

    /// The function's device works by itself from now on.
    pub fn plug(&self, function: &Rc<Function>) {
        self.bus.functions.borrow_mut().push(Rc::clone(function));
    }
}

/// Writes the base address registers and the command register, as after power-on.
pub(super) fn assign(device: &mut dyn Device, ranges: &[Range]) {
    for range in ranges {
        let offset = BARS + 4 * u16::try_from(range.bar).unwrap_or(0);
        device.config_write(offset, Width::Long, low(range.address));
        if range.kind.kind == BarKind::Memory64 {
            device.config_write(offset + 4, Width::Long, high(range.address));
        }
    }
    device.config_write(COMMAND, Width::Word, ENABLED);
}
