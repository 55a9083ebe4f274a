//! Sense data, byte for byte and there and back.

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::SenseFormat;
use crate::{AdditionalSense, FieldPointer, Response, Sense, SenseKey, SenseSpecific};

fn descriptor(sense: Sense) -> Vec<u8> {
    let mut buffer = [0; Sense::MAX_LENGTH];
    let mut response = Response::new(&mut buffer, u32::MAX);
    sense.write(SenseFormat::Descriptor, &mut response);
    assert!(response.total() <= Sense::MAX_LENGTH);
    response.bytes().to_vec()
}

#[test]
fn fixed_format() {
    let sense = Sense::invalid_field_in_cdb(FieldPointer::cdb(2).bit(5));
    let bytes = [
        0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x24, 0, 0, 0xcd, 0, 2,
    ];
    assert_eq!(sense.to_fixed(), bytes);

    let sense = Sense::not_ready(AdditionalSense::LOGICAL_UNIT_NOT_READY_FORMAT_IN_PROGRESS)
        .with_progress(0x1234);
    assert_eq!(sense.to_fixed()[15..], [0x80, 0x12, 0x34]);

    let sense = Sense::lba_out_of_range(0x0102_0304);
    let bytes = [0xf0, 0, 5, 1, 2, 3, 4, 10, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0];
    assert_eq!(sense.to_fixed(), bytes);

    let sense = Sense::invalid_field_in_parameter_list(FieldPointer::parameter_list(0x0102));
    assert_eq!(sense.to_fixed()[12..], [0x26, 0, 0, 0x80, 1, 2]);
}

#[test]
fn the_number_of_blocks_is_where_each_length_of_command_has_it() {
    use crate::opcode;
    let byte = |opcode| FieldPointer::block_count(&[opcode]).byte;
    assert_eq!([opcode::READ_6, opcode::WRITE_6].map(byte), [4, 4]);
    let ten = [opcode::READ_10, opcode::VERIFY_10, opcode::WRITE_SAME_10];
    assert_eq!(ten.map(byte), [7; 3]);
    assert_eq!([opcode::READ_12, opcode::VERIFY_12].map(byte), [6, 6]);
    let sixteen = [opcode::READ_16, opcode::VERIFY_16, opcode::WRITE_SAME_16];
    assert_eq!(sixteen.map(byte), [10; 3]);
}

#[test]
fn information_that_does_not_fit_is_left_out_of_the_fixed_format() {
    let bytes = Sense::lba_out_of_range(1 << 32).to_fixed();
    assert_eq!((bytes[0], &bytes[3..7]), (0x70, &[0; 4][..]));
}

#[test]
fn descriptor_format() {
    let sense = Sense::NO_SENSE;
    assert_eq!(descriptor(sense), [0x72, 0, 0, 0, 0, 0, 0, 0]);
    let sense = Sense::lba_out_of_range(0x0102_0304_0506_0708).with_field(FieldPointer::cdb(2));
    let mut expected = vec![0x72, 5, 0x21, 0, 0, 0, 0, 20];
    expected.extend([0, 10, 0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expected.extend([2, 6, 0, 0, 0xc0, 0, 2, 0]);
    assert_eq!(descriptor(sense), expected);
}

#[test]
fn truncation_keeps_the_additional_length() {
    let mut buffer = [0; 8];
    let mut response = Response::new(&mut buffer, 8);
    Sense::lba_out_of_range(1).write(SenseFormat::Descriptor, &mut response);
    assert_eq!(response.bytes(), [0x72, 5, 0x21, 0, 0, 0, 0, 12]);
    assert_eq!(response.total(), 20);
}

#[test]
fn other_response_codes_are_not_sense_data() {
    assert_eq!(Sense::parse(&[]), None);
    assert_eq!(Sense::parse(&[0; 18]), None);
    assert_eq!(Sense::parse(&[0x70, 0, 5]), None);
    assert_eq!(Sense::parse(&[0x7f; 18]), None);
}

#[test]
fn display_names_the_condition() {
    let sense = Sense::invalid_field_in_cdb(FieldPointer::cdb(2).bit(5));
    assert_eq!(
        sense.to_string(),
        "IllegalRequest, INVALID FIELD IN CDB, CDB byte 2 bit 5"
    );
    let sense =
        Sense::new(SenseKey::VendorSpecific, AdditionalSense::new(0x80, 1)).with_information(7);
    assert_eq!(sense.to_string(), "VendorSpecific, 80h/01h, information 7");
}

fn any_sense() -> impl Strategy<Value = Sense> {
    let field = (any::<u16>(), prop::option::of(0_u8..8), any::<bool>());
    (
        0_u8..16,
        any::<[u8; 2]>(),
        any::<Option<u64>>(),
        prop::option::of(field),
        any::<u16>(),
    )
        .prop_map(|(key, [asc, ascq], information, field, progress)| {
            let key = SenseKey::from_bits(key);
            let mut sense = Sense::new(key, AdditionalSense::new(asc, ascq));
            sense.information = information;
            sense.specific = field.and_then(|(byte, bit, in_cdb)| match key {
                SenseKey::IllegalRequest => {
                    Some(SenseSpecific::Field(FieldPointer { byte, bit, in_cdb }))
                }
                SenseKey::NoSense | SenseKey::NotReady => Some(SenseSpecific::Progress(progress)),
                _ => None,
            });
            sense
        })
}

proptest! {
    #[test]
    fn there_and_back(sense in any_sense()) {
        prop_assert_eq!(Sense::parse(&descriptor(sense)), Some(sense));
        let mut narrow = sense;
        narrow.information = sense.information.filter(|&long| long <= u32::MAX.into());
        prop_assert_eq!(Sense::parse(&sense.to_fixed()), Some(narrow));
    }

    #[test]
    fn cut_off_sense_data_keeps_the_key(sense in any_sense(), length in 0_usize..28) {
        let whole = descriptor(sense);
        let cut = Sense::parse(&whole[..length.min(whole.len())]);
        prop_assert_eq!(cut.map(|cut| (cut.key, cut.code)), (length >= 8).then_some((sense.key, sense.code)));
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Sense::parse(&bytes);
    }
}
