//! Is reported: a request that the driver drops on an early way out is completed as aborted, and said with its role and place.

use miniport::prelude::*;
use miniport_sim::{Role, Rule};

use crate::fixture::{self, answer};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    counted: Locked<StartIoLock, u32>,
}

fn make() -> Adapter {
    Adapter {
        counted: Locked::default(),
    }
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    if let Some(status) = answer(srb.cdb(), srb.data()) {
        srb.complete(cx, status);
        return Ok(());
    }
    let first = adapter.counted.lock(cx, |counted, _| {
        *counted += 1;
        *counted == 1
    });
    if first {
        return Ok(());
    }
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn requests_that_are_dropped() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry).expect("an adapter");
        for pending in fixture::submit(&adapter, 3) {
            pending.wait().expect("an answer");
        }
        let report = machine.shutdown();
        let [found] = &report.violations[..] else {
            panic!("one request was dropped\n{report}");
        };
        assert_eq!(
            (found.rule, found.role),
            (Rule::DroppedRequest, Some(Role::HwStartIo))
        );
        assert!(found.message.contains("unit 0:0:0: dropped"), "{report}");
        if cfg!(debug_assertions) {
            let function = "start_io at ./soundness/runs/requests_that_are_dropped.rs";
            assert!(found.message.contains(function), "{report}");
        }
        let recovery = report.recovery;
        assert_eq!((recovery.dropped, recovery.retries), (1, 1), "{report}");
    });
}
