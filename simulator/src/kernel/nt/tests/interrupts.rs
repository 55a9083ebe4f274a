//! Interrupts.

use std::cell::Cell;
use std::mem::zeroed;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bell::{ACKNOWLEDGE, RING};
use super::bench::{Bench, Plugged, place, time};
use crate::device::Width;
use crate::kernel::core::Kernel;
use crate::kernel::hardware::options::InterruptResources;
use crate::kernel::level::DIRQL;
use crate::verifier::{Role, Rule};

/// What the service routines of a test see.
#[derive(Default)]
struct Seen {
    calls: Cell<u32>,
    messages: Cell<u32>,
    /// Where they are called from: what code under the lock must not see change.
    guarded: Cell<u32>,
    running: Cell<u32>,
    most: Cell<u32>,
    interrupt: Cell<usize>,
    device: Option<Plugged>,
}

fn access(device: &Plugged, register: u64, value: Option<u64>) -> u64 {
    let kernel = Kernel::running();
    let done = kernel.with_device(&device.function, |bell, bus| match value {
        Some(value) => {
            bell.write(bus, 0, register, Width::Long, value);
            0
        }
        None => bell.read(bus, 0, register, Width::Long),
    });
    done.unwrap()
}

impl Seen {
    fn enter(&self) {
        self.calls.set(self.calls.get() + 1);
        self.running.set(self.running.get() + 1);
        self.most.set(self.most.get().max(self.running.get()));
        self.guarded.set(self.guarded.get() + 1);
        unsafe {
            assert_eq!(KeGetCurrentIrql(), DIRQL);
            // Others run here, if nothing keeps them out.
            KeGetCurrentProcessorNumberEx(null_mut());
        }
        self.running.set(self.running.get() - 1);
    }
}

unsafe extern "C" fn line(interrupt: *mut KINTERRUPT, context: PVOID) -> BOOLEAN {
    let seen = unsafe { &*context.cast::<Seen>() };
    let device = seen.device.as_ref().unwrap();
    let ringing = access(device, ACKNOWLEDGE, None);
    if ringing == 0 {
        return FALSE;
    }
    seen.interrupt.set(interrupt as usize);
    access(device, ACKNOWLEDGE, Some(ringing));
    seen.enter();
    TRUE
}

unsafe extern "C" fn message(interrupt: *mut KINTERRUPT, context: PVOID, id: ULONG) -> BOOLEAN {
    let seen = unsafe { &*context.cast::<Seen>() };
    seen.interrupt.set(interrupt as usize);
    seen.messages.set(seen.messages.get() | 1 << id);
    seen.enter();
    TRUE
}

fn seen(device: &Plugged) -> &'static Seen {
    Box::leak(Box::new(Seen {
        device: Some(device.clone()),
        ..Seen::default()
    }))
}

fn context(seen: &Seen) -> PVOID {
    std::ptr::from_ref(seen).cast_mut().cast()
}

fn line_based(
    device: &Plugged,
    seen: &Seen,
    object: *mut PKINTERRUPT,
) -> IO_CONNECT_INTERRUPT_PARAMETERS {
    let mut parameters: IO_CONNECT_INTERRUPT_PARAMETERS = unsafe { zeroed() };
    parameters.Version = CONNECT_LINE_BASED;
    parameters.u.LineBased = IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS {
        PhysicalDeviceObject: device.object,
        InterruptObject: object,
        ServiceRoutine: Some(line),
        ServiceContext: context(seen),
        SpinLock: null_mut(),
        SynchronizeIrql: 0,
        FloatingSave: FALSE,
    };
    parameters
}

