//! What only QEMU shows: a controller that nobody here wrote, with real images behind it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use miniport::scsi::SenseKey;
use miniport_sim::Direction;
use miniport_sim::device::qemu::{Fault, Format, Operation};

use crate::fixture::{Bench, INTERRUPTS, Plan, Session, cdb16, folder, not_tested, pattern};

/// Runs a tool; `None`, and a word past the test harness, if it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<Output> {
    // Debian keeps these tools where a user's PATH may not lead.
    let path = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin";
    match Command::new(program)
        .args(arguments)
        .env("PATH", path)
        .output()
    {
        Ok(output) => Some(output),
        Err(error) => {
            not_tested(format!("`{program}`: {error}"));
            None
        }
    }
}

#[track_caller]
fn succeed(program: &str, arguments: &[&str]) -> Option<()> {
    let output = run(program, arguments)?;
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    Some(())
}

/// An ext4 image with files in it, of the plan's size.
fn ext4_image(folder: &Path, plan: &Plan) -> Option<PathBuf> {
    let files = folder.join("files");
    fs::create_dir_all(files.join("some/folders")).unwrap();
    fs::write(files.join("hello.txt"), "hello\n").unwrap();
    for index in 0..20 {
        let bytes = pattern(10_000 * index, index as u64);
        fs::write(files.join(format!("some/folders/file {index}")), bytes).unwrap();
    }
    let image = folder.join("ext4.img");
    let size = format!("{}K", plan.blocks * plan.block as u64 / 1024);
    succeed(
        "mke2fs",
        &[
            "-q",
            "-t",
            "ext4",
            "-d",
            files.to_str()?,
            image.to_str()?,
            &size,
        ],
    )?;
    Some(image)
}

/// Copies an image through the driver to a disk of QEMU, and back.
fn copy(plan: &Plan, format: Format) -> Option<()> {
    let (folder, name) = match format {
        Format::Qcow2 => (folder("qcow2"), "qcow2"),
        Format::Raw => (folder("raw"), "raw"),
    };
    let source = ext4_image(&folder, plan)?;
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

/// Sends READ or WRITE of one block and returns the sense key.
fn sense_key(bench: &Bench, opcode: u8, lba: u64) -> Option<u8> {
    let direction = if opcode == 0x88 {
        Direction::In
    } else {
        Direction::Out
    };
    let mut data = vec![1; bench.block()];
    let completion = bench.send(0, &cdb16(opcode, 0, lba, 1), direction, &mut data);
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
        assert_eq!(sense_key(&bench, 0x88, 200), medium);
        assert_eq!(sense_key(&bench, 0x8a, 300), medium);
        assert_eq!(sense_key(&bench, 0x88, 201), None);
        assert_eq!(sense_key(&bench, 0x8a, 200), None);
        bench.qemu().inject("ns1", "d0", &[]).unwrap();
        assert_eq!(sense_key(&bench, 0x88, 200), None);
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
