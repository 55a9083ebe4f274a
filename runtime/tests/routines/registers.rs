//! Register arrays, and ports with a queue behind.

use miniport::SrbStatus;
use miniport::prelude::*;
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
