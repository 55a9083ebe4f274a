//! The system sleeps and wakes.

use std::time::Duration;

use edu::interface;
use miniport_sim::{PendingIo, Role};

use crate::fixture::{on_both, on_the_model, pattern};

#[test]
fn requests_wait_while_the_system_sleeps() {
    on_both(30, |bench| {
        let before = bench.file().submit_write(0, &pattern(1500, 1));
        bench.wait(Duration::from_millis(60));
        bench.machine.sleep().expect("asleep");
        assert!(before.is_done());
        let during: Vec<PendingIo> = (0..3)
            .map(|index| bench.file().submit_write(index * 10, &[9; 10]))
            .collect();
        bench.wait(Duration::from_millis(500));
        assert!(during.iter().all(|write| !write.is_done()));
        bench.machine.resume().expect("awake");
        assert!(during.iter().all(|write| write.success().is_ok()));
        let mut back = [0; 30];
        assert_eq!(bench.file().read(0, &mut back), Ok(30));
        assert_eq!(back, [9; 30]);
        assert_eq!(bench.factorial(3), Ok(6));
    });
}

#[test]
fn an_interrupt_that_comes_when_the_power_goes_is_served_before() {
    on_the_model(200, |bench| {
        for place in 0..3 {
            let write = bench.file().submit_write(place * 100, &pattern(10, place));
            let causes = 0x40_u32.to_le_bytes();
            let raise = bench
                .file()
                .submit_control(interface::RAISE.code(), &causes, 0);
            bench.machine.sleep().expect("asleep");
            bench.machine.resume().expect("awake");
            assert!(raise.success().is_ok() && write.success().is_ok());
        }
    });
}

#[test]
fn an_interrupt_that_is_lost_after_a_sleep_is_made_up_for() {
    on_both(20, |bench| {
        bench.machine.sleep().expect("asleep");
        bench.machine.resume().expect("awake");
        // The system works before the device does.
        bench.wait(Duration::from_millis(1));
        bench.lose_interrupts(1);
        assert_eq!(bench.file().write(0, &[7; 100]), Ok(100));
        assert_eq!(bench.lost(), 1);
    });
}

#[test]
fn nobody_looks_for_lost_interrupts_while_the_system_sleeps() {
    on_the_model(10, |bench| {
        let ticks = || bench.machine.report().calls_of(Role::IoTimer);
        bench.wait(Duration::from_secs(3));
        assert!(ticks() > 0);
        bench.machine.sleep().expect("asleep");
        let before = ticks();
        bench.wait(Duration::from_secs(5));
        assert_eq!(ticks(), before);
        bench.machine.resume().expect("awake");
        bench.wait(Duration::from_secs(3));
        assert!(ticks() > before);
    });
}
