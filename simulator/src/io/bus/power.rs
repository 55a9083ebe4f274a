//! What the bus driver does when the power of a device changes.

use std::rc::Rc;

use miniport::ffi;

use super::super::irp::record::Irp;
use super::super::manager::IoManager;
use super::super::object::device::Device;
use super::super::options::Refusal;
use super::dispatch::Answer;

impl IoManager<'_> {
    pub(super) fn answer_power(
        &self,
        device: &Rc<Device>,
        irp: &Irp,
        place: &ffi::IO_STACK_LOCATION,
    ) -> Answer {
        let information = irp.status().Information;
        match place.MinorFunction {
            ffi::IRP_MN_QUERY_POWER => {
                // SAFETY: this member is that of the minor function.
                let is_device = unsafe { place.Parameters.Power.Type } == ffi::DevicePowerState;
                let node = self.node_of(device);
                let refuses = node.is_some_and(|node| node.options.refuses(Refusal::Sleep));
                Some(if is_device && refuses {
                    (ffi::STATUS_UNSUCCESSFUL, 0)
                } else {
                    (ffi::STATUS_SUCCESS, information)
                })
            }
            ffi::IRP_MN_SET_POWER => {
                // SAFETY: this member is that of the minor function; all states are numbers.
                let (kind, state) = unsafe {
                    let power = place.Parameters.Power;
                    (power.Type, power.State.DeviceState)
                };
                if kind == ffi::DevicePowerState
                    && let Some(node) = self.node_of(device)
                {
                    if state == ffi::PowerDeviceD0 && node.options.refuses(Refusal::PowerUp) {
                        return Some((ffi::STATUS_UNSUCCESSFUL, 0));
                    }
                    self.check_told_before(&node, state);
                    self.set_device_power(&node, state);
                }
                Some((ffi::STATUS_SUCCESS, information))
            }
            _ => None,
        }
    }

    /// The device gets or loses its power.
    pub(super) fn set_device_power(&self, node: &super::super::pnp::node::Node, state: i32) {
        let before = node.power.replace(state);
        let Some(function) = &node.function else {
            return;
        };
        let has_power = |state: i32| state == ffi::PowerDeviceD0;
        match (has_power(before), has_power(state)) {
            (true, false) => function.power_down(),
            (false, true) => {
                self.kernel.power_up(function);
                self.kernel.restore_interrupts(function);
            }
            _ => {}
        }
    }
}