fn message_based(
    device: &Plugged,
    seen: &Seen,
    result: *mut PVOID,
) -> IO_CONNECT_INTERRUPT_PARAMETERS {
    let mut parameters: IO_CONNECT_INTERRUPT_PARAMETERS = unsafe { zeroed() };
    parameters.Version = CONNECT_MESSAGE_BASED;
    parameters.u.MessageBased = IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS {
        PhysicalDeviceObject: device.object,
        ConnectionContext: IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS_ConnectionContext {
            Generic: result,
        },
        MessageServiceRoutine: Some(message),
        ServiceContext: context(seen),
        SpinLock: null_mut(),
        SynchronizeIrql: 0,
        FloatingSave: FALSE,
        FallBackServiceRoutine: Some(line),
    };
    parameters
}

fn disconnect(version: ULONG, name: PVOID) {
    let mut parameters = IO_DISCONNECT_INTERRUPT_PARAMETERS {
        Version: version,
        ConnectionContext: IO_DISCONNECT_INTERRUPT_PARAMETERS_ConnectionContext { Generic: name },
    };
    unsafe { IoDisconnectInterruptEx(&raw mut parameters) };
}

unsafe extern "C" fn add(context: PVOID) -> BOOLEAN {
    let seen = unsafe { &*context.cast::<Seen>() };
    let before = seen.guarded.get();
    assert_eq!(seen.running.get(), 0);
    access(seen.device.as_ref().unwrap(), RING, Some(2));
    for _ in 0..10 {
        unsafe { KeGetCurrentProcessorNumberEx(null_mut()) };
    }
    // The service routine was kept out.
    assert_eq!(seen.guarded.get(), before);
    7
}

#[test]
fn a_line_interrupts_until_it_is_disconnected() {
    for seed in 0..50 {
        let bench = Bench::racing(seed);
        let device = bench.plug(0, InterruptResources::Line);
        let seen = seen(&device);
        bench.run(move || unsafe {
            let object = place();
            let mut parameters = line_based(&device, seen, object);
            assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_SUCCESS);
            for _ in 0..5 {
                access(&device, RING, Some(1));
                assert_eq!(KeSynchronizeExecution(*object, Some(add), context(seen)), 7);
                let irql = KeAcquireInterruptSpinLock(*object);
                assert_eq!((irql, KeGetCurrentIrql()), (PASSIVE_LEVEL, DIRQL));
                add(context(seen));
                KeReleaseInterruptSpinLock(*object, irql);
            }
            KeDelayExecutionThread(KernelMode, FALSE, time(-1000));
            assert_eq!(seen.interrupt.get(), *object as usize);
            disconnect(CONNECT_LINE_BASED, (*object).cast());
            let calls = seen.calls.get();
            assert!((1..=15).contains(&calls));
            access(&device, RING, Some(1));
            KeDelayExecutionThread(KernelMode, FALSE, time(-1000));
            assert_eq!(seen.calls.get(), calls);
        });
        bench.report().assert_clean();
        assert!(bench.report().calls_of(Role::KService) >= 1);
        assert_eq!(bench.kernel.left_of(super::bench::DEVICE), []);
    }
}

#[test]
fn messages_have_a_table_and_one_lock_or_several() {
    let mut most = 0;
    for seed in 0..100 {
        let bench = Bench::racing(seed);
        let device = bench.plug(4, InterruptResources::Messages(4));
        let seen = seen(&device);
        bench.run(move || unsafe {
            let table: *mut PIO_INTERRUPT_MESSAGE_INFO = place();
            let mut parameters = message_based(&device, seen, table.cast());
            assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_SUCCESS);
            assert_eq!(parameters.Version, CONNECT_MESSAGE_BASED);
            assert_eq!(((**table).MessageCount, (**table).UnifiedIrql), (4, DIRQL));
            let entries =
                (&raw const (**table).MessageInfo).cast::<IO_INTERRUPT_MESSAGE_INFO_ENTRY>();
            for id in 0..4 {
                let entry = entries.add(id).read();
                assert_eq!((entry.Irql, entry.Mode), (DIRQL, Latched));
                access(&device, RING, Some(id as u64));
                let result =
                    KeSynchronizeExecution(entry.InterruptObject, Some(synchronized), null_mut());
                assert_eq!(result, 9);
            }
            KeDelayExecutionThread(KernelMode, FALSE, time(-1000));
            assert_eq!((seen.calls.get(), seen.messages.get()), (4, 0b1111));
            disconnect(CONNECT_MESSAGE_BASED, (*table).cast());
        });
        bench.report().assert_clean();
        most = most.max(seen.most.get());
    }
    assert!(most <= 1, "MSI has one processor, which runs one at a time");
}

