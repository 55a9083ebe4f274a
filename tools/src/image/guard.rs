//! The load configuration, as far as Control Flow Guard goes.

use std::mem::offset_of;

use object::pe::{self, ImageLoadConfigDirectory64 as LoadConfig};
use object::read::pe::{DataDirectories, SectionTable};

use super::broken;
use crate::Error;

/// What the load configuration says of Control Flow Guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// `GuardFlags`.
    pub flags: pe::GuardFlags,
    /// How many functions can be called by pointer.
    pub functions: u64,
    /// Where the pointer to the routine lies that checks the target of a call; `None`: nowhere in the image.
    pub check: Option<u32>,
    /// Where the pointer to the routine lies that checks the target and goes there.
    pub dispatch: Option<u32>,
}

impl Guard {
    /// Whether indirect calls are checked, and their targets are listed.
    pub fn is_complete(&self) -> bool {
        self.flags.contains(pe::IMAGE_GUARD_CF_INSTRUMENTED)
            && self
                .flags
                .contains(pe::IMAGE_GUARD_CF_FUNCTION_TABLE_PRESENT)
            && self.check.is_some()
    }

    /// Reads it; `None` where the image has no load configuration, or an old one that ends before these fields.
    pub(crate) fn read(
        data: &[u8],
        base: u64,
        directories: DataDirectories<'_>,
        sections: &SectionTable<'_>,
    ) -> Result<Option<Self>, Error> {
        let directory = directories
            .get(pe::IMAGE_DIRECTORY_ENTRY_LOAD_CONFIG)
            .map(|directory| directory.virtual_address.get(object::LittleEndian))
            .filter(|address| *address != 0);
        let Some(address) = directory else {
            return Ok(None);
        };
        let bytes = sections
            .pe_data_at(data, address)
            .ok_or_else(|| broken("load configuration")("it is outside of the sections"))?;
        let bytes = &bytes[..bytes.len().min(word(bytes, 0) as usize)];
        if bytes.len() < offset_of!(LoadConfig, code_integrity) {
            return Ok(None);
        }
        let pointer = |at: usize| {
            let address = long(bytes, at).checked_sub(base)?;
            u32::try_from(address).ok().filter(|address| *address != 0)
        };
        Ok(Some(Self {
            flags: pe::GuardFlags(word(bytes, offset_of!(LoadConfig, guard_flags))),
            functions: long(bytes, offset_of!(LoadConfig, guard_cf_function_count)),
            check: pointer(offset_of!(LoadConfig, guard_cf_check_function_pointer)),
            dispatch: pointer(offset_of!(LoadConfig, guard_cf_dispatch_function_pointer)),
        }))
    }
}

/// The four bytes there; 0 where there are none.
fn word(bytes: &[u8], at: usize) -> u32 {
    let found = bytes.get(at..).and_then(|rest| rest.first_chunk());
    found.copied().map_or(0, u32::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from(word(bytes, at)) | u64::from(word(bytes, at + 4)) << 32
}
