//! `HW_ADAPTER_CONTROL` and `HW_UNIT_CONTROL`: stop and restart, power, surprise removal, what the controller is; and the end.

use miniport::prelude::*;

use crate::adapter::{Adapter, Stage};
use crate::controller;
use crate::halt::{NUMBERS, lose};
use crate::initialization::PATIENCE;
use crate::manage::Work;
use crate::scsi::VENDOR;

/// How long a shutdown is waited for at least, in milliseconds: what the specification recommends for a controller that does not say
/// how long it takes (NVM Express 1.4, 7.6.2).
const SHUTDOWN: u32 = 1000;
/// And at most, whatever the controller says. It happens at `DISPATCH_LEVEL` and `DIRQL`, where Driver Verifier allows 0.1 s: but power goes
/// right afterwards, and there is no later place to wait.
const LONGEST_SHUTDOWN: u32 = 60_000;

#[hw_adapter_control(StopAdapter, RestartAdapter, Power, SurpriseRemoval, SerialNumber)]
pub fn adapter_control(
    adapter: &Adapter,
    control: AdapterControl<'_, Adapter>,
) -> AdapterControlStatus {
    match control {
        AdapterControl::StopAdapter(mut cx) => {
            // Under all queues' locks: whoever initialises the controller finds out before it opens a queue.
            adapter.life.set(Stage::Stopped);
            for queue in adapter.queues.get_all(&mut cx) {
                queue.close();
            }
            shut_down(adapter, &mut cx);
        }
        AdapterControl::RestartAdapter(mut cx) => {
            adapter.life.set(Stage::Starting);
            adapter.work.add(Work::RESET);
            cx.pause(PATIENCE);
            // One that is queued already sees the work too.
            adapter.wake.issue(&mut cx, ()).ok();
        }
        // Where only power changes, Storport neither stops the adapter nor restarts it.
        AdapterControl::Power(mut cx, power) => match (adapter.life.stage(), power.state) {
            (Stage::Gone | Stage::Failed, _) => {}
            (_, DevicePowerState::D0) => {
                adapter.life.set(Stage::Starting);
                cx.pause(PATIENCE);
                adapter.request_work(&mut cx, Work::RESET);
            }
            _ => {
                adapter.life.set(Stage::Stopped);
                for number in NUMBERS {
                    adapter
                        .queues
                        .lock(&mut cx, number, |queue, _| queue.close());
                }
                shut_down(adapter, &mut cx);
            }
        },
        AdapterControl::SurpriseRemoval(mut cx) => lose(adapter, &mut cx),
        AdapterControl::SerialNumber(_, asked) => {
            let serial = &adapter.information.controller.serial;
            if asked.write(serial.as_str().as_bytes()).is_err() {
                return AdapterControlStatus::Unsuccessful;
            }
        }
    }
    AdapterControlStatus::Success
}

/// What INQUIRY has no room for: a model number has 40 characters, and a firmware revision 8.
#[hw_unit_control(RichDescription)]
pub fn unit_control(adapter: &Adapter, control: UnitControl<'_, Adapter>) -> UnitControlStatus {
    let UnitControl::RichDescription(_, asked) = control;
    let controller = &adapter.information.controller;
    let written = asked.write(
        VENDOR.as_bytes(),
        controller.model.as_str().as_bytes(),
        controller.firmware.as_str().as_bytes(),
    );
    match written {
        Ok(()) => UnitControlStatus::Success,
        Err(_) => UnitControlStatus::Unsuccessful,
    }
}

/// The end of the adapter: its memory goes, so the controller must not use it any more. `ScsiStopAdapter` comes too late for that.
#[hw_free_adapter_resources]
pub fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
    // One that is stopped was shut down, and may have no power.
    if !matches!(adapter.life.stage(), Stage::Gone | Stage::Stopped) {
        adapter.life.set(Stage::Stopped);
        shut_down(adapter, cx);
    }
}

/// Notifies the controller that power may go. What it has in its cache is on the medium then.
fn shut_down<S: CanWait>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>) {
    let reported = adapter.information.controller.shutdown_time.div_ceil(1000);
    // What it reports is what it takes, as it measures time.
    let limit = (reported + reported / 8).clamp(SHUTDOWN, LONGEST_SHUTDOWN);
    if let Err(trouble) = controller::shut_down(&adapter.hardware.registers, cx, limit) {
        debug_print!(0, "nvme: no clean shutdown: {trouble}\n");
    }
}
