//! What happens to requests: retries, resets, queues, buffers, and the ways by which a driver completes them later.

mod attention;
mod buffers;
mod link;
mod manager;
mod queues;
mod resets;
mod retries;
mod routines;
mod times;

use miniport_sim::{Adapter, AdapterOptions, Machine, MachineBuilder, Report, SrbForm};

use crate::raw::misdeed::{Event, start};

pub fn scsi() -> AdapterOptions {
    AdapterOptions::from("blocks=256").srb_form(SrbForm::Scsi)
}

/// Runs a driver with a hook, writes and reads back, and expects no violation.
pub fn works(machine: MachineBuilder, hook: impl Fn(&Event<'_>) -> u32 + 'static) -> Report {
    let machine = machine.build();
    let adapter = start(&machine, scsi().queue_depth(8), hook).unwrap();
    write_and_read(&machine, &adapter);
    let report = machine.shutdown();
    report.assert_clean();
    report
}

pub fn write_and_read(machine: &Machine, adapter: &Adapter) {
    let disk = &adapter.disks()[0];
    let writes: Vec<_> = (0..32u8)
        .map(|lba| disk.submit_write(u64::from(lba), &[lba; 512]).unwrap())
        .collect();
    machine.run();
    for write in writes {
        let (completion, _) = write.wait().unwrap();
        assert!(completion.is_success(), "{completion}");
    }
    for lba in 0..32u8 {
        let mut data = [0xFF; 512];
        disk.read(u64::from(lba), &mut data).unwrap();
        assert_eq!(data, [lba; 512]);
    }
}
