//! The model and QEMU's device, to be asked the same.

use std::ops::{Deref, DerefMut};

use crate::device::Width;
use crate::device::edu::{Edu, EduHandle, dma};
use crate::device::qemu::{Qemu, Timing};
use crate::device::tests::machine::Machine;
use crate::device::tests::machine::Memory;
use crate::device::tests::slot::Slot;
use crate::testing::not_tested;

pub const LIVENESS: u64 = 0x04;
pub const FACTORIAL: u64 = 0x08;
pub const STATUS: u64 = 0x20;
pub const INTERRUPT_STATUS: u64 = 0x24;
pub const RAISE: u64 = 0x60;
pub const ACKNOWLEDGE: u64 = 0x64;
pub const SOURCE: u64 = 0x80;
pub const DESTINATION: u64 = 0x88;
pub const COUNT: u64 = 0x90;
pub const COMMAND: u64 = 0x98;

/// The buffer of the device, as the DMA engine addresses it.
pub const BUFFER: u64 = 0x4_0000;

/// Command register: memory, bus master.
pub const ENABLED: u32 = 6;

/// What a message is.
pub const MESSAGE: (u64, u32) = (0xFEE0_1000, 0x4041);

/// What a transfer takes, and a little more for those who look at a clock.
pub const TRANSFER: u64 = 150_000_000;

/// A device in its slot.
pub struct Host {
    slot: Slot,
    /// Of the model.
    pub edu: Option<EduHandle>,
    qemu: Option<Qemu>,
}

impl Deref for Host {
    type Target = Slot;

    fn deref(&self) -> &Slot {
        &self.slot
    }
}

impl DerefMut for Host {
    fn deref_mut(&mut self) -> &mut Slot {
        &mut self.slot
    }
}

/// Asks both devices.
pub fn on_both(test: impl Fn(&mut Host)) {
    on_both_with(dma::MASK, test);
}

/// Asks both devices, which have this DMA mask.
pub fn on_both_with(mask: u64, test: impl Fn(&mut Host)) {
    println!("the model:");
    test(&mut Host::model(mask).0);
    println!("QEMU's device:");
    match Host::qemu(mask) {
        Ok(mut host) => test(&mut host),
        Err(why) => not_tested(why),
    }
}

impl Host {
    pub fn model(mask: u64) -> (Self, EduHandle) {
        let (device, edu) = Edu::builder().dma_mask(mask).build();
        let host = Self {
            slot: Slot::new(device, Machine::new()),
            edu: Some(edu.clone()),
            qemu: None,
        };
        (host, edu)
    }

    fn qemu(mask: u64) -> Result<Self, impl std::fmt::Display> {
        Qemu::installed().map(|_| {
            let builder = Qemu::builder().device(format!("edu,dma_mask={mask}"));
            // The engine works by QEMU's clock.
            let timing = Timing::Stepped { step: 1_000_000 };
            let builder = builder.memory(16 << 20).timing(timing);
            let qemu = builder.start().unwrap();
            let device = qemu.device("edu0").unwrap();
            let machine = Machine::with(Memory::Shared(qemu.memory()));
            Self {
                slot: Slot::new(device, machine),
                edu: None,
                qemu: Some(qemu),
            }
        })
    }

    /// Whether the device still works; QEMU 7.2 ends where a driver's mistake goes too far.
    pub fn lives(&mut self) -> bool {
        self.read32(0) == 0x0100_00ED
    }

    /// Stops the clock of QEMU, or lets it go on; the model's stands still anyway.
    pub fn set_clock(&self, runs: bool) {
        if let Some(qemu) = &self.qemu {
            let command = if runs { "cont" } else { "stop" };
            qemu.monitor(command, "{}").unwrap();
        }
    }

    /// Lets time pass until a factorial is computed.
    pub fn compute(&mut self, operand: u32) -> u32 {
        self.write32(FACTORIAL, operand);
        while self.read32(STATUS) & 1 != 0 {
            self.pass(10_000);
        }
        self.read32(FACTORIAL)
    }

    /// Starts a transfer: flags are those of the command.
    pub fn start(&mut self, source: u64, destination: u64, count: u64, flags: u32) {
        self.write64(SOURCE, source);
        self.write64(DESTINATION, destination);
        self.write64(COUNT, count);
        self.write32(COMMAND, flags | 1);
    }

    /// Lets a transfer run to its end.
    pub fn transfer(&mut self, source: u64, destination: u64, count: u64, flags: u32) {
        self.start(source, destination, count, flags);
        self.pass(TRANSFER);
    }

    /// Lets the device interrupt by its message.
    pub fn enable_msi(&mut self, enabled: bool) {
        let at = self.capability(5);
        self.config_write(at + 4, Width::Long, 0xFEE0_1000);
        self.config_write(at + 8, Width::Long, 0);
        self.config_write(at + 12, Width::Word, MESSAGE.1);
        self.config_write(at + 2, Width::Word, enabled.into());
    }

    /// The messages that came since this was asked last.
    pub fn messages(&mut self) -> usize {
        let messages = std::mem::take(&mut self.machine.messages);
        assert!(messages.iter().all(|message| *message == MESSAGE));
        messages.len()
    }
}
