//! [`Node`]: the buffer of a request as the structure that WMI put there, read and written field by field.

use core::mem::offset_of;

use super::block::WmiError;
use crate::ffi;
use crate::shared::data::DataBuffer;

/// `WNODE_HEADER` and what its flags say behind it.
#[derive(Clone, Copy)]
pub(super) struct Node<'s>(pub DataBuffer<'s>);

/// Where the fields of a structure are that names an instance and has data of it.
pub(super) struct Fields {
    pub offset: usize,
    pub size: usize,
}

const FLAGS: usize = offset_of!(ffi::WNODE_HEADER, Flags);
/// All structures that name an instance have it here.
const INDEX: usize = offset_of!(ffi::WNODE_SINGLE_INSTANCE, InstanceIndex);

impl<'s> Node<'s> {
    /// A field of 32 bits.
    pub fn word(self, at: usize) -> Result<u32, WmiError> {
        let mut bytes = [0; 4];
        match self.0.read_at(at, &mut bytes) {
            Ok(()) => Ok(u32::from_le_bytes(bytes)),
            Err(_) => Err(WmiError::BadValue),
        }
    }

    /// Writes one.
    pub fn set_word(self, at: usize, value: u32) -> Result<(), WmiError> {
        self.set(at, &value.to_le_bytes())
    }

    /// Writes bytes.
    pub fn set(self, at: usize, bytes: &[u8]) -> Result<(), WmiError> {
        self.0.write_at(at, bytes).map_err(|_| WmiError::BadValue)
    }

    /// Checks that instances have static names, as Storport registers them: there are no others here.
    pub fn has_static_names(self) -> Result<(), WmiError> {
        if self.word(FLAGS)? & ffi::WNODE_FLAG_STATIC_INSTANCE_NAMES == 0 {
            return Err(WmiError::NotFound);
        }
        Ok(())
    }

    /// The instance that is named, of so many.
    pub fn index(self, instances: u32) -> Result<u32, WmiError> {
        self.has_static_names()?;
        let index = self.word(INDEX)?;
        if index < instances {
            Ok(index)
        } else {
            Err(WmiError::NotFound)
        }
    }

    /// Where the data of the instance are to be: behind the structure.
    pub fn data_at(self, fields: &Fields) -> Result<usize, WmiError> {
        let offset = self.word(fields.offset)? as usize;
        if offset < fields.size.max(fields.offset) + 4 {
            return Err(WmiError::BadValue);
        }
        Ok(offset)
    }

    /// The data that were sent with the instance.
    pub fn data(self, fields: &Fields) -> Result<DataBuffer<'s>, WmiError> {
        let offset = self.data_at(fields)?;
        let length = self.word(fields.size)? as usize;
        let part = self.0.part(offset..offset + length);
        part.map_err(|_| WmiError::BadValue)
    }

    /// Writes how long the whole is.
    pub fn set_length(self, length: usize) -> Result<(), WmiError> {
        let length = u32::try_from(length).map_err(|_| WmiError::BadValue)?;
        self.set_word(offset_of!(ffi::WNODE_HEADER, BufferSize), length)
    }

    /// Makes it a `WNODE_TOO_SMALL`, if there is room for that: its length.
    pub fn too_small(self, needed: usize) -> Option<usize> {
        const LENGTH: usize = size_of::<ffi::WNODE_TOO_SMALL>();
        let needed = u32::try_from(needed).unwrap_or(u32::MAX);
        self.0.part(0..LENGTH).ok()?;
        self.set_length(LENGTH).ok()?;
        self.set_word(FLAGS, ffi::WNODE_FLAG_TOO_SMALL).ok()?;
        self.set_word(offset_of!(ffi::WNODE_TOO_SMALL, SizeNeeded), needed)
            .ok()?;
        Some(LENGTH)
    }

    /// Adds flags.
    pub fn add_flags(self, flags: u32) -> Result<(), WmiError> {
        self.set_word(FLAGS, self.word(FLAGS)? | flags)
    }
}
