//! Register arrays, ports with a queue behind, masks of messages and the reset of the device.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use miniport::prelude::*;
use miniport::{SrbStatus, ffi};
use miniport_sim::Machine;

use crate::device::{Io, Memory};
use crate::drivers::{options, poke, real, start_real};

macro_rules! arrays {
    ($($name:ident: $width:ty, $first:expr;)+) => {$(
        #[test]
        fn $name() {
            const ARRAY: RegisterArray<Memory, $width, ReadWrite> =
                RegisterArray::new(0x40, size_of::<$width>(), 8);
            const SPREAD: RegisterArray<Memory, $width, ReadWrite> =
                RegisterArray::new(0x40, 2 * size_of::<$width>(), 4);
            real::start(|adapter, cx, srb| {
                let values = [1, 2, 3, 4, 5].map(|value: $width| value + $first);
                adapter.registers.write_array(ARRAY, 3, &values);
                let mut all = [9; 8];
                adapter.registers.read_array(ARRAY, 0, &mut all);
                assert_eq!(all[..3], [0; 3]);
                assert_eq!(all[3..], values);
                let mut every_second = [0; 3];
                adapter.registers.read_array(SPREAD, 1, &mut every_second);
                assert_eq!(every_second, [0, values[1], values[3]]);
                srb.complete(cx, SrbStatus::Success);
            });
            let machine = Machine::new(1);
            let adapter = start_real(&machine, options()).unwrap();
            assert!(poke(&adapter).is_success());
            machine.shutdown().assert_clean();
        }
    )+};
}
arrays! {
    arrays_of_bytes: u8, 0x80;
    arrays_of_words: u16, 0x8000;
    arrays_of_longs: u32, 0x8000_0000;
    arrays_of_quads: u64, 0x8000_0000_0000_0000;
}

macro_rules! ports {
    ($($name:ident: $width:ty, $first:expr;)+) => {$(
        #[test]
        fn $name() {
            const PORT: Register<Io, $width, ReadWrite> = Register::new(8);
            real::start(|adapter, cx, srb| {
                let values = [1, 2, 3].map(|value: $width| value + $first);
                adapter.ports.write_buffer(PORT, &values);
                let mut back = [0; 4];
                adapter.ports.read_buffer(PORT, &mut back);
                assert_eq!(back[..3], values);
                assert_eq!(back[3], <$width>::MAX, "the queue is empty");
                adapter.ports.read_buffer(PORT, &mut []);
                srb.complete(cx, SrbStatus::Success);
            });
            let machine = Machine::new(1);
            let adapter = start_real(&machine, options()).unwrap();
            assert!(poke(&adapter).is_success());
            machine.shutdown().assert_clean();
        }
    )+};
}
ports! {
    a_queue_behind_a_port_of_bytes: u8, 0x80;
    a_queue_behind_a_port_of_words: u16, 0x8000;
    a_queue_behind_a_port_of_longs: u32, 0x8000_0000;
}

const SEND: Register<Io, u16, WriteOnly> = Register::new(0);

#[test]
fn a_masked_message_comes_when_it_is_unmasked() {
    let machine = Machine::new(1);
    let adapter = start_real(&machine, options()).unwrap();
    let seen = Rc::new(Cell::new(0));
    let step = |does: fn(&real::Adapter, &mut StartIo<'_, real::Adapter>)| {
        let sees = Rc::clone(&seen);
        real::start(move |adapter, cx, srb| {
            sees.set(adapter.messages.load(Ordering::Relaxed));
            does(adapter, cx);
            srb.complete(cx, SrbStatus::Success);
        });
        poke(&adapter);
        machine.advance(Duration::from_millis(1));
        seen.get()
    };
    step(|adapter, cx| {
        cx.mask_message(1, true).unwrap();
        let error = cx.mask_message(2, true).unwrap_err();
        assert_eq!(error.code(), ffi::STOR_STATUS_INVALID_PARAMETER);
        adapter.ports.write(SEND, 0);
        adapter.ports.write(SEND, 1);
    });
    assert_eq!(step(|_, cx| cx.mask_message(1, false).unwrap()), 1);
    assert_eq!(step(|_, _| {}), 0x101, "the second message came now");
    machine.shutdown().assert_clean();
}

#[test]
fn a_reset_device_is_as_after_power_on_and_interrupts_again() {
    const FIRST: Register<Memory, u32, ReadWrite> = Register::new(0);
    let (mut reset, mut failed) = (0, 0);
    for seed in 0..40 {
        let machine = Machine::new(seed);
        let adapter = start_real(&machine, options()).unwrap();
        let seen = Rc::new(Cell::new(None));
        let sees = Rc::clone(&seen);
        real::start(|adapter, cx, srb| {
            adapter.registers.write(FIRST, 7);
            let _ = adapter.passive.queue(cx, ());
            srb.complete(cx, SrbStatus::Success);
        });
        real::work_is(move |adapter, cx| {
            let done = cx.hardware_reset();
            sees.set(Some((done, adapter.registers.read(FIRST))));
            adapter.ports.write(SEND, 1);
        });
        poke(&adapter);
        machine.advance(Duration::from_millis(1));
        match seen.take() {
            Some((Ok(()), 0)) => reset += 1,
            Some((Err(error), 7)) if error.code() == ffi::STOR_STATUS_UNSUCCESSFUL => failed += 1,
            other => panic!("{other:?}"),
        }
        real::start(move |adapter, cx, srb| {
            assert_eq!(adapter.messages.load(Ordering::Relaxed), 0x100);
            srb.complete(cx, SrbStatus::Success);
        });
        poke(&adapter);
        machine.shutdown().assert_clean();
    }
    assert!(reset > 0 && failed > 0, "{reset} {failed}");
}
