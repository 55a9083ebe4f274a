//! The cases, each for both forms of requests and for seeds that give buffers enough room at first or too little.

use std::time::Duration;

use miniport::ffi;
use miniport::wmi::Value;
use miniport_sim::{
    Adapter, AdapterOptions, Address, Machine, Rule, SrbForm, Wmi, WmiError, WmiEvent,
};

use crate::driver::{Counters, DriverEntry, Limits, guid};

const REFUSED: WmiError = WmiError::Refused(ffi::SRB_STATUS_ERROR);

fn started(seed: u64, form: SrbForm) -> (Machine, Adapter) {
    let machine = Machine::builder(seed).processors(2).build();
    let driver = machine.load(DriverEntry).unwrap();
    let options = AdapterOptions::new().srb_form(form).without_scan();
    let adapter = machine.add_adapter(&driver, options).unwrap();
    (machine, adapter)
}

/// Runs a case a number of times; nothing is broken.
fn every_way(case: impl Fn(&Adapter, &Wmi)) {
    for seed in 0..12 {
        for form in [SrbForm::Scsi, SrbForm::Storage] {
            let (machine, adapter) = started(seed, form);
            case(&adapter, &adapter.wmi(None).unwrap());
            machine.shutdown().assert_clean();
        }
    }
}

