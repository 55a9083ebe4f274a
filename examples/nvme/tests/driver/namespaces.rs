//! Namespaces that come, go and change.

use miniport_sim::device::nvme::{Namespace, Nvme};
use miniport_sim::testing::pattern;
use miniport_sim::{Address, Disk};

use crate::fixture::{Bench, INTERRUPTS, Plan};

/// The LUNs that the adapter has, after the scan that the driver asked for.
#[track_caller]
fn luns_after_change(bench: &Bench) -> Vec<u8> {
    bench.wait(1);
    assert!(
        bench.adapter.bus_changed(),
        "{:?} {:?} {:?}",
        bench.plan,
        bench.nvme().statistics(),
        bench.machine.log()
    );
    let disks = bench.adapter.rescan().unwrap();
    disks.iter().map(|disk| disk.address().lun).collect()
}

fn round(disk: &Disk, salt: u64) {
    let data = pattern(8 * disk.block_size() as usize, salt);
    disk.write(salt, &data).unwrap();
    let mut back = vec![0; data.len()];
    disk.read(salt, &mut back).unwrap();
    assert!(data == back);
}

#[test]
fn namespaces_are_units() {
    for plan in Plan::everywhere(1) {
        let builder = Nvme::builder()
            .namespace(Namespace::memory(2048))
            .namespace(Namespace::memory(4096).block_size(4096))
            .namespace(Namespace::memory(1000));
        let bench = plan.model_with(builder);
        let disks = bench.adapter.disks();
        let sizes: Vec<_> = disks
            .iter()
            .map(|disk| (disk.blocks(), disk.block_size()))
            .collect();
        assert_eq!(sizes, [(2048, 512), (512, 4096), (1000, 512)]);
        for (disk, salt) in disks.iter().zip(1..) {
            round(disk, salt);
        }
        let serials: Vec<_> = disks
            .iter()
            .map(|disk| disk.info().serial.clone())
            .collect();
        assert!(serials[0] != serials[1] && serials[1] != serials[2]);
        bench.finish();
    }
}

#[test]
fn namespaces_come_and_go() {
    for interrupts in INTERRUPTS {
        for seed in 0..5 {
            let bench = Plan {
                interrupts,
                ..Plan::seed(seed)
            }
            .model();
            bench.work(1);
            let id = bench.nvme().attach(Namespace::memory(512));
            assert_eq!(id, 2);
            assert_eq!(luns_after_change(&bench), [0, 1]);
            round(&bench.adapter.disks()[1], 3);
            bench
                .nvme()
                .attach_at(5, Namespace::memory(512).block_size(4096));
            bench.nvme().detach(2).unwrap();
            assert_eq!(luns_after_change(&bench), [0, 4]);
            let disk = bench.adapter.disk(Address::new(0, 0, 4)).unwrap();
            assert_eq!(disk.block_size(), 4096);
            round(&disk, 4);
            // Even unit 0 may go.
            bench.nvme().detach(1).unwrap();
            assert_eq!(luns_after_change(&bench), [4]);
            bench.finish();
        }
    }
}

#[test]
fn a_namespace_grows_and_changes_its_format() {
    for seed in 0..5 {
        let bench = Plan::seed(seed).model();
        bench.nvme().resize(1, 1 << 15);
        assert_eq!(luns_after_change(&bench), [0]);
        assert_eq!(bench.disk().blocks(), 1 << 15);
        bench.nvme().reformat(1, 4096);
        assert_eq!(luns_after_change(&bench), [0]);
        assert_eq!(bench.disk().block_size(), 4096);
        bench.work(2);
        bench.nvme().set_read_only(1, true);
        assert_eq!(luns_after_change(&bench), [0]);
        assert!(bench.disk().info().write_protected);
        bench.finish();
    }
}

#[test]
fn an_adapter_may_have_no_units() {
    let bench = Plan::default().model_with(Nvme::builder());
    assert!(bench.adapter.disks().is_empty());
    bench.nvme().attach(Namespace::memory(2048));
    assert_eq!(luns_after_change(&bench), [0]);
    bench.work(1);
    bench.finish();
}

#[test]
fn other_events_are_no_change() {
    let bench = Plan::default().model();
    bench.nvme().set_temperature(400);
    bench.nvme().set_critical_warning(1);
    bench.wait(1);
    assert!(!bench.adapter.bus_changed());
    assert!(bench.nvme().statistics().events > 0);
    let log = format!("{:?}", bench.machine.log());
    assert!(log.contains("critical_warning"), "{log}");
    bench.work(1);
    bench.finish();
}

#[test]
fn events_come_while_requests_run() {
    for interrupts in INTERRUPTS {
        for seed in 0..5 {
            let bench = Plan {
                interrupts,
                ..Plan::seed(seed)
            }
            .model();
            let disk = bench.disk();
            for round in 0..10 {
                let pending: Vec<_> = (0..20)
                    .map(|index| disk.submit_write(index * 8, &[round; 4096]).unwrap())
                    .collect();
                if round % 2 == 0 {
                    bench.nvme().attach_at(2, Namespace::memory(64));
                } else {
                    let _ = bench.nvme().detach(2);
                }
                for pending in pending {
                    assert!(pending.wait().unwrap().0.is_success());
                }
            }
            bench.wait(1);
            let disks = bench.adapter.rescan().unwrap();
            assert_eq!(disks.len(), 1, "{:?}", bench.plan);
            bench.finish();
        }
    }
}
