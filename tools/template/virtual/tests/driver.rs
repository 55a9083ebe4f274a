//! The driver under the simulated Storport. The seed decides whatever Windows leaves open; the report at the end names each broken rule.

use miniport_sim::{Adapter, AdapterOptions, Machine};

/// Runs a test on machines that differ in what they leave to chance.
fn everywhere(test: impl Fn(&Adapter)) {
    for seed in 0..20 {
        let machine = Machine::builder(seed).processors(2).build();
        let driver = machine.load(my_driver::DriverEntry).expect("loaded");
        let adapter = machine
            .add_adapter(&driver, AdapterOptions::new())
            .expect("started");
        test(&adapter);
        drop(adapter);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn there_is_one_disk_of_8_mib() {
    everywhere(|adapter| {
        let [disk] = adapter.disks().try_into().expect("one disk");
        assert_eq!(disk.block_size(), 512);
        assert_eq!(disk.size(), 8 << 20);
    });
}

#[test]
fn what_was_written_is_read() {
    everywhere(|adapter| {
        let disk = &adapter.disks()[0];
        disk.write(16_382, &[7; 1024]).expect("the last two blocks");
        let mut data = [0; 1536];
        disk.read(16_381, &mut data).expect("the last three");
        assert!(data[..512].iter().all(|&byte| byte == 0));
        assert!(data[512..].iter().all(|&byte| byte == 7));
    });
}

#[test]
fn blocks_behind_the_end_are_refused() {
    everywhere(|adapter| {
        let disk = &adapter.disks()[0];
        assert!(disk.write(16_383, &[7; 1024]).is_err());
        assert!(disk.read(u64::from(u32::MAX), &mut [0; 512]).is_err());
    });
}
