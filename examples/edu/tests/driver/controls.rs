//! Device controls.

use std::time::Duration;

use edu::interface;
use miniport::ffi;
use miniport_sim::NtError;

use crate::fixture::{failure, on_both};

#[test]
fn the_device_computes_factorials() {
    on_both(20, |bench| {
        for (number, expected) in [(0, 1), (1, 1), (5, 120), (12, 479_001_600), (34, 0)] {
            assert_eq!(bench.factorial(number), Ok(expected), "{number}");
        }
        let short = bench
            .file()
            .control(interface::FACTORIAL.code(), &[1, 2], &mut [0; 4]);
        assert_eq!(short, Err(NtError::Status(ffi::STATUS_INVALID_BUFFER_SIZE)));
        let small = bench
            .file()
            .control(interface::FACTORIAL.code(), &[1; 4], &mut [0; 3]);
        assert_eq!(small, Err(NtError::Status(ffi::STATUS_BUFFER_TOO_SMALL)));
        let unknown = bench.file().control(0x8000_3ff0, &[], &mut []);
        assert_eq!(
            unknown,
            Err(NtError::Status(ffi::STATUS_INVALID_DEVICE_REQUEST))
        );
    });
}

#[test]
fn who_waits_for_an_interrupt_gets_its_causes() {
    on_both(20, |bench| {
        let waits: Vec<_> = (0..3)
            .map(|_| bench.file().submit_control(interface::WAIT.code(), &[], 4))
            .collect();
        bench.wait(Duration::from_millis(10));
        assert!(waits.iter().all(|wait| !wait.is_done()));
        waits[1].cancel().expect("cancelled");
        let causes = 0x1240_u32.to_le_bytes();
        bench
            .file()
            .control(interface::RAISE.code(), &causes, &mut [])
            .expect("raised");
        assert_eq!(failure(&waits[1]), Some(ffi::STATUS_CANCELLED));
        for wait in [&waits[0], &waits[2]] {
            assert_eq!(wait.success().expect("answered").data, causes);
        }
    });
}

#[test]
fn everything_at_once() {
    on_both(30, |bench| {
        let write = bench.file().submit_write(0, &[3; 1500]);
        let wait = bench.file().submit_control(interface::WAIT.code(), &[], 4);
        let factorial =
            bench
                .file()
                .submit_control(interface::FACTORIAL.code(), &6_u32.to_le_bytes(), 4);
        bench.wait(Duration::from_millis(50));
        bench
            .file()
            .control(interface::RAISE.code(), &2_u32.to_le_bytes(), &mut [])
            .expect("raised");
        assert!(write.success().is_ok());
        assert_eq!(wait.success().expect("answered").data, [2, 0, 0, 0]);
        assert_eq!(
            factorial.success().expect("computed").data,
            720_u32.to_le_bytes()
        );
    });
}
