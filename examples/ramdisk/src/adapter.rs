//! The adapter: its device extension, and the callbacks that find it, start it, reset it and take it away.

use core::sync::atomic::{AtomicU32, Ordering};

use miniport::prelude::*;

use crate::area::{self, Area, Blocks};
use crate::config::{Config, MAX_UNITS};
use crate::identity::{AdapterName, Identity};
use crate::later::{Waiting, fail, later};
use crate::unit::{Unit, Units};

/// The largest request.
pub const MAX_TRANSFER: u32 = 1 << 20;
/// How many requests a unit takes at a time.
const QUEUE_DEPTH: u32 = 64;

/// One RAM disk adapter with its units.
#[derive(DeviceExtension)]
#[device_extension(virtual)]
pub struct Adapter {
    /// The units and what waits for them. Requests run under the `StartIo` lock, as in `HW_RESET_BUS`.
    pub state: Locked<StartIoLock, State>,
    /// The blocks of the unit that dumps are written to. No lock guards them.
    pub area: Option<Blocks>,
    /// What its units' serial numbers begin with.
    #[expect(dead_code, reason = "it is claimed as long as the adapter is there")]
    pub name: AdapterName,
    /// Runs what `HW_STARTIO` may not.
    pub later: WorkItem<later>,
}

/// What the `StartIo` lock guards.
pub struct State {
    /// The units.
    pub units: Units,
    /// The requests that the work item has not begun.
    pub waiting: Waiting,
    /// The one that it runs.
    pub running: Option<Srb<Adapter>>,
    /// The adapter has been pulled out.
    pub removed: bool,
}

impl Adapter {
    /// The area of unit `lun`, if that is the one for dumps.
    pub fn area_of(&self, lun: u8) -> Option<Area<'_>> {
        let area = self.area.as_ref().and_then(Area::of);
        area.filter(|area| area.lun == lun)
    }
}

/// How many adapters were found: those without a name of their own are named by it.
static FOUND: AtomicU32 = AtomicU32::new(0);

#[virtual_hw_find_adapter]
pub fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    port: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let arguments = port.argument_string().unwrap_or_default();
    let config = Config::parse(arguments.to_bytes()).map_err(|error| {
        debug_print!(0, "ramdisk: {error}\n");
        FindAdapterError::BadConfig
    })?;
    port.set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(MAX_UNITS)
        .set_reset_target_supported(true)
        .set_lun_queue_depth(QUEUE_DEPTH, QUEUE_DEPTH);
    let number = FOUND.fetch_add(1, Ordering::Relaxed);
    let name = AdapterName::new(config.serial(), number);
    let mut units = Units::default();
    let mut area = None;
    for (lun, unit) in (0..).zip(config.units()) {
        if unit.dump {
            area = Some(area::allocate(cx, lun, unit.capacity).map_err(|error| {
                debug_print!(0, "ramdisk: no memory for dumps: {error}\n");
                FindAdapterError::Error
            })?);
        }
        let unit = Unit::new(unit, Identity::new(&name, lun));
        let unit = cx.allocate(unit).map_err(|error| {
            debug_print!(0, "ramdisk: no memory for unit {lun}: {error}\n");
            FindAdapterError::Error
        })?;
        units.insert(lun, unit);
    }
    let adapter = Adapter {
        state: Locked::new(State {
            units,
            waiting: Waiting::default(),
            running: None,
            removed: false,
        }),
        area,
        name,
        later: WorkItem::new(),
    };
    Ok(Found::new(
        adapter,
        const { Limits::new(MAX_TRANSFER, MAX_TRANSFER / 4096 + 1) },
    ))
}

#[hw_initialize]
pub fn initialize(_adapter: &Adapter, _cx: &mut Initialize<'_, Adapter>) -> bool {
    true // memory needs no preparation, and the runtime makes the work item
}

#[hw_reset_bus]
pub fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _path_id: u32) -> bool {
    adapter.state.get(cx).units.reset(None);
    while let Some(srb) = adapter.state.get(cx).take(None) {
        fail(cx, srb, SrbStatus::BusReset);
    }
    true
}

#[hw_adapter_control(StopAdapter, RestartAdapter, SurpriseRemoval)]
pub fn adapter_control(
    adapter: &Adapter,
    control: AdapterControl<'_, Adapter>,
) -> AdapterControlStatus {
    match control {
        // No request is outstanding, and memory keeps what is in it.
        AdapterControl::StopAdapter(_) | AdapterControl::RestartAdapter(_) => {
            AdapterControlStatus::Success
        }
        AdapterControl::SurpriseRemoval(mut cx) => {
            adapter.state.lock(&mut cx, |state, cx| {
                state.removed = true;
                while let Some(srb) = state.take(None) {
                    fail(cx, srb, SrbStatus::NoDevice);
                }
            });
            AdapterControlStatus::Success
        }
    }
}
