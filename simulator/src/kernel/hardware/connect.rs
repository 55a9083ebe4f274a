//! Interrupts are connected: the messages of MSI-X or MSI are programmed, or the line is opened.

use std::rc::Rc;

use super::function::{Function, Message, Mode};
use super::pci::{
    COMMAND, ENABLED, INTERRUPT_DISABLE, MSI, MSI_ENABLE, MSI_WIDE, MSI_X, MSI_X_ENABLE,
    MSI_X_MASKED, capability,
};
use crate::device::{Bus, Device, Width, high, low};
use crate::kernel::core::Kernel;

/// Where the local interrupt controllers take messages: one page for each processor.
const CONTROLLERS: u64 = 0xFEE0_0000;
const CONTROLLER_SHIFT: u32 = 12;

/// Where messages for a processor go.
fn controller(processor: usize) -> u64 {
    CONTROLLERS + ((processor as u64) << CONTROLLER_SHIFT)
}

impl Kernel {
    /// The function interrupts by messages: it gets a vector for each, once.
    pub fn assign_messages(&self, function: &Rc<Function>, mode: Mode) {
        function.mode.set(mode);
        let mut messages = function.messages.borrow_mut();
        if !messages.is_empty() {
            return;
        }
        let mut vectors = self.bus.vectors.borrow_mut();
        // The messages of MSI have data that follow each other, from a multiple of their number on.
        let first = vectors
            .len()
            .next_multiple_of((function.granted as usize).next_power_of_two());
        vectors.resize(first, None);
        for id in 0..function.granted {
            let processor = if function.has_table {
                id as usize % self.settings.processors
            } else {
                0
            };
            messages.push(Message {
                address: controller(processor),
                data: u32::try_from(vectors.len()).unwrap_or(0),
                processor,
                pending: false,
            });
            vectors.push(Some((Rc::clone(function), id)));
        }
    }

    /// The bus driver gave the function messages: MSI-X is enabled in configuration space when the function's driver starts, as drivers
    /// that look there for it rely on. Every message is masked until interrupts are connected.
    pub fn enable_messages(&self, function: &Rc<Function>) {
        if function.granted == 0 || !function.has_table {
            return;
        }
        self.with_device(function, |device, _| {
            if let Some(at) = capability(device, MSI_X) {
                let control = device.config_read(at + 2, Width::Word);
                device.config_write(at + 2, Width::Word, control | MSI_X_ENABLE | MSI_X_MASKED);
            }
        });
    }

    /// Interrupts arrive from now on.
    pub fn connect(&self, function: &Rc<Function>) {
        function.connected.set(true);
        function.storm.set(0);
        let messages = function.messages.borrow().clone();
        let by_message = matches!(function.mode.get(), Mode::All | Mode::PerMessage);
        self.with_device(function, |device, bus| {
            if by_message {
                program(device, bus, &messages);
            } else {
                disable_messages(device);
            }
            let disable = if function.mode.get() == Mode::Line {
                0
            } else {
                INTERRUPT_DISABLE
            };
            device.config_write(COMMAND, Width::Word, ENABLED | disable);
        });
        self.raise_line(function);
    }

    /// No interrupt arrives any more; what was on its way is lost.
    pub fn disconnect(&self, function: &Rc<Function>) {
        function.connected.set(false);
        self.with_device(function, |device, _| {
            disable_messages(device);
            device.config_write(COMMAND, Width::Word, ENABLED | INTERRUPT_DISABLE);
        });
        for message in function.messages.borrow_mut().iter_mut() {
            message.pending = false;
        }
    }

    /// These messages go to all processors in turn, the others to the first.
    pub fn spread_messages(&self, function: &Rc<Function>, first: u32, last: u32) {
        if !function.has_table {
            return;
        }
        let messages = {
            let mut messages = function.messages.borrow_mut();
            for (id, message) in (0..).zip(messages.iter_mut()) {
                message.processor = if (first..=last).contains(&id) {
                    (id - first) as usize % self.settings.processors
                } else {
                    0
                };
                message.address = controller(message.processor);
            }
            messages.clone()
        };
        if function.connected.get() {
            self.with_device(function, |device, bus| {
                program(device, bus, &messages);
            });
        }
    }
}

impl Kernel {
    /// Masks or unmasks an entry of the function's table; false if it has no such entry.
    pub fn mask_message(&self, function: &Rc<Function>, id: u32, masked: bool) -> bool {
        if !function.has_table || id >= function.message_count() {
            return false;
        }
        self.with_device(function, |device, bus| {
            if let Some(at) = capability(device, MSI_X) {
                let place = device.config_read(at + 4, Width::Long);
                let (bar, table) = ((place & 7) as usize, u64::from(place & !7));
                let control = table + u64::from(id) * 16 + 12;
                device.write(bus, bar, control, Width::Long, masked.into());
            }
        });
        true
    }
}

/// Neither MSI-X nor MSI.
fn disable_messages(device: &mut dyn Device) {
    if let Some(at) = capability(device, MSI_X) {
        let control = device.config_read(at + 2, Width::Word);
        device.config_write(
            at + 2,
            Width::Word,
            control & !(MSI_X_ENABLE | MSI_X_MASKED),
        );
    }
    if let Some(at) = capability(device, MSI) {
        let control = device.config_read(at + 2, Width::Word);
        device.config_write(at + 2, Width::Word, control & !MSI_ENABLE);
    }
}

/// Writes the messages to the function and enables them.
fn program(device: &mut dyn Device, bus: &mut dyn Bus, messages: &[Message]) {
    if let Some(at) = capability(device, MSI_X) {
        let place = device.config_read(at + 4, Width::Long);
        let (bar, table) = ((place & 7) as usize, u64::from(place & !7));
        for (entry, message) in (0u64..).zip(messages) {
            let offset = table + entry * 16;
            let (low, high) = (low(message.address), high(message.address));
            for (register, value) in [(0, low), (4, high), (8, message.data), (12, 0)] {
                device.write(bus, bar, offset + register, Width::Long, u64::from(value));
            }
        }
        let control = device.config_read(at + 2, Width::Word);
        device.config_write(
            at + 2,
            Width::Word,
            (control | MSI_X_ENABLE) & !MSI_X_MASKED,
        );
    } else if let (Some(at), Some(first)) = (capability(device, MSI), messages.first()) {
        let control = device.config_read(at + 2, Width::Word);
        device.config_write(at + 4, Width::Long, low(first.address));
        let data = if control & MSI_WIDE != 0 {
            device.config_write(at + 8, Width::Long, high(first.address));
            at + 12
        } else {
            at + 8
        };
        device.config_write(data, Width::Word, first.data);
        let count = messages.len().next_power_of_two().trailing_zeros();
        device.config_write(
            at + 2,
            Width::Word,
            (control & !0x70) | count << 4 | MSI_ENABLE,
        );
    }
}
