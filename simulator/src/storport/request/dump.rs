//! Requests of the dump port: one at a time, polled until it is completed.

use std::rc::Rc;

use miniport::ffi;

use super::completion::Completion;
use super::slot::Holder;
use super::srb;
use super::table::{Direction, Function, Purpose, Request};
use crate::kernel::memory::GARBAGE;
use crate::kernel::time::{MICROSECOND, MILLISECOND, SECOND};
use crate::storport::adapter::AdapterState;
use crate::storport::dump::Place;
use crate::storport::error::DumpError;
use crate::storport::port::Storport;
use crate::storport::unit::Address;
use crate::verifier::{Role, Rule};

/// How long a request may take, in seconds.
const TIMEOUT: u32 = 10;
/// How often a request that is refused or busy is sent again.
const RETRIES: u32 = 100;
/// Data of one request; a driver's limits may ask for less.
const CHUNK: usize = 64 << 10;

/// A command of the dump port.
struct Command<'c> {
    name: &'static str,
    function: Function,
    direction: Direction,
    data: &'c mut [u8],
}

impl<'c> Command<'c> {
    fn scsi(name: &'static str, cdb: &[u8], direction: Direction, data: &'c mut [u8]) -> Self {
        Self {
            name,
            function: Function::scsi(cdb),
            direction,
            data,
        }
    }
}

