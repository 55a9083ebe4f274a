//! Checked builds: each rule is broken once by a Storport that misbehaves, and the bug check says which.
//!
//! The tests are built with debug assertions, so the checks are on.

#[macro_use]
#[path = "support/callbacks.rs"]
mod callbacks;

use core::cell::Cell;
use core::ptr;

use miniport::ffi;
use miniport::prelude::*;
use miniport::role;
use miniport_sim::{Direction, Machine, Rule};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    work: WorkItem<work>,
}

/// What goes wrong in a callback; called with `HwDeviceExtension`.
type Mistake = fn(ffi::PVOID);

thread_local! {
    static IN_START_IO: Cell<Mistake> = const { Cell::new(|_| {}) };
    static IN_WORK_ITEM: Cell<Mistake> = const { Cell::new(|_| {}) };
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config
        .set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(1);
    let adapter = Adapter {
        work: WorkItem::new(),
    };
    Ok(Found::new(adapter, const { Limits::new(1 << 16, 17) }))
}

callbacks! { initialize reset_bus }

#[hw_adapter_control(StopAdapter, RestartAdapter, SurpriseRemoval)]
fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

/// An extension of the other kind: what is checked before it is looked at does not need one.
#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = line)]
struct Physical;

#[hw_interrupt]
fn interrupt(_: &Physical, _: &mut Interrupt<'_, Physical>) -> bool {
    true
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    // The value lies first in the device extension.
    IN_START_IO.get()(ptr::from_ref(adapter).cast_mut().cast());
    adapter.work.queue(cx, ()).ok();
    srb.complete(cx, SrbStatus::NoDevice);
    Ok(())
}

#[hw_workitem]
fn work(adapter: &Adapter, _cx: &mut Passive<'_, Adapter>) {
    IN_WORK_ITEM.get()(ptr::from_ref(adapter).cast_mut().cast());
}

