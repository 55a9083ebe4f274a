//! Random commands against a model of a disk: a `Vec<u8>`.

use fastrand::Rng;
use miniport::scsi::cdb::{self, Cdb};
use miniport::scsi::{AdditionalSense, SenseKey};
use miniport_sim::testing::{
    BLOCK_SIZES, Bench, FORMS, assert_out_of_range, assert_sense, check_steps, pattern, unmap,
};
use miniport_sim::{Direction, SrbForm};

use crate::fixture::start;

/// The size of the disk: two chunks and a half.
const SIZE: usize = 640 << 10;

/// The size of commands that a block command comes in.
#[derive(Clone, Copy, Debug)]
enum Form {
    Ten,
    Twelve,
    Sixteen,
}

#[derive(Clone, Debug)]
enum Action {
    Read {
        form: Form,
        lba: u64,
        blocks: u32,
    },
    Write {
        form: Form,
        lba: u64,
        blocks: u32,
        salt: u64,
    },
    WriteSame {
        lba: u64,
        blocks: u32,
        salt: Option<u64>,
        unmap: bool,
    },
    Unmap {
        ranges: Vec<(u64, u32)>,
    },
    Verify {
        lba: u64,
        blocks: u32,
        flip: Option<usize>,
    },
}

/// A place in or around a disk of `end` blocks, the interesting ones often.
fn place(rng: &mut Rng, end: u64) -> (u64, u32) {
    let lba = match rng.u8(0..12) {
        0..8 => rng.u64(0..end),
        8..10 => rng.u64(end - 40..end + 2),
        10 => u64::from(u32::MAX),
        _ => *rng.choice(&[u64::MAX, u64::MAX - 7, 1 << 63]).unwrap(),
    };
    let blocks = match rng.u8(0..11) {
        0..8 => rng.u32(0..64),
        8..10 => rng.u32(0..160),
        _ => u32::MAX,
    };
    (lba, blocks)
}

fn action(rng: &mut Rng, end: u64) -> Action {
    let (lba, blocks) = place(rng, end);
    let form = *rng
        .choice(&[Form::Ten, Form::Twelve, Form::Sixteen])
        .unwrap();
    match rng.u8(0..12) {
        0..3 => Action::Read { form, lba, blocks },
        3..7 => Action::Write {
            form,
            lba,
            blocks,
            salt: rng.u64(..),
        },
        7..9 => Action::WriteSame {
            lba,
            blocks,
            salt: rng.bool().then(|| rng.u64(..)),
            unmap: rng.bool(),
        },
        9..11 => Action::Unmap {
            ranges: (0..rng.u8(0..6)).map(|_| place(rng, end)).collect(),
        },
        _ => Action::Verify {
            lba,
            blocks,
            flip: rng.bool().then(|| rng.usize(..)),
        },
    }
}

/// READ in the wanted form if its fields are wide enough.
fn read(form: Form, lba: u64, blocks: u32) -> Cdb {
    match (form, u32::try_from(lba), u16::try_from(blocks)) {
        (Form::Ten, Ok(lba), Ok(blocks)) => cdb::read_10(lba, blocks),
        (Form::Twelve, Ok(lba), _) => cdb::read_12(lba, blocks),
        _ => cdb::read_16(lba, blocks),
    }
}

/// The same for WRITE.
fn write(form: Form, lba: u64, blocks: u32) -> Cdb {
    match (form, u32::try_from(lba), u16::try_from(blocks)) {
        (Form::Ten, Ok(lba), Ok(blocks)) => cdb::write_10(lba, blocks),
        (Form::Twelve, Ok(lba), _) => cdb::write_12(lba, blocks),
        _ => cdb::write_16(lba, blocks),
    }
}

/// A disk and what should be on it.
struct Model<'b> {
    bench: &'b Bench,
    block: usize,
    bytes: Vec<u8>,
}

