//! DPCs.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bench::{Bench, DEVICE, broken_by, place};
use crate::verifier::{Role, Rule};

/// What the DPC of a test counts.
#[derive(Default)]
struct Seen {
    calls: Cell<u32>,
    /// How many run now, and the most that did.
    running: Cell<u32>,
    most: Cell<u32>,
    arguments: Cell<(usize, usize)>,
    levels: Cell<u32>,
    processors: Cell<u32>,
}

unsafe extern "C" fn count(_: *mut KDPC, context: PVOID, first: PVOID, second: PVOID) {
    let seen = unsafe { &*context.cast::<Seen>() };
    seen.calls.set(seen.calls.get() + 1);
    seen.arguments.set((first as usize, second as usize));
    seen.running.set(seen.running.get() + 1);
    seen.most.set(seen.most.get().max(seen.running.get()));
    unsafe {
        seen.levels.set(seen.levels.get() | 1 << KeGetCurrentIrql());
        let processor = KeGetCurrentProcessorNumberEx(null_mut());
        seen.processors.set(seen.processors.get() | 1 << processor);
        KeStallExecutionProcessor(2);
    }
    seen.running.set(seen.running.get() - 1);
}

fn dpc() -> (PKDPC, &'static Seen) {
    let dpc = place();
    let seen: &Seen = Box::leak(Box::default());
    unsafe { KeInitializeDpc(dpc, Some(count), context(seen)) };
    (dpc, seen)
}

fn context(seen: &Seen) -> PVOID {
    std::ptr::from_ref(seen).cast_mut().cast::<c_void>()
}

#[test]
fn a_dpc_is_queued_once_and_keeps_its_first_arguments() {
    let seen = Rc::new(Cell::new(None));
    let out = Rc::clone(&seen);
    let bench = Bench::new();
    bench.run(move || unsafe {
        let irql = KfRaiseIrql(DISPATCH_LEVEL);
        let (dpc, seen) = dpc();
        assert_eq!(KeInsertQueueDpc(dpc, 1 as PVOID, 2 as PVOID), TRUE);
        assert_eq!(KeInsertQueueDpc(dpc, 3 as PVOID, 4 as PVOID), FALSE);
        assert!(!(*dpc).DpcData.is_null());
        out.set(Some(seen));
        KeLowerIrql(irql);
    });
    let seen = seen.take().unwrap();
    bench.report().assert_clean();
    assert_eq!((seen.calls.get(), seen.arguments.get()), (1, (1, 2)));
    assert_eq!(seen.levels.get(), 1 << DISPATCH_LEVEL);
    assert_eq!(bench.report().calls_of(Role::KDeferred), 1);
}

#[test]
fn a_dpc_that_was_taken_out_does_not_run() {
    let broken = broken_by(|| unsafe {
        let irql = KfRaiseIrql(DISPATCH_LEVEL);
        let (dpc, seen) = dpc();
        assert_eq!(KeRemoveQueueDpc(dpc), FALSE);
        KeInsertQueueDpc(dpc, null_mut(), null_mut());
        assert_eq!(KeRemoveQueueDpc(dpc), TRUE);
        assert!((*dpc).DpcData.is_null());
        KeLowerIrql(irql);
        KeFlushQueuedDpcs();
        assert_eq!(seen.calls.get(), 0);
    });
    assert_eq!(broken, []);
}

#[test]
fn a_dpc_runs_on_two_processors_at_once_on_some_seed() {
    let mut most = 0;
    for seed in 0..100 {
        let bench = Bench::racing(seed);
        let out = Rc::new(Cell::new(None));
        let given = Rc::clone(&out);
        bench.run(move || given.set(Some(dpc())));
        let (dpc, seen) = out.take().unwrap();
        for _ in 0..6 {
            bench.start(DISPATCH_LEVEL, Role::KDeferred, move || unsafe {
                KeInsertQueueDpc(dpc, null_mut(), null_mut());
            });
        }
        bench.finish();
        bench.report().assert_clean();
        assert_eq!(seen.running.get(), 0);
        assert!((1..=6).contains(&seen.calls.get()));
        most = most.max(seen.most.get());
    }
    assert!(most >= 2);
}

#[test]
fn a_dpc_runs_where_it_is_told_to() {
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        bench.run(|| unsafe {
            let (dpc, seen) = dpc();
            KeSetTargetProcessorDpc(dpc, 2);
            for _ in 0..4 {
                KeInsertQueueDpc(dpc, null_mut(), null_mut());
                KeFlushQueuedDpcs();
            }
            assert_eq!((seen.calls.get(), seen.processors.get()), (4, 1 << 2));
            let mut number = PROCESSOR_NUMBER {
                Group: 0,
                Number: 1,
                Reserved: 0,
            };
            let status = KeSetTargetProcessorDpcEx(dpc, &raw mut number);
            assert_eq!(status, STATUS_SUCCESS);
            KeInsertQueueDpc(dpc, null_mut(), null_mut());
            KeFlushQueuedDpcs();
            assert_eq!(seen.processors.get(), 1 << 2 | 1 << 1);
        });
        bench.report().assert_clean();
    }
}

#[test]
fn a_dpc_interrupts_code_at_apc_level() {
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        bench.run(|| unsafe {
            let (dpc, seen) = dpc();
            let irql = KfRaiseIrql(APC_LEVEL);
            KeInsertQueueDpc(dpc, null_mut(), null_mut());
            // It is queued on this processor, and nothing but a routine that is called lets it run.
            for _ in 0..1000 {
                KeGetCurrentProcessorNumberEx(null_mut());
            }
            assert_eq!(seen.calls.get(), 1);
            KeLowerIrql(irql);
        });
        bench.report().assert_clean();
    }
}

