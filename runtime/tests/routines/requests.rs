//! What is behind a request: where it comes from, its lists, its second buffer.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use miniport::{IoPriority, SrbStatus, ffi};
use miniport_sim::{Direction, IoError, IoHints, Machine, SrbForm};

use crate::drivers::{UNIT, options, poke, real, start_real, start_unreal, unreal};

const ACTIVITY: ffi::GUID = ffi::GUID {
    Data1: 1,
    Data2: 2,
    Data3: 3,
    Data4: [4; 8],
};

#[test]
fn a_request_tells_what_its_sender_said() {
    let seen = Rc::new(Cell::new(None));
    let tells = Rc::clone(&seen);
    unreal::start(move |_, cx, srb| {
        let info = srb.request_info(cx).expect("it is told");
        tells.set(Some((info, srb.activity_id(cx))));
        srb.complete(cx, SrbStatus::Success);
    });
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options());
    poke(&adapter);
    let (info, activity) = seen.take().unwrap();
    assert_eq!(info.priority(), Some(IoPriority::Normal));
    assert_eq!((info.length(), info.is_write(), info.key()), (0, false, 0));
    assert!(!info.is_paging() && !info.is_write_through());
    assert_eq!(activity, None);

    adapter.set_hints(IoHints {
        priority: ffi::StorIoPriorityCritical,
        flags: ffi::REQUEST_INFO_PAGING_IO_FLAG | ffi::REQUEST_INFO_TEMPORARY_FLAG,
        key: 77,
        activity: Some(ACTIVITY),
    });
    adapter
        .execute(UNIT, &[0x2A; 10], Direction::Out, &mut [0; 512])
        .unwrap();
    let (info, activity) = seen.take().unwrap();
    assert_eq!(info.priority(), Some(IoPriority::Critical));
    assert_eq!(
        (info.length(), info.is_write(), info.key()),
        (512, true, 77)
    );
    assert!(info.is_paging() && info.is_temporary());
    assert!(!info.is_not_cached() && !info.is_sequential() && !info.is_write_through());
    assert_eq!(activity, Some(ACTIVITY));

    adapter.set_hints(IoHints {
        priority: 9,
        ..IoHints::default()
    });
    poke(&adapter);
    assert_eq!(
        seen.take().unwrap().0.priority(),
        None,
        "no hint of the page's"
    );
    machine.shutdown().assert_clean();
}

/// Page `_scsi_request_block`: `DataTransferLength` is the number of bytes that were transferred.
#[test]
fn a_dropped_request_has_transferred_nothing() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        unreal::start(|_, _, srb| drop(srb));
        let machine = Machine::new(1);
        let adapter = start_unreal(&machine, options().srb_form(form));
        let read = adapter.execute(UNIT, &[0x28; 10], Direction::In, &mut [0; 512]);
        let completion = read.unwrap();
        assert_eq!(
            (completion.srb_status, completion.transferred),
            (ffi::SRB_STATUS_ABORTED, 0)
        );
    }
}

/// `RequestTag` and `QueueTag` tell those apart that are outstanding on a unit; `TimeOutValue` is in seconds.
#[test]
fn a_request_has_a_tag_and_a_time() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let kept = Rc::new(RefCell::new(Vec::new()));
        let (tells, keeps) = (Rc::clone(&seen), Rc::clone(&kept));
        unreal::start(move |_, cx, srb| {
            tells.borrow_mut().push((srb.tag(), srb.timeout_seconds()));
            keeps.borrow_mut().push(srb);
            if keeps.borrow().len() == 3 {
                for srb in keeps.take() {
                    srb.complete(cx, SrbStatus::Success);
                }
            }
        });
        let machine = Machine::new(1);
        let adapter = start_unreal(&machine, options().srb_form(form).timeout(17));
        let send = || adapter.submit(UNIT, &[0; 6], Direction::None, &[]).unwrap();
        for pending in [send(), send(), send()] {
            pending.wait().unwrap();
        }
        let seen = seen.take();
        assert!(seen.iter().all(|(_, seconds)| *seconds == 17), "{seen:?}");
        let tags: BTreeSet<u32> = seen.iter().map(|(tag, _)| *tag).collect();
        assert_eq!(tags.len(), 3, "{seen:?}");
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_dropped_request_is_counted() {
    let counted = Rc::new(Cell::new(Vec::new()));
    let counts = Rc::clone(&counted);
    unreal::start(move |_, cx, srb| {
        let before = cx.dropped_requests();
        drop(srb);
        counts.set(vec![before, cx.dropped_requests()]);
    });
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options());
    poke(&adapter);
    let last = counted.take();
    // It is sent again, and dropped each time.
    assert!(last[0] > 0 && last[1] == last[0] + 1, "{last:?}");
}

