//! INQUIRY: standard data and vital product data.

use core::fmt::Write as _;

use miniport::scsi::{
    Association, BlockDeviceCharacteristics, BlockLimits, Designator, DeviceIdentification,
    FieldPointer, LogicalBlockProvisioning, PeripheralQualifier, ProvisioningType, Response, Sense,
    StandardInquiry, SupportedPages, UnitSerialNumber, VersionDescriptor, vpd_page,
};

use super::answer::{Known, Unit};
use super::lists::Ranges;
use crate::adapter::Information;
use crate::command::nvm;
use crate::identify::Identifiers;
use crate::name::Name;

/// The vendor of every NVM Express device (SCSI Translation Reference, 6.1).
pub const VENDOR: &str = "NVMe";

/// Writes the data of page `page`, or standard data without one.
///
/// # Errors
/// INVALID FIELD IN CDB for a page that does not exist; LOGICAL UNIT NOT SUPPORTED for a page of a unit that does not.
pub fn inquiry(
    known: &Known<'_>,
    page: Option<u8>,
    response: &mut Response<'_>,
) -> Result<(), Sense> {
    let information = known.information;
    let unit = match (page, &known.unit) {
        (None, unit) => {
            let qualifier = match unit {
                Some(_) => PeripheralQualifier::Connected,
                None => PeripheralQualifier::NotSupported,
            };
            standard(information, qualifier, response);
            return Ok(());
        }
        (Some(_), None) => return Err(Sense::LOGICAL_UNIT_NOT_SUPPORTED),
        (Some(_), Some(unit)) => unit,
    };
    match page {
        Some(vpd_page::SUPPORTED_PAGES) => SupportedPages(&[
            vpd_page::SUPPORTED_PAGES,
            vpd_page::UNIT_SERIAL_NUMBER,
            vpd_page::DEVICE_IDENTIFICATION,
            vpd_page::BLOCK_LIMITS,
            vpd_page::BLOCK_DEVICE_CHARACTERISTICS,
            vpd_page::LOGICAL_BLOCK_PROVISIONING,
        ])
        .write(response),
        Some(vpd_page::UNIT_SERIAL_NUMBER) => {
            UnitSerialNumber(serial_number(information, unit).as_str()).write(response);
        }
        Some(vpd_page::DEVICE_IDENTIFICATION) => identification(information, unit, response),
        Some(vpd_page::BLOCK_LIMITS) => block_limits(information, unit).write(response),
        Some(vpd_page::BLOCK_DEVICE_CHARACTERISTICS) => {
            BlockDeviceCharacteristics::SOLID_STATE.write(response);
        }
        Some(vpd_page::LOGICAL_BLOCK_PROVISIONING) => {
            provisioning(information, unit).write(response);
        }
        _ => return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(2))),
    }
    Ok(())
}

fn standard(
    information: &Information,
    qualifier: PeripheralQualifier,
    response: &mut Response<'_>,
) {
    StandardInquiry {
        qualifier,
        removable: false,
        command_queuing: true,
        vendor: VENDOR,
        product: information.controller.model.as_str(),
        revision: last_four(information.controller.firmware.as_str()),
        versions: &[
            VersionDescriptor::SAM_5,
            VersionDescriptor::SPC_4,
            VersionDescriptor::SBC_3,
        ],
    }
    .write(response);
}

/// PRODUCT REVISION LEVEL has room for four characters: the last of the firmware revision, in which it differs from the one before.
fn last_four(firmware: &str) -> &str {
    let start = firmware.len().saturating_sub(4);
    firmware.get(start..).unwrap_or(firmware)
}

/// The serial number of the unit (SCSI Translation Reference 1.5, 6.1.2): its NGUID, else its EUI-64, in groups of four digits;
/// else the serial number of the controller, with all its 20 characters, and the namespace.
fn serial_number(information: &Information, unit: &Unit) -> Name<40> {
    let Identifiers { eui64, nguid } = unit.identifiers;
    if nguid != [0; 16] {
        return grouped(&nguid);
    }
    if eui64 != [0; 8] {
        return grouped(&eui64);
    }
    let serial = information.controller.serial;
    Name::format(format_args!(
        "{:<20}_{:08X}.",
        serial.as_str(),
        unit.namespace
    ))
}

