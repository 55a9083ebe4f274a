//! Runs cleanly: a request of the adapter has neither a unit's extension nor data, whatever stands in its address and its buffer.

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use miniport::prelude::*;
use miniport_sim::{InterruptResources, PowerState};

use crate::fixture;

#[derive(Default)]
struct Unit(AtomicUsize);

#[derive(DeviceExtension)]
#[device_extension(physical, lu_extension = Unit)]
struct Adapter;

fn make() -> Adapter {
    Adapter
}

/// Requests of the adapter, and of its unit.
static SEEN: [AtomicUsize; 2] = [const { AtomicUsize::new(0) }; 2];

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    match srb.function() {
        SrbFunction::Power => {
            assert!(srb.lu_extension(cx).is_none());
            assert!(srb.scatter_gather_list(cx).is_none());
            assert!(srb.map_data(cx).is_none_or(|data| data.is_empty()));
            SEEN[0].fetch_add(1, Relaxed);
        }
        SrbFunction::ExecuteScsi => {
            if let Some(unit) = srb.lu_extension(cx) {
                unit.0.fetch_add(1, Relaxed);
                SEEN[1].fetch_add(1, Relaxed);
            }
            if let Some(status) = srb
                .map_data(cx)
                .and_then(|data| fixture::answer(srb.cdb(), data))
            {
                srb.complete(cx, status);
                return Ok(());
            }
        }
        _ => {}
    }
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { find initialize interrupt reset control entry }

#[test]
fn fields_without_meaning() {
    fixture::each_seed(|seed| {
        if seed % 10 != 0 {
            return;
        }
        let machine = fixture::machine(seed);
        let adapter = fixture::add_physical(&machine, DriverEntry, InterruptResources::Line)
            .expect("an adapter");
        assert_eq!(adapter.rescan().expect("a scan").len(), 1);
        adapter
            .send_power(None, PowerState::Off)
            .expect("an answer");
        machine.shutdown().assert_clean();
    });
    assert!(SEEN.iter().all(|seen| seen.load(Relaxed) != 0));
}
