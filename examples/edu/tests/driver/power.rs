//! The system sleeps and wakes.

use std::time::Duration;

use miniport_sim::PendingIo;

use crate::fixture::{everywhere, pattern};

#[test]
fn requests_wait_while_the_system_sleeps() {
    everywhere(30, |bench| {
        let before = bench.file().submit_write(0, &pattern(1500, 1));
        bench.wait(Duration::from_millis(60));
        bench.machine.sleep().expect("asleep");
        assert!(before.is_done());
        let during: Vec<PendingIo> = (0..3)
            .map(|index| bench.file().submit_write(index * 10, &[9; 10]))
            .collect();
        bench.wait(Duration::from_secs(2));
        assert!(during.iter().all(|write| !write.is_done()));
        bench.machine.resume().expect("awake");
        assert!(during.iter().all(|write| write.success().is_ok()));
        assert_eq!(bench.edu.buffer()[..30], [9; 30]);
        assert_eq!(bench.factorial(3), Ok(6));
    });
}