impl Storport<'_> {
    /// The first commands: the disk answers an INQUIRY; by the seed it is asked for more.
    pub fn greet_dump(&self, dump: &Rc<AdapterState>, address: Address) -> Result<(), DumpError> {
        let mut inquiry = [0; 36];
        let cdb = [0x12, 0, 0, 0, 36, 0];
        let command = Command::scsi("INQUIRY", &cdb, Direction::In, &mut inquiry);
        self.send_dump(dump, address, command)?;
        if self.kernel.chance(2) {
            let command = Command::scsi("TEST UNIT READY", &[0; 6], Direction::None, &mut []);
            self.send_dump(dump, address, command)?;
        }
        if self.kernel.chance(2) {
            let mut capacity = [0; 8];
            let mut cdb = [0; 10];
            cdb[0] = 0x25;
            let command = Command::scsi("READ CAPACITY", &cdb, Direction::In, &mut capacity);
            self.send_dump(dump, address, command)?;
        }
        Ok(())
    }

    /// Writes or reads a dump.
    pub fn transfer_dump(
        &self,
        dump: &Rc<AdapterState>,
        place: Place,
        data: &mut [u8],
        direction: Direction,
    ) -> Result<(), DumpError> {
        let chunk = dump.configuration().longest_transfer().min(CHUNK);
        let chunk = (chunk / place.block_size).max(1) * place.block_size;
        let mut lba = place.lba;
        for part in data.chunks_mut(chunk) {
            let blocks = part.len() / place.block_size;
            let (name, cdb, length) = cdb(direction, lba, blocks, self.kernel.chance(2));
            let command = Command::scsi(name, &cdb[..length], direction, part);
            self.send_dump(dump, place.address, command)?;
            lba += blocks as u64;
        }
        Ok(())
    }

    /// The last commands: what was written is to be on the medium.
    pub fn flush_dump(&self, dump: &Rc<AdapterState>, address: Address) -> Result<(), DumpError> {
        let mut cdb = [0; 10];
        cdb[0] = 0x35;
        let synchronize = Command::scsi("SYNCHRONIZE CACHE", &cdb, Direction::None, &mut []);
        self.send_dump(dump, address, synchronize)?;
        let shutdown = Command {
            name: "SRB_FUNCTION_SHUTDOWN",
            function: Function::Other(ffi::SRB_FUNCTION_SHUTDOWN),
            direction: Direction::None,
            data: &mut [],
        };
        self.send_dump(dump, address, shutdown)
    }

    /// Sends a command and polls until it is completed.
    fn send_dump(
        &self,
        dump: &Rc<AdapterState>,
        address: Address,
        command: Command<'_>,
    ) -> Result<(), DumpError> {
        let Command {
            name,
            function,
            direction,
            data,
        } = command;
        let mut last = Completion::of(ffi::SRB_STATUS_BUSY);
        for _ in 0..RETRIES {
            let buffer = (!data.is_empty()).then(|| {
                let high = dump.configuration().high_data;
                let buffer = self.kernel.buffers.take(data.len(), 0, high);
                match direction {
                    Direction::In => buffer.fill(GARBAGE),
                    _ => buffer.write(data),
                }
                buffer
            });
            let request = Request {
                direction,
                data: buffer,
                ..Request::new(function, address, TIMEOUT, Purpose::Port)
            };
            let index = dump.requests.borrow_mut().add(request);
            let completion = self.try_dump(dump, index, name)?;
            let request = dump.requests.borrow_mut().remove(index);
            let buffer = request.and_then(|request| request.data);
            if let (Some(buffer), Direction::In) = (&buffer, direction) {
                buffer.read(data);
            }
            if let Some(buffer) = buffer {
                self.kernel.buffers.give_back(buffer);
            }
            match completion {
                Some(completion) if completion.is_success() => {
                    if completion.transferred as usize != data.len()
                        && !matches!(direction, Direction::None)
                    {
                        return Err(DumpError::Failed {
                            command: name,
                            completion,
                        });
                    }
                    return Ok(());
                }
                Some(completion) if completion.srb_status == ffi::SRB_STATUS_BUSY => {
                    last = completion;
                }
                Some(completion) => {
                    return Err(DumpError::Failed {
                        command: name,
                        completion,
                    });
                }
                // HwStorStartIo returned FALSE.
                None => {}
            }
            self.kernel.stall(MILLISECOND);
        }
        Err(DumpError::Failed {
            command: name,
            completion: last,
        })
    }

    /// Gives a request to the driver once; `None` if it gives it back.
    fn try_dump(
        &self,
        dump: &Rc<AdapterState>,
        index: u32,
        name: &'static str,
    ) -> Result<Option<Completion>, DumpError> {
        let number = self.fill_slot(dump, index);
        let block = dump.slots.borrow_mut().at(number).srb.as_ptr();
        let extension = dump.device_extension();
        let mut started = true;
        if let Some(build_io) = dump.init.HwBuildIo {
            // SAFETY: the driver registered the routine; the request is the driver's until it completes it.
            started = self.callback(dump, Role::HwBuildIo, || unsafe {
                build_io(extension, block.cast())
            }) != 0;
        }
        if let Some(start_io) = dump.init.HwStartIo.filter(|_| started) {
            // SAFETY: as above.
            let accepted = self.callback(dump, Role::DumpHwStartIo, || unsafe {
                start_io(extension, block.cast())
            });
            if accepted == 0 {
                if self.is_completed(dump, number) {
                    self.kernel.violation(
                        Rule::DoubleCompletion,
                        Some(dump.number),
                        "HwStorStartIo completed the request and returned FALSE, which gives it back",
                    );
                }
                self.take_back(dump, number);
                return Ok(None);
            }
        }
        let end = self.kernel.clock.now() + u64::from(TIMEOUT) * SECOND;
        while !self.is_completed(dump, number) {
            if self.kernel.clock.now() > end {
                self.reset_dump(dump);
                return Err(DumpError::TimedOut { command: name });
            }
            if let Some(interrupt) = dump.init.HwInterrupt {
                // SAFETY: the driver registered the routine for this extension.
                self.callback(dump, Role::DumpHwInterrupt, || unsafe {
                    interrupt(extension)
                });
            }
            self.kernel
                .stall(self.kernel.between(MICROSECOND, 100 * MICROSECOND));
        }
        let completion = {
            let mut slots = dump.slots.borrow_mut();
            let mut requests = dump.requests.borrow_mut();
            let request = requests.at(index);
            let completion = srb::read(slots.at(number), dump.form, &request.function);
            for data in request.buffers() {
                self.check_overrun(dump, data);
            }
            self.check_length(dump, request.data.as_ref(), completion.transferred);
            completion
        };
        self.take_back(dump, number);
        Ok(Some(completion))
    }

    fn is_completed(&self, dump: &AdapterState, slot: u32) -> bool {
        let _ = self;
        let mut slots = dump.slots.borrow_mut();
        matches!(slots.at(slot).holder, Holder::Completed(_))
    }

    /// A driver should disregard it.
    fn reset_dump(&self, dump: &Rc<AdapterState>) {
        if let Some(reset) = dump.init.HwResetBus {
            let extension = dump.device_extension();
            // SAFETY: the driver registered the routine for this extension.
            self.callback(dump, Role::HwResetBus, || unsafe { reset(extension, 0) });
        }
    }
}

/// READ or WRITE, of 10 bytes where `short` and they have room, or of 16.
fn cdb(
    direction: Direction,
    lba: u64,
    blocks: usize,
    short: bool,
) -> (&'static str, [u8; 16], usize) {
    let mut cdb = [0; 16];
    let (name, opcodes) = match direction {
        Direction::Out => ("WRITE", [0x2A, 0x8A]),
        _ => ("READ", [0x28, 0x88]),
    };
    if let (true, Ok(lba), Ok(blocks)) = (short, u32::try_from(lba), u16::try_from(blocks)) {
        cdb[0] = opcodes[0];
        cdb[2..6].copy_from_slice(&lba.to_be_bytes());
        cdb[7..9].copy_from_slice(&blocks.to_be_bytes());
        return (name, cdb, 10);
    }
    cdb[0] = opcodes[1];
    cdb[2..10].copy_from_slice(&lba.to_be_bytes());
    cdb[10..14].copy_from_slice(&u32::try_from(blocks).unwrap_or(u32::MAX).to_be_bytes());
    (name, cdb, 16)
}