impl Model<'_> {
    /// The bytes of a range, if it lies on the disk.
    fn range(&self, lba: u64, blocks: u32) -> Option<std::ops::Range<usize>> {
        let block = u128::try_from(self.block).ok()?;
        let start = usize::try_from(u128::from(lba) * block).ok()?;
        let end = usize::try_from((u128::from(lba) + u128::from(blocks)) * block).ok()?;
        (end <= self.bytes.len()).then_some(start..end)
    }

    /// The same, where no blocks are all that follow.
    fn range_or_rest(&self, lba: u64, blocks: u32) -> Option<std::ops::Range<usize>> {
        match blocks {
            0 => self
                .range(lba, 0)
                .map(|range| range.start..self.bytes.len()),
            blocks => self.range(lba, blocks),
        }
    }

    fn apply(&mut self, action: &Action) {
        match *action {
            Action::Read { form, lba, blocks } => {
                let cdb = read(form, lba, blocks);
                match self.range(lba, blocks) {
                    Some(range) if range.is_empty() => {
                        assert!(self.bench.command(&cdb).is_success());
                    }
                    Some(range) => assert!(self.bench.ask(&cdb, range.len()) == self.bytes[range]),
                    None => assert_out_of_range(&self.bench.send(
                        0,
                        &cdb,
                        Direction::In,
                        &mut vec![0; self.block],
                    )),
                }
            }
            Action::Write {
                form,
                lba,
                blocks,
                salt,
            } => {
                let cdb = write(form, lba, blocks);
                match self.range(lba, blocks) {
                    Some(range) => {
                        let data = pattern(range.len(), salt);
                        assert!(self.bench.give(&cdb, &data).is_success());
                        self.bytes[range].copy_from_slice(&data);
                    }
                    None => assert_out_of_range(&self.bench.give(&cdb, &vec![1; self.block])),
                }
            }
            Action::WriteSame {
                lba,
                blocks,
                salt,
                unmap,
            } => {
                let flags = u8::from(unmap) << 3 | u8::from(salt.is_none());
                let cdb = cdb::write_same_16(lba, blocks).with(1, flags);
                let data =
                    salt.map_or_else(|| vec![0; self.block], |salt| pattern(self.block, salt));
                let completion = match salt {
                    Some(_) => self.bench.give(&cdb, &data),
                    None => self.bench.command(&cdb),
                };
                match self.range_or_rest(lba, blocks) {
                    Some(range) => {
                        assert!(completion.is_success(), "{completion}");
                        self.bytes[range]
                            .chunks_mut(self.block)
                            .for_each(|place| place.copy_from_slice(&data));
                    }
                    None => assert_out_of_range(&completion),
                }
            }
            Action::Unmap { ref ranges } => self.unmap(ranges),
            Action::Verify { lba, blocks, flip } => {
                let cdb = cdb::verify_16(lba, blocks).with(1, cdb::CHECK_ALL);
                let Some(range) = self.range(lba, blocks) else {
                    return assert_out_of_range(&self.bench.give(&cdb, &vec![1; self.block]));
                };
                let mut data = self.bytes[range].to_vec();
                match flip.filter(|_| !data.is_empty()) {
                    None => assert!(self.bench.give(&cdb, &data).is_success()),
                    Some(index) => {
                        let at = index % data.len();
                        data[at] ^= 0x80;
                        let code = AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION;
                        let sense =
                            assert_sense(&self.bench.give(&cdb, &data), SenseKey::Miscompare, code);
                        assert_eq!(sense.information, Some(lba + (at / self.block) as u64));
                    }
                }
            }
        }
    }

    fn unmap(&mut self, ranges: &[(u64, u32)]) {
        let (cdb, list) = unmap(ranges);
        let completion = self.bench.give(&cdb, &list);
        let inside: Option<Vec<_>> = ranges
            .iter()
            .map(|&(lba, blocks)| self.range(lba, blocks))
            .collect();
        match inside {
            None => assert_out_of_range(&completion),
            Some(inside) => {
                assert!(completion.is_success(), "{completion}");
                for range in inside {
                    self.bytes[range].fill(0);
                }
            }
        }
    }

    /// The whole disk is as it should be.
    fn check(&self) {
        let part = 128 << 10;
        for (index, expected) in self.bytes.chunks(part).enumerate() {
            let lba = (index * part / self.block) as u64;
            let blocks = u32::try_from(expected.len() / self.block).unwrap();
            assert!(self.bench.read(lba, blocks) == expected, "part {index}");
        }
    }
}

fn run(seed: u64, form: SrbForm, block: usize, actions: &[Action]) {
    let bench = start(seed, form, &format!("lun={SIZE},{block}"));
    let mut model = Model {
        bench: &bench,
        block,
        bytes: vec![0; SIZE],
    };
    for action in actions {
        model.apply(action);
    }
    model.check();
    bench.finish();
}

fn form(seed: u64) -> SrbForm {
    FORMS[usize::from(seed % 2 == 1)]
}

#[test]
fn a_disk_is_its_model() {
    for block in BLOCK_SIZES {
        let end = (SIZE / block) as u64;
        check_steps(
            200,
            |rng| action(rng, end),
            |seed, actions| run(seed, form(seed), block, actions),
        );
    }
}

/// Any command at all is answered, and leaves the machine in order.
#[test]
fn any_command_is_answered() {
    let command = |rng: &mut Rng| {
        let cdb: Vec<u8> = (0..rng.u8(1..=16)).map(|_| rng.u8(..)).collect();
        (cdb, rng.usize(0..2048), rng.bool(), rng.u8(0..3))
    };
    check_steps(200, command, |seed, commands| {
        let bench = start(seed, form(seed), "lun=1M;lun=8K,4096,eject");
        for (cdb, length, out, lun) in commands {
            let direction = match (length, out) {
                (0, _) => Direction::None,
                (_, true) => Direction::Out,
                (_, false) => Direction::In,
            };
            let completion = bench.send(*lun, cdb, direction, &mut vec![0x5a; *length]);
            assert!(completion.transferred as usize <= *length);
        }
        bench.finish();
    });
}
