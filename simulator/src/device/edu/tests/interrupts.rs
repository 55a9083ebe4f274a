//! The line and the message.

use super::host::{ACKNOWLEDGE, ENABLED, Host, INTERRUPT_STATUS, RAISE, on_both};
use crate::device::Width;

const INTERRUPT_DISABLE: u32 = 1 << 10;

/// Interrupt status, the line, and the interrupt bit of the status register of configuration space.
fn seen(host: &mut Host) -> (u32, bool, bool) {
    let status = host.config(6, Width::Word);
    (
        host.read32(INTERRUPT_STATUS),
        host.machine.line,
        status & 8 != 0,
    )
}

#[test]
fn the_line_is_up_until_all_is_acknowledged() {
    on_both(|host| {
        for (register, value, status) in [
            (RAISE, 0, 0),
            (RAISE, 0x11, 0x11),
            (RAISE, 0x8000_0000, 0x8000_0011),
            (RAISE, 0, 0x8000_0011),
            (ACKNOWLEDGE, 0x8000_0101, 0x10),
            (ACKNOWLEDGE, 0, 0x10),
            (ACKNOWLEDGE, u32::MAX, 0),
            (ACKNOWLEDGE, 1, 0),
        ] {
            host.write32(register, value);
            let up = status != 0;
            assert_eq!(seen(host), (status, up, up), "{register:#x} {value:#x}");
        }
        assert_eq!(host.messages(), 0);
    });
}

#[test]
fn the_line_can_be_disabled() {
    on_both(|host| {
        host.write32(RAISE, 1);
        host.config_write(4, Width::Word, ENABLED | INTERRUPT_DISABLE);
        assert_eq!(seen(host), (1, false, true));
        host.config_write(4, Width::Word, ENABLED);
        assert_eq!(seen(host), (1, true, true));
    });
}

#[test]
fn each_raise_sends_a_message() {
    on_both(|host| {
        host.enable_msi(true);
        for (register, value, messages) in [
            (RAISE, 0, 0),
            (RAISE, 1, 1),
            (RAISE, 1, 1),
            (RAISE, 0, 1),
            (ACKNOWLEDGE, 0, 0),
            (RAISE, 2, 1),
            (ACKNOWLEDGE, 1, 0),
            (ACKNOWLEDGE, 2, 0),
            (RAISE, 0, 0),
        ] {
            host.write32(register, value);
            assert_eq!(host.messages(), messages, "{register:#x} {value}");
            assert!(!host.machine.line);
        }
        host.config_write(4, Width::Word, 2);
        host.write32(RAISE, 1);
        assert_eq!((host.messages(), host.read32(INTERRUPT_STATUS)), (0, 1));
        host.config_write(4, Width::Word, ENABLED);
        assert_eq!(host.messages(), 0, "no bus master: it is lost");
    });
}

#[test]
fn messages_replace_the_line_that_does_not_come_back_by_itself() {
    on_both(|host| {
        host.write32(RAISE, 1);
        assert_eq!(seen(host), (1, true, true));
        host.enable_msi(true);
        assert_eq!((seen(host), host.messages()), ((1, false, false), 0));
        host.enable_msi(false);
        assert_eq!(seen(host), (1, false, false));
        host.write32(RAISE, 0);
        assert_eq!(seen(host), (1, true, true));
    });
}
