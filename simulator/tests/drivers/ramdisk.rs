//! The hand-written RAM disk on the simulator: the whole way from DriverEntry to unload.

use miniport_sim::testing::pattern;
use miniport_sim::{
    AdapterOptions, Address, Direction, IoError, Machine, PowerState, Role, SrbForm,
};

use crate::raw::ramdisk;

#[test]
fn a_disk_is_found_written_and_read() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let machine = Machine::new(1);
        let driver = machine.load(ramdisk::DriverEntry).unwrap();
        let options = AdapterOptions::new()
            .argument("luns=2;blocks=4096")
            .srb_form(form);
        let adapter = machine.add_adapter(&driver, options).unwrap();
        assert_eq!(adapter.srb_form(), form);
        let disks = adapter.disks();
        assert_eq!(disks.len(), 2);
        assert_eq!((disks[1].blocks(), disks[1].block_size()), (4096, 512));
        assert_eq!(disks[1].info().vendor, "RAW");
        assert_eq!(disks[1].info().serial.as_deref(), Some("RAW00001"));
        assert!(
            disks[1].info().remarks.is_empty(),
            "{:?}",
            disks[1].info().remarks
        );
        assert!(disks[1].info().solid_state && disks[1].info().thin);

        let data = pattern(3 << 19, 7);
        disks[0].write(8, &data).unwrap();
        let mut back = vec![0; data.len()];
        disks[0].read(8, &mut back).unwrap();
        assert!(data == back);
        disks[1].read(8, &mut back).unwrap();
        assert!(back.iter().all(|&byte| byte == 0));

        disks[0].unmap(8, 1).unwrap();
        disks[0].flush().unwrap();
        disks[0].read(8, &mut back[..1024]).unwrap();
        assert!(back[..512].iter().all(|&byte| byte == 0) && back[512..1024] == data[512..1024]);

        let report = machine.shutdown();
        println!("{report}");
        report.assert_clean();
        assert!(report.unsupported.is_empty());
        assert_eq!(report.calls_of(Role::HwFreeAdapterResources), 1);
    }
}

#[test]
fn errors_of_the_device_come_back_with_sense_data() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let machine = Machine::new(2);
        let driver = machine.load(ramdisk::DriverEntry).unwrap();
        let adapter = machine
            .add_adapter(&driver, AdapterOptions::from("blocks=100").srb_form(form))
            .unwrap();
        let disk = &adapter.disks()[0];
        let mut data = [0; 1024];
        let Err(IoError::Failed(completion)) = disk.read(99, &mut data) else {
            panic!("the end of the disk was read")
        };
        assert_eq!(completion.sense_code(), Some((5, 0x21, 0)));
        assert_eq!(
            disk.read(0, &mut data[..100]),
            Err(IoError::Unaligned {
                length: 100,
                block_size: 512
            })
        );
        let completion = adapter
            .execute(Address::new(0, 0, 5), &[0; 6], Direction::None, &mut [])
            .unwrap();
        assert_eq!(completion.sense_code(), Some((5, 0x25, 0)));
        let mut long = [0; 32];
        long[0] = 0x7F;
        let completion = disk.execute(&long, Direction::None, &mut []).unwrap();
        assert_eq!(completion.sense_code(), Some((5, 0x20, 0)));
        machine.shutdown().assert_clean();
    }
}

#[test]
fn many_requests_run_at_the_same_time() {
    let machine = Machine::builder(3).processors(4).preemption(20).build();
    let driver = machine.load(ramdisk::DriverEntry).unwrap();
    let adapter = machine
        .add_adapter(&driver, AdapterOptions::from("blocks=4096").queue_depth(64))
        .unwrap();
    let disk = &adapter.disks()[0];
    let blocks: Vec<Vec<u8>> = (0..256).map(|index| pattern(4096, index)).collect();
    let writes: Vec<_> = blocks
        .iter()
        .zip(0..)
        .map(|(data, index)| disk.submit_write(index * 8, data).unwrap())
        .collect();
    assert!(writes.iter().all(|write| !write.is_done()));
    machine.run();
    assert!(writes.iter().all(miniport_sim::Pending::is_done));
    for write in writes {
        assert!(write.wait().unwrap().0.is_success());
    }
    let reads: Vec<_> = (0..256)
        .map(|index| disk.submit_read(index * 8, 4096).unwrap())
        .collect();
    for (read, block) in reads.into_iter().zip(&blocks) {
        assert!(&read.wait().unwrap().1 == block);
    }
    machine.shutdown().assert_clean();
}

