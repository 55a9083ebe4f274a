//! What keeps the data of a namespace: memory that grows with what is written, a file, or anything that can seek.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Bytes of a piece of [`Memory`], and of a step in a long operation on a file.
const PIECE: usize = 4096;

/// Keeps bytes. What was never written and what was discarded reads as zero.
pub trait Backing {
    /// Reads at an offset.
    fn read(&mut self, offset: u64, into: &mut [u8]) -> io::Result<()>;

    /// Writes at an offset.
    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Forgets a range: it reads as zero afterwards.
    fn discard(&mut self, offset: u64, length: u64) -> io::Result<()>;

    /// Returns when everything that was written will survive.
    fn flush(&mut self) -> io::Result<()>;
}

/// Memory of this process; pieces that were never written take none.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pieces: BTreeMap<u64, Box<[u8]>>,
}

impl Memory {
    /// Zeroes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes of this process that it takes.
    #[must_use]
    pub fn allocated(&self) -> usize {
        self.pieces.len() * PIECE
    }
}

impl Backing for Memory {
    fn read(&mut self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        split(offset, into.len(), |piece, within, part| {
            match self.pieces.get(&piece) {
                Some(bytes) => {
                    into[part.clone()].copy_from_slice(&bytes[within..within + part.len()]);
                }
                None => into[part].fill(0),
            }
        });
        Ok(())
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        split(offset, bytes.len(), |piece, within, part| {
            let piece = self
                .pieces
                .entry(piece)
                .or_insert_with(|| vec![0; PIECE].into());
            piece[within..within + part.len()].copy_from_slice(&bytes[part]);
        });
        Ok(())
    }

    fn discard(&mut self, offset: u64, length: u64) -> io::Result<()> {
        let end = offset.saturating_add(length);
        let pieces: Vec<u64> = self
            .pieces
            .range(offset / PIECE as u64..end.div_ceil(PIECE as u64))
            .map(|(piece, _)| *piece)
            .collect();
        for piece in pieces {
            let start = piece * PIECE as u64;
            let from = offset.saturating_sub(start).min(PIECE as u64);
            let to = (end - start).min(PIECE as u64);
            if to - from == PIECE as u64 {
                self.pieces.remove(&piece);
            } else if let Some(bytes) = self.pieces.get_mut(&piece) {
                bytes[index(from)..index(to)].fill(0);
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A stream that can be read, written and moved in.
#[derive(Debug)]
pub struct Stream<T>(pub T);

impl<T: Read + Write + Seek> Backing for Stream<T> {
    fn read(&mut self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(offset))?;
        let mut done = 0;
        while done < into.len() {
            match self.0.read(&mut into[done..]) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        into[done..].fill(0);
        Ok(())
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(offset))?;
        self.0.write_all(bytes)
    }

    /// Writes zeroes where there is something else, so that holes of a file stay holes.
    fn discard(&mut self, offset: u64, length: u64) -> io::Result<()> {
        let length = length.min(self.0.seek(SeekFrom::End(0))?.saturating_sub(offset));
        let mut bytes = [0; PIECE];
        let mut done = 0;
        while done < length {
            let part = &mut bytes[..index((length - done).min(PIECE as u64))];
            self.read(offset + done, part)?;
            if part.iter().any(|&byte| byte != 0) {
                part.fill(0);
                self.0.seek(SeekFrom::Start(offset + done))?;
                self.0.write_all(part)?;
            }
            done += part.len() as u64;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Opens a file for reading and writing, and makes it if there is none.
///
/// # Errors
/// Those of the file system.
pub(super) fn open(path: &Path) -> io::Result<(Stream<File>, u64)> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    let length = file.metadata()?.len();
    Ok((Stream(file), length))
}

/// Visits a range of bytes by pieces: which piece, where in it, which part of the range.
fn split(offset: u64, length: usize, mut visit: impl FnMut(u64, usize, std::ops::Range<usize>)) {
    let mut done = 0;
    while done < length {
        let at = offset + done as u64;
        let within = index(at % PIECE as u64);
        let count = (PIECE - within).min(length - done);
        visit(at / PIECE as u64, within, done..done + count);
        done += count;
    }
}

/// A number below [`PIECE`], as an index.
fn index(value: u64) -> usize {
    usize::try_from(value).unwrap_or(PIECE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behaves(mut backing: impl Backing) {
        let mut bytes = [9; 10_000];
        backing.read(0, &mut bytes).unwrap();
        assert!(bytes.iter().all(|&byte| byte == 0));
        backing.write(1_000, &[7; 9_000]).unwrap();
        backing.discard(3_000, 6_000).unwrap();
        backing.discard(1 << 40, 1 << 40).unwrap();
        backing.flush().unwrap();
        backing.read(0, &mut bytes).unwrap();
        let expected = |at| {
            if (1_000..3_000).contains(&at) || at >= 9_000 {
                7
            } else {
                0
            }
        };
        assert!(
            bytes
                .iter()
                .enumerate()
                .all(|(at, &byte)| byte == expected(at))
        );
    }

    #[test]
    fn memory_behaves() {
        behaves(Memory::new());
    }

    #[test]
    fn streams_behave() {
        behaves(Stream(io::Cursor::new(Vec::new())));
    }

    #[test]
    fn discarded_memory_is_given_back() {
        let mut memory = Memory::new();
        memory.write(0, &[1; 3 * PIECE]).unwrap();
        memory.discard(1, 3 * PIECE as u64 - 1).unwrap();
        assert_eq!(memory.allocated(), PIECE);
    }
}