/// Page `_scsi_request_block`: fewer bytes than asked for are said, never more.
#[test]
fn what_was_transferred_does_not_grow() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        for (said, transferred) in [(511, 511), (512, 512), (513, 512), (u32::MAX, 512)] {
            unreal::start(move |_, cx, mut srb| {
                srb.set_transferred(said);
                srb.complete(cx, SrbStatus::InvalidRequest);
            });
            let machine = Machine::new(1);
            let adapter = start_unreal(&machine, options().srb_form(form));
            let read = adapter.execute(UNIT, &[0x28; 10], Direction::In, &mut [0; 512]);
            assert_eq!(read.unwrap().transferred, transferred);
            machine.shutdown().assert_clean();
        }
    }
}

/// `SRB_FLAGS_DATA_IN`, `SRB_FLAGS_DATA_OUT`, and both, which are `SRB_FLAGS_UNSPECIFIED_DIRECTION` (page `_scsi_request_block`).
#[test]
fn data_may_go_where_the_flags_say() {
    use miniport::scsi::DataDirection;
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let seen = Rc::new(Cell::new((false, false, false)));
        let flags = Rc::new(Cell::new(0));
        let (tells, tells_flags) = (Rc::clone(&seen), Rc::clone(&flags));
        unreal::start(move |_, cx, srb| {
            let permits = |direction| srb.permits(direction);
            tells_flags.set(srb.flags() & ffi::SRB_FLAGS_UNSPECIFIED_DIRECTION);
            tells.set((
                permits(DataDirection::None),
                permits(DataDirection::In),
                permits(DataDirection::Out),
            ));
            srb.complete(cx, SrbStatus::Success);
        });
        let machine = Machine::new(1);
        let adapter = start_unreal(&machine, options().srb_form(form));
        let send = |direction, length: usize| {
            adapter
                .execute(UNIT, &[0x28; 10], direction, &mut vec![0; length])
                .unwrap();
            seen.get()
        };
        assert_eq!(send(Direction::In, 512), (true, true, false));
        assert_eq!(flags.get(), ffi::SRB_FLAGS_DATA_IN);
        assert_eq!(send(Direction::Out, 512), (true, false, true));
        assert_eq!(flags.get(), ffi::SRB_FLAGS_DATA_OUT);
        assert_eq!(send(Direction::Both, 512), (true, true, true));
        assert_eq!(send(Direction::None, 0), (true, true, true));
        machine.shutdown().assert_clean();
    }
}

/// `SRB_FLAGS_DISABLE_AUTOSENSE`: no sense data (page `_scsi_request_block`). The SCSI status is told all the same, as it is where there is
/// no sense data for it.
#[test]
fn sense_data_is_for_who_wants_it() {
    use miniport::ScsiStatus;
    use miniport::scsi::Sense;
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        unreal::start(|_, cx, srb| match srb.cdb().first() {
            Some(0) => srb.complete_with_scsi_status(cx, ScsiStatus::ReservationConflict),
            _ => srb.complete_with_sense(cx, &Sense::LOGICAL_UNIT_NOT_SUPPORTED),
        });
        let machine = Machine::new(1);
        let adapter = start_unreal(&machine, options().srb_form(form));
        let send = |cdb: &[u8]| {
            let completion = adapter
                .execute(UNIT, cdb, Direction::None, &mut [])
                .unwrap();
            assert_eq!(completion.srb_status, ffi::SRB_STATUS_ERROR);
            (completion.scsi_status, completion.sense.len())
        };
        assert_eq!(send(&[1; 6]), (ffi::SCSISTAT_CHECK_CONDITION, 18));
        assert_eq!(send(&[0; 6]), (ffi::SCSISTAT_RESERVATION_CONFLICT, 0));
        adapter.set_srb_flags(ffi::SRB_FLAGS_DISABLE_AUTOSENSE);
        assert_eq!(send(&[1; 6]), (ffi::SCSISTAT_CHECK_CONDITION, 0));
        machine.shutdown().assert_clean();
    }
}

