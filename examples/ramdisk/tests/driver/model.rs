//! Random commands against a model of a disk: a `Vec<u8>`.

use miniport::scsi::{AdditionalSense, SenseKey};
use miniport_sim::{Direction, SrbForm};
use proptest::prelude::*;

use crate::fixture::{
    Bench, assert_out_of_range, assert_sense, cdb10, cdb12, cdb16, pattern, unmap,
};

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
        flip: Option<prop::sample::Index>,
    },
}

/// Places in and around a disk of `end` blocks, the interesting ones often.
fn places(end: u64) -> impl Strategy<Value = (u64, u32)> {
    let lba = prop_oneof![
        8 => 0..end,
        2 => end.saturating_sub(40)..end + 2,
        1 => Just(u64::from(u32::MAX)),
        1 => prop::sample::select(vec![u64::MAX, u64::MAX - 7, 1 << 63]),
    ];
    let blocks = prop_oneof![8 => 0_u32..64, 2 => 0..160_u32, 1 => Just(u32::MAX)];
    (lba, blocks)
}

fn action(end: u64) -> impl Strategy<Value = Action> {
    let form = prop::sample::select(vec![Form::Ten, Form::Twelve, Form::Sixteen]);
    prop_oneof![
        3 => (form.clone(), places(end)).prop_map(|(form, (lba, blocks))| Action::Read { form, lba, blocks }),
        4 => (form, places(end), any::<u64>())
            .prop_map(|(form, (lba, blocks), salt)| Action::Write { form, lba, blocks, salt }),
        2 => (places(end), any::<Option<u64>>(), any::<bool>())
            .prop_map(|((lba, blocks), salt, unmap)| Action::WriteSame { lba, blocks, salt, unmap }),
        2 => prop::collection::vec(places(end), 0..6).prop_map(|ranges| Action::Unmap { ranges }),
        1 => (places(end), any::<Option<prop::sample::Index>>())
            .prop_map(|((lba, blocks), flip)| Action::Verify { lba, blocks, flip }),
    ]
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

    /// A command with the given opcodes for 10, 12 and 16 bytes, in the wanted form if its fields are wide enough.
    fn cdb(form: Form, codes: [u8; 3], lba: u64, blocks: u32) -> Vec<u8> {
        match (form, u32::try_from(lba), u16::try_from(blocks)) {
            (Form::Ten, Ok(lba), Ok(blocks)) => cdb10(codes[0], 0, lba, blocks).to_vec(),
            (Form::Twelve, Ok(lba), _) => cdb12(codes[1], 0, lba, blocks).to_vec(),
            _ => cdb16(codes[2], 0, lba, blocks).to_vec(),
        }
    }

    fn apply(&mut self, action: &Action) {
        match *action {
            Action::Read { form, lba, blocks } => {
                let cdb = Self::cdb(form, [0x28, 0xa8, 0x88], lba, blocks);
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
                let cdb = Self::cdb(form, [0x2a, 0xaa, 0x8a], lba, blocks);
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
                let cdb = cdb16(0x93, flags, lba, blocks);
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
            Action::Unmap { ref ranges } => {
                let (cdb, list) = unmap(ranges);
                let completion = self.bench.give(&cdb, &list);
                let total: u64 = ranges.iter().map(|&(_, blocks)| u64::from(blocks)).sum();
                let inside: Option<Vec<_>> = ranges
                    .iter()
                    .map(|&(lba, blocks)| self.range(lba, blocks))
                    .collect();
                match inside {
                    _ if total > u64::from(u32::MAX) => {
                        let code = AdditionalSense::INVALID_FIELD_IN_PARAMETER_LIST;
                        assert_sense(&completion, SenseKey::IllegalRequest, code);
                    }
                    None => assert_out_of_range(&completion),
                    Some(inside) => {
                        assert!(completion.is_success(), "{completion}");
                        for range in inside {
                            self.bytes[range].fill(0);
                        }
                    }
                }
            }
            Action::Verify { lba, blocks, flip } => {
                let cdb = cdb16(0x8f, 2, lba, blocks);
                let Some(range) = self.range(lba, blocks) else {
                    return assert_out_of_range(&self.bench.give(&cdb, &vec![1; self.block]));
                };
                let mut data = self.bytes[range].to_vec();
                match flip.filter(|_| !data.is_empty()) {
                    None => assert!(self.bench.give(&cdb, &data).is_success()),
                    Some(index) => {
                        let at = index.index(data.len());
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

    /// The whole disk is as it should be.
    fn check(&self) {
        let part = 128 << 10;
        for (index, expected) in self.bytes.chunks(part).enumerate() {
            let lba = (index * part / self.block) as u64;
            let blocks = u32::try_from(expected.len() / self.block).unwrap();
            assert!(
                self.bench.read(lba, blocks, self.block) == expected,
                "part {index}"
            );
        }
    }
}

fn run(seed: u64, form: SrbForm, block: usize, actions: &[Action]) {
    let bench = Bench::new(seed, form, &format!("lun={SIZE},{block}"));
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

fn forms() -> impl Strategy<Value = SrbForm> {
    prop::sample::select(vec![SrbForm::Scsi, SrbForm::Storage])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_disk_of_512_byte_blocks_is_its_model(
        seed: u64,
        form in forms(),
        actions in prop::collection::vec(action((SIZE / 512) as u64), 1..60),
    ) {
        run(seed, form, 512, &actions);
    }

    #[test]
    fn a_disk_of_4096_byte_blocks_is_its_model(
        seed: u64,
        form in forms(),
        actions in prop::collection::vec(action((SIZE / 4096) as u64), 1..60),
    ) {
        run(seed, form, 4096, &actions);
    }

    /// Any command at all is answered, and leaves the machine in order.
    #[test]
    fn any_command_is_answered(
        seed: u64,
        form in forms(),
        commands in prop::collection::vec((prop::collection::vec(any::<u8>(), 1..=16), 0_usize..2048, any::<bool>(), 0_u8..3), 1..40),
    ) {
        let bench = Bench::new(seed, form, "lun=1M;lun=8K,4096,eject");
        for (cdb, length, out, lun) in commands {
            let direction = match (length, out) {
                (0, _) => Direction::None,
                (_, true) => Direction::Out,
                (_, false) => Direction::In,
            };
            let completion = bench.send(lun, &cdb, direction, &mut vec![0x5a; length]);
            prop_assert!(completion.transferred as usize <= length);
        }
        bench.finish();
    }
}
