//! Events of Event Tracing for Windows, of the system's log, of telemetry.

use miniport::DeviceFault;
use miniport::event::{
    EtwChannel, EtwEvent, EtwKeywords, EtwLevel, EtwOpcode, EventBytes, EventDescription, LiveDump,
    LiveDumpType, LogText, ParameterName, SystemEvent, TelemetryCategory, TelemetryEvent,
    TelemetryName,
};
use miniport::prelude::*;
use miniport_sim::AdapterOptions;

use crate::driver::{Acts, Adapter, NOTHING, run, run_traced};

const FULL: EtwEvent = EtwEvent::new(7, EventDescription::new("queue full"))
    .level(EtwLevel::Warning)
    .opcode(EtwOpcode::Suspend)
    .keywords(EtwKeywords::PERFORMANCE);
const A: ParameterName = ParameterName::new("Depth");
const B: ParameterName = ParameterName::new("Longest");

fn trace(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: &Srb<Adapter>) {
    assert_eq!(cx.trace_event(&FULL, &[]), Ok(()));
    assert_eq!(
        cx.trace_event(&FULL.unit(srb.address()), &[(&A, 32)]),
        Ok(())
    );
    assert_eq!(
        srb.trace_event(cx, &FULL, &[(&A, 1), (&B, 2), (&A, 3)]),
        Ok(())
    );
    let health = FULL.channel(EtwChannel::Health);
    assert_eq!(cx.trace_event(&health, &[(&A, u64::MAX)]), Ok(()));
    assert_eq!(
        cx.trace_event(&health, &[(&A, 1), (&A, 2), (&A, 3), (&A, 4)]),
        Ok(())
    );
    let eight = [
        (&A, 1),
        (&A, 2),
        (&A, 3),
        (&A, 4),
        (&A, 5),
        (&A, 6),
        (&A, 7),
        (&B, 8),
    ];
    assert_eq!(cx.trace_event(&FULL, &eight), Ok(()));
    assert_eq!(cx.trace_event(&health, &eight), Ok(()));
    let bytes = EventBytes::new(&[1, 0xFF]).unwrap();
    assert_eq!(
        cx.trace_bytes(&FULL.channel(EtwChannel::Operational), bytes),
        Ok(())
    );
    let text = const { EventDescription::new("bad frame") };
    assert_eq!(cx.trace_hardware_error(None, 9, &text, bytes), Ok(()));
}

#[test]
fn an_event_reaches_the_trace_with_all_that_it_has() {
    let seen = run_traced(
        AdapterOptions::new(),
        Acts {
            request: trace,
            ..NOTHING
        },
    );
    for words in [
        "event 7, queue full, channel 0, level 3, keywords 0x2",
        "event 7, queue full, Depth 32 of unit 0:0:0, channel 0",
        "event 7, queue full, Depth 1, Longest 2, Depth 3, of a request, channel 0",
        "event 7, queue full, Depth 18446744073709551615, channel 2",
        "queue full, Depth 1, Depth 2, Depth 3, Depth 4, channel 2",
        "Depth 1, Depth 2, Depth 3, Depth 4, Depth 5, Depth 6, Depth 7, Longest 8, channel 0",
        "Depth 1, Depth 2, Depth 3, Depth 4, Depth 5, Depth 6, Depth 7, Longest 8, channel 2",
        "event 7, queue full: 2 bytes, 01 ff",
        "event 9, bad frame: 2 bytes, 01 ff",
    ] {
        assert!(seen.says(words), "{words}: {:#?}", seen.log);
    }
}

fn trace_to_nobody(_: &Adapter, cx: &mut StartIo<'_, Adapter>, _: &Srb<Adapter>) {
    let refused = cx.trace_event(&FULL, &[(&A, 32)]).unwrap_err();
    assert!(refused.is_not_implemented());
    assert_eq!(refused.to_string(), "STOR_STATUS_NOT_IMPLEMENTED");
}

#[test]
fn nobody_hears_events_while_tracing_is_off() {
    let seen = run(
        AdapterOptions::new(),
        Acts {
            request: trace_to_nobody,
            ..NOTHING
        },
    );
    assert!(!seen.says("queue full"));
}

const SHORT: LogText = LogText::new("x");
const REASON: LogText = LogText::new("too hot");

