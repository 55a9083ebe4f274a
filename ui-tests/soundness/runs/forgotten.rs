//! Runs, and what is found is what was lost: requests, pool memory, contexts and the extension's parts are forgotten.

use core::mem;

use miniport::prelude::*;
use miniport_sim::Rule;

use crate::fixture;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    boxes: Locked<StartIoLock, Option<PoolBox<Vec<u8>>>>,
    work: WorkItem<work>,
}

fn make() -> Adapter {
    Adapter {
        boxes: Locked::default(),
        work: WorkItem::new(),
    }
}

#[hw_workitem]
fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let first = cx.allocate(vec![1; 100]).expect("memory");
    let second = cx.allocate(vec![2; 100]).expect("memory");
    adapter.boxes.lock(cx, |boxes, _| {
        mem::forget(boxes.replace(first));
        mem::forget(mem::replace(boxes, Some(second)));
    });
    mem::forget(Locked::<StartIoLock, _>::new(vec![3; 100]));
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let _ = adapter.work.queue(cx, ());
    mem::forget(srb);
    Ok(())
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn adapter_control(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    mem::forget(Box::new(control));
    AdapterControlStatus::Success
}

callbacks! { virtual_find initialize reset virtual_entry }

#[test]
fn forgotten() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry);
        let report = fixture::live_and_die(machine, seed, adapter);
        for violation in &report.violations {
            let lost = matches!(
                violation.rule,
                Rule::Leak | Rule::LostRequest | Rule::LateRequest
            );
            assert!(lost, "{violation}");
        }
        assert_ne!(report.violations_of(Rule::Leak).count(), 0);
    });
}
