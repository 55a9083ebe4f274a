//! Bus type, number, limits and settings of an adapter.

use std::cell::Cell;
use std::rc::Rc;

use miniport::{BusType, SrbStatus, ffi};
use miniport_sim::Machine;

use crate::drivers::{options, poke, start_unreal, unreal};

#[test]
fn find_adapter_says_the_bus_type() {
    unreal::FIND.set(Some(|cx, _| {
        cx.set_adapter_bus_type(BusType::Nvme).unwrap();
        Ok(())
    }));
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options());
    assert_eq!(adapter.bus_type(), Some(ffi::BusTypeNvme.cast_unsigned()));
    machine.shutdown().assert_clean();
}

#[test]
fn initialisation_lowers_how_many_requests_there_are_at_a_time() {
    unreal::INITIALIZE.set(Some(Rc::new(|_, cx| {
        let nothing = cx.update_adapter_max_io(0).unwrap_err();
        assert_eq!(nothing.code(), ffi::STOR_STATUS_INVALID_PARAMETER);
        cx.update_adapter_max_io(2).unwrap();
    })));
    let most = Rc::new(Cell::new(0));
    let waiting: Rc<Cell<Vec<_>>> = Rc::default();
    let (peak, starts, ends) = (Rc::clone(&most), Rc::clone(&waiting), waiting);
    unreal::start(move |adapter, cx, srb| {
        let mut waiting = starts.take();
        waiting.push(srb);
        peak.set(peak.get().max(waiting.len()));
        starts.set(waiting);
        let _ = adapter.passive.queue(cx, ());
    });
    unreal::work_is(move |_, cx| {
        for srb in ends.take() {
            srb.complete(cx, SrbStatus::Success);
        }
    });
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options());
    let requests: Vec<_> = (0..20).map(|_| adapter_submit(&adapter)).collect();
    for request in requests {
        assert!(request.wait().unwrap().0.is_success());
    }
    assert_eq!(most.get(), 2);
    machine.shutdown().assert_clean();
}

fn adapter_submit(adapter: &miniport_sim::Adapter) -> miniport_sim::Pending {
    adapter
        .submit(
            crate::drivers::UNIT,
            &[0; 6],
            miniport_sim::Direction::None,
            &[],
        )
        .expect("it is sent")
}

#[test]
fn the_adapter_is_told_its_number_and_settings() {
    for yes in [false, true] {
        let seen = Rc::new(Cell::new(None));
        let (number, upgraded) = (Rc::clone(&seen), Rc::new(Cell::new(None)));
        let sees = Rc::clone(&upgraded);
        unreal::start(move |adapter, cx, srb| {
            number.set(Some((cx.system_port_number(), cx.has_d3_configuration())));
            let _ = adapter.passive.queue(cx, ());
            srb.complete(cx, SrbStatus::Success);
        });
        unreal::work_is(move |_, cx| sees.set(Some(cx.is_upgraded_installation())));
        let machine = Machine::new(1);
        let mut options = options();
        if yes {
            options = options.d3_configuration().upgraded_installation();
        }
        let first = start_unreal(&machine, options);
        poke(&first);
        machine.advance(core::time::Duration::from_millis(1));
        assert_eq!(seen.take(), Some((Ok(0), Ok(yes))));
        assert_eq!(upgraded.take(), Some(Ok(yes)));
        machine.shutdown().assert_clean();
    }
}
