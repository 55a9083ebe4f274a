//! Crash dumps: Windows loads the driver a second time and polls it, from a system that runs and from one that hangs.

use std::fs;

use miniport_sim::device::nvme::{Effect, Fault, Operation, Stuck};
use miniport_sim::device::qemu::Format;
use miniport_sim::testing::pattern;
use miniport_sim::{DumpError, Role};

use crate::fixture::{Bench, Device, Plan, Session, folder};

/// Where the dump lies, and its bytes: some requests, the last one short.
const LBA: u64 = 1000;
const DUMP: usize = 5 * (64 << 10) + 4096;

/// The system works, and has requests with the controller.
fn load(bench: &Bench) -> Vec<miniport_sim::Pending> {
    bench.work(1);
    let disk = bench.disk();
    (0..24)
        .map(|index| disk.submit_write(index * 16, &[7; 8192]).unwrap())
        .collect()
}

/// The machine stands still, no rule was broken, and the dump is on the medium of the controller in this process.
#[track_caller]
fn is_written(bench: Bench, dump: &[u8]) {
    let plan = bench.plan.clone();
    let report = bench.machine.report();
    assert!(report.is_clean(), "{plan:?}: {report}");
    assert!(bench.machine.is_halted());
    for role in [
        Role::DumpHwFindAdapter,
        Role::DumpHwStartIo,
        Role::DumpHwInterrupt,
    ] {
        let callback = report
            .callbacks
            .iter()
            .find(|callback| callback.role == role);
        assert_eq!(
            callback.map(|callback| callback.irql),
            Some((15, 15)),
            "{role}"
        );
    }
    let Device::Model(nvme) = &bench.device else {
        panic!("this is for the controller in this process");
    };
    let mut back = vec![0; dump.len()];
    nvme.read_durable(1, LBA, &mut back).unwrap();
    assert!(back == dump, "{plan:?}");
    assert_eq!(nvme.mistakes(), [], "{plan:?}");
    let report = bench.common.machine.shutdown();
    assert!(report.is_clean(), "{plan:?}: {report}");
}

#[test]
fn a_dump_from_a_running_system_comes_back_byte_for_byte() {
    for plan in Plan::everywhere(2) {
        let bench = plan.model();
        let pending = load(&bench);
        let dump = pattern(DUMP, plan.seed);
        let address = bench.disk().address();
        bench.adapter.crash_dump(address, LBA, &dump).unwrap();
        drop(pending);
        is_written(bench, &dump);
    }
}

#[test]
fn a_dump_from_a_hung_system_comes_back_byte_for_byte() {
    let mut hung = 0;
    for plan in Plan::everywhere(3) {
        let bench = plan.model();
        let pending = load(&bench);
        // Inside of a callback, with a lock that nobody will release, and commands in the controller.
        hung += u32::from(bench.adapter.hang());
        let dump = pattern(DUMP, plan.seed);
        let address = bench.disk().address();
        bench.adapter.crash_dump(address, LBA, &dump).unwrap();
        drop(pending);
        is_written(bench, &dump);
    }
    assert!(hung > 30, "{hung} systems were stopped with a lock held");
}

#[test]
fn a_controller_that_hangs_is_reset_for_the_dump() {
    for plan in Plan::everywhere(1) {
        let bench = plan.model();
        bench.work(1);
        let disk = bench.disk();
        bench
            .nvme()
            .inject(Fault::new(Operation::Write, Effect::Hang).times(3));
        let pending: Vec<_> = (0..6)
            .map(|index| disk.submit_write(index * 16, &[7; 8192]).unwrap())
            .collect();
        bench.machine.advance(std::time::Duration::from_millis(5));
        assert!(bench.nvme().outstanding() >= 3, "{plan:?}");
        bench.nvme().clear_faults();
        let dump = pattern(DUMP, plan.seed);
        let address = disk.address();
        bench.adapter.crash_dump(address, LBA, &dump).unwrap();
        drop((disk, pending));
        is_written(bench, &dump);
    }
}

#[test]
fn a_controller_that_is_stuck_or_gone_gives_no_dump_and_breaks_no_rule() {
    for what in 0..3 {
        let plan = Plan::seed(what);
        let bench = plan.model();
        bench.work(1);
        match what {
            0 => bench.nvme().stick(Stuck::Enabling),
            1 => bench.nvme().stick(Stuck::Disabling),
            _ => bench.nvme().remove(),
        }
        let address = bench.disk().address();
        let error = bench.adapter.crash_dump(address, LBA, &pattern(4096, 1));
        assert!(
            matches!(error, Err(DumpError::Load(_))),
            "{what}: {error:?}"
        );
        let report = bench.common.machine.shutdown();
        assert!(report.is_clean(), "{what}: {report}");
    }
}

#[test]
fn errors_of_the_medium_end_the_dump() {
    let plan = Plan::default();
    let bench = plan.model();
    bench.work(1);
    bench.nvme().set_read_only(1, true);
    let address = bench.disk().address();
    let error = bench.adapter.crash_dump(address, LBA, &pattern(4096, 1));
    assert!(
        matches!(&error, Err(DumpError::Failed { command: "WRITE", completion }) if completion.sense_code().is_some()),
        "{error:?}"
    );
    assert!(bench.common.machine.shutdown().is_clean());
}

#[test]
fn a_hibernation_file_comes_back_and_the_system_goes_on() {
    let hibernate = |bench: &Bench| {
        for round in 0..2 {
            let pending = load(bench);
            let file = pattern(DUMP, round + bench.plan.seed);
            let address = bench.disk().address();
            let back = bench.adapter.hibernate(address, LBA, &file);
            assert!(back.as_ref() == Ok(&Some(file.clone())), "{:?}", bench.plan);
            for pending in pending {
                let (completion, _) = pending.wait().unwrap();
                assert!(completion.is_success(), "{completion}, {:?}", bench.plan);
            }
            let blocks = u32::try_from(DUMP / bench.block()).unwrap();
            assert!(bench.read(LBA, blocks) == file, "{:?}", bench.plan);
        }
        bench.work(3);
    };
    Plan::on_both(1, hibernate);
}

#[test]
fn a_dump_is_read_through_the_driver_after_a_restart() {
    for hangs in [false, true] {
        let plan = Plan::default();
        let Some(session) = Session::start(&plan) else {
            return;
        };
        let bench = plan.qemu_with(session);
        let pending = load(&bench);
        if hangs {
            assert!(bench.adapter.hang());
        }
        let dump = pattern(DUMP, 9);
        let address = bench.disk().address();
        bench.adapter.crash_dump(address, LBA, &dump).unwrap();
        drop(pending);
        let report = bench.machine.report();
        assert!(report.is_clean(), "{report}");
        let folder = folder("restarted");
        let image = folder.join("disk.img");
        let Bench { device, common, .. } = bench;
        assert!(common.machine.shutdown().is_clean());
        let Device::Qemu(session) = device else {
            unreachable!("this is QEMU's");
        };
        session.finish_with(|crashed| {
            fs::copy(crashed, &image).unwrap();
        });
        let session = Session::with_image(&plan, folder, image, Format::Raw);
        let bench = plan.qemu_with(session.expect("QEMU is installed"));
        let mut back = vec![0; dump.len()];
        bench.disk().read(LBA, &mut back).unwrap();
        assert!(back == dump, "hangs: {hangs}");
        bench.finish();
    }
}
