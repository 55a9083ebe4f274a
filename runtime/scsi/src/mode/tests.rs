//! MODE SENSE data, byte for byte.

use std::vec;
use std::vec::Vec;

use super::{CachingPage, ControlPage, ModePage, ModePages, page};
use crate::{
    AdditionalSense, BlockSize, Capacity, Command, FieldPointer, ModeSense, Response, Sense,
};

const CURRENT: &[ModePage] = &[
    ModePage::Caching(CachingPage {
        write_cache: true,
        read_cache_disabled: false,
    }),
    ModePage::Control(ControlPage {
        descriptor_sense: false,
        software_write_protect: true,
        queue_algorithm: 1,
    }),
];
const FIXED: &[ModePage] = &[
    ModePage::Caching(CachingPage {
        write_cache: false,
        read_cache_disabled: false,
    }),
    ModePage::Control(ControlPage {
        descriptor_sense: false,
        software_write_protect: false,
        queue_algorithm: 0,
    }),
];

const CACHING: [u8; 20] = [8, 18, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const CONTROL: [u8; 12] = [10, 10, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0];

fn request(cdb: &[u8]) -> ModeSense {
    match Command::parse(cdb) {
        Ok(Command::ModeSense(request)) => request,
        other => panic!("{other:?}"),
    }
}

fn answer(cdb: &[u8]) -> Result<(Vec<u8>, usize), Sense> {
    let pages = ModePages {
        write_protected: true,
        dpo_fua: true,
        capacity: Capacity::new(1 << 33, BlockSize::B512),
        current: CURRENT,
        changeable: FIXED,
        default: FIXED,
    };
    let request = request(cdb);
    let mut buffer = [0xee; 128];
    let mut response = Response::new(&mut buffer, request.allocation_length.into());
    pages.write(request, &mut response)?;
    Ok((response.bytes().to_vec(), response.total()))
}

#[test]
fn six_bytes_without_descriptors() {
    let (bytes, total) = answer(&[0x1a, 8, page::CACHING, 0, 192, 0]).unwrap();
    assert_eq!(bytes, [&[23, 0, 0x90, 0][..], &CACHING].concat());
    assert_eq!(total, 24);
}

#[test]
fn each_setting_has_its_bits() {
    let third = |page: ModePage| {
        let mut buffer = [0; 32];
        let mut response = Response::new(&mut buffer, 32);
        page.write(&mut response);
        response.bytes()[2..5].to_vec()
    };
    let caching = |write_cache, read_cache_disabled| {
        third(ModePage::Caching(CachingPage {
            write_cache,
            read_cache_disabled,
        }))
    };
    assert_eq!(caching(true, false), [4, 0, 0]);
    assert_eq!(caching(false, true), [1, 0, 0]);
    assert_eq!(caching(true, true), [5, 0, 0]);
    let control = |descriptor_sense, software_write_protect, queue_algorithm| {
        third(ModePage::Control(ControlPage {
            descriptor_sense,
            software_write_protect,
            queue_algorithm,
        }))
    };
    assert_eq!(control(true, false, 0), [4, 0, 0]);
    assert_eq!(control(false, true, 0), [0, 0, 8]);
    assert_eq!(control(false, false, 15), [0, 0xF0, 0]);
}

#[test]
fn all_pages_with_a_short_descriptor() {
    let descriptor = [0xff, 0xff, 0xff, 0xff, 0, 0, 2, 0];
    let (bytes, _) = answer(&[0x1a, 0, page::ALL, 0, 192, 0]).unwrap();
    assert_eq!(
        bytes,
        [&[43, 0, 0x90, 8][..], &descriptor, &CACHING, &CONTROL].concat()
    );
}

#[test]
fn ten_bytes_with_a_long_descriptor() {
    let descriptor = [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0];
    let (bytes, _) = answer(&[0x5a, 0x10, page::CONTROL, 0xff, 0, 0, 0, 0, 255, 0]).unwrap();
    assert_eq!(
        bytes,
        [&[0, 34, 0, 0x90, 1, 0, 0, 16][..], &descriptor, &CONTROL].concat()
    );
    let (bytes, _) = answer(&[0x5a, 0, page::CONTROL, 0, 0, 0, 0, 0, 255, 0]).unwrap();
    assert_eq!(bytes[..8], [0, 26, 0, 0x90, 0, 0, 0, 8]);
}

#[test]
fn truncation_keeps_the_length() {
    let (bytes, total) = answer(&[0x1a, 8, page::ALL, 0, 4, 0]).unwrap();
    assert_eq!((bytes, total), (vec![35, 0, 0x90, 0], 36));
}

#[test]
fn changeable_values_are_masks() {
    let (bytes, _) = answer(&[0x1a, 8, 0x40 | page::ALL, 0, 255, 0]).unwrap();
    assert!(
        bytes[6..24]
            .iter()
            .chain(&bytes[26..])
            .all(|&byte| byte == 0)
    );
}

#[test]
fn saved_values_and_unknown_pages_are_refused() {
    let saved = answer(&[0x1a, 0, 0xc0 | page::CACHING, 0, 192, 0]).unwrap_err();
    assert_eq!(saved.code, AdditionalSense::SAVING_PARAMETERS_NOT_SUPPORTED);
    let unknown = answer(&[0x1a, 0, 0x1c, 0, 192, 0]).unwrap_err();
    assert_eq!(
        unknown,
        Sense::invalid_field_in_cdb(FieldPointer::cdb(2).bit(5))
    );
    let subpage = answer(&[0x1a, 0, page::CONTROL, 1, 192, 0]).unwrap_err();
    assert_eq!(subpage, Sense::invalid_field_in_cdb(FieldPointer::cdb(3)));
}
