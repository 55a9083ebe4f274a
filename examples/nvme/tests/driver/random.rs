//! Random commands against a model of a disk, a `Vec<u8>`: many at the same time, on ranges that do not meet.

use miniport_sim::testing::{BLOCK_SIZES, FORMS, pattern, seeds};
use miniport_sim::{InterruptResources, SrbForm};

use crate::fixture::{INTERRUPTS, Plan};

/// How many parts the disk has; each has one command at a time.
const PARTS: u64 = 16;
/// Blocks of a part.
const PART: u64 = 300;

fn run(plan: &Plan, rounds: u32) {
    let bench = plan.model();
    let disk = bench.disk();
    let block = plan.block;
    let longest = (disk.longest_transfer() / block) as u64;
    let mut rng = fastrand::Rng::with_seed(plan.seed);
    let place = |lba: u64| usize::try_from(lba).unwrap() * block;
    let mut model = vec![0; place(PARTS * PART)];
    for _ in 0..rounds {
        let mut pending = Vec::new();
        for part in 0..PARTS {
            let start = rng.u64(0..PART);
            let length = rng.u64(1..=(PART - start).min(longest));
            let lba = part * PART + start;
            let range = place(lba)..place(lba + length);
            if rng.bool() {
                let data = pattern(range.len(), rng.u64(..));
                model[range].copy_from_slice(&data);
                pending.push((disk.submit_write(lba, &data).unwrap(), None));
            } else {
                let read = disk.submit_read(lba, range.len()).unwrap();
                pending.push((read, Some(range)));
            }
        }
        for (pending, range) in pending {
            let (completion, data) = pending.wait().unwrap();
            assert!(completion.is_success(), "{completion}, {plan:?}");
            if let Some(range) = range {
                assert!(data == model[range], "{plan:?}");
            }
        }
    }
    drop(disk);
    bench.finish();
}

#[test]
fn a_disk_keeps_what_it_was_given() {
    for plan in Plan::everywhere(3) {
        run(&plan, 4);
    }
}

/// The number of seeds is that of `NVME_SEEDS`, if it is set.
#[test]
fn many_seeds() {
    for seed in seeds("NVME_SEEDS", 60) {
        let pick = |list: u64, salt: u64| usize::try_from(seed / salt % list).unwrap();
        let plan = Plan {
            form: FORMS[pick(2, 1)],
            block: BLOCK_SIZES[pick(2, 2)],
            interrupts: INTERRUPTS[pick(5, 4)],
            processors: 1 + pick(5, 3),
            preemption: [0, 10, 20, 50, 90][pick(5, 2)],
            ..Plan::seed(1000 + seed)
        };
        run(&plan, 2);
    }
}

#[test]
fn one_processor_is_enough() {
    for seed in 0..4 {
        let plan = Plan {
            processors: 1,
            interrupts: InterruptResources::Automatic,
            form: SrbForm::Scsi,
            ..Plan::seed(seed)
        };
        run(&plan, 3);
    }
}
