//! INQUIRY: standard data and vital product data.

use miniport::scsi::{
    Association, BlockDeviceCharacteristics, BlockLimits, Designator, DeviceIdentification,
    FieldPointer, LogicalBlockProvisioning, PeripheralQualifier, ProvisioningType, Response, Sense,
    StandardInquiry, SupportedPages, UnitSerialNumber, VersionDescriptor, vpd_page,
};

use crate::adapter::MAX_TRANSFER;
use crate::command::later::MAX_UNMAP_RANGES;
use crate::medium::CHUNK;
use crate::unit::Unit;

const VENDOR: &str = "MINIPORT";

/// The pages of vital product data.
const PAGES: [u8; 6] = [
    vpd_page::SUPPORTED_PAGES,
    vpd_page::UNIT_SERIAL_NUMBER,
    vpd_page::DEVICE_IDENTIFICATION,
    vpd_page::BLOCK_LIMITS,
    vpd_page::BLOCK_DEVICE_CHARACTERISTICS,
    vpd_page::LOGICAL_BLOCK_PROVISIONING,
];

/// Writes the data of page `page`, or standard data without one.
pub fn inquiry(
    unit: Option<&mut Unit>,
    page: Option<u8>,
    response: &mut Response<'_>,
) -> Result<(), Sense> {
    let Some(unit) = unit else {
        return match page {
            None => {
                standard(PeripheralQualifier::NotSupported).write(response);
                Ok(())
            }
            Some(_) => Err(Sense::LOGICAL_UNIT_NOT_SUPPORTED),
        };
    };
    match page {
        None => standard(PeripheralQualifier::Connected).write(response),
        Some(vpd_page::SUPPORTED_PAGES) => {
            // The last one is of a unit whose memory comes and goes.
            let pages = PAGES.len() - usize::from(unit.config.dump);
            SupportedPages(&PAGES[..pages]).write(response);
        }
        Some(vpd_page::UNIT_SERIAL_NUMBER) => {
            UnitSerialNumber(unit.identity.serial()).write(response);
        }
        Some(vpd_page::DEVICE_IDENTIFICATION) => DeviceIdentification(&[
            (
                Association::LogicalUnit,
                Designator::Naa8(unit.identity.naa()),
            ),
            (
                Association::LogicalUnit,
                Designator::T10VendorId {
                    vendor: VENDOR,
                    identifier: unit.identity.serial(),
                },
            ),
        ])
        .write(response),
        Some(vpd_page::BLOCK_LIMITS) => block_limits(unit).write(response),
        Some(vpd_page::BLOCK_DEVICE_CHARACTERISTICS) => {
            BlockDeviceCharacteristics::SOLID_STATE.write(response);
        }
        Some(vpd_page::LOGICAL_BLOCK_PROVISIONING) if !unit.config.dump => {
            LogicalBlockProvisioning {
                unmap: true,
                write_same_16: true,
                write_same_10: true,
                reads_zeros: true,
                anchored: false,
                provisioning: ProvisioningType::Thin,
            }
            .write(response);
        }
        Some(_) => return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(2))),
    }
    Ok(())
}

/// What every unit says of itself.
pub fn standard(qualifier: PeripheralQualifier) -> StandardInquiry<'static> {
    StandardInquiry {
        qualifier,
        removable: false,
        command_queuing: true,
        vendor: VENDOR,
        product: "RAM disk",
        revision: "1.0",
        versions: &[
            VersionDescriptor::SAM_5,
            VersionDescriptor::SPC_4,
            VersionDescriptor::SBC_3,
        ],
    }
}

fn block_limits(unit: &Unit) -> BlockLimits {
    let block = unit.config.capacity.block_size().bytes();
    let maximum_transfer_length = MAX_TRANSFER / block;
    if unit.config.dump {
        return BlockLimits {
            maximum_transfer_length,
            ..BlockLimits::default()
        };
    }
    BlockLimits {
        maximum_transfer_length,
        maximum_unmap_blocks: u32::MAX,
        maximum_unmap_descriptors: MAX_UNMAP_RANGES,
        optimal_unmap_granularity: CHUNK / block,
        unmap_granularity_alignment: Some(0),
        ..BlockLimits::default()
    }
}
