//! Commands that overlap in time and share chunks, but not blocks: each lane has blocks of its own and a model of them.

use miniport::scsi::cdb;
use miniport_sim::testing::{BLOCK_SIZES, Bench, FORMS, pattern, seeds, unmap};
use miniport_sim::{Direction, Disk, Machine, Pending};

use crate::fixture::{start, start_on};

const LANES: u64 = 7;
/// Blocks of a lane: lanes begin and end inside of chunks.
const BLOCKS: u32 = 150;

/// Some blocks, what is on them, and the command that runs on them.
struct Lane {
    lba: u64,
    block: usize,
    bytes: Vec<u8>,
    running: Option<(Pending, bool)>,
}

impl Lane {
    /// Ends the command that runs: it must have succeeded, and a read must have read what was there.
    fn finish(&mut self) {
        let Some((pending, reads)) = self.running.take() else {
            return;
        };
        let (completion, data) = pending.wait().unwrap();
        assert!(completion.is_success(), "{completion}");
        assert!(!reads || data == self.bytes, "lane at {}", self.lba);
    }

    /// Begins some command on all or some of the blocks.
    fn begin(&mut self, disk: &Disk, rng: &mut fastrand::Rng) {
        let first = rng.u32(0..BLOCKS);
        let count = rng.u32(1..=BLOCKS - first);
        let lba = self.lba + u64::from(first);
        let start = first as usize * self.block;
        let range = start..start + count as usize * self.block;
        let pending = match rng.u8(0..6) {
            0..=1 => disk
                .submit_read(self.lba, self.bytes.len())
                .map(|pending| (pending, true)),
            2..=3 => {
                let data = pattern(range.len(), rng.u64(..));
                self.bytes[range].copy_from_slice(&data);
                disk.submit_write(lba, &data)
                    .map(|pending| (pending, false))
            }
            4 => {
                let data = pattern(self.block, rng.u64(..));
                for place in self.bytes[range].chunks_mut(self.block) {
                    place.copy_from_slice(&data);
                }
                let pending = disk.submit(&cdb::write_same_16(lba, count), Direction::Out, &data);
                pending.map(|pending| (pending, false))
            }
            _ => {
                self.bytes[range].fill(0);
                let (cdb, list) = unmap(&[(lba, count)]);
                disk.submit(&cdb, Direction::Out, &list)
                    .map(|pending| (pending, false))
            }
        };
        self.running = Some(pending.unwrap());
    }
}

/// Runs commands in all lanes, and compares the disk with their models at the end.
fn run(bench: Bench, block: usize, seed: u64, commands: u32) {
    let disk = bench.disk();
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut lanes: Vec<_> = (0..LANES)
        .map(|lane| Lane {
            lba: lane * u64::from(BLOCKS),
            block,
            bytes: vec![0; BLOCKS as usize * block],
            running: None,
        })
        .collect();
    for _ in 0..commands {
        let lane = rng.choice(&mut lanes).unwrap();
        lane.finish();
        lane.begin(&disk, &mut rng);
    }
    lanes.iter_mut().for_each(Lane::finish);
    for lane in &lanes {
        assert!(bench.read(lane.lba, BLOCKS) == lane.bytes, "seed {seed}");
    }
    bench.finish();
}

#[test]
fn commands_in_parallel_do_not_disturb_each_other() {
    for form in FORMS {
        for block in BLOCK_SIZES {
            for seed in 0..12 {
                let bench = start(seed, form, &format!("lun=8M,{block}"));
                run(bench, block, seed, 150);
            }
        }
    }
}

/// On one to four processors, which are preempted as often as the seed says. `RAMDISK_SEEDS` says how many.
#[test]
fn many_seeds() {
    for seed in seeds("RAMDISK_SEEDS", 40) {
        let pick = |list: u64, salt: u64| usize::try_from(seed / salt % list).unwrap();
        let machine = Machine::builder(seed)
            .processors(1 + pick(4, 4))
            .preemption([0, 10, 50, 90][pick(4, 1)])
            .build();
        let block = BLOCK_SIZES[pick(2, 2)];
        let bench = start_on(machine, FORMS[pick(2, 3)], &format!("lun=8M,{block}"));
        run(bench, block, seed, 40);
    }
}
