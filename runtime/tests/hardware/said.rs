//! What a driver says to Storport arrives with the arguments that it was said with.

use core::time::Duration;

use miniport::prelude::*;
use miniport::role::{hw_initialize, hw_reset_bus};
use miniport::{Address, AsyncNotification, ffi};

use crate::machine::Hardware;
use crate::storport::{ADAPTER_TIMER_DELAY, IRQL, LOG};

#[derive(DeviceExtension)]
struct Speaker;

#[hw_find_adapter]
fn find(
    _: &mut FindAdapter<'_, Speaker>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Speaker>, FindAdapterError> {
    Ok(Found::new(Speaker, const { Limits::new(1 << 16, 17) }))
}

#[hw_initialize]
fn initialize(_: &Speaker, _: &mut Initialize<'_, Speaker>) -> bool {
    true
}

#[hw_timer]
fn later(_: &Speaker, _: &mut TimerTick<'_, Speaker>) {}

#[hw_reset_bus]
fn speak(_: &Speaker, cx: &mut ResetBus<'_, Speaker>, _: u32) -> bool {
    let unit = Address {
        path_id: 1,
        target_id: 2,
        lun: 3,
    };
    let all = [
        cx.busy(4),
        cx.ready(),
        cx.device_busy(unit, 5),
        cx.device_ready(unit),
        cx.pause(Duration::from_millis(1001)),
        cx.resume(),
        cx.pause_device(unit, Duration::from_secs(7)),
        cx.resume_device(unit),
        cx.set_device_queue_depth(unit, 8),
        cx.async_notification_detected(unit, AsyncNotification::MediaStatus),
        cx.async_notification_detected(unit, AsyncNotification::DeviceStatus),
        cx.async_notification_detected(unit, AsyncNotification::DeviceOperation),
    ];
    cx.reset_detected(9);
    cx.bus_change_detected(10);
    cx.link_down();
    cx.link_up();
    cx.request_timer::<later>(Duration::from_millis(11));
    all.iter().all(|&taken| taken)
}

#[test]
fn every_argument_arrives_in_its_place() {
    let mut hardware = Hardware::new();
    assert_eq!(hardware.find_as::<find, _>(0, 0x40).0, ffi::SP_RETURN_FOUND);
    IRQL.set(5);
    // SAFETY: find-adapter has returned the extension.
    let works = unsafe { hw_initialize::routine::<initialize, _>(hardware.extension()) };
    assert_eq!(works, 1);
    LOG.take();
    IRQL.set(2);
    // SAFETY: the adapter is initialised.
    let taken = unsafe { hw_reset_bus::routine::<speak, _>(hardware.extension(), 0) };
    assert_eq!(taken, 1);
    assert_eq!(ADAPTER_TIMER_DELAY.get(), 11_000);
    assert_eq!(
        LOG.take(),
        [
            "busy 4",
            "ready",
            "device busy 1 2 3: 5",
            "device ready 1 2 3",
            "pause 2",
            "resume",
            "pause device 1 2 3: 7",
            "resume device 1 2 3",
            "depth of device 1 2 3: 8",
            "news 1 2 3: 1",
            "news 1 2 3: 2",
            "news 1 2 3: 4",
            "reset 9",
            "bus change 10",
            "link down",
            "link up",
        ]
    );
}
