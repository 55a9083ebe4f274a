//! Each control type has the context of its IRQL and its locks.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    waiting: Locked<StartIoLock, u32>,
    rescan: WorkItem<rescan>,
}

#[hw_workitem]
fn rescan(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

fn at_passive_level<S: Scope>(_: &mut Context<'_, Adapter, S>)
where
    S::Irql: AtMost<irql::Passive>,
{
}

#[hw_adapter_control(StopAdapter, RestartAdapter, Power, SerialNumber, SystemPowerHints)]
fn control(adapter: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    match control {
        AdapterControl::StopAdapter(mut cx) => {
            adapter.rescan.queue(&mut cx, ()).ok();
            adapter.waiting.lock(&mut cx, |_, _| ());
        }
        AdapterControl::RestartAdapter(_) => {}
        AdapterControl::Power(mut cx, _) => at_passive_level(&mut cx),
        AdapterControl::SerialNumber(mut cx, _) => at_passive_level(&mut cx),
        AdapterControl::SystemPowerHints(mut cx, _) => at_passive_level(&mut cx),
    }
    AdapterControlStatus::Success
}

fn main() {}
