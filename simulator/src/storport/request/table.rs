//! Requests: what is to be done, from the moment it is submitted until it is answered.

use std::ops::Range;

use miniport::ffi;

use super::completion::Completion;
use crate::kernel::memory::buffer::DataBuffer;
use crate::kernel::memory::physical::Access;
use crate::storport::said::IoHints;
use crate::storport::unit::Address;

/// Which way the data of a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// There is no data.
    None,
    /// From the device.
    In,
    /// To the device.
    Out,
    /// To the driver and back (`SRB_FUNCTION_IO_CONTROL`).
    Both,
}

impl Direction {
    /// What a device may do with the data.
    pub(crate) fn device_access(self) -> Access {
        match self {
            Self::Out => Access::Read,
            Self::None | Self::In | Self::Both => Access::Write,
        }
    }
}

/// What a request asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Function {
    /// A SCSI command: the bytes and how many of them.
    Scsi([u8; 32], u8),
    /// `SRB_FUNCTION_PNP`
    Pnp {
        action: ffi::STOR_PNP_ACTION,
        adapter: bool,
    },
    /// `SRB_FUNCTION_POWER`
    Power {
        state: ffi::STOR_DEVICE_POWER_STATE,
        action: ffi::STOR_POWER_ACTION,
        adapter: bool,
    },
    /// `SRB_FUNCTION_WMI`: the minor function of its IRP.
    Wmi {
        minor: u8,
        adapter: bool,
        path: WmiPath,
    },
    /// Another one, without parameters.
    Other(u8),
}

/// The data path of a request of WMI.
#[derive(Clone, Copy, Debug)]
pub(crate) enum WmiPath {
    /// `WMIREGISTER` or `WMIUPDATE`
    Word(usize),
    /// A pointer to the GUID of a block.
    Block(ffi::GUID),
}

impl Function {
    pub fn scsi(cdb: &[u8]) -> Self {
        let length = cdb.len().min(32);
        let mut bytes = [0; 32];
        bytes[..length].copy_from_slice(&cdb[..length]);
        Self::Scsi(bytes, u8::try_from(length).unwrap_or(32))
    }

    /// The code for the SRB.
    pub fn code(&self) -> u8 {
        match self {
            Self::Scsi(..) => ffi::SRB_FUNCTION_EXECUTE_SCSI,
            Self::Pnp { .. } => ffi::SRB_FUNCTION_PNP,
            Self::Power { .. } => ffi::SRB_FUNCTION_POWER,
            Self::Wmi { .. } => ffi::SRB_FUNCTION_WMI,
            Self::Other(code) => *code,
        }
    }

    /// Whether it resets something.
    pub fn is_reset(&self) -> bool {
        matches!(
            self,
            Self::Other(
                ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT
                    | ffi::SRB_FUNCTION_RESET_DEVICE
                    | ffi::SRB_FUNCTION_RESET_BUS
            )
        )
    }

    /// Whether it is of plug and play, power or WMI.
    pub fn is_notice(&self) -> bool {
        matches!(
            self,
            Self::Pnp { .. } | Self::Power { .. } | Self::Wmi { .. }
        )
    }

    /// Whether it asks which blocks there are for WMI.
    pub fn is_registration(&self) -> bool {
        matches!(
            self,
            Self::Wmi {
                path: WmiPath::Word(_),
                ..
            }
        )
    }

    /// Whether it is a read or write, whose buffer is mapped only on demand.
    pub fn is_read_or_write(&self) -> bool {
        // READ and WRITE of 6, 10, 12 and 16 bytes.
        matches!(self, Self::Scsi(cdb, _) if matches!(cdb[0], 0x08 | 0x0A | 0x28 | 0x2A | 0xA8 | 0xAA | 0x88 | 0x8A))
    }
}

/// What happens when a request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Its sender asks for the answer.
    Sender,
    /// Nobody asks any more.
    Abandoned,
    /// It is a step of the recovery of this unit.
    Recovery(u32),
    /// Storport sends it to the adapter by itself, and looks after it.
    Port,
}

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// In the queue of its unit.
    Queued,
    /// On the way to the driver.
    Ready,
    /// With the driver, in this slot.
    Driver(u32),
    /// Waits to be tried again.
    Delayed,
    /// Answered.
    Done,
}

