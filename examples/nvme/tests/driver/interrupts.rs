//! Messages and the line; queues and processors.

use miniport_sim::device::nvme::Nvme;
use miniport_sim::testing::pattern;
use miniport_sim::{InterruptResources, Role};

use crate::fixture::{Bench, Plan};

/// Many requests at the same time.
fn crowd(bench: &Bench) {
    let disk = bench.disk();
    let block = bench.block();
    let data = |index: u64| {
        let lengths = [1, 8, 3, 9, 16, 2, 7];
        let blocks = lengths
            .into_iter()
            .cycle()
            .nth(usize::try_from(index % 70).unwrap());
        pattern(block * blocks.unwrap(), index)
    };
    for round in 0..3 {
        let pending: Vec<_> = (0..60)
            .map(|index| disk.submit_write(index * 20, &data(index + round)).unwrap())
            .collect();
        for pending in pending {
            let completion = pending.wait().unwrap().0;
            assert!(completion.is_success(), "{completion}, {:?}", bench.plan);
        }
        let pending: Vec<_> = (0..60)
            .map(|index| {
                disk.submit_read(index * 20, data(index + round).len())
                    .unwrap()
            })
            .collect();
        for (index, pending) in (0..).zip(pending) {
            let (completion, back) = pending.wait().unwrap();
            assert!(completion.is_success(), "{completion}, {:?}", bench.plan);
            assert!(back == data(index + round), "{index}, {:?}", bench.plan);
        }
    }
}

#[test]
fn each_kind_of_interrupts_is_used() {
    for (interrupts, queues) in [
        (InterruptResources::Messages(5), 4),
        (InterruptResources::Messages(2), 1),
        (InterruptResources::Messages(1), 1),
        (InterruptResources::Line, 1),
        (InterruptResources::SharedLine, 1),
    ] {
        for seed in 0..10 {
            let plan = Plan {
                interrupts,
                ..Plan::seed(seed)
            };
            let bench = plan.model();
            crowd(&bench);
            assert_eq!(bench.nvme().io_queues(), queues);
            let report = bench.machine.report();
            let by_line = !matches!(interrupts, InterruptResources::Messages(_));
            assert_eq!(report.calls_of(Role::HwInterrupt) > 0, by_line);
            assert_eq!(
                report.calls_of(Role::HwMessageSignaledInterrupt) > 0,
                !by_line
            );
            bench.finish();
        }
    }
}

#[test]
fn crowds_on_both_controllers() {
    Plan::on_both(2, crowd);
}

#[test]
fn small_queues_and_wide_doorbells_are_enough() {
    for (seed, entries, stride, queues) in
        [(1, 2, 0, 1), (2, 3, 4, 16), (3, 16, 8, 2), (4, 256, 1, 3)]
    {
        let plan = Plan {
            preemption: 30,
            ..Plan::seed(seed)
        };
        let builder = Nvme::builder()
            .namespace(plan.namespace())
            .queue_entries(entries)
            .doorbell_stride(stride)
            .io_queues(queues)
            .concurrency(3);
        let bench = plan.model_with(builder);
        crowd(&bench);
        bench.finish();
    }
}

#[test]
fn a_device_with_msi_alone_works() {
    for seed in 0..5 {
        let plan = Plan {
            interrupts: InterruptResources::Automatic,
            ..Plan::seed(seed)
        };
        let builder = Nvme::builder().namespace(plan.namespace()).msix(0).msi(2);
        let bench = plan.model_with(builder);
        crowd(&bench);
        bench.finish();
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let run = |seed| {
        let bench = Plan::seed(seed).model();
        crowd(&bench);
        bench.common.machine.shutdown().fingerprint
    };
    assert_eq!((run(1), run(2)), (run(1), run(2)));
    assert_ne!(run(1), run(2));
}
