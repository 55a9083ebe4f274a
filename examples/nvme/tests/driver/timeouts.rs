//! Commands that do not come back, and controllers that do not either.

use miniport_sim::SrbForm;
use miniport_sim::device::nvme::{Effect, Fault, Nvme, Operation, Stuck};
use miniport_sim::testing::pattern;

use crate::fixture::{Bench, INTERRUPTS, Plan, load};

/// With a fault in its way, data gets there all the same.
fn survives(fault: &Fault, after: impl Fn(&Bench)) {
    for interrupts in INTERRUPTS {
        for seed in 0..6 {
            let form = if seed % 2 == 0 {
                SrbForm::Scsi
            } else {
                SrbForm::Storage
            };
            let plan = Plan {
                form,
                interrupts,
                timeout: 20,
                ..Plan::seed(seed)
            };
            let bench = plan.model();
            bench.work(1);
            bench.machine.tolerate_resets();
            bench.nvme().inject(fault.clone());
            let disk = bench.disk();
            let data = pattern(1 << 20, seed);
            disk.write(8, &data)
                .unwrap_or_else(|error| panic!("{error}, {plan:?}, {}", bench.machine.report()));
            let mut back = vec![0; data.len()];
            disk.read(8, &mut back).unwrap();
            assert!(data == back, "{plan:?}");
            after(&bench);
            bench.work(2);
            bench.finish();
        }
    }
}

#[test]
fn a_command_that_hangs_is_aborted() {
    survives(
        &Fault::new(Operation::Write, Effect::Hang).after(2),
        |bench| {
            let statistics = bench.nvme().statistics();
            assert_eq!(
                (statistics.aborted, statistics.resets),
                (1, 1),
                "{:?}",
                bench.plan
            );
        },
    );
}

#[test]
fn a_lost_completion_ends_with_a_reset() {
    survives(
        &Fault::new(Operation::Write, Effect::Lose).after(2),
        |bench| {
            assert_eq!(bench.nvme().statistics().resets, 2, "{:?}", bench.plan);
        },
    );
}

#[test]
fn a_completion_with_a_wrong_name_ends_with_a_reset() {
    survives(
        &Fault::new(Operation::Read, Effect::Misname(0xfefe)).after(3),
        |bench| {
            assert!(bench.nvme().statistics().resets >= 2, "{:?}", bench.plan);
        },
    );
}

#[test]
fn a_lost_interrupt_is_made_up_for() {
    survives(
        &Fault::new(Operation::Read, Effect::Silent).after(3),
        |_| {},
    );
}

#[test]
fn many_commands_hang() {
    survives(&Fault::new(Operation::Io, Effect::Hang).times(7), |bench| {
        assert!(bench.nvme().statistics().aborted >= 7, "{:?}", bench.plan);
    });
}

#[test]
fn a_controller_that_fails_is_reset() {
    survives(
        &Fault::new(Operation::Write, Effect::Fatal).after(1),
        |bench| {
            assert!(bench.nvme().statistics().resets >= 2, "{:?}", bench.plan);
        },
    );
}

#[test]
fn an_abort_that_hangs_ends_with_a_reset() {
    for seed in 0..6 {
        let plan = Plan {
            timeout: 20,
            ..Plan::seed(seed)
        };
        let bench = plan.model();
        bench.machine.tolerate_resets();
        bench
            .nvme()
            .inject(Fault::new(Operation::Write, Effect::Hang));
        bench
            .nvme()
            .inject(Fault::new(Operation::AdminOpcode(0x08), Effect::Hang));
        bench.work(1);
        assert!(bench.nvme().statistics().resets >= 2);
        bench.finish();
    }
}

#[test]
fn storport_may_reset_the_bus_at_any_time() {
    for interrupts in INTERRUPTS {
        for seed in 0..10 {
            let plan = Plan {
                interrupts,
                ..Plan::seed(seed)
            };
            let bench = plan.model();
            let disk = bench.disk();
            let data = pattern(8 * 512, seed);
            let pending: Vec<_> = (0..40)
                .map(|index| disk.submit_write(index * 8, &data).unwrap())
                .collect();
            bench.adapter.reset().unwrap();
            bench.adapter.reset().unwrap();
            for pending in pending {
                assert!(pending.wait().unwrap().0.is_success());
            }
            for index in 0..40 {
                assert!(bench.read(index * 8, 8) == data);
            }
            bench.finish();
        }
    }
}

#[test]
fn requests_for_a_reset_are_answered() {
    use miniport::ffi;
    use miniport_sim::Address;
    for function in [
        ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT,
        ffi::SRB_FUNCTION_RESET_DEVICE,
        ffi::SRB_FUNCTION_RESET_BUS,
    ] {
        for seed in 0..4 {
            let bench = Plan::seed(seed).model();
            let disk = bench.disk();
            let pending: Vec<_> = (0..20)
                .map(|index| disk.submit_write(index * 8, &[7; 4096]).unwrap())
                .collect();
            let completion = bench.adapter.send(Address::new(0, 0, 0), function).unwrap();
            assert!(completion.is_success(), "{completion}");
            for pending in pending {
                assert!(pending.wait().unwrap().0.is_success());
            }
            assert_eq!(bench.nvme().statistics().resets, 2);
            bench.work(1);
            bench.finish();
        }
    }
}

#[test]
fn a_controller_that_never_becomes_ready_is_no_adapter() {
    let plan = Plan::default();
    let (device, handle) = Nvme::builder().namespace(plan.namespace()).build();
    handle.stick(Stuck::Enabling);
    let machine = plan.machine().build();
    let driver = load(&machine);
    assert!(
        machine
            .add_pci_adapter(&driver, device, plan.options())
            .is_err()
    );
    machine.shutdown().assert_clean();
}

#[test]
fn a_controller_that_stays_away_after_a_reset_is_given_up() {
    let plan = Plan {
        timeout: 20,
        ..Plan::default()
    };
    let bench = plan.model();
    bench.work(1);
    bench.machine.tolerate_resets();
    bench.nvme().stick(Stuck::Enabling);
    bench
        .nvme()
        .inject(Fault::new(Operation::Read, Effect::Fatal));
    let mut data = [0; 512];
    // The driver asks for a scan, which finds no disk any more.
    let disk = bench.disk();
    assert!(disk.read(0, &mut data).is_err());
    assert!(disk.read(0, &mut data).is_err());
    bench.machine.run();
    assert!(bench.adapter.disks().is_empty());
    let machine = bench.common.machine;
    drop(bench.common.adapter);
    machine.shutdown().assert_clean();
}
