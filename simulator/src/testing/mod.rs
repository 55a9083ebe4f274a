//! What the tests of any driver need: a bench with commands by name, sense data to expect, data to send, tests of
//! any disk, random steps, tools of the machine, instructions to count.

#![allow(
    clippy::missing_panics_doc,
    reason = "a test panics where something is not as it should be"
)]

mod bench;
pub mod callgrind;
pub mod disk;
mod expect;
mod form;
mod random;
mod tools;

pub use bench::{Bench, unmap};
pub use expect::{assert_invalid_field, assert_out_of_range, assert_sense};
pub use form::{image, load, load_wdm};
pub use random::{check_steps, seeds};
pub use tools::{Folder, ext4_image, not_tested, run_tool};

use crate::SrbForm;

/// Both forms of requests.
pub const FORMS: [SrbForm; 2] = [SrbForm::Scsi, SrbForm::Storage];

/// Both usual block sizes.
pub const BLOCK_SIZES: [usize; 2] = [512, 4096];

/// Bytes that differ from block to block and from salt to salt.
#[must_use]
pub fn pattern(length: usize, salt: u64) -> Vec<u8> {
    let mut bytes = vec![0; length];
    fastrand::Rng::with_seed(salt).fill(&mut bytes);
    bytes
}