#[test]
fn the_pages_of_a_request_are_those_of_its_scatter_gather_list() {
    for seed in 0..20 {
        let looked = Rc::new(Cell::new(false));
        let looks = Rc::clone(&looked);
        real::start(move |_, cx, srb| {
            let Some(mdl) = srb.original_mdl(cx) else {
                srb.complete(cx, SrbStatus::Success);
                return;
            };
            assert!(!mdl.as_ptr().is_null());
            let pages = mdl.page_frames(cx).expect("they are told");
            let list = srb.scatter_gather_list(cx).expect("it has data");
            let (first, _) = list.iter().next().unwrap();
            let page = |address: u64| (address / 4096) as usize;
            let expected: Vec<usize> = list
                .iter()
                .flat_map(|(start, length)| {
                    let last = start.get() + u64::from(length) - 1;
                    page(start.get())..=page(last)
                })
                .collect();
            assert_eq!(pages.iter().collect::<Vec<_>>(), expected);
            assert_eq!(pages.len(), expected.len());
            assert_eq!(u64::from(pages.offset()), first.get() % 4096);
            looks.set(true);
            srb.complete(cx, SrbStatus::Success);
        });
        let machine = Machine::new(seed);
        let adapter = start_real(&machine, options()).unwrap();
        adapter
            .execute(UNIT, &[0x28; 10], Direction::In, &mut vec![0; 20_000])
            .unwrap();
        assert!(looked.get());
        looked.set(false);
        poke(&adapter);
        assert!(!looked.get(), "no data, no list");
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_bidirectional_command_has_two_buffers() {
    for seed in 0..20 {
        real::start(|_, cx, srb| {
            assert_eq!((srb.transfer_length(), srb.data_in_length()), (3, 9000));
            let out = srb.map_data(cx).expect("it is mapped");
            let into = srb.map_data_in(cx).expect("it is mapped");
            assert_eq!((out.len(), into.len()), (3, 9000));
            let mut bytes = [0; 3];
            out.read_at(0, &mut bytes).unwrap();
            into.fill_at(0, 9000, 7).unwrap();
            into.write_at(8997, &bytes).unwrap();
            let list = srb.data_in_scatter_gather_list(cx).expect("a list");
            assert_eq!(list.bytes(), 9000);
            let mdl = srb.data_in_mdl(cx).expect("a list of pages");
            assert_ne!(mdl.as_ptr(), srb.original_mdl(cx).unwrap().as_ptr());
            let pages = mdl.page_frames(cx).expect("they are told");
            let (first, _) = list.iter().next().unwrap();
            assert_eq!(
                pages.iter().next(),
                Some((first.get() / 4096) as usize),
                "the pages are the second buffer's"
            );
            srb.complete(cx, SrbStatus::Success);
        });
        let machine = Machine::new(seed);
        let adapter = start_real(&machine, options().srb_form(SrbForm::Storage)).unwrap();
        let mut into = vec![0; 9000];
        let completion = adapter
            .execute_bidirectional(UNIT, &[0x53; 10], &[1, 2, 3], &mut into)
            .unwrap();
        assert!(completion.is_success());
        assert!(into[..8997].iter().all(|&byte| byte == 7));
        assert_eq!(into[8997..], [1, 2, 3]);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn other_requests_have_no_second_buffer() {
    real::start(|_, cx, srb| {
        assert_eq!(srb.data_in_length(), 0);
        assert!(srb.map_data_in(cx).is_none());
        assert!(srb.data_in_scatter_gather_list(cx).is_none());
        assert!(srb.data_in_mdl(cx).is_none());
        srb.complete(cx, SrbStatus::Success);
    });
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let machine = Machine::new(3);
        let adapter = start_real(&machine, options().srb_form(form)).unwrap();
        adapter
            .execute(UNIT, &[0x28; 10], Direction::In, &mut [0; 512])
            .unwrap();
        machine.shutdown().assert_clean();
    }
}

#[test]
fn only_extended_requests_go_both_ways() {
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options().srb_form(SrbForm::Scsi));
    let sent = adapter.execute_bidirectional(UNIT, &[0; 10], &[1], &mut [0]);
    assert_eq!(sent, Err(IoError::NotExtended));
    machine.shutdown().assert_clean();
}
