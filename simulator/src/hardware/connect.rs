//! Interrupts are connected: the messages of MSI-X or MSI are programmed, or the line is opened.

use std::rc::Rc;

use miniport::ffi;

use super::enumerate::{COMMAND, ENABLED, halves};
use super::{Message, Mode};
use crate::adapter::state::AdapterState;
use crate::device::{Bus, Device, Width};
use crate::machine::core::Core;

const STATUS: u16 = 0x06;
const HAS_CAPABILITIES: u32 = 0x10;
const FIRST_CAPABILITY: u16 = 0x34;
const MSI: u32 = 0x05;
const MSI_X: u32 = 0x11;
const INTERRUPT_DISABLE: u32 = 0x400;
const MSI_X_ENABLE: u32 = 0x8000;
const MSI_ENABLE: u32 = 1;
const MSI_WIDE: u32 = 0x80;

/// Where the local interrupt controllers take messages: one page for each processor.
const CONTROLLERS: u64 = 0xFEE0_0000;
const CONTROLLER_SHIFT: u32 = 12;

/// Where messages for a processor go.
fn controller(processor: usize) -> u64 {
    CONTROLLERS + ((processor as u64) << CONTROLLER_SHIFT)
}

/// The offset of a capability.
fn capability(device: &mut dyn Device, id: u32) -> Option<u16> {
    if device.config_read(STATUS, Width::Word) & HAS_CAPABILITIES == 0 {
        return None;
    }
    let mut at = device.config_read(FIRST_CAPABILITY, Width::Byte) & 0xFC;
    for _ in 0..48 {
        let offset = u16::try_from(at).ok()?;
        if offset < 0x40 {
            return None;
        }
        if device.config_read(offset, Width::Byte) & 0xFF == id {
            return Some(offset);
        }
        at = device.config_read(offset + 1, Width::Byte) & 0xFC;
    }
    None
}

/// How many messages a function has, and whether they are in a table (MSI-X).
pub(super) fn messages_of(device: &mut dyn Device) -> (u32, bool) {
    if let Some(at) = capability(device, MSI_X) {
        return ((device.config_read(at + 2, Width::Word) & 0x7FF) + 1, true);
    }
    let count = capability(device, MSI).map_or(0, |at| {
        1 << (device.config_read(at + 2, Width::Word) >> 1 & 7).min(5)
    });
    (count, false)
}

impl Core {
    /// After `HwStorFindAdapter`: which way the adapter is interrupted, by what the driver and the machine have.
    pub fn choose_interrupts(
        &self,
        adapter: &Rc<AdapterState>,
        found: &ffi::PORT_CONFIGURATION_INFORMATION,
    ) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        adapter.message_routine.set(found.HwMSInterruptRoutine);
        let by_message = match found.InterruptSynchronizationMode {
            ffi::InterruptSynchronizeAll => Mode::All,
            ffi::InterruptSynchronizePerMessage => Mode::PerMessage,
            _ => return,
        };
        if found.HwMSInterruptRoutine.is_none() || hardware.granted == 0 {
            return;
        }
        hardware.mode.set(by_message);
        let mut messages = hardware.messages.borrow_mut();
        if !messages.is_empty() {
            return;
        }
        let mut vectors = self.vectors.borrow_mut();
        // The messages of MSI have data that follow each other, from a multiple of their number on.
        let first = vectors
            .len()
            .next_multiple_of((hardware.granted as usize).next_power_of_two());
        vectors.resize(first, None);
        for id in 0..hardware.granted {
            let processor = if hardware.has_table {
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
            vectors.push(Some((adapter.number, id)));
        }
    }

    /// Interrupts arrive from now on.
    pub fn connect(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        hardware.connected.set(true);
        hardware.storm.set(0);
        let messages = hardware.messages.borrow().clone();
        let by_message = matches!(hardware.mode.get(), Mode::All | Mode::PerMessage);
        self.with_device(adapter, |device, bus| {
            if by_message {
                program(device, bus, &messages);
            }
            let disable = if hardware.mode.get() == Mode::Line {
                0
            } else {
                INTERRUPT_DISABLE
            };
            device.config_write(COMMAND, Width::Word, ENABLED | disable);
        });
        self.raise_line(adapter);
    }

    /// No interrupt arrives any more; what was on its way is lost.
    pub fn disconnect(&self, adapter: &Rc<AdapterState>) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        hardware.connected.set(false);
        self.with_device(adapter, |device, _| {
            if let Some(at) = capability(device, MSI_X) {
                let control = device.config_read(at + 2, Width::Word);
                device.config_write(at + 2, Width::Word, control & !MSI_X_ENABLE);
            }
            if let Some(at) = capability(device, MSI) {
                let control = device.config_read(at + 2, Width::Word);
                device.config_write(at + 2, Width::Word, control & !MSI_ENABLE);
            }
            device.config_write(COMMAND, Width::Word, ENABLED | INTERRUPT_DISABLE);
        });
        for message in hardware.messages.borrow_mut().iter_mut() {
            message.pending = false;
        }
    }
}

impl Core {
    /// `STOR_PERF_INTERRUPT_MESSAGE_RANGES`: these messages go to all processors in turn, the others to the first.
    pub fn spread_messages(&self, adapter: &Rc<AdapterState>, first: u32, last: u32) {
        let Some(hardware) = adapter.hardware.as_ref().filter(|found| found.has_table) else {
            return;
        };
        let messages = {
            let mut messages = hardware.messages.borrow_mut();
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
        if hardware.connected.get() {
            self.with_device(adapter, |device, bus| {
                program(device, bus, &messages);
            });
        }
    }
}

/// Writes the messages to the function and enables them.
fn program(device: &mut dyn Device, bus: &mut dyn Bus, messages: &[Message]) {
    if let Some(at) = capability(device, MSI_X) {
        let place = device.config_read(at + 4, Width::Long);
        let (bar, table) = ((place & 7) as usize, u64::from(place & !7));
        for (entry, message) in (0u64..).zip(messages) {
            let offset = table + entry * 16;
            let [low, high] = halves(message.address);
            for (register, value) in [(0, low), (4, high), (8, message.data), (12, 0)] {
                device.write(bus, bar, offset + register, Width::Long, u64::from(value));
            }
        }
        let control = device.config_read(at + 2, Width::Word);
        device.config_write(at + 2, Width::Word, (control | MSI_X_ENABLE) & !0x4000);
    } else if let (Some(at), Some(first)) = (capability(device, MSI), messages.first()) {
        let control = device.config_read(at + 2, Width::Word);
        let [low, high] = halves(first.address);
        device.config_write(at + 4, Width::Long, low);
        let data = if control & MSI_WIDE != 0 {
            device.config_write(at + 8, Width::Long, high);
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
