//! `HW_UNIT_CONTROL`: each type with what its IRQL allows; a `match` that names what is declared, and one that leaves the rest out.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code)]

use miniport::control::{BusType, OfUnit, PowerChange};
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    powered: Locked<StartIoLock, u32>,
    flush: WorkItem<flush>,
}

#[hw_workitem]
fn flush(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

fn at_passive_level<S: Scope>(_: &mut Context<'_, Adapter, S>)
where
    S::Irql: AtMost<irql::Passive>,
{
}

#[hw_unit_control(Start, Power, QueryBusType)]
fn control(adapter: &Adapter, control: UnitControl<'_, Adapter>) -> UnitControlStatus {
    match control {
        UnitControl::Start(mut cx, unit) => {
            at_passive_level(&mut cx);
            adapter.flush.queue(&mut cx, ()).ok();
            if unit.lun != 0 {
                return UnitControlStatus::Unsuccessful;
            }
        }
        UnitControl::Power(mut cx, OfUnit { unit, value }) => {
            let PowerChange { state, .. } = value;
            adapter.powered.lock(&mut cx, |powered, _| {
                *powered = u32::from(state == DevicePowerState::D0) << unit.lun;
            });
        }
        UnitControl::QueryBusType(_, asked) => asked.write(BusType::Sata),
    }
    UnitControlStatus::Success
}

#[hw_adapter_control(StopAdapter, RestartAdapter, Power, SurpriseRemoval)]
fn of_the_adapter(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    match control {
        AdapterControl::Power(..) => AdapterControlStatus::Unsuccessful,
        // Whether the driver declares it, a configuration decides.
        #[cfg(any())]
        AdapterControl::SerialNumber(..) => AdapterControlStatus::Unsuccessful,
        _ => AdapterControlStatus::Success,
    }
}

fn registered() {
    let _ = Driver::<Adapter>::new()
        .hw_adapter_control::<of_the_adapter>()
        .hw_unit_control::<control>();
}

fn main() {}
