//! A controller that cannot be disabled, and still reads and writes memory: nobody else gets that memory before it is quiet. The simulator
//! looks: what a device does to the data of a request that has ended is a finding.

use miniport::ffi;
use miniport::scsi::cdb;
use miniport_sim::device::nvme::{Effect, Fault, Operation, Stuck};
use miniport_sim::{Address, Direction};

use crate::fixture::{INTERRUPTS, Plan};

/// The reset of a unit comes while a command takes longer than the controller may take to be disabled (`CAP.TO`, 10 s).
#[test]
fn requests_end_when_the_controller_is_quiet() {
    const LATE: u64 = 30_000_000_000;
    for (index, interrupts) in (0..).zip(INTERRUPTS) {
        for seed in [index, index + 5] {
            let plan = Plan {
                interrupts,
                timeout: 120,
                ..Plan::seed(seed)
            };
            let bench = plan.model();
            bench.work(1);
            let disk = bench.disk();
            for operation in [Operation::Read, Operation::Write] {
                bench
                    .nvme()
                    .inject(Fault::new(operation, Effect::Delay(LATE)));
            }
            bench.nvme().stick(Stuck::Disabling);
            let read = disk
                .submit(&cdb::read_16(0, 8), Direction::In, &[0; 4096])
                .unwrap();
            let write = disk.submit_write(8, &[7; 4096]).unwrap();
            bench.machine.advance(std::time::Duration::from_millis(1));
            let function = ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT;
            let _ = bench.adapter.send(Address::new(0, 0, 0), function).unwrap();
            // They were sent again, to a controller that works.
            assert!(read.wait().unwrap().0.is_success(), "{plan:?}");
            assert!(write.wait().unwrap().0.is_success(), "{plan:?}");
            bench.wait(60);
            assert!(bench.read(8, 8) == [7; 4096]);
            bench.work(2);
            bench.finish();
        }
    }
}

/// The same with a reset of the bus, which may not wait so long: what it leaves the work item ends.
#[test]
fn a_bus_reset_does_not_wait_for_a_controller_that_is_stuck() {
    for seed in 0..3 {
        let plan = Plan {
            timeout: 120,
            ..Plan::seed(seed)
        };
        let bench = plan.model();
        bench.work(1);
        let delay = Effect::Delay(30_000_000_000);
        bench.nvme().inject(Fault::new(Operation::Read, delay));
        bench.nvme().stick(Stuck::Disabling);
        let disk = bench.disk();
        let read = disk
            .submit(&cdb::read_16(0, 8), Direction::In, &[0; 4096])
            .unwrap();
        bench.machine.advance(std::time::Duration::from_millis(1));
        let _ = bench.adapter.reset();
        assert!(read.wait().unwrap().0.is_success(), "{plan:?}");
        bench.wait(60);
        bench.work(2);
        bench.finish();
    }
}
