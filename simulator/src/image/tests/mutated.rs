//! Images that anybody may have written: whatever they say, they are loaded or refused, and nothing else happens. None of them is run.

use std::fs;

use fastrand::Rng;

use super::made;
use crate::image::Found;
use crate::image::map::MappedImage;
use crate::kernel::abi::arena;

/// How many images are made of each.
const ROUNDS: usize = 4000;
/// Numbers that are near to what overflows.
const NUMBERS: [u32; 12] = [
    0,
    1,
    7,
    8,
    0xFFF,
    0x1000,
    0x3FFF,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_F000,
    0xFFFF_FFF8,
    u32::MAX,
];

/// The image that is made by hand, and all images that the tests of drivers run on.
fn originals() -> Vec<Vec<u8>> {
    let mut files = vec![made::driver().0];
    if let Some(folder) =
        crate::testing::image("any").and_then(|path| Some(path.parent()?.to_owned()))
    {
        for entry in fs::read_dir(folder).expect("the folder of images") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "sys") {
                files.push(fs::read(path).expect("an image"));
            }
        }
    }
    files
}

fn mutate(file: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..rng.usize(1..8) {
        // Mostly what says where something is: the headers, and the tables in the data.
        let end = if rng.bool() {
            0x400.min(file.len())
        } else {
            file.len()
        };
        if end < 8 {
            return;
        }
        let at = rng.usize(..end - 4);
        match rng.u8(..6) {
            0 => file[at] ^= 1 << rng.u8(..8),
            1 => file[at] = rng.u8(..),
            2 | 3 => {
                let number = NUMBERS[rng.usize(..NUMBERS.len())];
                file[at & !3..][..4].copy_from_slice(&number.to_le_bytes());
            }
            4 => {
                let number = rng.u32(..0x5000);
                file[at & !3..][..4].copy_from_slice(&number.to_le_bytes());
            }
            _ if rng.u8(..8) == 0 => file.truncate(rng.usize(..file.len())),
            _ => {
                let from = rng.usize(..end - 4);
                file.copy_within(from..from + 4, at);
            }
        }
    }
}

#[test]
fn any_bytes_are_loaded_or_refused_with_a_reason() {
    for original in originals() {
        let (mut loaded, mut refused) = (0, 0);
        let mut rng = Rng::with_seed(original.len() as u64);
        for _ in 0..ROUNDS {
            let mut file = original.clone();
            mutate(&mut file, &mut rng);
            let exports = |_: &str, name: &str| {
                if name.len() > 40 {
                    Found::Missing
                } else {
                    Found::At(name.len())
                }
            };
            match MappedImage::new(&file, &exports, 1) {
                Ok(image) => {
                    assert!(arena::contains(image.entry()));
                    loaded += 1;
                }
                Err(flaws) => {
                    assert!(!flaws.is_empty());
                    assert!(flaws.iter().all(|flaw| !flaw.to_string().is_empty()));
                    refused += 1;
                }
            }
        }
        let some = ROUNDS / 50;
        assert!(
            loaded > some && refused > some,
            "{loaded} loaded, {refused} refused"
        );
    }
}
