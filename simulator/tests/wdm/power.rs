//! The system sleeps and resumes, devices are idle, timers count, the system shuts down.

use std::time::Duration;

use miniport::ffi::{PowerDeviceD0, PowerDeviceD3, REG_DWORD};
use miniport_sim::{DeviceOptions, File, Machine, Role};

use crate::raw::depot::{self, COUNT, IDLE, STYLE, STYLES, Style};

/// Handles, seconds, changes of power, power, limit.
fn counters(file: &File) -> [u32; 5] {
    let mut bytes = [0; 20];
    file.control(COUNT, &[], &mut bytes).unwrap();
    let word =
        |index: usize| u32::from_le_bytes(bytes[index * 4..index * 4 + 4].try_into().unwrap());
    std::array::from_fn(word)
}

#[test]
fn a_device_sleeps_and_resumes_with_the_system() {
    for seed in 0..60 {
        STYLE.set(STYLES[seed as usize % 4]);
        let machine = Machine::builder(seed).processors(2).preemption(40).build();
        let driver = machine.load_wdm(depot::driver_entry).unwrap();
        let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
        let file = device.open().unwrap();
        for _ in 0..3 {
            file.write(0, b"before").unwrap();
            machine.sleep().unwrap();
            let write = file.submit_write(0, b"behind");
            machine.advance(Duration::from_millis(1));
            assert!(!write.is_done());
            machine.resume().unwrap();
            write.success().unwrap();
            machine.advance(Duration::from_millis(1));
        }
        let [opens, _, powered, power, _] = counters(&file);
        assert_eq!((opens, powered, power), (1, 6, PowerDeviceD0 as u32));
        file.close().unwrap();
        let report = machine.shutdown();
        report.assert_clean();
        assert!(report.calls_of(Role::RequestPowerComplete) >= 6);
    }
}

#[test]
fn an_idle_device_loses_its_power() {
    for seed in 0..10 {
        STYLE.set(Style::Now);
        IDLE.set(3);
        let machine = Machine::new(seed);
        let driver = machine.load_wdm(depot::driver_entry).unwrap();
        let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
        IDLE.set(0);
        let file = device.open().unwrap();
        machine.advance(Duration::from_millis(2500));
        assert_eq!(counters(&file)[3], PowerDeviceD0 as u32);
        machine.advance(Duration::from_secs(5));
        assert_eq!(counters(&file)[3], PowerDeviceD3 as u32);
        file.close().unwrap();
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_timer_counts_seconds_and_the_registry_is_read() {
    let machine = Machine::builder(5).processors(2).preemption(30).build();
    let driver = machine.load_wdm(depot::driver_entry).unwrap();
    let options = DeviceOptions::new().registry("limit", REG_DWORD, 77u32.to_le_bytes());
    let device = machine.add_device(&driver, options).unwrap();
    let file = device.open().unwrap();
    machine.advance(Duration::from_secs(10));
    let [_, seconds, _, _, limit] = counters(&file);
    assert!((9..=11).contains(&seconds), "{seconds}");
    assert_eq!(limit, 77);
    let report = machine.shutdown();
    report.assert_clean();
    assert!(report.calls_of(Role::IoTimer) >= 9);
}