fn log(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: &Srb<Adapter>) {
    let event = SystemEvent::new(0xC004_000B, 17)
        .data(&[1, 2, 3])
        .texts(&[&REASON]);
    assert_eq!(cx.log_event(&event), Ok(()));
    assert_eq!(cx.log_event(&event.unit(srb.address())), Ok(()));
    assert_eq!(
        cx.log_event(&SystemEvent::storport(7, 1).target(srb.address())),
        Ok(())
    );
    // 16 bytes of text, and one byte too many.
    let long = SystemEvent::new(1, 1).texts(&[&REASON]).data(&[0; 135]);
    let refused = cx.log_event(&long).unwrap_err();
    assert_eq!(refused.to_string(), "STOR_STATUS_INVALID_BUFFER_SIZE");
    let many = [&SHORT; 9];
    let refused = cx.log_event(&SystemEvent::new(1, 1).texts(&many));
    assert!(refused.is_err(), "nine texts");
    assert_eq!(
        cx.log_event(&SystemEvent::new(1, 1).texts(&many[..8])),
        Ok(())
    );
    let longest = SystemEvent::new(1, 1).texts(&[&REASON]).data(&[0; 134]);
    assert_eq!(cx.log_event(&longest), Ok(()));
}

#[test]
fn an_entry_of_the_log_has_its_data_and_texts() {
    let seen = run(
        AdapterOptions::new(),
        Acts {
            request: log,
            ..NOTHING
        },
    );
    for words in [
        "system event, error 0xc004000b, id 0x11, 3 bytes, texts [\"too hot\"]",
        "id 0x11, unit 0:0:0, 3 bytes",
        "error 0x7, id 0x1, target 0:0, 0 bytes, texts []",
        "134 bytes, texts [\"too hot\"]",
    ] {
        assert!(seen.says(words), "{words}: {:#?}", seen.log);
    }
}

const EVENT: TelemetryEvent<'static> = TelemetryEvent::new(3, TelemetryName::new("Wear"))
    .versions(1, 2)
    .parameter::<0>(TelemetryName::new("Percent"), 40)
    .parameter::<7>(TelemetryName::new("Blocks"), 9);

fn telemetry(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: &Srb<Adapter>) {
    assert_eq!(
        cx.log_telemetry(Some(srb.address()), &EVENT.bytes(&[7; 4096])),
        Ok(())
    );
    let measures = TelemetryCategory::Measures;
    assert_eq!(cx.log_telemetry_of(measures, None, &EVENT), Ok(()));
    let refused = cx
        .log_telemetry(None, &EVENT.bytes(&[7; 4097]))
        .unwrap_err();
    assert_eq!(refused.to_string(), "STOR_STATUS_INVALID_BUFFER_SIZE");
}

#[test]
fn telemetry_has_its_name_parameters_and_bytes() {
    let seen = run(
        AdapterOptions::new(),
        Acts {
            request: telemetry,
            ..NOTHING
        },
    );
    for words in [
        "telemetry 3, Wear of unit 0:0:0, 4096 bytes, Percent 40, Blocks 9",
        "telemetry 3, Wear, 0 bytes, Percent 40, Blocks 9",
    ] {
        assert!(seen.says(words), "{words}: {:#?}", seen.log);
    }
}

fn dump(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let name = const { EventDescription::new("toy") };
    let dump = LiveDump::new(LiveDumpType::Mini, &name, [b'a'; 128]).log([1, 2, 3], &[0; 100]);
    assert_eq!(cx.capture_live_dump(None, &dump), Ok(()));
    let without = LiveDump::new(LiveDumpType::Full, &name, [0; 128]);
    assert_eq!(cx.capture_live_dump(None, &without), Ok(()));
}

#[test]
fn a_live_dump_has_the_log_of_the_device() {
    let seen = run(
        AdapterOptions::new(),
        Acts {
            work: dump,
            ..NOTHING
        },
    );
    assert!(
        seen.says("live dump 1 of toy, 100 bytes"),
        "{:#?}",
        seen.log
    );
    assert!(seen.says("live dump 2 of toy, 0 bytes"), "{:#?}", seen.log);
}

const WORN: EventDescription = EventDescription::new("worn out");

fn fail(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: &Srb<Adapter>) {
    let fault = DeviceFault::new(0x17, &WORN).data(&[0; 100], &[1; 8]);
    assert_eq!(cx.mark_device_fault(None, &fault.predicted()), Ok(()));
    assert_eq!(
        cx.mark_device_fault(Some(srb.address()), &fault.removed()),
        Ok(())
    );
}

#[test]
fn a_fault_has_its_code_and_data() {
    let seen = run(
        AdapterOptions::new(),
        Acts {
            request: fail,
            ..NOTHING
        },
    );
    for words in [
        "as one that will fail: worn out, code 0x17, 100 and 8 bytes",
        "as failed: worn out, code 0x17, 100 and 8 bytes",
    ] {
        assert!(seen.says(words), "{words}: {:#?}", seen.log);
    }
}