unsafe extern "C" fn synchronized(_: PVOID) -> BOOLEAN {
    9
}

#[test]
fn a_device_without_messages_falls_back_to_its_line() {
    let bench = Bench::new();
    let device = bench.plug(4, InterruptResources::Line);
    let seen = seen(&device);
    bench.run(move || unsafe {
        let object = place();
        let mut parameters = message_based(&device, seen, object);
        assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_SUCCESS);
        assert_eq!(parameters.Version, CONNECT_LINE_BASED);
        access(&device, RING, Some(2));
        KeDelayExecutionThread(KernelMode, FALSE, time(-1000));
        assert_eq!((seen.calls.get(), seen.messages.get()), (1, 0));
        disconnect(parameters.Version, *object);
        parameters = message_based(&device, seen, object);
        parameters.u.MessageBased.FallBackServiceRoutine = None;
        assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_NOT_FOUND);
        parameters.Version = CONNECT_MESSAGE_BASED_PASSIVE;
        assert_eq!(
            IoConnectInterruptEx(&raw mut parameters),
            STATUS_NOT_SUPPORTED
        );
        assert_eq!(parameters.Version, CONNECT_FULLY_SPECIFIED_GROUP);
    });
    bench.report().assert_clean();
}

#[test]
fn a_vector_that_was_assigned_is_connected() {
    let bench = Bench::new();
    let device = bench.plug(2, InterruptResources::Messages(2));
    let seen = seen(&device);
    bench.run(move || unsafe {
        let objects: [*mut PKINTERRUPT; 2] = [place(), place()];
        for (interrupt, object) in device.function.interrupts().into_iter().zip(objects) {
            let mut parameters: IO_CONNECT_INTERRUPT_PARAMETERS = zeroed();
            parameters.Version = CONNECT_FULLY_SPECIFIED;
            parameters.u.FullySpecified = IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS {
                PhysicalDeviceObject: device.object,
                InterruptObject: object,
                ServiceRoutine: Some(line),
                ServiceContext: context(seen),
                SpinLock: null_mut(),
                SynchronizeIrql: DIRQL,
                FloatingSave: FALSE,
                ShareVector: FALSE,
                Vector: interrupt.vector,
                Irql: DIRQL,
                InterruptMode: Latched,
                ProcessorEnableMask: 1,
                Group: 0,
            };
            assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_SUCCESS);
        }
        access(&device, RING, Some(1));
        KeDelayExecutionThread(KernelMode, FALSE, time(-1000));
        assert_eq!(seen.interrupt.get(), *objects[1] as usize);
        for object in objects {
            disconnect(CONNECT_FULLY_SPECIFIED, (*object).cast());
        }
    });
    bench.report().assert_clean();
}