fn run(seed: u64) -> (u64, Vec<String>) {
    let machine = Machine::builder(seed)
        .processors(2)
        .preemption(10)
        .trace()
        .build();
    let driver = machine.load(ramdisk::DriverEntry).unwrap();
    let adapters: Vec<_> = (1..4)
        .map(|luns| {
            machine
                .add_adapter(&driver, format!("luns={luns}").as_str())
                .unwrap()
        })
        .collect();
    let pending: Vec<_> = adapters
        .iter()
        .flat_map(miniport_sim::Adapter::disks)
        .flat_map(|disk| (0..8).map(move |lba| disk.submit_write(lba, &[7; 512]).unwrap()))
        .collect();
    machine.run();
    drop(pending);
    let log = machine.log().iter().map(ToString::to_string).collect();
    let report = machine.shutdown();
    report.assert_clean();
    (report.fingerprint, log)
}

#[test]
fn a_seed_decides_everything() {
    for seed in 0..50 {
        assert_eq!(run(seed), run(seed), "seed {seed}");
    }
    assert_ne!(run(1).1, run(2).1);
}

#[test]
fn real_time_is_measured_if_asked_for() {
    let machine = Machine::builder(1).measure_host_time().build();
    let driver = machine.load(ramdisk::DriverEntry).unwrap();
    machine.add_adapter(&driver, "").unwrap();
    let report = machine.shutdown();
    assert!(
        report
            .callbacks
            .iter()
            .all(|callback| callback.host_time.is_some())
    );
    let text = report.to_string();
    assert!(
        text.contains("real:")
            && text.contains("HW_STARTIO")
            && text.contains("no rule was broken"),
        "{text}"
    );
}

#[test]
fn machines_run_in_parallel() {
    let expected: Vec<_> = (0..4).map(run).collect();
    let threads: Vec<_> = (0..4)
        .map(|seed| std::thread::spawn(move || run(seed)))
        .collect();
    for (thread, expected) in threads.into_iter().zip(expected) {
        assert_eq!(thread.join().unwrap(), expected);
    }
}

#[test]
fn an_adapter_stops_starts_sleeps_and_goes() {
    let machine = Machine::new(5);
    let driver = machine.load(ramdisk::DriverEntry).unwrap();
    let adapter = machine.add_adapter(&driver, "").unwrap();
    let disk = adapter.disks().remove(0);
    disk.write(3, &[9; 512]).unwrap();
    assert!(adapter.stop().unwrap());
    assert_eq!(disk.flush(), Err(IoError::NotStarted));
    assert_eq!(adapter.stop(), Err(IoError::NotStarted));
    adapter.restart().unwrap();
    assert_eq!(adapter.restart(), Err(miniport_sim::LoadError::WrongState));
    adapter.power(PowerState::Off).unwrap();
    adapter.power(PowerState::On).unwrap();
    adapter.reset().unwrap();
    let mut data = [0; 512];
    disk.read(3, &mut data).unwrap();
    assert_eq!(data, [9; 512]);
    assert!(
        adapter
            .send(disk.address(), miniport::ffi::SRB_FUNCTION_FLUSH)
            .unwrap()
            .is_success()
    );
    assert!(
        adapter
            .send_pnp(None, miniport::ffi::StorQueryCapabilities)
            .unwrap()
            .is_success()
    );
    assert!(
        adapter
            .send_power(Some(disk.address()), PowerState::Off)
            .unwrap()
            .is_success()
    );
    let pending = disk.submit_read(0, 512).unwrap();
    adapter.surprise_remove().unwrap();
    let (completion, _) = pending.wait().unwrap();
    assert!(
        completion.is_success() || completion.srb_status == miniport::ffi::SRB_STATUS_NO_DEVICE
    );
    assert!(matches!(disk.read(0, &mut data), Err(IoError::Failed(_))));
    machine.unload(&driver);
    assert!(machine.add_adapter(&driver, "").is_err());
    machine.shutdown().assert_clean();
}
