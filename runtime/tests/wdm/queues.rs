//! The system queue: one at a time, and cancelled while it waits.

use miniport::ffi;
use miniport_sim::{DeviceOptions, Machine, NtError, PendingIo};

use crate::depot::DriverEntry;

/// How a request failed.
fn status(io: &PendingIo) -> Option<ffi::NTSTATUS> {
    io.success().err().and_then(NtError::status)
}

#[test]
fn queued_requests_are_cancelled_at_any_time() {
    let mut cancelled = 0;
    for seed in 0..200 {
        let machine = Machine::builder(seed).processors(3).preemption(50).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        let writes: Vec<_> = (0..12)
            .map(|index| file.submit_write(index, &[1]))
            .collect();
        for write in writes.iter().skip(1).step_by(2) {
            write.cancel().expect("cancelled");
        }
        machine.advance(std::time::Duration::from_millis(100));
        for write in &writes {
            assert!(write.is_done());
            cancelled += usize::from(status(write) == Some(ffi::STATUS_CANCELLED));
        }
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
    assert!(cancelled > 0);
}
