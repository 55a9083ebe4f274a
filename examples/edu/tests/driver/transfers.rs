//! Data goes to the device and back, part by part.

use std::time::Duration;

use edu::interface::BUFFER;
use miniport::ffi;
use miniport_sim::{NtError, Role};

use crate::fixture::{everywhere, failure, pattern};

#[test]
fn what_was_written_is_in_the_device_and_is_read() {
    everywhere(20, |bench| {
        let data = pattern(3000, 1);
        assert_eq!(bench.file().write(500, &data), Ok(3000));
        assert!(bench.edu.buffer()[500..3500] == data);
        assert_eq!(bench.edu.transfers(), 3);
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
    everywhere(5, |bench| {
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
    everywhere(20, |bench| {
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
fn a_request_is_cancelled_while_it_waits_and_between_its_parts() {
    let counted = std::cell::Cell::new([0, 0]);
    everywhere(60, |bench| {
        let long = bench.file().submit_write(0, &pattern(4000, 1));
        bench.wait(Duration::from_millis(1));
        let queued = bench.file().submit_write(0, &pattern(10, 2));
        bench.wait(Duration::from_millis(150));
        long.cancel().expect("cancelled");
        queued.cancel().expect("cancelled");
        assert_eq!(failure(&long), Some(ffi::STATUS_CANCELLED));
        assert_eq!(failure(&queued), Some(ffi::STATUS_CANCELLED));
        let mut count = counted.get();
        count[0] += bench.edu.transfers();
        count[1] += 1;
        counted.set(count);
        assert_eq!(bench.file().write(0, &pattern(10, 3)), Ok(10));
    });
    let [transfers, runs] = counted.get();
    assert!(transfers < 4 * runs, "the parts behind are not begun");
}

#[test]
fn an_interrupt_that_is_lost_is_made_up_for() {
    everywhere(20, |bench| {
        let data = pattern(2500, 4);
        bench.edu.lose_interrupts(1);
        assert_eq!(bench.file().write(0, &data), Ok(2500));
        assert_eq!(bench.lost(), 1);
        assert!(bench.edu.buffer()[..2500] == data);
        assert!(bench.machine.now() > Duration::from_secs(2));
    });
}

#[test]
fn an_interrupt_of_nobody_changes_nothing() {
    everywhere(20, |bench| {
        let write = bench.file().submit_write(0, &pattern(2000, 5));
        for _ in 0..5 {
            bench.wait(Duration::from_millis(37));
            bench.edu.interrupt();
        }
        assert!(write.success().is_ok());
        assert_eq!(bench.lost(), 0);
    });
}
