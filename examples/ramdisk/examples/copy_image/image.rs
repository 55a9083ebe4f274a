//! The image that is copied: a file, or bytes that are made up as they are read.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Bytes that are made up together: zeros, or all different.
const PATCH: u64 = 64 << 10;

/// A disk image.
#[derive(Debug)]
pub struct Image {
    source: Source,
    size: u64,
}

#[derive(Debug)]
enum Source {
    File(PathBuf, File),
    MadeUp(u64),
}

/// Why a file cannot be used as an image.
#[derive(Debug)]
pub enum ImageError {
    /// It cannot be opened or read.
    Unreadable(PathBuf, io::Error),
    /// It is a directory.
    Directory(PathBuf),
    /// It has no bytes.
    Empty(PathBuf),
    /// Its size is no multiple of the block size.
    OddSize(PathBuf, u64, u32),
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) if error.kind() == io::ErrorKind::NotFound => {
                write!(f, "there is no image {}", path.display())
            }
            Self::Unreadable(path, _) => write!(f, "the image {} cannot be read", path.display()),
            Self::Directory(path) => {
                write!(f, "{} is a directory, not a disk image", path.display())
            }
            Self::Empty(path) => write!(f, "the image {} is empty", path.display()),
            Self::OddSize(path, size, block) => write!(
                f,
                "the image {} has {size} bytes, which is no multiple of the block size {block}: {} bytes are too many",
                path.display(),
                size % u64::from(*block)
            ),
        }
    }
}

impl Error for ImageError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreadable(_, error) => Some(error),
            _ => None,
        }
    }
}

impl Image {
    /// Opens a file, which has to be whole blocks.
    pub fn open(path: &Path, block_size: u32) -> Result<Self, ImageError> {
        let unreadable = |error| ImageError::Unreadable(path.to_owned(), error);
        let mut file = File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(ImageError::Directory(path.to_owned()));
        }
        // Devices have no length, but an end.
        let size = file.seek(SeekFrom::End(0)).map_err(unreadable)?;
        if size == 0 {
            return Err(ImageError::Empty(path.to_owned()));
        }
        if !size.is_multiple_of(u64::from(block_size)) {
            return Err(ImageError::OddSize(path.to_owned(), size, block_size));
        }
        Ok(Self {
            source: Source::File(path.to_owned(), file),
            size,
        })
    }

    /// An image of `size` bytes: half of it zeros, half of it different everywhere and for every seed.
    pub fn made_up(size: u64, seed: u64) -> Self {
        Self {
            source: Source::MadeUp(seed),
            size,
        }
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads bytes at `offset`, all of which lie in the image.
    pub fn read_at(&mut self, offset: u64, bytes: &mut [u8]) -> Result<(), ImageError> {
        match &mut self.source {
            Source::File(path, file) => file
                .seek(SeekFrom::Start(offset))
                .and_then(|_| file.read_exact(bytes))
                .map_err(|error| ImageError::Unreadable(path.clone(), error)),
            Source::MadeUp(seed) => {
                for (at, word) in (offset..).step_by(8).zip(bytes.chunks_mut(8)) {
                    let written = mix(*seed ^ (at / PATCH)) & 1 == 1;
                    let value = if written { mix(*seed ^ mix(at)) } else { 0 };
                    word.copy_from_slice(&value.to_le_bytes()[..word.len()]);
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::File(path, _) => write!(f, "image {}: {} bytes", path.display(), self.size),
            Source::MadeUp(seed) => {
                write!(f, "image made up from seed {seed}: {} bytes", self.size)
            }
        }
    }
}

/// The finaliser of `SplitMix64`.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}
