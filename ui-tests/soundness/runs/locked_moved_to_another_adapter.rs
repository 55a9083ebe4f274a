//! Runs cleanly: a `Locked` moves by value from one adapter to another, which has it alone then.

use std::sync::Mutex;

use miniport::prelude::*;

use crate::fixture::{self, Canary};

type Inner = Locked<InterruptLock, Vec<Canary>>;

static ON_ITS_WAY: Mutex<Vec<Inner>> = Mutex::new(Vec::new());

#[derive(DeviceExtension)]
struct Adapter {
    under: Locked<StartIoLock, Option<Inner>>,
}

fn make() -> Adapter {
    Adapter {
        under: Locked::default(),
    }
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let inner = ON_ITS_WAY.lock().expect("not poisoned").pop();
    let inner = inner.unwrap_or_else(|| Locked::new(vec![Canary::new()]));
    *adapter.under.get(cx) = Some(inner);
    let inner = adapter.under.get(cx).take().expect("just put there");
    inner.lock(cx, |canaries, _| {
        canaries.push(Canary::new());
        canaries.iter().for_each(Canary::sing);
    });
    ON_ITS_WAY.lock().expect("not poisoned").push(inner);
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { find initialize interrupt reset control entry }

#[test]
fn moved_to_another_adapter() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapters = [0, 1].map(|_| {
            let line = miniport_sim::InterruptResources::Line;
            fixture::add_physical(&machine, DriverEntry, line).expect("an adapter")
        });
        for _ in 0..4 {
            for adapter in &adapters {
                assert!(fixture::send(adapter).is_some());
            }
        }
        machine.shutdown().assert_clean();
    });
}
