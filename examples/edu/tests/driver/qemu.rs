//! The same driver on QEMU's device, whose time is the real one: a transfer takes a tenth of a second.

use edu::interface;
use miniport_sim::device::qemu::{Qemu, Timing};
use miniport_sim::testing::not_tested;
use miniport_sim::{DeviceOptions, InterruptResources, Machine, Role};

use crate::fixture::{INTERRUPTS, pattern};

/// How many seeds; each takes about a second. `EDU_QEMU_SEEDS` says otherwise.
fn seeds() -> std::ops::Range<u64> {
    let seeds = std::env::var("EDU_QEMU_SEEDS")
        .ok()
        .and_then(|text| text.parse().ok());
    0..seeds.unwrap_or(2)
}

fn work(seed: u64, interrupts: InterruptResources) {
    let builder = Qemu::builder().device("edu").memory(16 << 20);
    let qemu = builder.timing(Timing::Real).start().expect("QEMU");
    let machine = Machine::builder(seed)
        .processors(3)
        .preemption(40)
        .memory(qemu.memory())
        .build();
    let driver = machine.load_wdm(edu::DriverEntry).expect("loaded");
    let hardware = qemu.device("edu0").expect("the device");
    let options = DeviceOptions::new().interrupts(interrupts);
    let device = machine
        .add_pci_device(&driver, hardware, options)
        .expect("started");
    let file = device.open().expect("open");
    let data = pattern(1800, seed);
    let write = file.submit_write(seed % 1000, &data);
    let factorial = file.submit_control(interface::FACTORIAL.code(), &10_u32.to_le_bytes(), 4);
    assert_eq!(write.success().expect("written").information, 1800);
    assert_eq!(
        factorial.success().expect("computed").data,
        3_628_800_u32.to_le_bytes()
    );
    let mut back = vec![0; 1800];
    assert_eq!(file.read(seed % 1000, &mut back), Ok(1800));
    assert!(back == data);
    file.close().expect("closed");
    device.remove().expect("removed");
    let report = machine.shutdown();
    report.assert_clean();
    assert!(report.calls_of(Role::IoDpc) >= 5, "{report}");
}

#[test]
fn data_goes_through_the_device_of_qemu_and_back() {
    if let Err(why) = Qemu::installed() {
        not_tested(why);
        return;
    }
    for seed in seeds() {
        for interrupts in INTERRUPTS {
            work(seed, interrupts);
        }
    }
}