#[test]
fn a_lock_that_the_driver_gives_is_that_of_all_messages() {
    let bench = Bench::new();
    let device = bench.plug(2, InterruptResources::Messages(2));
    let seen = seen(&device);
    bench.run(move || unsafe {
        let (table, lock) = (place::<PIO_INTERRUPT_MESSAGE_INFO>(), place());
        KeInitializeSpinLock(lock);
        let mut parameters = message_based(&device, seen, table.cast());
        parameters.u.MessageBased.SpinLock = lock;
        assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_SUCCESS);
        let entries = (&raw const (**table).MessageInfo).cast::<IO_INTERRUPT_MESSAGE_INFO_ENTRY>();
        let irql = KeAcquireInterruptSpinLock(entries.read().InterruptObject);
        let other = entries.add(1).read().InterruptObject;
        // The same lock, by another interrupt object.
        assert_eq!(
            KeSynchronizeExecution(other, Some(synchronized), null_mut()),
            FALSE
        );
        KeReleaseInterruptSpinLock(entries.read().InterruptObject, irql);
        let irql = KeAcquireSpinLockRaiseToDpc(lock);
        KeReleaseSpinLock(lock, irql);
        let memory = lock as usize..lock as usize + 8;
        let kernel = Kernel::running();
        kernel.check_objects(&memory, None, "an extension");
        disconnect(CONNECT_MESSAGE_BASED, (*table).cast());
        kernel.check_objects(&memory, None, "an extension");
    });
    let rules = [Rule::LockTwice, Rule::LockMixed, Rule::InterruptConnection];
    assert_eq!(bench.broken(), rules);
}

#[test]
fn misuse_of_interrupts_is_reported() {
    type Deed = fn(&Plugged, PKINTERRUPT, &'static Seen);
    let deeds: [(Deed, &[Rule]); 7] = [
        (
            |device, _, seen| unsafe {
                let mut parameters = line_based(device, seen, place());
                let status = IoConnectInterruptEx(&raw mut parameters);
                assert_eq!(status, STATUS_INVALID_PARAMETER);
            },
            &[Rule::InterruptConnection],
        ),
        (
            |_, _, _| disconnect(CONNECT_LINE_BASED, 16 as PVOID),
            &[Rule::InterruptConnection],
        ),
        (
            |_, _, _| unsafe {
                KeSynchronizeExecution(place::<u8>().cast(), Some(synchronized), null_mut());
            },
            &[Rule::InterruptConnection],
        ),
        (
            |_, interrupt, _| unsafe {
                KeAcquireInterruptSpinLock(interrupt);
            },
            &[Rule::LockNotReleased],
        ),
        (
            |_, interrupt, _| unsafe {
                KeAcquireInterruptSpinLock(interrupt);
                KeReleaseInterruptSpinLock(interrupt, DISPATCH_LEVEL);
                KeReleaseInterruptSpinLock(interrupt, PASSIVE_LEVEL);
            },
            &[Rule::LockMisused, Rule::LockNotHeld],
        ),
        (
            |_, interrupt, _| unsafe {
                KeSynchronizeExecution(interrupt, None, null_mut());
            },
            &[Rule::BadParameter],
        ),
        (
            |device, _, seen| unsafe {
                let mut parameters = line_based(device, seen, place());
                parameters.u.LineBased.PhysicalDeviceObject = 8 as PDEVICE_OBJECT;
                IoConnectInterruptEx(&raw mut parameters);
            },
            &[Rule::BadParameter],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        let bench = Bench::new();
        let device = bench.plug(0, InterruptResources::Line);
        let seen = seen(&device);
        bench.run(move || unsafe {
            let object = place();
            let mut parameters = line_based(&device, seen, object);
            assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_SUCCESS);
            deed(&device, *object, seen);
        });
        assert_eq!(bench.broken(), rules, "deed {number}");
    }
}

#[test]
fn a_service_routine_is_over_before_its_interrupt_is_disconnected() {
    for seed in 0..200 {
        let bench = Bench::racing(seed);
        let device = bench.plug(0, InterruptResources::Line);
        let seen = seen(&device);
        let over = Rc::new(Cell::new(0));
        let end = Rc::clone(&over);
        bench.run(move || unsafe {
            let object = place();
            let mut parameters = line_based(&device, seen, object);
            assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_SUCCESS);
            access(&device, RING, Some(1));
            disconnect(CONNECT_LINE_BASED, (*object).cast());
            assert_eq!(seen.running.get(), 0);
            end.set(seen.calls.get());
        });
        bench.report().assert_clean();
        assert_eq!(seen.calls.get(), over.get());
    }
}
