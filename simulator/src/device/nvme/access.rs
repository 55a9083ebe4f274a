//! Accesses to the memory of the device: registers, doorbells, the MSI-X table.

use super::controller::Controller;
use super::events::Event;
use super::mistake::Mistake;
use super::phase::Phase;
use super::registers::{
    ACQ, AQA, ASQ, CAP, CC, CSTS, DOORBELLS, INTMC, INTMS, NSSR, SUBSYSTEM_RESET, VERSION, VS,
    status,
};
use crate::device::{Bus, InterruptMode, Width, high, low};

impl Controller {
    /// A read from base address register 0.
    pub fn read(&mut self, offset: u64, width: Width) -> u64 {
        if self.removed || !self.config.answers_memory() {
            return width.ones();
        }
        let layout = self.layout;
        if !offset.is_multiple_of(width.bytes()) {
            self.mistakes.note(Mistake::Access { offset, width });
            return width.ones();
        }
        if (layout.table..layout.table_end).contains(&offset) {
            return self
                .interrupts
                .msix
                .read_table(offset - layout.table, width);
        }
        if (layout.pending..layout.pending_end).contains(&offset) {
            return self
                .interrupts
                .msix
                .read_pending(offset - layout.pending, width);
        }
        if (DOORBELLS..layout.doorbells_end).contains(&offset) {
            self.mistakes.note(Mistake::DoorbellRead { offset });
            return 0;
        }
        if !is_native(offset, width) {
            self.mistakes.note(Mistake::Access { offset, width });
        }
        let aligned = offset & !3;
        let low = u64::from(self.register(aligned));
        let high = if width == Width::Quad {
            u64::from(self.register(aligned + 4))
        } else {
            0
        };
        (low | high << 32) >> (8 * (offset - aligned)) & width.ones()
    }

    /// 32 bits of a register.
    fn register(&mut self, offset: u64) -> u32 {
        let capabilities = self.settings.capabilities.bits();
        let registers = &self.registers;
        match offset {
            CAP => low(capabilities),
            0x04 => high(capabilities),
            VS => VERSION,
            INTMS | INTMC => {
                self.check_mask_access();
                self.interrupts.mask
            }
            CC => registers.configuration.0,
            CSTS if registers.subsystem_was_reset => self.life.status() | status::SUBSYSTEM_RESET,
            CSTS => self.life.status(),
            AQA => registers.admin_attributes,
            ASQ => low(registers.admin_submission),
            0x2C => high(registers.admin_submission),
            ACQ => low(registers.admin_completion),
            0x34 => high(registers.admin_completion),
            _ => 0,
        }
    }

    /// A write to base address register 0.
    pub fn write(&mut self, bus: &mut dyn Bus, offset: u64, width: Width, value: u64) {
        if self.removed || !self.config.answers_memory() {
            return;
        }
        self.time = self.time.max(bus.now());
        let layout = self.layout;
        if !offset.is_multiple_of(width.bytes()) {
            self.mistakes.note(Mistake::Access { offset, width });
        } else if (layout.table..layout.table_end).contains(&offset) {
            self.interrupts
                .msix
                .write_table(offset - layout.table, width, value);
        } else if (DOORBELLS..layout.doorbells_end).contains(&offset) {
            if width == Width::Long && (offset - DOORBELLS).is_multiple_of(layout.stride) {
                self.ring(bus, (offset - DOORBELLS) / layout.stride, low(value));
            } else {
                self.mistakes.note(Mistake::Access { offset, width });
            }
        } else if !is_native(offset, width) || matches!(width, Width::Byte | Width::Word) {
            self.mistakes.note(Mistake::Access { offset, width });
        } else {
            self.write_register(offset, low(value));
            if width == Width::Quad {
                self.write_register(offset + 4, high(value));
            }
        }
        self.deliver_interrupts(bus);
    }

