//! `HW_INITIALIZE` runs again when Storport restarts an adapter; passive initialisation does not.

use miniport::ffi;
use miniport::prelude::*;
use miniport::role::hw_initialize;

use crate::machine::Hardware;
use crate::storport::{IRQL, LOG, PASSIVE};

#[derive(DeviceExtension)]
struct Adapter {
    #[allow(dead_code, reason = "it is made, and never issued")]
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_find_adapter]
fn find(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let adapter = Adapter {
        complete: Dpc::new(),
    };
    Ok(Found::new(adapter, const { Limits::new(1 << 16, 17) }))
}

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

#[test]
fn the_runtime_asks_for_passive_initialisation_once() {
    let mut hardware = Hardware::new();
    assert_eq!(hardware.find_as::<find, _>(0, 0x40).0, ffi::SP_RETURN_FOUND);
    LOG.take();
    for log in [&["passive initialisation", "initialize DPC"][..], &[]] {
        IRQL.set(5);
        // SAFETY: find-adapter has returned the extension.
        let works = unsafe { hw_initialize::routine::<initialize, _>(hardware.extension()) };
        assert_eq!(works, 1);
        IRQL.set(0);
        if let Some(passive) = PASSIVE.take() {
            // SAFETY: HW_INITIALIZE has asked for it, and is over.
            assert_eq!(unsafe { passive(hardware.extension()) }, 1);
        }
        assert_eq!(LOG.take(), log);
    }
}
