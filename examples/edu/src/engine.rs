//! What the device does for the current request.

use miniport::wdm::prelude::*;

use crate::device::{Edu, Hardware};
use crate::interface;
use crate::registers::{self as r, DEVICE_BUFFER, cause, dma, status};

/// How many bytes go at a time: what the common buffer holds.
pub const PART: usize = 1024;

/// What a request asks of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Bytes of the device's buffer, of which `done` are done.
    Transfer {
        direction: Direction,
        offset: usize,
        length: usize,
        done: usize,
    },
    /// The factorial of a number.
    Factorial(u32),
}

/// Which way a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// What was written goes to the device.
    ToDevice,
    /// What the device has goes to memory.
    ToMemory,
}

/// The current request, under the interrupt lock.
#[derive(Default)]
pub struct Engine {
    /// The request, while the device works for it.
    pub current: Option<Irp<Edu>>,
    /// What the device does.
    pub task: Option<Task>,
    /// Seconds since it began.
    pub seconds: u32,
    /// Causes of interrupts that the DPC has not looked at.
    pub causes: u32,
}

impl Task {
    /// What a request asks for; the status of one that asks for nothing that the device has.
    pub fn of(irp: &Irp<Edu>) -> Result<Self, NtStatus> {
        match irp.request() {
            Request::Read(request) => Self::transfer(Direction::ToMemory, request),
            Request::Write(request) => Self::transfer(Direction::ToDevice, request),
            Request::DeviceControl(_) => {
                let mut number = [0; 4];
                irp.input()
                    .read_at(0, &mut number)
                    .map_err(|_| NtStatus::INVALID_BUFFER_SIZE)?;
                Ok(Self::Factorial(u32::from_le_bytes(number)))
            }
            _ => Err(NtStatus::INVALID_DEVICE_REQUEST),
        }
    }

    fn transfer(direction: Direction, request: TransferRequest) -> Result<Self, NtStatus> {
        let offset = usize::try_from(request.offset).map_err(|_| NtStatus::INVALID_PARAMETER)?;
        let room = interface::BUFFER
            .checked_sub(offset)
            .filter(|&room| room > 0)
            .ok_or(NtStatus::END_OF_FILE)?;
        Ok(Self::Transfer {
            direction,
            offset,
            length: room.min(request.length as usize),
            done: 0,
        })
    }

    /// Bytes of the next part.
    fn part(length: usize, done: usize) -> usize {
        (length - done).min(PART)
    }

    /// The interrupt that ends it.
    pub const fn cause(self) -> u32 {
        match self {
            Self::Transfer { .. } => cause::DMA,
            Self::Factorial(_) => cause::FACTORIAL,
        }
    }
}

impl Hardware {
    /// Puts the data of the next part where the device finds it.
    pub fn prepare(&self, irp: &Irp<Edu>, task: Task) {
        let Task::Transfer {
            direction: Direction::ToDevice,
            length,
            done,
            ..
        } = task
        else {
            return;
        };
        let mut bytes = [0; PART];
        let part = &mut bytes[..Task::part(length, done)];
        if irp.input().read_at(done, part).is_ok() {
            self.memory.array(self.part).copy_from(0, part);
        }
    }

    /// Lets the device begin.
    pub fn begin(&self, task: Task) {
        let registers = &self.registers;
        // The cause of an interrupt that was lost is still there, and would end this task too early.
        registers.write(r::INTERRUPT_ACKNOWLEDGE, task.cause());
        match task {
            Task::Factorial(number) => {
                registers.write(r::STATUS, status::INTERRUPT);
                registers.write(r::FACTORIAL, number);
            }
            Task::Transfer {
                direction,
                offset,
                length,
                done,
            } => {
                let memory = self.memory.array(self.part).physical_address().get();
                let device = DEVICE_BUFFER + (offset + done) as u64;
                let (source, destination, way) = match direction {
                    Direction::ToDevice => (memory, device, 0),
                    Direction::ToMemory => (device, memory, dma::TO_MEMORY),
                };
                registers.write(r::DMA_SOURCE, source);
                registers.write(r::DMA_DESTINATION, destination);
                registers.write(r::DMA_COUNT, Task::part(length, done) as u64);
                registers.write(r::DMA_COMMAND, dma::RUN | dma::INTERRUPT | way);
            }
        }
    }

    /// Takes the result of a part. What comes next; or the bytes of the whole request.
    pub fn finish(&self, irp: &Irp<Edu>, task: Task) -> Result<Task, usize> {
        match task {
            Task::Factorial(_) => {
                let result = self.registers.read(r::FACTORIAL).to_le_bytes();
                Err(irp
                    .output()
                    .write_at(0, &result)
                    .map_or(0, |()| result.len()))
            }
            Task::Transfer {
                direction,
                offset,
                length,
                done,
            } => {
                let mut bytes = [0; PART];
                let part = &mut bytes[..Task::part(length, done)];
                if direction == Direction::ToMemory {
                    self.memory.array(self.part).copy_to(0, part);
                    // There is room: the part lies inside the request.
                    irp.output().write_at(done, part).ok();
                }
                let done = done + part.len();
                if done == length {
                    return Err(length);
                }
                Ok(Task::Transfer {
                    direction,
                    offset,
                    length,
                    done,
                })
            }
        }
    }

    /// The device still works for this task.
    pub fn is_busy(&self, task: Task) -> bool {
        match task {
            Task::Factorial(_) => self.registers.read(r::STATUS) & status::COMPUTING != 0,
            Task::Transfer { .. } => self.registers.read(r::DMA_COMMAND) & dma::RUN != 0,
        }
    }

    /// The device is there: what is pulled out answers with all ones.
    pub fn is_there(&self) -> bool {
        self.registers.read(r::IDENTIFICATION) == r::IDENTIFICATION_VALUE
    }
}
