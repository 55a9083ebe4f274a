//! The pages of block devices: Block Limits (B0h), Block Device Characteristics (B1h), Logical Block Provisioning (B2h).

use super::{Response, page, write_page};

/// Bytes of the Block Limits and of the Block Device Characteristics page, header included.
const LONG_PAGE: usize = 64;

/// Block Limits (B0h). Counts are logical blocks, and 0 means "not reported" unless a field says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct BlockLimits {
    /// WSNZ: a WRITE SAME of 0 blocks, "all that follow", is refused.
    pub write_same_non_zero: bool,
    /// OPTIMAL TRANSFER LENGTH GRANULARITY.
    pub optimal_transfer_granularity: u16,
    /// MAXIMUM TRANSFER LENGTH.
    pub maximum_transfer_length: u32,
    /// OPTIMAL TRANSFER LENGTH.
    pub optimal_transfer_length: u32,
    /// MAXIMUM UNMAP LBA COUNT: of all ranges of one UNMAP together; 0 where UNMAP is not supported.
    pub maximum_unmap_blocks: u32,
    /// MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT: ranges in one UNMAP; 0 where UNMAP is not supported.
    pub maximum_unmap_descriptors: u32,
    /// OPTIMAL UNMAP GRANULARITY.
    pub optimal_unmap_granularity: u32,
    /// UNMAP GRANULARITY ALIGNMENT, if it is valid (UGAVALID).
    pub unmap_granularity_alignment: Option<u32>,
    /// MAXIMUM WRITE SAME LENGTH.
    pub maximum_write_same_length: u64,
}

impl BlockLimits {
    /// Writes the page.
    pub fn write(&self, response: &mut Response<'_>) {
        let end = response.total() + LONG_PAGE;
        write_page(page::BLOCK_LIMITS, response, |response| {
            response.put_u8(u8::from(self.write_same_non_zero));
            response.put_u8(0); // COMPARE AND WRITE is not supported
            response.put_u16(self.optimal_transfer_granularity);
            response.put_u32(self.maximum_transfer_length);
            response.put_u32(self.optimal_transfer_length);
            response.put_u32(0); // no prefetch
            response.put_u32(self.maximum_unmap_blocks);
            response.put_u32(self.maximum_unmap_descriptors);
            response.put_u32(self.optimal_unmap_granularity);
            let alignment = self
                .unmap_granularity_alignment
                .map_or(0, |blocks| 1 << 31 | blocks);
            response.put_u32(alignment);
            response.put_u64(self.maximum_write_same_length);
            response.pad_to(end);
        });
    }
}

/// Block Device Characteristics (B1h).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct BlockDeviceCharacteristics {
    /// MEDIUM ROTATION RATE in revolutions a minute; 0 is not reported, 1 is a medium that does not rotate.
    pub rotation_rate: u16,
    /// NOMINAL FORM FACTOR; 0 is not reported.
    pub form_factor: u8,
}

impl BlockDeviceCharacteristics {
    /// A medium that does not rotate.
    pub const SOLID_STATE: Self = Self {
        rotation_rate: 1,
        form_factor: 0,
    };

    /// Writes the page.
    pub fn write(&self, response: &mut Response<'_>) {
        let end = response.total() + LONG_PAGE;
        write_page(page::BLOCK_DEVICE_CHARACTERISTICS, response, |response| {
            response.put_u16(self.rotation_rate);
            response.put_u8(0);
            response.put_u8(self.form_factor & 0x0f);
            response.pad_to(end);
        });
    }
}

/// How blocks get their storage (PROVISIONING TYPE).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ProvisioningType {
    /// Not reported, or fully provisioned.
    #[default]
    Full,
    /// Resource provisioned: there is storage for all blocks.
    Resource,
    /// Thin provisioned: blocks get storage when they are written.
    Thin,
}

/// Logical Block Provisioning (B2h).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a bit of the page")]
pub struct LogicalBlockProvisioning {
    /// LBPU: UNMAP is supported.
    pub unmap: bool,
    /// LBPWS: WRITE SAME (16) with the UNMAP bit is supported.
    pub write_same_16: bool,
    /// LBPWS10: WRITE SAME (10) with the UNMAP bit is supported.
    pub write_same_10: bool,
    /// LBPRZ: unmapped blocks read as zeros.
    pub reads_zeros: bool,
    /// `ANC_SUP`: blocks can be anchored.
    pub anchored: bool,
    /// PROVISIONING TYPE.
    pub provisioning: ProvisioningType,
}

impl LogicalBlockProvisioning {
    /// Writes the page.
    pub fn write(&self, response: &mut Response<'_>) {
        write_page(page::LOGICAL_BLOCK_PROVISIONING, response, |response| {
            response.put_u8(0); // no thresholds
            response.put_u8(
                u8::from(self.unmap) << 7
                    | u8::from(self.write_same_16) << 6
                    | u8::from(self.write_same_10) << 5
                    | u8::from(self.reads_zeros) << 2
                    | u8::from(self.anchored) << 1,
            );
            response.put_u8(match self.provisioning {
                ProvisioningType::Full => 0,
                ProvisioningType::Resource => 1,
                ProvisioningType::Thin => 2,
            });
            response.put_u8(0);
        });
    }
}
