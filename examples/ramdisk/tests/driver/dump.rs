//! Dump mode: a unit with the option `dump` takes crash dumps, in memory that the running adapter has left; the others do not.
//!
//! An adapter that was running in a crash never ends, and keeps its name: the driver knows 64 of them, so that few systems crash here.

use miniport::ffi;
use miniport::scsi::cdb;
use miniport_sim::testing::{BLOCK_SIZES, Bench, FORMS, assert_invalid_field, pattern, unmap};
use miniport_sim::{Address, Direction, DumpError, Machine, Role, SrbForm};

use crate::fixture::{everywhere, start, start_on};

const LBA: u32 = 64;
/// Several requests, and no number of them.
const DUMP: usize = 5 * (64 << 10) + 4096;

/// Two units, the second of which takes dumps.
fn arguments(block: usize) -> String {
    format!("lun=1M;lun=4M,dump,{block}")
}

/// The unit that takes dumps.
fn dump_unit(bench: &Bench) -> Address {
    let disks = bench.adapter.disks();
    let unit = disks.iter().find(|disk| disk.address().lun == 1);
    unit.expect("LUN 1 was found").address()
}

/// Crashes with requests on both units, and compares the dump, and what lay beside it.
fn crash(bench: &Bench, seed: u64, block: usize, hangs: bool) -> bool {
    let address = dump_unit(bench);
    let disks = bench.adapter.disks();
    let unit = disks.iter().find(|disk| disk.address() == address).unwrap();
    let before = pattern(2 << 20, seed + 1);
    for (index, part) in before.chunks(1 << 20).enumerate() {
        let lba = (index << 20) as u64 / block as u64;
        unit.write(lba, part).unwrap();
    }
    bench.adapter.use_for_dumps(address).unwrap();
    let pending: Vec<_> = (0..24)
        .map(|index| bench.disk().submit_write(index * 16, &[7; 8192]).unwrap())
        .collect();
    let hung = hangs && bench.adapter.hang();
    let dump = pattern(DUMP, seed);
    bench
        .adapter
        .crash_dump(address, LBA.into(), &dump)
        .unwrap();
    drop(pending);
    let back = bench.adapter.read_crash_dump(address, 0, 2 << 20).unwrap();
    let start = LBA as usize * block;
    assert!(back[start..start + DUMP] == dump, "seed {seed}");
    assert!(back[..start] == before[..start], "seed {seed}");
    assert!(
        back[start + DUMP..] == before[start + DUMP..],
        "seed {seed}"
    );
    let report = bench.machine.report();
    assert!(report.is_clean(), "seed {seed}: {report}");
    let started = report
        .callbacks
        .iter()
        .find(|callback| callback.role == Role::DumpHwStartIo);
    assert_eq!(started.map(|callback| callback.irql), Some((15, 15)));
    hung
}

#[test]
fn a_dump_from_a_running_system_comes_back_byte_for_byte() {
    for form in FORMS {
        for block in BLOCK_SIZES {
            for seed in 0..3 {
                let bench = start(seed, form, &arguments(block));
                crash(&bench, seed, block, false);
                assert!(bench.machine.shutdown().is_clean());
            }
        }
    }
}

#[test]
fn a_dump_from_a_hung_system_comes_back_byte_for_byte() {
    let mut hung = 0;
    let forms = FORMS.into_iter().zip(BLOCK_SIZES).cycle();
    for (seed, (form, block)) in (0..20).zip(forms) {
        let machine = Machine::builder(seed).processors(4).preemption(40).build();
        let bench = start_on(machine, form, &arguments(block));
        // Inside of a callback, with a lock that nobody will release.
        hung += u32::from(crash(&bench, seed, block, true));
        assert!(bench.machine.shutdown().is_clean());
    }
    assert!(hung > 10, "{hung} systems were stopped with a lock held");
}

#[test]
fn a_hibernation_file_comes_back_and_the_system_goes_on() {
    everywhere(&arguments(512), |bench| {
        let address = dump_unit(bench);
        bench.adapter.use_for_dumps(address).unwrap();
        let file = pattern(DUMP, 3);
        let back = bench.adapter.hibernate(address, LBA.into(), &file);
        // Firmware would have to read it: the path is gone with the memory.
        assert_eq!(back, Ok(None));
        let disks = bench.adapter.disks();
        let unit = disks.iter().find(|disk| disk.address() == address).unwrap();
        let mut read = vec![0; DUMP];
        unit.read(LBA.into(), &mut read).unwrap();
        assert!(read == file);
        bench.adapter.use_no_more_for_dumps().unwrap();
    });
}

#[test]
fn the_unit_for_dumps_is_a_disk_without_provisioning() {
    everywhere(&arguments(512), |bench| {
        let address = dump_unit(bench);
        let disks = bench.adapter.disks();
        let unit = disks.iter().find(|disk| disk.address() == address).unwrap();
        let data = pattern(100 * 512, 5);
        unit.write(1000, &data).unwrap();
        let mut back = vec![0; data.len()];
        unit.read(1000, &mut back).unwrap();
        assert!(back == data);
        let (cdb, list) = unmap(&[(1000, 8)]);
        let code = |cdb: &[u8], direction, mut data: Vec<u8>| {
            let completion = unit.execute(cdb, direction, &mut data).unwrap();
            completion.sense_code().map(|(key, code, _)| (key, code))
        };
        let no_such_command = Some((5, 0x20));
        assert_eq!(code(&cdb, Direction::Out, list), no_such_command);
        let same = cdb::write_same_16(0, 8);
        assert_eq!(code(&same, Direction::Out, vec![0; 512]), no_such_command);
        // What is there is compared, and where it differs is told.
        let mut verify = cdb::verify_10(1000, 100).to_vec();
        verify[1] = 2; // BYTCHK: all of it
        assert_eq!(code(&verify, Direction::Out, data.clone()), None);
        let mut other = data.clone();
        other[512 * 3] ^= 1;
        assert_eq!(code(&verify, Direction::Out, other), Some((0xe, 0x1d)));
    });
}

/// All of its memory is there, so that it says nothing of provisioning.
#[test]
fn a_unit_for_dumps_has_no_page_of_provisioning() {
    let bench = start(1, SrbForm::Storage, "lun=1M;lun=1M,dump");
    let page = [0x12, 1, 0xb2, 0, 255, 0];
    assert_eq!(bench.ask(&page, 255).len(), 8);
    assert_invalid_field(&bench.send(1, &page, Direction::In, &mut [0; 255]), 2);
    bench.finish();
}

#[test]
fn what_is_not_for_dumps_is_refused_as_a_dump_device() {
    let bench = start(1, SrbForm::Storage, "lun=1M;lun=1M,dump");
    let address = bench.disk().address();
    assert_eq!(address.lun, 0);
    let answer = bench.adapter.send(address, ffi::SRB_FUNCTION_DUMP_POINTERS);
    assert_eq!(answer.unwrap().srb_status, ffi::SRB_STATUS_INVALID_REQUEST);
    let written = bench.adapter.crash_dump(address, 0, &[7; 4096]);
    assert_eq!(written, Err(DumpError::NotPrepared));
    bench.finish();
}
