//! What only QEMU shows: a controller that nobody here wrote, with real images behind it.

use std::fs;

use miniport::scsi::{SenseKey, cdb};
use miniport_sim::Direction;
use miniport_sim::device::qemu::{Fault, Format, Operation};
use miniport_sim::testing::{ext4_image, run_tool};

use crate::fixture::{Bench, INTERRUPTS, Plan, Session, folder};

#[track_caller]
fn succeed(program: &str, arguments: &[&str]) -> Option<()> {
    let output = run_tool(program, arguments)?;
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    Some(())
}

/// Copies an image through the driver to a disk of QEMU, and back.
fn copy(plan: &Plan, format: Format) -> Option<()> {
    let (folder, name) = match format {
        Format::Qcow2 => (folder("qcow2"), "qcow2"),
        Format::Raw => (folder("raw"), "raw"),
    };
    let source = ext4_image(&folder, plan.blocks * plan.block as u64)?;
    let image = folder.join("disk");
    let size = (plan.blocks * plan.block as u64).to_string();
    succeed(
        "qemu-img",
        &["create", "-q", "-f", name, image.to_str()?, &size],
    )?;
    let bytes = fs::read(&source).unwrap();
    let copied = folder.join("copied.img");
    let session = Session::with_image(plan, folder, image, format)?;
    let bench = plan.qemu_with(session);
    let disk = bench.disk();
    disk.write(0, &bytes).unwrap();
    disk.flush().unwrap();
    let mut back = vec![0; bytes.len()];
    disk.read(0, &mut back).unwrap();
    assert!(back == bytes, "{plan:?}");
    drop(disk);
    bench.finish_with(|image| {
        let (image, copied) = (image.to_str().unwrap(), copied.to_str().unwrap());
        if format == Format::Qcow2 {
            succeed("qemu-img", &["check", "-q", image]);
        }
        succeed(
            "qemu-img",
            &["convert", "-f", name, "-O", "raw", image, copied],
        );
        assert!(fs::read(copied).unwrap() == bytes);
        succeed("e2fsck", &["-f", "-n", copied]);
    });
    Some(())
}

#[test]
fn a_file_system_goes_through_the_driver_and_back() {
    for interrupts in INTERRUPTS {
        for format in [Format::Raw, Format::Qcow2] {
            let plan = Plan {
                interrupts,
                blocks: 1 << 15,
                ..Plan::default()
            };
            if copy(&plan, format).is_none() {
                return;
            }
        }
    }
}

/// The sense key of a command for one block.
fn sense_key(bench: &Bench, direction: Direction, cdb: &[u8]) -> Option<u8> {
    let completion = bench.send(0, cdb, direction, &mut vec![1; bench.block()]);
    completion.sense_code().map(|(key, _, _)| key)
}

#[test]
fn errors_of_the_disk_reach_the_initiator() {
    for interrupts in INTERRUPTS {
        let plan = Plan {
            interrupts,
            ..Plan::default()
        };
        let Some(bench) = plan.qemu() else { return };
        bench.work(1);
        let faults = [
            Fault::every(Operation::Read).at_sector(200),
            Fault::every(Operation::Write).at_sector(300),
        ];
        bench.qemu().inject("ns1", "d0", &faults).unwrap();
        let medium = Some(SenseKey::MediumError as u8);
        let read = |lba| sense_key(&bench, Direction::In, &cdb::read_16(lba, 1));
        let write = |lba| sense_key(&bench, Direction::Out, &cdb::write_16(lba, 1));
        assert_eq!(read(200), medium);
        assert_eq!(write(300), medium);
        assert_eq!(read(201), None);
        assert_eq!(write(200), None);
        bench.qemu().inject("ns1", "d0", &[]).unwrap();
        assert_eq!(read(200), None);
        bench.work(2);
        bench.finish();
    }
}

#[test]
fn removal_while_requests_run() {
    for interrupts in INTERRUPTS {
        for seed in 0..2 {
            let plan = Plan {
                interrupts,
                timeout: 20,
                ..Plan::seed(seed)
            };
            let Some(bench) = plan.qemu() else { return };
            bench.work(1);
            let disk = bench.disk();
            let pending: Vec<_> = (0..20)
                .map(|index| disk.submit_write(index * 8, &[7; 4096]).unwrap())
                .collect();
            bench.qemu().remove("nvme0").unwrap();
            if seed == 0 {
                bench.adapter.surprise_remove().unwrap();
            }
            for pending in pending {
                let _ = pending.wait();
            }
            assert!(disk.read(0, &mut [0; 512]).is_err());
            drop(disk);
            bench.finish();
        }
    }
}