    fn write_register(&mut self, offset: u64, value: u32) {
        let enabled = self.registers.configuration.enable();
        let wide = u64::from(value);
        match offset {
            INTMS if self.check_mask_access() => {
                self.interrupts.set_mask(self.interrupts.mask | value);
            }
            INTMC if self.check_mask_access() => {
                self.interrupts.set_mask(self.interrupts.mask & !value);
            }
            INTMS | INTMC => {}
            CC => self.configure(value),
            CSTS => self.registers.subsystem_was_reset &= value & status::SUBSYSTEM_RESET == 0,
            NSSR => {
                if value == SUBSYSTEM_RESET {
                    self.reset();
                    self.registers.subsystem_was_reset = true;
                }
            }
            AQA..=0x34 if enabled => self.mistakes.note(Mistake::ChangedWhileEnabled { offset }),
            AQA => self.registers.admin_attributes = value & 0x0FFF_0FFF,
            ASQ => put_low(&mut self.registers.admin_submission, wide & !0xFFF),
            0x2C => put_high(&mut self.registers.admin_submission, wide),
            ACQ => put_low(&mut self.registers.admin_completion, wide & !0xFFF),
            0x34 => put_high(&mut self.registers.admin_completion, wide),
            _ => self.mistakes.note(Mistake::ReadOnly { offset }),
        }
    }

    /// Whether `INTMS` and `INTMC` mean anything.
    fn check_mask_access(&mut self) -> bool {
        let allowed = self.config.interrupt_mode() != InterruptMode::MsiX;
        if !allowed {
            self.mistakes.note(Mistake::MaskWithMsiX);
        }
        allowed
    }

    /// A doorbell is written: even ones are tails of submission queues, odd ones heads of completion queues.
    fn ring(&mut self, bus: &mut dyn Bus, index: u64, value: u32) {
        let queue = u16::try_from(index / 2).unwrap_or(u16::MAX);
        let completion = index % 2 == 1;
        if self.life.fatal || self.life.phase != Phase::Ready {
            if !self.life.fatal {
                self.mistakes.note(Mistake::DoorbellNotReady { queue });
            }
            return;
        }
        let rung = if completion {
            self.queues.completion(queue).map(|queue| queue.ring(value))
        } else {
            self.queues.submission(queue).map(|queue| queue.ring(value))
        };
        match rung {
            None => self.refuse(
                Mistake::DoorbellOfNoQueue { queue, completion },
                Event::INVALID_DOORBELL,
            ),
            Some(Err(_)) => {
                self.refuse(
                    Mistake::DoorbellValue {
                        queue,
                        completion,
                        value,
                    },
                    Event::INVALID_DOORBELL_VALUE,
                );
            }
            Some(Ok(())) if completion => self.completions_taken(bus, queue),
            Some(Ok(())) => self.take_turn(queue),
        }
    }

    fn refuse(&mut self, mistake: Mistake, event: Event) {
        self.mistakes.note(mistake);
        self.logs.note_other();
        self.events.push(event);
    }

    fn completions_taken(&mut self, bus: &mut dyn Bus, id: u16) {
        let Some(queue) = self.queues.completion(id) else {
            return;
        };
        if queue.told
            && let Some(vector) = queue.vector
        {
            let left = !queue.is_empty();
            queue.told = left;
            let mode = self.config.interrupt_mode();
            self.interrupts.taken(vector, left, mode);
        }
        if self
            .queues
            .completion(id)
            .is_some_and(|queue| !queue.waiting.is_empty())
            && self.may_access_memory()
        {
            self.post(bus, id);
            self.wake_users(id);
        }
    }
}

/// Whether a register may be accessed like this: 64 bits only those that are as wide, no other in less than 32.
fn is_native(offset: u64, width: Width) -> bool {
    match width {
        Width::Byte | Width::Word => false,
        Width::Long => true,
        Width::Quad => matches!(offset, CAP | ASQ | ACQ),
    }
}

fn put_low(register: &mut u64, value: u64) {
    *register = *register >> 32 << 32 | value & 0xFFFF_FFFF;
}

fn put_high(register: &mut u64, value: u64) {
    *register = *register & 0xFFFF_FFFF | value << 32;
}
