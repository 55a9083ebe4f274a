//! Runs, and what is found is at most what one adapter keeps of the other, whose end waits for it: service IRPs of two adapters go from one to the other: by a `static`, by extensions, as arguments of DPCs of the other
//! adapter, in what the extension drops; they are completed and dropped wherever they have come, under locks too, while the adapters go.

use std::sync::Mutex;

use miniport::prelude::*;
use miniport_sim::{PendingService, Rule};

use crate::fixture::{self, Canary};

static SHARED: Mutex<Vec<ServiceIrp<Adapter>>> = Mutex::new(Vec::new());

fn shared<R>(with: impl FnOnce(&mut Vec<ServiceIrp<Adapter>>) -> R) -> R {
    with(&mut SHARED.lock().expect("not poisoned"))
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    canary: Canary,
    kept: Locked<StartIoLock, Vec<ServiceIrp<Adapter>>>,
    behind: Locked<DpcLock<pass>, Vec<ServiceIrp<Adapter>>>,
    pass: Dpc<pass>,
    work: WorkItem<work>,
}

fn make() -> Adapter {
    Adapter {
        canary: Canary::new(),
        kept: Locked::new(Vec::new()),
        behind: Locked::new(Vec::new()),
        pass: Dpc::new(),
        work: WorkItem::new(),
    }
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive>()
}

#[hw_passive_initialize]
fn passive(_: &Adapter, _: &mut PassiveInitialize<'_, Adapter>) -> bool {
    true
}

#[hw_process_service_request]
fn request(
    adapter: &Adapter,
    cx: &mut ProcessServiceRequest<'_, Adapter>,
    irp: ServiceIrp<Adapter>,
) {
    adapter.canary.sing();
    let mut kind = [0];
    irp.input().read_at(0, &mut kind).expect("a byte");
    let older = shared(|shared| {
        shared.push(irp);
        (shared.len() > 3).then(|| shared.remove(0))
    });
    // It is an older one, and maybe the other adapter's.
    let Some(irp) = older else { return };
    match kind[0] % 5 {
        0 => adapter.kept.lock(cx, |kept, _| kept.push(irp)),
        1 => {
            drop(adapter.pass.issue(cx, irp));
        }
        2 => adapter.kept.lock(cx, |kept, _| {
            kept.clear();
            drop(irp);
        }),
        3 => {
            let length = irp.output().len();
            irp.output().fill_at(0, length, 7).expect("inside");
            irp.complete(cx, NtStatus::SUCCESS, length);
        }
        _ => {
            shared(|shared| shared.push(irp));
            adapter.work.queue(cx, ()).ok();
        }
    }
}

#[hw_dpc]
fn pass(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    adapter.canary.sing();
    let oldest = adapter.behind.lock(cx, |behind, _| {
        behind.push(irp);
        (behind.len() > 2).then(|| behind.remove(0))
    });
    if let Some(irp) = oldest {
        irp.complete(cx, NtStatus::BUFFER_OVERFLOW, usize::MAX);
    }
}

#[hw_workitem]
fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    adapter.canary.sing();
    if let Some(irp) = shared(Vec::pop) {
        irp.complete(cx, NtStatus::CANCELLED, 0);
    }
}

#[hw_complete_service_irp]
fn complete(adapter: &Adapter, cx: &mut CompleteServiceIrp<'_, Adapter>) {
    adapter.canary.sing();
    // What is in the static could keep the other adapter; what is in the extension goes with it.
    for irp in shared(core::mem::take) {
        irp.complete(cx, NtStatus::CANCELLED, 0);
    }
}

callbacks! { virtual_find start reset control }
callbacks! { virtual_entry_with
    .hw_process_service_request::<request>()
    .hw_complete_service_irp::<complete>()
}

#[test]
fn service_irps_of_two_adapters() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let driver = machine.load(DriverEntry).expect("a driver");
        let adapters = [0, 1].map(|_| {
            machine
                .add_adapter(&driver, fixture::options())
                .expect("an adapter")
        });
        let requests: Vec<PendingService> = (0..20_u8)
            .map(|number| {
                let kind = number.wrapping_mul(7).wrapping_add(seed as u8);
                adapters[usize::from(number % 2)].service_request(&[kind], 4)
            })
            .collect();
        if seed % 2 == 0 {
            machine.advance(core::time::Duration::from_micros(seed * 100));
        }
        adapters[(seed % 2) as usize].remove();
        adapters[1 - (seed % 2) as usize].remove();
        let halted = machine.is_halted();
        for request in requests {
            assert!(request.wait().is_ok() || halted);
        }
        let report = machine.shutdown();
        let lost = report.violations_of(Rule::LostRequest).count();
        assert_eq!(lost, usize::from(halted), "{report}");
        assert_eq!(report.violations.len(), lost, "{report}");
        shared(core::mem::take);
    });
}
