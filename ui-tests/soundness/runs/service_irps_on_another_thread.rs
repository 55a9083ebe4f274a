//! Runs, and the rule that is broken is that no kernel has such threads: a service IRP is dropped on another thread of the process, while
//! its adapter lives and after its machine has gone.

use std::sync::Mutex;
use std::thread;

use miniport::prelude::*;
use miniport_sim::Rule;

use crate::fixture;

static KEPT: Mutex<Vec<ServiceIrp<Adapter>>> = Mutex::new(Vec::new());

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn make() -> Adapter {
    Adapter
}

#[hw_process_service_request]
fn request(_: &Adapter, _: &mut ProcessServiceRequest<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    KEPT.lock().expect("not poisoned").push(irp);
}

#[hw_complete_service_irp]
fn complete(_: &Adapter, _: &mut CompleteServiceIrp<'_, Adapter>) {}

callbacks! { virtual_find initialize start reset control }
callbacks! { virtual_entry_with
    .hw_process_service_request::<request>()
    .hw_complete_service_irp::<complete>()
}

fn drop_elsewhere() {
    thread::spawn(|| {
        let kept = core::mem::take(&mut *KEPT.lock().expect("not poisoned"));
        assert_eq!(kept.len(), 1);
        for irp in kept {
            let mut byte = [0];
            irp.input().read_at(0, &mut byte).expect("a byte");
            assert_eq!(byte, [7]);
            irp.output().write_at(0, &[1, 2]).expect("room");
        }
    })
    .join()
    .expect("it ends");
}

#[test]
fn service_irps_on_another_thread() {
    for seed in 0..20 {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry).expect("an adapter");
        let request = adapter.service_request(&[7], 2);
        machine.run();
        if seed % 2 == 0 {
            drop_elsewhere();
            adapter.remove();
            assert!(request.is_done() || machine.is_halted());
            let report = machine.shutdown();
            assert!(
                report.violations_of(Rule::OtherThread).count() >= 1,
                "{report}"
            );
        } else {
            adapter.remove();
            let report = machine.shutdown();
            assert_eq!(
                report.violations_of(Rule::LostRequest).count(),
                1,
                "{report}"
            );
            drop((adapter, request));
            drop_elsewhere();
        }
    }
}
