//! Requests are cancelled: while they wait, while they run, when their handle is closed.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi::{FALSE, IRP_MJ_READ, IoCancelIrp, STATUS_CANCELLED, STATUS_SUCCESS, TRUE};
use miniport_sim::{DeviceOptions, File, Machine, Role};

use crate::raw::depot::{self, ATTRIBUTES, HOLD, STYLE, Style};
use crate::raw::event::{clear_hook, set_hook};

fn with_file(seed: u64, style: Style, test: impl Fn(&Machine, &File)) -> u64 {
    STYLE.set(style);
    let machine = Machine::builder(seed).processors(3).preemption(40).build();
    let driver = machine.load_wdm(depot::driver_entry).unwrap();
    let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
    let file = device.open().unwrap();
    test(&machine, &file);
    file.close().unwrap();
    let report = machine.shutdown();
    report.assert_clean();
    report.calls_of(Role::DriverCancel)
}

#[test]
fn what_is_cancelled_ends_as_cancelled_or_as_done() {
    let mut cancels = 0;
    for style in [Style::SystemQueue, Style::SafeQueue] {
        for attributes in [(FALSE, FALSE), (TRUE, TRUE), (TRUE, FALSE)] {
            for seed in 0..30 {
                ATTRIBUTES.set(attributes);
                cancels += with_file(seed, style, |machine, file| {
                    let reads: Vec<_> = (0..8)
                        .map(|index| file.submit_read(index * 3, 100))
                        .collect();
                    for read in reads.iter().step_by(2) {
                        read.cancel().unwrap();
                    }
                    for (index, read) in reads.iter().enumerate() {
                        let status = match read.wait() {
                            Ok(answer) => answer.status,
                            Err(error) => panic!(
                                "{error}, {style:?} {attributes:?}, {seed} {index}\n{}",
                                machine.report()
                            ),
                        };
                        let may = status == STATUS_CANCELLED && index % 2 == 0;
                        assert!(status == STATUS_SUCCESS || may, "{status:#x}");
                    }
                });
            }
        }
    }
    assert!(cancels > 100, "{cancels}");
}

#[test]
fn what_is_held_ends_when_it_is_cancelled_or_its_handle_closed() {
    for seed in 0..40 {
        with_file(seed, Style::Now, |machine, file| {
            let first = file.submit_control(HOLD, &[], 0);
            let second = file.submit_control(HOLD, &[], 0);
            machine.run_for_a_while();
            assert!(!first.is_done() && !second.is_done());
            first.cancel().unwrap();
            assert_eq!(first.wait().unwrap().status, STATUS_CANCELLED);
            assert!(!second.is_done());
            file.close().unwrap();
            assert_eq!(second.wait().unwrap().status, STATUS_CANCELLED);
        });
    }
}

#[test]
fn what_is_cancelled_while_it_is_queued_does_not_stay() {
    for seed in 0..200 {
        with_file(seed, Style::Now, |_, file| {
            let held: Vec<_> = (0..4).map(|_| file.submit_control(HOLD, &[], 0)).collect();
            for held in &held {
                held.cancel().unwrap();
            }
            for held in &held {
                assert_eq!(held.wait().unwrap().status, STATUS_CANCELLED);
            }
        });
    }
}

#[test]
fn what_is_cancelled_before_it_is_queued_is_cancelled_by_the_system_queue() {
    let cancelled = Rc::new(Cell::new(0));
    for seed in 0..20 {
        let count = Rc::clone(&cancelled);
        set_hook(|event| {
            if event.is(IRP_MJ_READ) {
                unsafe { IoCancelIrp(event.irp) };
            }
            event.proceed()
        });
        with_file(seed, Style::SystemQueue, |_, file| {
            let reads: Vec<_> = (0..8).map(|_| file.submit_read(0, 100)).collect();
            for read in reads {
                let status = read.wait().unwrap().status;
                count.set(count.get() + u32::from(status == STATUS_CANCELLED));
            }
        });
        clear_hook();
    }
    assert!(cancelled.get() > 0);
}

trait Runs {
    fn run_for_a_while(&self);
}

impl Runs for Machine {
    fn run_for_a_while(&self) {
        self.advance(std::time::Duration::from_millis(5));
    }
}