#[test]
fn blocks_are_registered_in_their_order_with_their_flags_and_the_mof_resource() {
    every_way(|adapter, wmi| {
        let rows: Vec<_> = wmi
            .blocks()
            .iter()
            .map(|block| {
                (
                    block.guid.Data1,
                    block.instances,
                    block.event_only,
                    block.expensive,
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                (1, 3, false, false),
                (2, 1, false, false),
                (4, 1, false, true),
                (5, 2, true, false),
                (3, 1, false, false),
            ]
        );
        assert_eq!(adapter.mof_resources(), ["MofResource"]);
    });
}

#[test]
fn all_instances_come_each_at_eight_bytes_and_one_comes_alone() {
    every_way(|_, wmi| {
        let all = wmi.query_all(guid(1)).unwrap();
        for (index, bytes) in (0..).zip(&all) {
            let bytes: [u8; 13] = bytes.as_slice().try_into().unwrap();
            let counters = Counters::from_bytes(bytes);
            assert_eq!((counters.index, counters.tail), (index, 0xEE));
        }
        assert_eq!(all.len(), 3);
        assert_eq!(wmi.query(guid(1), 2).unwrap(), all[2]);
        assert_eq!(wmi.query(guid(1), 3), Err(REFUSED), "no instance");
        assert_eq!(wmi.query(guid(9), 0), Err(REFUSED), "no block");
        assert_eq!(wmi.query_all(guid(9)), Err(REFUSED), "no block");
    });
}

#[test]
fn an_instance_and_an_item_are_changed_and_what_is_read_only_or_wrong_is_refused() {
    every_way(|_, wmi| {
        let limits = Limits {
            depth: 7,
            name: [1, 2, 3, 4],
        };
        wmi.set(guid(2), 0, &limits.into_bytes()).unwrap();
        assert_eq!(wmi.query(guid(2), 0).unwrap(), limits.into_bytes());
        wmi.set_item(guid(2), 0, 1, &9_u32.to_le_bytes()).unwrap();
        let depth = Limits { depth: 9, ..limits };
        assert_eq!(wmi.query(guid(2), 0).unwrap(), depth.into_bytes());
        // The structure of C ends at a multiple of its alignment, here where the value ends; more is another class.
        assert_eq!(wmi.set(guid(2), 0, &[1; 11]), Err(REFUSED), "too short");
        assert_eq!(wmi.set(guid(2), 0, &[1; 24]), Err(REFUSED), "too long");
        wmi.set(guid(2), 0, &[1; 16]).unwrap();
        let zero = Limits { depth: 0, ..limits };
        assert_eq!(wmi.set(guid(2), 0, &zero.into_bytes()), Err(REFUSED));
        assert_eq!(wmi.set_item(guid(2), 0, 2, &[0; 8]), Err(REFUSED));
        assert_eq!(wmi.set(guid(1), 0, &[0; 13]), Err(REFUSED), "read only");
        assert_eq!(wmi.set_item(guid(1), 0, 1, &[0; 8]), Err(REFUSED));
    });
}

#[test]
fn a_method_runs_once_however_small_the_buffer_was_at_first() {
    every_way(|_, wmi| {
        let output = wmi.execute(guid(3), 0, 1, &3_u32.to_le_bytes()).unwrap();
        assert_eq!((output.len(), &output[..5]), (256, &[5, 0, 0, 0, 0xAB][..]));
        assert_eq!(wmi.query(guid(3), 0).unwrap(), 8_u32.to_le_bytes(), "once");
        assert!(wmi.execute(guid(3), 0, 2, &[]).unwrap().is_empty());
        assert_eq!(wmi.execute(guid(3), 0, 9, &[]), Err(REFUSED), "no method");
        assert_eq!(wmi.execute(guid(3), 0, 1, &[1]), Err(REFUSED), "too short");
        assert_eq!(wmi.execute(guid(2), 0, 1, &[]), Err(REFUSED), "no methods");
    });
}

#[test]
fn a_method_that_says_more_than_there_was_room_for_is_asked_again() {
    every_way(|_, wmi| {
        assert_eq!(wmi.execute(guid(3), 0, 3, &[]).unwrap().len(), 5000);
    });
}

#[test]
fn who_wants_expensive_data_is_told_to_the_driver() {
    every_way(|_, wmi| {
        for wanted in [true, false] {
            wmi.enable_collection(guid(4), wanted).unwrap();
            assert_eq!(wmi.query(guid(4), 0).unwrap(), [u8::from(wanted)]);
        }
        let other = wmi.enable_collection(guid(1), true);
        assert_eq!(other, Err(WmiError::NotFound), "it is not expensive");
        // A block of data without events takes it as one without HwScsiWmiFunctionControl does.
        wmi.enable_events(guid(1), true).unwrap();
    });
}

#[test]
fn an_event_is_heard_while_it_is_wanted() {
    every_way(|adapter, wmi| {
        let flush = || {
            let answer = adapter.send(Address::default(), ffi::SRB_FUNCTION_FLUSH);
            assert!(answer.unwrap().is_success());
        };
        flush();
        wmi.enable_events(guid(5), true).unwrap();
        flush();
        wmi.enable_events(guid(5), false).unwrap();
        flush();
        let event = WmiEvent {
            unit: None,
            guid: guid(5),
            index: 1,
            data: vec![7; 64],
        };
        assert_eq!(adapter.wmi_events(), [event]);
        assert_eq!(wmi.query(guid(5), 0), Err(REFUSED), "an event");
        assert_eq!(wmi.query_all(guid(5)), Err(REFUSED), "an event");
        assert_eq!(wmi.set(guid(5), 0, &[0; 64]), Err(REFUSED), "an event");
    });
}

#[test]
fn an_event_that_nobody_has_enabled_is_a_finding() {
    let (machine, adapter) = started(1, SrbForm::Storage);
    adapter.wmi(None).unwrap();
    let told = adapter.send(Address::default(), ffi::SRB_FUNCTION_RESET_DEVICE);
    assert!(told.unwrap().is_success());
    let report = machine.shutdown();
    assert_eq!(report.violations_of(Rule::WmiEvent).count(), 1, "{report}");
}

#[test]
fn a_table_that_has_changed_is_registered_again() {
    for seed in 0..12 {
        let (machine, adapter) = started(seed, SrbForm::Storage);
        let wmi = adapter.wmi(None).unwrap();
        assert_eq!(wmi.blocks().len(), 5);
        let told = adapter.send(Address::default(), ffi::SRB_FUNCTION_SHUTDOWN);
        assert!(told.unwrap().is_success());
        machine.advance(Duration::from_secs(1));
        assert_eq!(wmi.blocks().len(), 4);
        assert_eq!(wmi.query(guid(3), 0), Err(REFUSED));
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_unit_has_blocks_of_its_own_that_a_work_item_answers() {
    every_way(|adapter, _| {
        let unit = Address::new(0, 0, 1);
        let wmi = adapter.wmi(Some(unit)).unwrap();
        assert_eq!(wmi.blocks().len(), 1);
        assert_eq!(wmi.query(guid(6), 0).unwrap(), [0, 0, 1]);
        assert_eq!(wmi.query_all(guid(6)).unwrap(), [[0, 0, 1]]);
    });
}

#[test]
fn what_is_no_request_of_wmi_is_not_answered_with_a_table() {
    every_way(|adapter, _| {
        let answer = adapter.send(Address::default(), ffi::SRB_FUNCTION_RESET_BUS);
        let status = answer.unwrap().srb_status;
        assert_eq!(status, ffi::SRB_STATUS_INVALID_REQUEST);
    });
}
