//! The system queue: one at a time, and cancelled while it waits.

use miniport::ffi;
use miniport_sim::{NtError, PendingIo};

use crate::depot::DriverEntry;
use crate::life;

/// How a request failed.
fn status(io: &PendingIo) -> Option<ffi::NTSTATUS> {
    io.success().err().and_then(NtError::status)
}

#[test]
fn queued_requests_are_cancelled_at_any_time() {
    let mut cancelled = 0;
    life::each_seed(200, 50, DriverEntry, |machine, _, file| {
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
    });
    assert!(cancelled > 0);
}