/// A request.
#[derive(Debug)]
pub(crate) struct Request {
    pub generation: u32,
    pub function: Function,
    pub address: Address,
    pub unit: u32,
    pub direction: Direction,
    pub data: Option<DataBuffer>,
    /// What the device sends for a bidirectional command, whose `data` goes to it.
    pub data_in: Option<DataBuffer>,
    /// When the driver got it, in the order of what happens to its unit's blocks.
    pub then: u64,
    /// What the data of a read is filled with before it is sent.
    pub filled: Option<u64>,
    pub timeout: u32,
    pub hints: IoHints,
    /// `SRB_FLAGS_*` beside those that follow from the request.
    pub flags: u32,
    pub purpose: Purpose,
    pub stage: Stage,
    /// How often it was tried again because something was busy.
    pub busy: u32,
    /// How often it was tried again because of a reset.
    pub resets: u32,
    /// A class driver sent it: what a unit says with UNIT ATTENTION is no answer to it, and it is sent again.
    pub of_class: bool,
    /// How often it was.
    pub attentions: u32,
    /// When it was submitted.
    pub submitted: u64,
    /// When the driver got it.
    pub sent: u64,
    /// It was late, which was reported.
    pub late: bool,
    /// The driver dropped it, which was reported.
    pub dropped: bool,
    pub answer: Option<Completion>,
}

impl Request {
    /// It is the port driver's own, and goes past the queues: a unit that is reset is frozen.
    pub fn is_direct(&self) -> bool {
        !matches!(self.purpose, Purpose::Sender | Purpose::Abandoned)
    }

    /// Without data; it is answered within so many seconds, or it is late.
    pub fn new(function: Function, address: Address, timeout: u32, purpose: Purpose) -> Self {
        Self {
            generation: 0,
            function,
            address,
            unit: 0,
            direction: Direction::None,
            data: None,
            data_in: None,
            then: 0,
            filled: None,
            timeout,
            hints: IoHints::default(),
            flags: 0,
            purpose,
            stage: Stage::Queued,
            busy: 0,
            resets: 0,
            of_class: false,
            attentions: 0,
            submitted: 0,
            sent: 0,
            late: false,
            dropped: false,
            answer: None,
        }
    }

    /// Its buffers.
    pub fn buffers(&self) -> impl Iterator<Item = &DataBuffer> {
        self.data.iter().chain(&self.data_in)
    }

    /// Takes its buffers away.
    pub fn take_buffers(&mut self) -> impl Iterator<Item = DataBuffer> + use<> {
        let (data, data_in) = (self.data.take(), self.data_in.take());
        data.into_iter().chain(data_in)
    }

    /// The blocks of the `wanted` bytes of a read that nobody has written to, from the first on.
    pub fn untouched(&self, block: u32, wanted: u64) -> Option<Range<usize>> {
        let data = self.data.as_ref()?;
        let wanted = usize::try_from(wanted).ok()?.min(data.len());
        data.filled_with(self.filled?, block as usize, wanted)
    }

    /// Bytes of its data.
    pub fn length(&self) -> usize {
        self.data.as_ref().map_or(0, DataBuffer::len)
    }
}

/// All requests of an adapter.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    entries: Vec<Option<Request>>,
    generations: Vec<u32>,
    free: Vec<u32>,
}

impl Requests {
    pub fn add(&mut self, mut request: Request) -> u32 {
        if let Some(index) = self.free.pop() {
            request.generation = self.generations[index as usize];
            self.entries[index as usize] = Some(request);
            return index;
        }
        let index = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push(Some(request));
        self.generations.push(0);
        index
    }

    pub fn get(&mut self, index: u32) -> Option<&mut Request> {
        self.entries.get_mut(index as usize)?.as_mut()
    }

    /// The request, which exists.
    pub fn at(&mut self, index: u32) -> &mut Request {
        self.get(index).expect("the request is not finished")
    }

    pub fn remove(&mut self, index: u32) -> Option<Request> {
        let request = self.entries.get_mut(index as usize)?.take()?;
        self.generations[index as usize] += 1;
        self.free.push(index);
        Some(request)
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &Request)> {
        self.entries
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| Some((u32::try_from(index).ok()?, entry.as_ref()?)))
    }
}
