//! MODE SENSE parameter data: the header, the block descriptor, and the Caching and Control pages (SPC-4, 7.5; SBC-3, 6.4).

use super::{
    AdditionalSense, Capacity, FieldPointer, ModeForm, ModeSense, PageControl, Response, Sense,
    SenseKey,
};

/// Page codes of mode parameter pages.
pub mod page {
    /// Caching.
    pub const CACHING: u8 = 0x08;
    /// Control.
    pub const CONTROL: u8 = 0x0a;
    /// All pages.
    pub const ALL: u8 = 0x3f;
    /// All subpages, as a subpage code.
    pub const ALL_SUBPAGES: u8 = 0xff;
}

/// The Caching page.
///
/// As changeable values, `true` means that the bit can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct CachingPage {
    /// WCE: a write may complete when the data is in a volatile cache.
    pub write_cache: bool,
    /// RCD: reads go to the medium.
    pub read_cache_disabled: bool,
}

/// The Control page.
///
/// As changeable values, `true` and ones mean that the bits can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ControlPage {
    /// `D_SENSE`: sense data comes in the descriptor format.
    pub descriptor_sense: bool,
    /// SWP: all writes are refused.
    pub software_write_protect: bool,
    /// QUEUE ALGORITHM MODIFIER (0 to 15): 1 allows to reorder commands.
    pub queue_algorithm: u8,
}

/// A mode page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModePage {
    /// Caching (08h).
    Caching(CachingPage),
    /// Control (0Ah).
    Control(ControlPage),
}

impl ModePage {
    /// The page code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Caching(_) => page::CACHING,
            Self::Control(_) => page::CONTROL,
        }
    }

    /// Writes the page with its header of two bytes.
    fn write(self, response: &mut Response<'_>) {
        response.put_u8(self.code());
        let length = response.total();
        response.put_u8(0);
        match self {
            Self::Caching(caching) => {
                response.put_u8(
                    u8::from(caching.write_cache) << 2 | u8::from(caching.read_cache_disabled),
                );
                response.pad_to(length + 19);
            }
            Self::Control(control) => {
                response.put_u8(u8::from(control.descriptor_sense) << 2);
                response.put_u8(control.queue_algorithm << 4);
                response.put_u8(u8::from(control.software_write_protect) << 3);
                response.pad_to(length + 11);
            }
        }
        response.close_u8(length, length + 1);
    }
}

/// All that a logical unit answers to MODE SENSE (6) and (10).
///
/// Pages stand in ascending order of their codes, and are the same in the three lists.
#[derive(Clone, Copy, Debug)]
pub struct ModePages<'a> {
    /// WP: the medium is write protected.
    pub write_protected: bool,
    /// DPOFUA: the FUA and DPO bits are supported.
    pub dpo_fua: bool,
    /// For the block descriptor; none to have none.
    pub capacity: Option<Capacity>,
    /// The values in force.
    pub current: &'a [ModePage],
    /// The masks of what can be changed.
    pub changeable: &'a [ModePage],
    /// The values after a power on.
    pub default: &'a [ModePage],
}

impl ModePages<'_> {
    /// Writes what `request` asks for.
    ///
    /// # Errors
    ///
    /// SAVING PARAMETERS NOT SUPPORTED for saved values; INVALID FIELD IN CDB for a page or subpage that does not exist.
    pub fn write(&self, request: ModeSense, response: &mut Response<'_>) -> Result<(), Sense> {
        let pages = match request.control {
            PageControl::Current => self.current,
            PageControl::Changeable => self.changeable,
            PageControl::Default => self.default,
            PageControl::Saved => {
                let code = AdditionalSense::SAVING_PARAMETERS_NOT_SUPPORTED;
                let field = FieldPointer::cdb(2).bit(7);
                return Err(Sense::new(SenseKey::IllegalRequest, code).with_field(field));
            }
        };
        let wanted = |page: &&ModePage| request.page == page::ALL || request.page == page.code();
        if !pages.iter().any(|page| wanted(&page)) {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(2).bit(5)));
        }
        if !matches!(request.subpage, 0 | page::ALL_SUBPAGES) {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(3)));
        }
        let start = response.total();
        self.write_header(request, response);
        for page in pages.iter().filter(wanted) {
            page.write(response);
        }
        match request.form {
            ModeForm::Six => response.close_u8(start, start + 1),
            ModeForm::Ten { .. } => response.close_u16(start, start + 2),
        }
        Ok(())
    }

    /// The parameter header, its length still zero, and the block descriptor.
    fn write_header(&self, request: ModeSense, response: &mut Response<'_>) {
        let capacity = self.capacity.filter(|_| !request.disable_block_descriptors);
        let device = u8::from(self.write_protected) << 7 | u8::from(self.dpo_fua) << 4;
        match request.form {
            ModeForm::Six => {
                response.put(&[0, 0, device, if capacity.is_some() { 8 } else { 0 }]);
                if let Some(capacity) = capacity {
                    write_short_descriptor(capacity, response);
                }
            }
            ModeForm::Ten { long_lba } => {
                let long = long_lba && capacity.is_some();
                response.put(&[0, 0, 0, device, u8::from(long), 0]);
                match capacity {
                    None => response.put_u16(0),
                    Some(capacity) if long => {
                        response.put_u16(16);
                        response.put_u64(capacity.blocks());
                        response.put_u32(0);
                        response.put_u32(capacity.block_size().bytes());
                    }
                    Some(capacity) => {
                        response.put_u16(8);
                        write_short_descriptor(capacity, response);
                    }
                }
            }
        }
    }
}

/// A number of blocks that 32 bits cannot hold is `FFFFFFFFh`.
fn write_short_descriptor(capacity: Capacity, response: &mut Response<'_>) {
    response.put_u32(u32::try_from(capacity.blocks()).unwrap_or(u32::MAX));
    response.put_u32(capacity.block_size().bytes()); // its upper byte, which is zero, is reserved
}

#[cfg(test)]
mod tests;
