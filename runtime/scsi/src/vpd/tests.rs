//! Each page, byte for byte.

use std::vec;
use std::vec::Vec;

use super::{
    Association, BlockDeviceCharacteristics, BlockLimits, Designator, DeviceIdentification,
    LogicalBlockProvisioning, ProvisioningType, Response, SupportedPages, UnitSerialNumber,
};

fn bytes(allocation_length: u32, write: impl FnOnce(&mut Response<'_>)) -> Vec<u8> {
    let mut buffer = [0xee; 256];
    let mut response = Response::new(&mut buffer, allocation_length);
    write(&mut response);
    response.bytes().to_vec()
}

#[test]
fn supported_pages() {
    let page = SupportedPages(&[0x00, 0x80, 0x83]);
    assert_eq!(
        bytes(255, |response| page.write(response)),
        [0, 0, 0, 3, 0, 0x80, 0x83]
    );
    assert_eq!(bytes(5, |response| page.write(response)), [0, 0, 0, 3, 0]);
}

#[test]
fn unit_serial_number() {
    let page = UnitSerialNumber("0001");
    assert_eq!(
        bytes(255, |response| page.write(response)),
        *b"\x00\x80\x00\x040001"
    );
}

#[test]
fn device_identification() {
    let designators = [
        (
            Association::LogicalUnit,
            Designator::Naa8([0x50, 1, 2, 3, 4, 5, 6, 7]),
        ),
        (
            Association::LogicalUnit,
            Designator::T10VendorId {
                vendor: "ACME",
                identifier: "disk 7",
            },
        ),
        (
            Association::TargetDevice,
            Designator::NameString("naa.5001020304050607"),
        ),
    ];
    let mut expected = vec![0, 0x83, 0, 12 + 18 + 28];
    expected.extend([1, 3, 0, 8, 0x50, 1, 2, 3, 4, 5, 6, 7]);
    expected.extend(b"\x02\x01\x00\x0eACME    disk 7");
    expected.extend(b"\x03\x28\x00\x18naa.5001020304050607\0\0\0\0");
    assert_eq!(
        bytes(255, |response| DeviceIdentification(&designators)
            .write(response)),
        expected
    );
}

#[test]
fn block_limits() {
    let page = BlockLimits {
        write_same_non_zero: true,
        optimal_transfer_granularity: 8,
        maximum_transfer_length: 0x0100,
        optimal_transfer_length: 0x80,
        maximum_unmap_blocks: 0x0102_0304,
        maximum_unmap_descriptors: 5,
        optimal_unmap_granularity: 6,
        unmap_granularity_alignment: Some(7),
        maximum_write_same_length: 0x0102_0304_0506_0708,
    };
    let mut expected = vec![
        0, 0xb0, 0, 60, 1, 0, 0, 8, 0, 0, 1, 0, 0, 0, 0, 0x80, 0, 0, 0, 0,
    ];
    expected.extend([
        1, 2, 3, 4, 0, 0, 0, 5, 0, 0, 0, 6, 0x80, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expected.resize(64, 0);
    assert_eq!(bytes(255, |response| page.write(response)), expected);
}

#[test]
fn block_device_characteristics() {
    let page = bytes(255, |response| {
        BlockDeviceCharacteristics::SOLID_STATE.write(response);
    });
    assert_eq!(
        (&page[..8], page.len()),
        (&[0, 0xb1, 0, 60, 0, 1, 0, 0][..], 64)
    );
}

#[test]
fn logical_block_provisioning() {
    type Row = (fn(&mut LogicalBlockProvisioning), u8, u8);
    let none = LogicalBlockProvisioning {
        unmap: false,
        write_same_16: false,
        write_same_10: false,
        reads_zeros: false,
        anchored: false,
        provisioning: ProvisioningType::Full,
    };
    let rows: [Row; 8] = [
        (|_| {}, 0, 0),
        (|page| page.unmap = true, 0x80, 0),
        (|page| page.write_same_16 = true, 0x40, 0),
        (|page| page.write_same_10 = true, 0x20, 0),
        (|page| page.reads_zeros = true, 0x04, 0),
        (|page| page.anchored = true, 0x02, 0),
        (|page| page.provisioning = ProvisioningType::Resource, 0, 1),
        (|page| page.provisioning = ProvisioningType::Thin, 0, 2),
    ];
    for (change, flags, provisioning) in rows {
        let mut page = none;
        change(&mut page);
        assert_eq!(
            bytes(255, |response| page.write(response)),
            [0, 0xb2, 0, 4, 0, flags, provisioning, 0]
        );
    }
}