/// `0011_2233.`: as long as its room, 20 or 40 characters.
fn grouped(identifier: &[u8]) -> Name<40> {
    let mut name = Name::format(format_args!(""));
    for (index, pair) in identifier.chunks(2).enumerate() {
        if index != 0 {
            let _ = name.write_char('_');
        }
        for byte in pair {
            let _ = write!(name, "{byte:02X}");
        }
    }
    let _ = name.write_char('.');
    name
}

/// The names that the namespace has by itself, and one made of those of the controller.
fn identification(information: &Information, unit: &Unit, response: &mut Response<'_>) {
    let controller = &information.controller;
    let (model, serial) = (controller.model, controller.serial);
    let text: Name<72> = Name::format(format_args!(
        "{} {}_{:08X}",
        model.as_str(),
        serial.as_str(),
        unit.namespace
    ));
    let made = (
        Association::LogicalUnit,
        Designator::T10VendorId {
            vendor: VENDOR,
            identifier: text.as_str(),
        },
    );
    let identifiers = &unit.identifiers;
    let mut long = Name::<36>::format(format_args!("eui."));
    for byte in identifiers.nguid {
        // As long as its room: 4 and 32 characters.
        let _ = write!(long, "{byte:02X}");
    }
    let short = (
        Association::LogicalUnit,
        Designator::Eui64(identifiers.eui64),
    );
    let long = (
        Association::LogicalUnit,
        Designator::NameString(long.as_str()),
    );
    match (identifiers.eui64 != [0; 8], identifiers.nguid != [0; 16]) {
        (true, true) => DeviceIdentification(&[short, long, made]).write(response),
        (true, false) => DeviceIdentification(&[short, made]).write(response),
        (false, true) => DeviceIdentification(&[long, made]).write(response),
        (false, false) => DeviceIdentification(&[made]).write(response),
    }
}

fn block_limits(information: &Information, unit: &Unit) -> BlockLimits {
    let block = unit.geometry.capacity.block_size().bytes();
    let optional = information.controller.optional;
    let unmap = if optional.unmaps() {
        Ranges::of(unit.limits)
    } else {
        Ranges::NONE
    };
    BlockLimits {
        write_same_non_zero: true,
        maximum_transfer_length: information.longest_transfer / block,
        maximum_unmap_blocks: unmap.blocks,
        maximum_unmap_descriptors: unmap.descriptors,
        maximum_write_same_length: if optional.write_zeroes() {
            nvm::most(unit.limits.write_zeroes(), block)
        } else {
            0
        },
        ..BlockLimits::default()
    }
}

/// What LBPME of READ CAPACITY (16) says: without it, nothing of this is supported (SBC-3, 4.7.3.2 and 6.5.6).
fn provisioning(information: &Information, unit: &Unit) -> LogicalBlockProvisioning {
    let optional = information.controller.optional;
    if !optional.unmaps() {
        return LogicalBlockProvisioning::default();
    }
    LogicalBlockProvisioning {
        unmap: true,
        write_same_16: optional.write_zeroes(),
        write_same_10: optional.write_zeroes(),
        reads_zeros: unit.geometry.reads_zeros,
        anchored: false,
        provisioning: if unit.geometry.thin {
            ProvisioningType::Thin
        } else {
            ProvisioningType::Resource
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{grouped, last_four};

    /// SCSI Translation Reference 1.5, 6.1.1: PRODUCT REVISION LEVEL is the last four characters of FR.
    #[test]
    fn the_end_of_the_firmware_revision_is_shown() {
        assert_eq!(last_four("E2010650"), "0650");
        assert_eq!((last_four("1.0"), last_four("")), ("1.0", ""));
    }

    /// SCSI Translation Reference 1.5, 6.1.2.
    #[test]
    fn identifiers_are_grouped() {
        let eui64 = [0x00, 0x25, 0x38, 0x50, 0x91, 0xb0, 0x12, 0x3a];
        assert_eq!(grouped(&eui64).as_str(), "0025_3850_91B0_123A.");
        let nguid = grouped(&[0xab; 16]);
        assert_eq!(nguid.as_str(), "ABAB_ABAB_ABAB_ABAB_ABAB_ABAB_ABAB_ABAB.");
    }
}
