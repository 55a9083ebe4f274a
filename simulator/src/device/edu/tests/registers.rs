//! Configuration space, registers and the factorial.

use super::host::{
    ACKNOWLEDGE, BUFFER, COUNT, DESTINATION, FACTORIAL, Host, INTERRUPT_STATUS, LIVENESS, RAISE,
    SOURCE, STATUS, on_both,
};
use crate::device::{BarKind, Width};

const IDENTITY: u64 = 0x0100_00ED;
const ONES: u64 = u64::MAX;

#[test]
fn configuration_space_says_what_it_is() {
    on_both(|host| {
        for (offset, width, value) in [
            (0x00, Width::Long, 0x11E8_1234),
            (0x08, Width::Long, 0x00FF_0010),
            (0x0E, Width::Byte, 0),
            (0x2C, Width::Long, 0x1100_1AF4),
            (0x34, Width::Byte, 0x40),
            (0x3D, Width::Byte, 1),
            (0x40, Width::Long, 0x0080_0005),
            (0x100, Width::Long, u32::MAX),
        ] {
            let read = host.config(offset, width);
            assert_eq!(read, value, "{offset:#x}");
        }
        let status = host.config(6, Width::Word);
        assert_eq!(status & 0x18, 0x10, "capabilities, no interrupt");
        for offset in (0x10..0x28).step_by(4).chain([0x30]) {
            host.config_write(offset, Width::Long, u32::MAX);
            let size = if offset == 0x10 { 0xFFF0_0000 } else { 0 };
            let read = host.config(offset, Width::Long);
            assert_eq!(read, size, "{offset:#x}");
        }
        let bars = host.device.bars();
        let bar = bars[0].unwrap();
        assert_eq!((bar.kind, bar.size), (BarKind::Memory32, 1 << 20));
        assert!(!bar.prefetchable && bars[1..].iter().all(Option::is_none));
    });
}

#[test]
fn registers_are_0_after_start_and_keep_what_they_should() {
    on_both(|host| {
        for offset in [LIVENESS, FACTORIAL, STATUS, INTERRUPT_STATUS] {
            assert_eq!(host.read32(offset), 0, "{offset:#x}");
        }
        for offset in [0x80, 0x88, 0x90, 0x98] {
            assert_eq!(host.read64(offset), 0, "{offset:#x}");
        }
        host.write32(0, 0);
        host.write32(INTERRUPT_STATUS, 7);
        assert_eq!(u64::from(host.read32(0)), IDENTITY);
        assert_eq!(host.read32(INTERRUPT_STATUS), 0);
        host.write32(LIVENESS, 0x1234_5678);
        assert_eq!(host.read32(LIVENESS), !0x1234_5678);
        for offset in [RAISE, ACKNOWLEDGE] {
            assert_eq!(host.read32(offset), u32::MAX, "{offset:#x}");
        }
    });
}

#[test]
fn registers_have_their_widths() {
    on_both(|host| {
        host.write32(LIVENESS, !7);
        assert_eq!(host.compute(3), 6);
        host.write64(DESTINATION, 0x1_0000_0002);
        for (offset, width, value) in [
            (0x00, Width::Byte, 0),
            (0x00, Width::Word, 0),
            (0x88, Width::Word, 0),
            (0x00, Width::Long, IDENTITY),
            (0x00, Width::Quad, ONES),
            (0x08, Width::Quad, ONES),
            (0x20, Width::Quad, ONES),
            (0x04, Width::Quad, 6 << 32 | 7),
            (0x06, Width::Long, 0),
            (0x06, Width::Quad, 6 << 16),
            (0x0C, Width::Long, 0xFFFF_FFFF),
            (0x40, Width::Quad, ONES),
            (0x84, Width::Long, 0xFFFF_FFFF),
            (0x84, Width::Quad, 2 << 32 | 0xFFFF_FFFF),
            (0x88, Width::Long, 2),
            (0x88, Width::Quad, 0x1_0000_0002),
            (0x8C, Width::Long, 0xFFFF_FFFF),
            (0xA0, Width::Long, 0xFFFF_FFFF),
            (BUFFER, Width::Quad, ONES),
            (0xF_FFFC, Width::Long, 0xFFFF_FFFF),
        ] {
            let read = host.read(0, offset, width);
            assert_eq!(read, value, "{offset:#x} {width:?}");
        }
        let seen = |host: &mut Host| (host.read32(LIVENESS), host.read64(DESTINATION));
        let before = seen(host);
        for (offset, width) in [
            (0x04, Width::Byte),
            (0x04, Width::Word),
            (0x06, Width::Long),
            (0x00, Width::Quad),
            (0x88, Width::Word),
            (0x84, Width::Long),
            (0x8C, Width::Long),
            (0x8A, Width::Long),
            (0x40, Width::Quad),
        ] {
            host.write(0, offset, width, 0x5555_5555_5555_5555);
            assert_eq!(seen(host), before, "{offset:#x} {width:?}");
        }
        host.write64(FACTORIAL, 3);
        assert_eq!((host.read32(FACTORIAL), host.read32(STATUS)), (6, 0));
        host.write64(LIVENESS, 4 << 32 | 5);
        assert_eq!(host.read32(LIVENESS), !5, "it is split");
        for offset in [SOURCE, DESTINATION, COUNT] {
            host.write64(offset, 0x1234_5678_0000_0001);
            assert_eq!(host.read64(offset), 0x1234_5678_0000_0001);
            host.write32(offset, 9);
            assert_eq!(host.read64(offset), 9, "the upper half is cleared");
        }
        host.write64(0x84, 6 << 32 | 5);
        assert_eq!(host.read64(DESTINATION), 6, "it is split");
    });
}

#[test]
fn factorials() {
    on_both(|host| {
        for (operand, result) in [
            (0, 1),
            (1, 1),
            (5, 120),
            (12, 479_001_600),
            (13, 0x7328_CC00),
            (33, 0x8000_0000),
            (34, 0),
            (1000, 0),
        ] {
            assert_eq!(host.compute(operand), result, "{operand}!");
        }
    });
}

#[test]
fn an_operand_is_refused_while_another_is_computed() {
    on_both(|host| {
        host.write32(STATUS, 0xFF);
        assert_eq!(host.read32(STATUS), 0x80);
        host.write32(STATUS, 0);
        host.write32(FACTORIAL, 0xAABB_CCDD);
        assert_eq!(host.read32(STATUS), 1);
        host.write32(FACTORIAL, 3);
        host.write32(STATUS, 0);
        assert_eq!(
            (host.read32(FACTORIAL), host.read32(STATUS)),
            (0xAABB_CCDD, 1)
        );
    });
}

#[test]
fn the_end_of_a_factorial_interrupts_if_that_was_asked_for_in_time() {
    on_both(|host| {
        host.compute(5);
        host.write32(STATUS, 0x80);
        host.pass(1_000_000);
        assert_eq!(
            (host.read32(INTERRUPT_STATUS), host.machine.line),
            (0, false)
        );
        host.compute(5);
        host.pass(1_000_000);
        assert_eq!(
            (host.read32(INTERRUPT_STATUS), host.machine.line),
            (1, true)
        );
        assert_eq!(host.read32(STATUS), 0x80);
        host.write32(STATUS, 0x7F);
        assert_eq!(host.read32(STATUS), 0);
    });
}