#[hw_dpc]
fn dpc(_adapter: &Adapter, _cx: &mut Deferred<'_, Adapter>) {}

#[hw_dpc]
fn leaves_a_lock(adapter: &Adapter, _cx: &mut Deferred<'_, Adapter>) {
    // As unsafe code could: the handle is never released.
    let extension: ffi::PVOID = ptr::from_ref(adapter).cast_mut().cast();
    let handle = Box::leak(Box::new(
        core::mem::MaybeUninit::<ffi::STOR_LOCK_HANDLE>::zeroed(),
    ));
    // SAFETY: the extension is the adapter's, and the handle is zeroed memory that stays.
    unsafe {
        ffi::StorPortAcquireSpinLock(
            extension,
            ffi::InterruptLock,
            ptr::null_mut(),
            handle.as_mut_ptr(),
        );
    }
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}

/// Runs one request with the mistakes, and returns what the bug check said.
fn bug_check(in_start_io: Mistake, in_work_item: Mistake) -> Option<String> {
    IN_START_IO.set(in_start_io);
    IN_WORK_ITEM.set(in_work_item);
    let machine = Machine::new(1);
    let driver = machine.load(DriverEntry).expect("the driver loads");
    let options = miniport_sim::AdapterOptions::new().without_scan();
    let Ok(adapter) = machine.add_adapter(&driver, options) else {
        return None;
    };
    // The answer does not matter: a machine that has stopped gives none.
    let _ = adapter.execute(
        miniport_sim::Address::new(0, 0, 0),
        &[0; 6],
        Direction::None,
        &mut [],
    );
    machine.run();
    let report = machine.shutdown();
    let mut found = report.violations_of(Rule::BugCheck);
    found.next().map(|violation| violation.message.clone())
}

fn nothing(_: ffi::PVOID) {}

fn call_dpc(extension: ffi::PVOID) {
    // SAFETY: none; this is the mistake that the checked build is to find.
    unsafe {
        role::hw_dpc::routine::<dpc, Adapter, ()>(
            ptr::null_mut(),
            extension,
            ptr::null_mut(),
            ptr::null_mut(),
        );
    };
}

#[track_caller]
fn assert_says(message: Option<String>, words: &str) {
    let message = message.expect("a bug check");
    assert!(message.contains(words), "{message}");
}

#[test]
fn a_right_storport_is_not_accused() {
    assert_eq!(bug_check(nothing, nothing), None);
    assert_eq!(
        bug_check(call_dpc, nothing),
        None,
        "DISPATCH_LEVEL is right for a DPC"
    );
}

#[test]
fn a_null_extension() {
    assert_says(
        bug_check(|_| call_dpc(ptr::null_mut()), nothing),
        "NullPointer in HwDpc",
    );
}

#[test]
fn a_misaligned_extension() {
    assert_says(
        bug_check(
            |extension| call_dpc(extension.wrapping_byte_add(1)),
            nothing,
        ),
        "Misaligned in HwDpc",
    );
}

#[test]
fn an_extension_that_is_not_built() {
    assert_says(
        bug_check(
            |_| {
                let memory = Box::leak(Box::new([0_u64; 64]));
                call_dpc(memory.as_mut_ptr().cast());
            },
            nothing,
        ),
        "NotBuilt in HwDpc",
    );
}

#[test]
fn a_null_configuration() {
    assert_says(
        bug_check(nothing, |extension| {
            let null: ffi::PVOID = ptr::null_mut();
            // SAFETY: none; as above.
            unsafe {
                role::virtual_hw_find_adapter::routine::<find_adapter, _>(
                    extension,
                    null,
                    null,
                    null,
                    null.cast(),
                    null.cast(),
                    null.cast(),
                );
            }
        }),
        "NullPointer in VirtualHwFindAdapter",
    );
}

#[test]
fn a_work_item_at_dispatch_level() {
    assert_says(
        bug_check(
            // SAFETY: none; as above.
            |extension| unsafe {
                role::hw_workitem::routine::<work, Adapter, ()>(
                    extension,
                    ptr::null_mut(),
                    ptr::null_mut(),
                );
            },
            nothing,
        ),
        "IrqlTooHigh in HwWorkItem, found 0x2, expected 0x0",
    );
}

#[test]
fn a_dpc_at_passive_level() {
    assert_says(
        bug_check(nothing, call_dpc),
        "IrqlTooLow in HwDpc, found 0x0, expected 0x2",
    );
}

/// Calls `body` at the IRQL of a lock.
fn under(lock: ffi::STOR_SPINLOCK, extension: ffi::PVOID, body: impl FnOnce()) {
    let mut handle = core::mem::MaybeUninit::<ffi::STOR_LOCK_HANDLE>::zeroed();
    // SAFETY: the extension is the adapter's, and the handle stays until the lock is released.
    unsafe {
        ffi::StorPortAcquireSpinLock(extension, lock, ptr::null_mut(), handle.as_mut_ptr());
        body();
        ffi::StorPortReleaseSpinLock(extension, handle.as_mut_ptr());
    }
}

#[test]
fn an_interrupt_handler_below_dirql() {
    assert_says(
        bug_check(nothing, |extension| {
            under(ffi::StartIoLock, extension, || {
                // SAFETY: none; as above.
                unsafe { role::hw_interrupt::routine::<interrupt, Physical>(extension) };
            });
        }),
        "IrqlTooLow in HwInterrupt, found 0x2, expected 0x3",
    );
}

#[test]
fn a_virtual_adapter_that_is_initialised_at_dirql() {
    assert_says(
        bug_check(nothing, |extension| {
            under(ffi::InterruptLock, extension, || {
                // SAFETY: none; as above.
                unsafe { role::hw_initialize::routine::<initialize, Adapter>(extension) };
            });
        }),
        "IrqlTooHigh in HwInitialize, found 0x8, expected 0x0",
    );
}

#[test]
fn a_surprise_removal_at_dispatch_level() {
    assert_says(
        bug_check(nothing, |extension| {
            under(ffi::StartIoLock, extension, || {
                // SAFETY: none; as above.
                unsafe {
                    role::hw_adapter_control::routine::<adapter_control, Adapter>(
                        extension,
                        ffi::ScsiAdapterSurpriseRemoval,
                        ptr::null_mut(),
                    );
                }
            });
        }),
        "IrqlTooHigh in HwAdapterControl, found 0x2, expected 0x1",
    );
}

#[test]
fn a_callback_that_returns_at_another_irql() {
    assert_says(
        bug_check(
            // SAFETY: none; as above.
            |extension| unsafe {
                let null: ffi::PVOID = ptr::null_mut();
                role::hw_dpc::routine::<leaves_a_lock, Adapter, ()>(
                    null.cast(),
                    extension,
                    null,
                    null,
                );
            },
            nothing,
        ),
        "IrqlChanged in HwDpc",
    );
}
