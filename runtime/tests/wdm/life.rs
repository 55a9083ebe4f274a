//! A device from its start to the end of its machine, and the one file that a test has of it.

use miniport::ffi;
use miniport_sim::{DeviceOptions, File, Machine, WdmDevice};

/// Starts a device of the driver, tests, closes the file, and wants that no rule was broken.
pub fn with_device(
    machine: Machine,
    entry: ffi::DRIVER_INITIALIZE,
    options: DeviceOptions,
    test: impl FnOnce(&Machine, &WdmDevice, &File),
) {
    let driver = machine.load_wdm(entry).expect("loaded");
    let device = machine.add_device(&driver, options).expect("started");
    let file = device.open().expect("open");
    test(&machine, &device, &file);
    file.close().expect("closed");
    machine.shutdown().assert_clean();
}

/// The same for so many seeds, on three processors.
pub fn each_seed(
    seeds: u64,
    preemption: u8,
    entry: ffi::DRIVER_INITIALIZE,
    mut test: impl FnMut(&Machine, &WdmDevice, &File),
) {
    for seed in 0..seeds {
        let machine = Machine::builder(seed)
            .processors(3)
            .preemption(preemption)
            .build();
        with_device(machine, entry, DeviceOptions::new(), &mut test);
    }
}
