//! Service IRPs: an application asks, waits for news, and is told, whatever becomes of the adapter meanwhile.

#[macro_use]
#[path = "support/callbacks.rs"]
mod callbacks;

use std::cell::{Cell, RefCell};
use std::time::Duration;

use miniport::ffi::{STATUS_CANCELLED, STATUS_DELETE_PENDING, STATUS_SUCCESS, STATUS_UNSUCCESSFUL};
use miniport::prelude::*;
use miniport_sim::{
    Adapter as Added, AdapterOptions, IoError, Machine, MachineBuilder, Role, Rule,
};

const PLACES: usize = 8;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    waiting: Locked<StartIoLock, [Option<ServiceIrp<Adapter>>; PLACES]>,
    answer: Dpc<answer>,
    /// What the end leaves to the runtime.
    lazy: bool,
    _slow: Slow,
}

/// A part of the extension that takes its time to go: others run meanwhile.
struct Slow;

impl Drop for Slow {
    fn drop(&mut self) {
        for _ in 0..if SLOW.get() { 500 } else { 0 } {
            debug_print!(3, "on the way out");
        }
    }
}

thread_local! {
    static LAZY: Cell<bool> = const { Cell::new(false) };
    static DROPPED: Cell<u32> = const { Cell::new(0) };
    static SLOW: Cell<bool> = const { Cell::new(false) };
    static KEPT: Cell<u32> = const { Cell::new(0) };
    /// Where an adapter's IRP goes that is none of its extension's business.
    static ELSEWHERE: RefCell<Vec<ServiceIrp<Adapter>>> = const { RefCell::new(Vec::new()) };
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config
        .set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(1);
    let adapter = Adapter {
        waiting: Locked::new([const { None }; PLACES]),
        answer: Dpc::new(),
        lazy: LAZY.get(),
        _slow: Slow,
    };
    Ok(Found::new(adapter, const { Limits::new(1 << 16, 17) }))
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive_initialize>()
}

#[hw_passive_initialize]
fn passive_initialize(_: &Adapter, _: &mut PassiveInitialize<'_, Adapter>) -> bool {
    true
}

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    DROPPED.set(cx.dropped_requests());
    srb.complete(cx, SrbStatus::NoDevice);
    Ok(())
}

callbacks! { reset_bus adapter_control }