#[test]
fn flushing_waits_for_what_is_queued_on_every_seed() {
    for seed in 0..100 {
        let bench = Bench::racing(seed);
        bench.run(|| unsafe {
            let (slow, slow_seen) = dpc();
            let (dpc, seen) = dpc();
            KeSetImportanceDpc(slow, LowImportance);
            KeInsertQueueDpc(slow, null_mut(), null_mut());
            KeInsertQueueDpc(dpc, null_mut(), null_mut());
            KeFlushQueuedDpcs();
            assert_eq!((slow_seen.calls.get(), seen.calls.get()), (1, 1));
            assert_eq!((slow_seen.running.get(), seen.running.get()), (0, 0));
        });
        bench.report().assert_clean();
    }
}

#[test]
fn a_threaded_dpc_runs_at_one_of_two_levels() {
    let mut levels = 0;
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        let out = Rc::new(Cell::new(0));
        let given = Rc::clone(&out);
        bench.run(move || unsafe {
            let (dpc, seen) = dpc();
            KeInitializeThreadedDpc(dpc, Some(count), context(seen));
            KeInsertQueueDpc(dpc, null_mut(), null_mut());
            KeFlushQueuedDpcs();
            given.set(seen.levels.get());
        });
        bench.report().assert_clean();
        levels |= out.get();
    }
    assert_eq!(levels, 1 << PASSIVE_LEVEL | 1 << DISPATCH_LEVEL);
}

unsafe extern "C" fn for_isr(
    dpc: PKDPC,
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
    context: PVOID,
) {
    unsafe {
        assert_eq!(dpc, &raw mut (*device).Dpc);
        (*device).CurrentIrp = irp;
        (*device).Reserved = context;
    }
}

#[test]
fn the_dpc_of_a_device_gets_its_irp_and_context() {
    let bench = Bench::new();
    let device: *mut DEVICE_OBJECT = place();
    bench
        .kernel
        .add_device_memory(device as usize, size_of::<DEVICE_OBJECT>(), DEVICE + 1);
    bench.run(move || unsafe {
        IoInitializeDpcRequest(device, Some(for_isr));
        let irql = KfRaiseIrql(8);
        assert_eq!(IoRequestDpc(device, 0x70 as PIRP, 0x80 as PVOID), TRUE);
        assert_eq!(IoRequestDpc(device, 0x71 as PIRP, 0x81 as PVOID), FALSE);
        KeLowerIrql(irql);
        KeFlushQueuedDpcs();
        assert_eq!((*device).CurrentIrp as usize, 0x70);
        assert_eq!((*device).Reserved as usize, 0x80);
    });
    bench.report().assert_clean();
    assert_eq!(bench.report().calls_of(Role::IoDpc), 1);
}

#[test]
fn misuse_of_dpcs_is_reported() {
    type Deed = fn(PKDPC);
    let deeds: [(Deed, &[Rule]); 8] = [
        (
            |_| unsafe {
                KeInsertQueueDpc(place(), null_mut(), null_mut());
            },
            &[Rule::DpcNotInitialised],
        ),
        (
            |dpc| unsafe {
                let copy: PKDPC = place();
                dpc.write_bytes(0xDD, 1);
                assert_eq!(KeRemoveQueueDpc(dpc), FALSE);
                KeInitializeDpc(copy, None, null_mut());
            },
            &[Rule::DpcNotInitialised, Rule::BadParameter],
        ),
        (
            |dpc| unsafe {
                KeInsertQueueDpc(dpc, null_mut(), null_mut());
                KeInitializeDpc(dpc, Some(count), null_mut());
            },
            &[Rule::BusyDpc],
        ),
        (
            |dpc| unsafe {
                KeInsertQueueDpc(dpc, null_mut(), null_mut());
                dpc.write_bytes(0xDD, 1);
            },
            &[Rule::BusyDpc],
        ),
        (
            |dpc| unsafe {
                KeInsertQueueDpc(dpc, null_mut(), null_mut());
                KeSetTargetProcessorDpc(dpc, 0);
            },
            &[Rule::BusyDpc],
        ),
        (
            |dpc| unsafe { KeSetTargetProcessorDpc(dpc, 1) },
            &[Rule::BadParameter],
        ),
        (
            |dpc| unsafe { KeSetImportanceDpc(dpc, 9) },
            &[Rule::BadParameter],
        ),
        (
            |_| unsafe {
                let irql = KfRaiseIrql(DISPATCH_LEVEL);
                KeFlushQueuedDpcs();
                KeLowerIrql(irql);
            },
            &[Rule::WrongIrql],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        assert_eq!(broken_by(move || deed(dpc().0)), rules, "deed {number}");
    }
}

#[test]
fn memory_with_a_dpc_that_is_queued_is_freed() {
    let bench = Bench::new();
    let kernel = Rc::clone(&bench.kernel);
    let (dpc, seen) = dpc();
    bench.kernel.add_device_memory(dpc as usize, 64, DEVICE);
    bench.run(move || unsafe {
        KeInitializeDpc(dpc, Some(count), context(seen));
        KeInsertQueueDpc(dpc, null_mut(), null_mut());
        kernel.remove_device_memory(dpc as usize, "an extension");
        KeFlushQueuedDpcs();
    });
    assert_eq!(bench.broken(), [Rule::BusyDpc]);
    assert_eq!(seen.calls.get(), 0);
}
