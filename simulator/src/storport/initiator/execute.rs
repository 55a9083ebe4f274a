//! One request from its submission to its answer.

use std::rc::Rc;

use miniport::scsi::opcode;

use crate::kernel::core::Kernel;
use crate::kernel::memory::GARBAGE;
use crate::kernel::memory::buffer::DataBuffer;
use crate::kernel::memory::physical::PAGE;
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::error::IoError;
use crate::storport::options::SrbForm;
use crate::storport::port::Storport;
use crate::storport::request::completion::Completion;
use crate::storport::request::table::{Direction, Function, Purpose, Request};
use crate::storport::unit::Address;

/// Windows' timeout for disks of Storport, in seconds.
const TIMEOUT: u32 = 60;

impl Storport<'_> {
    /// Submits a request: `length` bytes of data, of which `data` are sent.
    pub fn begin(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
        function: Function,
        direction: Direction,
        data: &[u8],
        length: usize,
    ) -> Result<u32, IoError> {
        let data = (direction, data, length);
        self.begin_with(adapter, address, function, data, None)
    }

    /// The same, with what a bidirectional command gets from the device.
    fn begin_with(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
        function: Function,
        (direction, data, length): (Direction, &[u8], usize),
        data_in: Option<DataBuffer>,
    ) -> Result<u32, IoError> {
        if self.kernel.halted.get() {
            return Err(IoError::Halted);
        }
        if !matches!(adapter.phase.get(), Phase::Started | Phase::SurpriseRemoved) {
            return Err(IoError::NotStarted);
        }
        let buffer = self.buffer(adapter, length);
        // A read that moves nothing is seen by what nobody else would write.
        let filled = (direction == Direction::In && function.is_read_or_write()).then(|| {
            self.kernel
                .settings
                .seed
                .wrapping_add(1)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        if let Some(buffer) = &buffer {
            if let Some(word) = filled {
                buffer.fill_with(word);
            } else if direction == Direction::In {
                buffer.fill(GARBAGE);
            } else {
                buffer.write(&data[..length.min(data.len())]);
            }
        }
        let timeout = adapter.options.timeout.unwrap_or(TIMEOUT);
        let request = Request {
            direction,
            data: buffer,
            data_in,
            filled,
            hints: adapter.said.hints.get(),
            flags: adapter.said.srb_flags.get(),
            ..Request::new(function, address, timeout, Purpose::Sender)
        };
        Ok(self.submit(adapter, request))
    }

    /// The request is a class driver's. Storport's own buffer for REPORT LUNS is zeroed: drivers that ship write the length alone.
    fn is_of_class(adapter: &AdapterState, request: u32) {
        let mut requests = adapter.requests.borrow_mut();
        let request = requests.at(request);
        request.of_class = true;
        let lists_units =
            matches!(request.function, Function::Scsi(cdb, _) if cdb[0] == opcode::REPORT_LUNS);
        if let Some(buffer) = request.data.as_ref().filter(|_| lists_units) {
            buffer.fill(0);
        }
    }

    /// [`begin`](Self::begin), as a class driver does.
    pub fn begin_of_class(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
        function: Function,
        direction: Direction,
        data: &[u8],
        length: usize,
    ) -> Result<u32, IoError> {
        let request = self.begin(adapter, address, function, direction, data, length)?;
        Self::is_of_class(adapter, request);
        Ok(request)
    }

    /// Memory for the data of a request.
    fn buffer(&self, adapter: &AdapterState, length: usize) -> Option<DataBuffer> {
        let configuration = adapter.configuration();
        let alignment = (configuration.alignment_mask as usize + 1).max(16);
        (length != 0).then(|| {
            // Mostly at the beginning of a page, as file systems do; sometimes anywhere that is aligned.
            let offset = if self.kernel.chance(4) {
                self.kernel.below(PAGE / alignment) * alignment
            } else {
                0
            };
            let high = configuration.high_data;
            self.kernel.buffers.take(length, offset, high)
        })
    }

    /// Submits a bidirectional SCSI command, which only extended requests can be, and waits for its answer: `out` goes to the device, and
    /// `into` comes from it.
    pub fn execute_bidirectional(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
        function: Function,
        out: &[u8],
        into: &mut [u8],
    ) -> Result<Completion, IoError> {
        if adapter.form != SrbForm::Storage {
            return Err(IoError::NotExtended);
        }
        let index = {
            let data_in = self.buffer(adapter, into.len());
            if let Some(buffer) = &data_in {
                buffer.fill(GARBAGE);
            }
            self.begin_with(
                adapter,
                address,
                function,
                (Direction::Both, out, out.len()),
                data_in,
            )?
        };
        if let Err(error) = self.wait_for(adapter, index) {
            self.abandon(adapter, index);
            return Err(error);
        }
        let data_in = adapter
            .requests
            .borrow_mut()
            .get(index)
            .and_then(|request| request.data_in.take());
        if let Some(buffer) = data_in {
            buffer.read(into);
            self.kernel.buffers.give_back(buffer);
        }
        self.take_answer(adapter, index, &mut [])
            .ok_or(IoError::Halted)
    }

    /// Runs the machine until a request is answered.
    pub fn wait_for(&self, adapter: &AdapterState, request: u32) -> Result<(), IoError> {
        Kernel::check_outside();
        let answered = self.kernel.run_until(|| {
            adapter
                .requests
                .borrow_mut()
                .get(request)
                .is_none_or(|request| request.answer.is_some())
        });
        if answered {
            Ok(())
        } else if self.kernel.halted.get() {
            Err(IoError::Halted)
        } else {
            Err(IoError::Stuck)
        }
    }

    /// Takes the answer; data that came is copied to `data`.
    pub fn take_answer(
        &self,
        adapter: &AdapterState,
        request: u32,
        data: &mut [u8],
    ) -> Option<Completion> {
        let mut request = adapter.requests.borrow_mut().remove(request)?;
        if let Some(buffer) = request.data_in.take() {
            self.kernel.buffers.give_back(buffer);
        }
        if let Some(buffer) = request.data.take() {
            if matches!(request.direction, Direction::In | Direction::Both) {
                let length = buffer.len().min(data.len());
                buffer.read(&mut data[..length]);
            }
            self.kernel.buffers.give_back(buffer);
        }
        request.answer
    }

    /// Nobody waits for a request any more.
    pub fn abandon(&self, adapter: &AdapterState, request: u32) {
        let answered = match adapter.requests.borrow_mut().get(request) {
            Some(request) => {
                request.purpose = Purpose::Abandoned;
                request.answer.is_some()
            }
            None => return,
        };
        if answered {
            self.take_answer(adapter, request, &mut []);
        }
    }

    /// Submits a request and waits for its answer.
    pub fn execute(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
        function: Function,
        direction: Direction,
        data: &mut [u8],
    ) -> Result<Completion, IoError> {
        let request = self.begin(adapter, address, function, direction, data, data.len())?;
        self.finish(adapter, request, data)
    }

    /// [`execute`](Self::execute), as a class driver does.
    pub fn execute_of_class(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
        function: Function,
        direction: Direction,
        data: &mut [u8],
    ) -> Result<Completion, IoError> {
        let length = data.len();
        let request = self.begin_of_class(adapter, address, function, direction, data, length)?;
        self.finish(adapter, request, data)
    }

    fn finish(
        &self,
        adapter: &AdapterState,
        request: u32,
        data: &mut [u8],
    ) -> Result<Completion, IoError> {
        let waited = self.wait_for(adapter, request);
        if let Err(error) = waited {
            self.abandon(adapter, request);
            return Err(error);
        }
        self.take_answer(adapter, request, data)
            .ok_or(IoError::Halted)
    }
}