/// The first byte says what is done.
#[hw_process_service_request]
fn service_request(
    adapter: &Adapter,
    cx: &mut ProcessServiceRequest<'_, Adapter>,
    irp: ServiceIrp<Adapter>,
) {
    let mut words = [0; 4];
    let length = irp.input().len().min(words.len());
    irp.input().read_at(0, &mut words[..length]).unwrap();
    match words[0] {
        b'e' => {
            words.reverse();
            let length = irp.output().len().min(words.len());
            irp.output().write_at(0, &words[..length]).unwrap();
            irp.complete(cx, NtStatus::SUCCESS, length);
        }
        b'k' => {
            KEPT.set(KEPT.get() + 1);
            cx.stall(const { Microseconds::new(5) });
            keep(adapter, cx, irp);
        }
        b'd' => drop(irp),
        b'l' => adapter.waiting.lock(cx, |waiting, _| {
            waiting[PLACES - 1] = Some(irp);
            waiting[PLACES - 1] = None;
        }),
        b'p' => {
            if let Err(error) = adapter.answer.issue(cx, irp) {
                error.into_argument().complete(cx, NtStatus::DEVICE_BUSY, 0);
            }
        }
        b'n' => {
            for irp in take(adapter, cx).into_iter().flatten() {
                irp.output().write_at(0, b"news").ok();
                irp.complete(cx, NtStatus::SUCCESS, 4);
            }
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        b'c' => {
            let cancelled = adapter.waiting.lock(cx, |waiting, _| {
                waiting
                    .each_mut()
                    .map(|place| place.take_if(|irp| irp.is_cancelled()))
            });
            for irp in cancelled.into_iter().flatten() {
                irp.complete(cx, NtStatus::CANCELLED, 0);
            }
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        b's' => ELSEWHERE.with_borrow_mut(|elsewhere| elsewhere.push(irp)),
        b't' => {
            // The other adapter's end is under way by then.
            for _ in 0..20 {
                cx.stall(const { Microseconds::new(900) });
            }
            let others = ELSEWHERE.take();
            for irp in others {
                irp.complete(cx, NtStatus::SUCCESS, 0);
            }
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        b'f' => std::mem::forget(irp),
        _ => irp.complete(cx, NtStatus::SUCCESS, usize::MAX),
    }
}

fn keep(adapter: &Adapter, cx: &mut ProcessServiceRequest<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    let rest = adapter.waiting.lock(cx, |waiting, _| {
        match waiting.iter_mut().find(|place| place.is_none()) {
            Some(place) => place.replace(irp),
            None => Some(irp),
        }
    });
    if let Some(irp) = rest {
        irp.complete(cx, NtStatus::INSUFFICIENT_RESOURCES, 0);
    }
}

fn take<S: MayAcquire<StartIoLock>>(
    adapter: &Adapter,
    cx: &mut Context<'_, Adapter, S>,
) -> [Option<ServiceIrp<Adapter>>; PLACES] {
    adapter
        .waiting
        .lock(cx, |waiting, _| waiting.each_mut().map(Option::take))
}

#[hw_dpc]
fn answer(_: &Adapter, cx: &mut Deferred<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    irp.complete(cx, NtStatus::SUCCESS, 1);
}

#[hw_complete_service_irp]
fn complete_service_irps(adapter: &Adapter, cx: &mut CompleteServiceIrp<'_, Adapter>) {
    if adapter.lazy {
        return;
    }
    for irp in take(adapter, cx).into_iter().flatten() {
        irp.complete(cx, NtStatus::CANCELLED, 0);
    }
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .hw_process_service_request::<service_request>()
        .hw_complete_service_irp::<complete_service_irps>()
}

fn machine(seed: u64) -> MachineBuilder {
    Machine::builder(seed)
        .processors(1 + (seed % 4) as usize)
        .preemption(30)
}

fn add(machine: &Machine) -> Added {
    let driver = machine.load(DriverEntry).unwrap();
    let options = AdapterOptions::new().without_scan();
    machine.add_adapter(&driver, options).unwrap()
}

#[test]
fn a_request_is_answered_at_once() {
    let machine = Machine::new(1);
    let adapter = add(&machine);
    let answer = adapter.service_request(b"exyz", 4).wait().unwrap();
    assert_eq!((answer.status, answer.information), (STATUS_SUCCESS, 4));
    assert_eq!(answer.data, b"zyxe");
    let report = machine.shutdown();
    assert_eq!(report.calls_of(Role::HwProcessServiceRequest), 1);
    report.assert_clean();
}

#[test]
fn a_request_waits_for_news() {
    let machine = Machine::new(1);
    let adapter = add(&machine);
    let waiting: Vec<_> = (0..3).map(|_| adapter.service_request(b"k", 4)).collect();
    machine.advance(Duration::from_secs(100));
    assert!(waiting.iter().all(|request| !request.is_done()));
    adapter.service_request(b"n", 0).wait().unwrap();
    for request in waiting {
        assert_eq!(request.wait().unwrap().data, b"news");
    }
    machine.shutdown().assert_clean();
}

#[test]
fn a_dpc_may_have_it() {
    let machine = Machine::new(1);
    let adapter = add(&machine);
    let answer = adapter.service_request(b"p", 1).wait().unwrap();
    assert_eq!((answer.status, answer.information), (STATUS_SUCCESS, 1));
    machine.shutdown().assert_clean();
}

/// The I/O manager does not clear its buffer, and copies as many bytes as the driver says.
#[test]
fn no_more_goes_out_than_there_is_room_for_and_nothing_that_was_not_written() {
    let machine = Machine::new(1);
    let adapter = add(&machine);
    let answer = adapter.service_request(b"xy", 6).wait().unwrap();
    assert_eq!(answer.information, 6);
    assert_eq!(answer.data, b"xy\0\0\0\0");
    let answer = adapter.service_request(b"xyz", 2).wait().unwrap();
    assert_eq!(answer.data, b"xy");
    let answer = adapter.service_request(b"", 0).wait().unwrap();
    assert_eq!(answer.information, 0);
    machine.shutdown().assert_clean();
}

#[test]
fn one_that_is_dropped_fails_and_is_counted() {
    for seed in 0..50 {
        let machine = machine(seed).build();
        let adapter = add(&machine);
        let requests: Vec<_> = [b"d", b"l", b"d", b"l"]
            .map(|words| adapter.service_request(words, 4))
            .into();
        for request in requests {
            assert_eq!(request.wait().unwrap().status, STATUS_UNSUCCESSFUL);
        }
        let unit = miniport_sim::Address::new(0, 0, 0);
        let none = miniport_sim::Direction::None;
        adapter.execute(unit, &[0; 6], none, &mut []).unwrap();
        assert_eq!(DROPPED.get(), 4);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn one_that_is_cancelled_stays_the_drivers_and_says_so() {
    let machine = Machine::new(1);
    let adapter = add(&machine);
    let [first, second] = [(); 2].map(|()| adapter.service_request(b"k", 4));
    machine.run();
    second.cancel();
    machine.advance(Duration::from_secs(1));
    assert!(!second.is_done());
    adapter.service_request(b"c", 0).wait().unwrap();
    assert_eq!(second.wait().unwrap().status, STATUS_CANCELLED);
    assert!(!first.is_done());
    second.cancel();
    adapter.remove();
    assert_eq!(first.wait().unwrap().status, STATUS_CANCELLED);
    machine.shutdown().assert_clean();
}

#[test]
fn the_end_gives_back_what_is_kept() {
    for (lazy, status) in [(false, STATUS_CANCELLED), (true, STATUS_DELETE_PENDING)] {
        LAZY.set(lazy);
        for seed in 0..50 {
            let machine = machine(seed).build();
            let adapter = add(&machine);
            let requests: Vec<_> = (0..3).map(|_| adapter.service_request(b"k", 4)).collect();
            machine.run();
            adapter.remove();
            for request in requests {
                assert_eq!(request.wait().unwrap().status, status);
            }
            machine.shutdown().assert_clean();
        }
    }
    LAZY.set(false);
}

/// Requests of all kinds are on their way, wait and come late, while the adapter is removed: every sender gets an answer.
#[test]
fn no_sender_is_forgotten_when_the_adapter_goes() {
    let mut answers = std::collections::BTreeMap::new();
    for seed in 0..400 {
        LAZY.set(seed % 3 == 0);
        let machine = machine(seed).build();
        let adapter = add(&machine);
        let kinds = [b"k", b"d", b"e", b"p", b"l", b"n"];
        let mut requests = Vec::new();
        for round in 0..12_u64 {
            let kind = kinds[((seed + round * 5) % 6) as usize];
            requests.push(adapter.service_request(kind, 4));
            if round == 5 {
                machine.advance(Duration::from_micros(seed % 50));
            }
        }
        adapter.remove();
        requests.push(adapter.service_request(b"k", 4));
        for request in requests {
            let answer = request.wait().unwrap();
            *answers.entry(answer.status).or_insert(0) += 1;
        }
        let report = machine.shutdown();
        assert!(report.is_clean(), "{seed} {report}");
    }
    LAZY.set(false);
    for status in [
        STATUS_SUCCESS,
        STATUS_UNSUCCESSFUL,
        STATUS_CANCELLED,
        STATUS_DELETE_PENDING,
    ] {
        assert!(
            answers.get(&status).is_some_and(|&times| times > 100),
            "{answers:?}"
        );
    }
}

/// Storport stops and finds the adapter again while requests come: no page says that it holds them back.
#[test]
fn no_sender_is_forgotten_when_the_adapter_is_found_again() {
    let mut ended = 0;
    for seed in 0..100 {
        let machine = machine(seed).build();
        let adapter = add(&machine);
        let kinds = [b"k", b"k", b"d"];
        let requests: Vec<_> = (0..200_u64)
            .map(|round| adapter.service_request(kinds[((seed + round) % 3) as usize], 4))
            .collect();
        machine.advance(Duration::from_micros(seed % 30));
        SLOW.set(true);
        adapter.rebalance().unwrap();
        SLOW.set(false);
        machine.run();
        adapter.service_request(b"n", 0).wait().unwrap();
        for request in requests {
            let answer = request.wait().unwrap();
            ended += u32::from(answer.status == STATUS_DELETE_PENDING);
        }
        let report = machine.shutdown();
        assert!(report.is_clean(), "{seed} {report}");
    }
    assert!(ended > 100, "{ended}");
}

/// Whatever the driver gets it has when `HW_COMPLETE_SERVICE_IRP` comes, however late the request was.
#[test]
fn none_comes_behind_the_callback_that_completes_them() {
    let mut refused = 0;
    for seed in 0..300 {
        KEPT.set(0);
        let machine = machine(seed).build();
        let adapter = add(&machine);
        let requests: Vec<_> = (0..6).map(|_| adapter.service_request(b"k", 4)).collect();
        machine.advance(Duration::from_micros(seed % 20));
        adapter.remove();
        let mut cancelled = 0;
        for request in requests {
            cancelled += u32::from(request.wait().unwrap().status == STATUS_CANCELLED);
        }
        assert_eq!(cancelled, KEPT.get(), "{seed}");
        refused += 6 - cancelled;
        machine.shutdown().assert_clean();
    }
    assert!(refused > 50, "{refused}");
}

/// The end waits for one that the driver keeps outside of its extension, until another adapter's callback completes it.
#[test]
fn one_that_another_adapter_has_keeps_its_own_until_it_is_completed() {
    for seed in 0..50 {
        let machine = machine(seed).build();
        let (own, other) = (add(&machine), add(&machine));
        let request = own.service_request(b"s", 0);
        machine.run();
        let late = other.service_request(b"t", 0);
        own.remove();
        assert_eq!(request.wait().unwrap().status, STATUS_SUCCESS);
        late.wait().unwrap();
        machine.shutdown().assert_clean();
    }
}

#[test]
fn one_that_is_forgotten_keeps_its_adapter_for_ever() {
    let machine = Machine::new(1);
    let adapter = add(&machine);
    let request = adapter.service_request(b"f", 0);
    machine.run();
    adapter.remove();
    assert_eq!(request.wait(), Err(IoError::Halted));
    let report = machine.shutdown();
    let found: Vec<_> = report.violations_of(Rule::LostRequest).collect();
    assert_eq!(found.len(), 1, "{report}");
    assert!(found[0].message.contains("1 service IRPs"), "{report}");
}

/// Kept in a place that outlives the machine: it is dropped where nobody can complete it.
#[test]
fn one_that_outlives_its_machine_touches_nothing_that_is_gone() {
    let machine = Machine::new(1);
    let adapter = add(&machine);
    let _request = adapter.service_request(b"s", 0);
    machine.run();
    adapter.remove();
    assert!(!machine.shutdown().is_clean());
    drop(adapter);
    let kept = ELSEWHERE.take();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].input().len(), 1);
    drop(kept);
}
