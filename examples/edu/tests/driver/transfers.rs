//! Data goes to the device and back, part by part.

use std::time::Duration;

use edu::interface::BUFFER;
use miniport::ffi;
use miniport_sim::device::edu::EduHandle;
use miniport_sim::{NtError, Role};

use crate::fixture::{failure, on_both, on_the_model, pattern};

/// Until the first part of a request is under way, and far from its end, which comes after a tenth of a second.
const UNDER_WAY: Duration = Duration::from_millis(1);

#[test]
fn what_was_written_is_in_the_device_and_is_read() {
    on_both(20, |bench| {
        let data = pattern(3000, 1);
        assert_eq!(bench.file().write(500, &data), Ok(3000));
        if let Some(edu) = bench.model() {
            assert!(edu.buffer()[500..3500] == data);
            assert_eq!(edu.transfers(), 3);
        }
        let mut back = vec![0; 3000];
        assert_eq!(bench.file().read(500, &mut back), Ok(3000));
        assert!(back == data);
        bench.wait(Duration::from_millis(1));
        let report = bench.machine.report();
        assert!(report.calls_of(Role::IoDpc) >= 6, "{report}");
        assert!(report.calls_of(Role::DriverStartIo) == 2, "{report}");
    });
}

#[test]
fn a_transfer_ends_where_the_buffer_does() {
    on_both(5, |bench| {
        let mut back = vec![0; 200];
        assert_eq!(bench.file().read(BUFFER as u64 - 100, &mut back), Ok(100));
        assert_eq!(bench.file().write(BUFFER as u64 - 1, &[1, 2]), Ok(1));
        let end = Err(NtError::Status(ffi::STATUS_END_OF_FILE));
        assert_eq!(bench.file().read(BUFFER as u64, &mut back), end);
        assert_eq!(bench.file().write(1 << 40, &[1]), end);
        assert_eq!(bench.file().read(0, &mut []), Ok(0));
        assert_eq!(bench.file().write(7, &[]), Ok(0));
    });
}

#[test]
fn requests_of_several_files_are_done_one_after_the_other() {
    on_both(20, |bench| {
        let other = bench.device.open().expect("open");
        let writes: Vec<_> = (0..6)
            .map(|index| {
                let file = if index % 2 == 0 { bench.file() } else { &other };
                file.submit_write(index * 600, &pattern(600, index))
            })
            .collect();
        for write in &writes {
            assert_eq!(write.success().expect("written").information, 600);
        }
        for index in 0..6 {
            let read = other.submit_read(index * 600, 600);
            assert!(read.success().expect("read").data == pattern(600, index));
        }
        other.close().expect("closed");
    });
}

#[test]
fn a_request_is_done_in_parts_of_which_the_last_may_be_short() {
    // Bytes of the request, how many parts, and where they begin: one byte more than a part, whole parts, more than the device has.
    let requests = [(1025, 2, 0), (2048, 2, 100), (10_000, 4, 0)];
    on_both(10, |bench| {
        for (salt, (length, parts, start)) in (1..).zip(requests) {
            let data = pattern(length, salt);
            let done = length.min(BUFFER);
            let before = bench.model().map(EduHandle::transfers);
            assert_eq!(bench.file().write(start, &data), Ok(done));
            let mut back = vec![0; length];
            assert_eq!(bench.file().read(start, &mut back), Ok(done));
            assert!(back[..done] == data[..done]);
            assert!(back[done..].iter().all(|&byte| byte == 0));
            let after = bench.model().map(EduHandle::transfers);
            assert_eq!(after, before.map(|before| before + 2 * parts));
        }
    });
}

#[test]
fn a_request_is_cancelled_while_it_waits_and_between_its_parts() {
    on_both(60, |bench| {
        let long = bench.file().submit_write(0, &pattern(4000, 1));
        bench.wait(UNDER_WAY);
        let queued = bench.file().submit_write(0, &pattern(10, 2));
        bench.wait(UNDER_WAY);
        queued.cancel().expect("cancelled");
        long.cancel().expect("cancelled");
        assert_eq!(failure(&long), Some(ffi::STATUS_CANCELLED));
        assert_eq!(failure(&queued), Some(ffi::STATUS_CANCELLED));
        if let Some(edu) = bench.model() {
            // The parts behind are not begun.
            assert_eq!(edu.transfers(), 1);
            assert!(edu.buffer()[..1024] == pattern(4000, 1)[..1024]);
            assert!(edu.buffer()[1024..].iter().all(|&byte| byte == 0));
        }
        assert_eq!(bench.file().write(0, &pattern(10, 3)), Ok(10));
    });
}

#[test]
fn a_read_is_cancelled_between_its_parts_and_in_the_last_one_succeeds() {
    on_both(20, |bench| {
        let data = pattern(1000, 6);
        assert_eq!(bench.file().write(0, &data), Ok(1000));
        let read = bench.file().submit_read(0, 4000);
        bench.wait(UNDER_WAY);
        read.cancel().expect("cancelled");
        assert_eq!(failure(&read), Some(ffi::STATUS_CANCELLED));
        // Nothing is left of it.
        let read = bench.file().submit_read(0, 1000);
        bench.wait(UNDER_WAY);
        read.cancel().expect("cancelled");
        assert!(read.success().expect("read").data == data[..1000]);
    });
}

#[test]
fn an_interrupt_that_is_lost_is_made_up_for() {
    on_both(20, |bench| {
        let data = pattern(2500, 4);
        bench.lose_interrupts(1);
        assert_eq!(bench.file().write(0, &data), Ok(2500));
        assert_eq!(bench.lost(), 1);
        let mut back = vec![0; 2500];
        assert_eq!(bench.file().read(0, &mut back), Ok(2500));
        assert!(back == data);
        assert!(bench.machine.now() > Duration::from_secs(2));
    });
}

#[test]
fn an_interrupt_of_nobody_changes_nothing() {
    on_the_model(20, |bench| {
        let edu = bench.model().expect("it can be told to");
        let write = bench.file().submit_write(0, &pattern(2000, 5));
        for _ in 0..5 {
            bench.wait(Duration::from_millis(37));
            edu.interrupt();
        }
        assert!(write.success().is_ok());
        assert_eq!(bench.lost(), 0);
    });
}
