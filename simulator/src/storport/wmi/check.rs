//! Whether an answer is what its pages say: what is wrong with one, and what it holds.

use std::mem::offset_of;

use miniport::ffi;

use super::node::{self, Fields, word};
use super::registered::WmiBlock;

/// What is asked, as its buffer was sent.
pub(super) struct Asked<'a> {
    pub sent: &'a [u8],
    /// What the buffer has afterwards, as many bytes as were transferred.
    pub came: &'a [u8],
}

/// What is wrong with an answer.
pub(super) type Wrong = String;

impl Asked<'_> {
    /// The header is the one that was sent, but for its length, its time and its flags; the length is what was transferred.
    pub fn header(&self) -> Result<(), Wrong> {
        let length = word(self.came, offset_of!(ffi::WNODE_HEADER, BufferSize)) as usize;
        if length != self.came.len() {
            return Err(format!(
                "WnodeHeader.BufferSize is {length}, and DataTransferLength {}",
                self.came.len()
            ));
        }
        for (what, range) in [("ProviderId", 4..8), ("Guid", 24..40)] {
            if self.came.get(range.clone()) != self.sent.get(range) {
                return Err(format!("WnodeHeader.{what} was changed"));
            }
        }
        Ok(())
    }

    /// How many bytes it wants, where it says that it got too few.
    pub fn needed(&self) -> Option<usize> {
        let flags = word(self.came, offset_of!(ffi::WNODE_HEADER, Flags));
        (flags & ffi::WNODE_FLAG_TOO_SMALL != 0)
            .then(|| word(self.came, offset_of!(ffi::WNODE_TOO_SMALL, SizeNeeded)) as usize)
    }

    /// The data of one instance, or of a method's output.
    pub fn data(&self, fields: Fields) -> Result<Vec<u8>, Wrong> {
        self.header()?;
        if word(self.came, fields.offset) != word(self.sent, fields.offset) {
            return Err("DataBlockOffset was changed".to_owned());
        }
        let (offset, size) = (
            word(self.came, fields.offset) as usize,
            word(self.came, fields.size) as usize,
        );
        let data = self.came.get(offset..offset + size);
        data.map(<[u8]>::to_vec).ok_or_else(|| {
            format!(
                "{size} bytes at {offset} are not in an answer of {} bytes",
                self.came.len()
            )
        })
    }

    /// The data of all instances.
    pub fn all(&self, block: &WmiBlock) -> Result<Vec<Vec<u8>>, Wrong> {
        self.header()?;
        let field = |at| word(self.came, at) as usize;
        let time = self.came.get(16..24);
        if time.is_none_or(|time| time.iter().all(|&byte| byte == 0)) {
            return Err("WnodeHeader.TimeStamp is not the system's time".to_owned());
        }
        let count = field(offset_of!(ffi::WNODE_ALL_DATA, InstanceCount));
        if count != block.instances as usize {
            return Err(format!(
                "InstanceCount is {count} of a block that was registered with {} instances",
                block.instances
            ));
        }
        let flags = word(self.came, offset_of!(ffi::WNODE_HEADER, Flags));
        let fixed = flags & ffi::WNODE_FLAG_FIXED_INSTANCE_SIZE != 0;
        let union = offset_of!(ffi::WNODE_ALL_DATA, FixedInstanceSize);
        let first = field(offset_of!(ffi::WNODE_ALL_DATA, DataBlockOffset));
        let place = |index: usize| {
            if fixed {
                let size = field(union);
                (first + index * size.next_multiple_of(8), size)
            } else {
                (field(union + 8 * index), field(union + 8 * index + 4))
            }
        };
        (0..count)
            .map(|index| {
                let (at, size) = place(index);
                if !at.is_multiple_of(8) {
                    return Err(format!("instance {index} is at {at}, not at 8 bytes"));
                }
                let data = self.came.get(at..at + size).filter(|_| at > union);
                data.map(<[u8]>::to_vec).ok_or_else(|| {
                    format!(
                        "instance {index} of {size} bytes at {at} is not in an answer of {} bytes",
                        self.came.len()
                    )
                })
            })
            .collect()
    }
}

/// The blocks of a `WMIREGINFO`, and the name of its MOF resource.
pub(super) fn registration(came: &[u8]) -> Result<(Vec<WmiBlock>, Option<String>), Wrong> {
    const FIRST: usize = offset_of!(ffi::WMIREGINFOW, WmiRegGuid);
    const ROW: usize = size_of::<ffi::WMIREGGUIDW>();
    const ALLOWED: u32 = ffi::WMIREG_FLAG_EXPENSIVE
        | ffi::WMIREG_FLAG_EVENT_ONLY_GUID
        | ffi::WMIREG_FLAG_REMOVE_GUID;
    let length = word(came, offset_of!(ffi::WMIREGINFOW, BufferSize)) as usize;
    let count = word(came, offset_of!(ffi::WMIREGINFOW, GuidCount)) as usize;
    if length != came.len() || length < FIRST + count * ROW {
        return Err(format!(
            "a WMIREGINFO of {count} blocks says {length} bytes, and {} were transferred",
            came.len()
        ));
    }
    let mut blocks: Vec<WmiBlock> = Vec::new();
    for index in 0..count {
        let at = FIRST + index * ROW;
        let guid = node::guid(came, at);
        let flags = word(came, at + offset_of!(ffi::WMIREGGUIDW, Flags));
        if flags & !ALLOWED != 0 {
            return Err(format!(
                "flags {flags:#x} of a block: all but three are the port driver's to set"
            ));
        }
        if blocks.iter().any(|block| block.guid == guid) {
            return Err(format!("the block {guid:x?} is there twice"));
        }
        if flags & ffi::WMIREG_FLAG_REMOVE_GUID == 0 {
            blocks.push(WmiBlock {
                guid,
                instances: word(came, at + offset_of!(ffi::WMIREGGUIDW, InstanceCount)),
                event_only: flags & ffi::WMIREG_FLAG_EVENT_ONLY_GUID != 0,
                expensive: flags & ffi::WMIREG_FLAG_EXPENSIVE != 0,
                state: std::rc::Rc::default(),
            });
        }
    }
    let at = word(came, offset_of!(ffi::WMIREGINFOW, MofResourceName)) as usize;
    if at == 0 {
        return Ok((blocks, None));
    }
    let bytes = usize::from(node::short(came, at));
    if !at.is_multiple_of(2)
        || at < FIRST + count * ROW
        || at + 2 + bytes > length
        || !bytes.is_multiple_of(2)
    {
        return Err(format!("a name of {bytes} bytes at {at} of {length}"));
    }
    let units = (0..bytes / 2).map(|unit| node::short(came, at + 2 + 2 * unit));
    let name = char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .map_err(|_| "the name of the MOF resource is no text".to_owned())?;
    Ok((blocks, Some(name)))
}
