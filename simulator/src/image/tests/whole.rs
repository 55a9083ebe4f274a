//! What a whole image looks like in memory.

use super::made::{self, ADDRESSES, COOKIE, Made, POINTER};
use crate::image::Found;
use crate::image::flaw::ImageFlaw;
use crate::image::map::MappedImage;

/// The routine of each name is at an address of its own.
fn exports(module: &str, name: &str) -> Found {
    assert_eq!(module, "ntoskrnl.exe");
    match name {
        "KeBugCheckEx" => Found::At(0x1111),
        "KeGetCurrentIrql" => Found::At(0x2222),
        _ => Found::Missing,
    }
}

fn map(file: &Made) -> Result<MappedImage, Vec<ImageFlaw>> {
    MappedImage::new(&file.0, &exports, 0x1234_5678)
}

/// A word of a mapped image.
fn word(image: &MappedImage, at: u32) -> u64 {
    let place = (image.entry() - 0x1000 + at as usize) as *const u64;
    // SAFETY: within the data section, which may be read; the tests' places are aligned.
    unsafe { place.read() }
}

#[test]
fn addresses_are_moved_routines_are_bound_and_the_cookie_is_written() {
    let image = map(&made::driver()).expect("a whole image");
    let base = image.entry() as u64 - 0x1000;
    assert_eq!(word(&image, POINTER), base + u64::from(COOKIE));
    assert_eq!(word(&image, ADDRESSES), 0x1111);
    assert_eq!(word(&image, ADDRESSES + 8), 0x2222);
    assert_eq!(word(&image, COOKIE), 0x1234_5678);
}

#[test]
fn sections_have_their_protections() {
    let image = map(&made::driver()).expect("a whole image");
    let base = image.entry() - 0x1000;
    let maps = std::fs::read_to_string("/proc/self/maps").expect("the maps of the process");
    let protection = |at: usize| {
        let address = base + at;
        maps.lines().find_map(|line| {
            let (range, rest) = line.split_once(' ')?;
            let (start, end) = range.split_once('-')?;
            let start = usize::from_str_radix(start, 16).ok()?;
            let end = usize::from_str_radix(end, 16).ok()?;
            (start..end)
                .contains(&address)
                .then(|| rest[..3].to_owned())
        })
    };
    for (at, expected) in [
        (0, "r--"),
        (0x1000, "r-x"),
        (0x2000, "rw-"),
        (0x3000, "r--"),
        (0x4000, "---"),
    ] {
        assert_eq!(protection(at).as_deref(), Some(expected), "{at:#x}");
    }
}

#[test]
fn an_image_without_tables_is_loaded_as_it_is() {
    let mut file = made::driver();
    for directory in [made::IMPORTS, made::RELOCATIONS, made::CONFIGURATION] {
        file.quad(directory, 0);
    }
    let image = map(&file).expect("a whole image");
    assert_eq!(word(&image, COOKIE), 0);
    assert_eq!(word(&image, POINTER), made::PREFERRED + u64::from(COOKIE));
}

#[test]
fn all_that_is_missing_is_said_at_once() {
    let mut file = made::driver();
    made::name(&mut file, 0, "ZwFirst");
    made::name(&mut file, 1, "ZwSecond");
    file.quad(Made::data(made::NAMES + 16), 1 << 63 | 7);
    let missing = |routine: &str| ImageFlaw::MissingRoutine {
        module: "ntoskrnl.exe".to_owned(),
        routine: routine.to_owned(),
    };
    let ordinal = ImageFlaw::Ordinal {
        module: "ntoskrnl.exe".to_owned(),
        ordinal: 7,
    };
    let flaws = map(&file).expect_err("missing routines");
    assert_eq!(flaws, [missing("ZwFirst"), missing("ZwSecond"), ordinal]);
}

#[test]
fn an_image_that_is_not_loaded_leaves_nothing_mapped() {
    let mut file = made::driver();
    made::name(&mut file, 0, "ZwMissing");
    // There are 1024 rooms.
    for _ in 0..3000 {
        let flaws = map(&file).expect_err("a missing routine");
        assert!(matches!(flaws[..], [ImageFlaw::MissingRoutine { .. }]));
    }
}
