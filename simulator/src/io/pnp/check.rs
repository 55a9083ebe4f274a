//! What drivers have to do with requests of the managers: pass them down, and not fail some.

use miniport::ffi;

use super::node::State;
use crate::io::irp::record::Irp;
use crate::io::manager::IoManager;
use crate::io::options::Refusal;
use crate::verifier::Rule;

/// Plug and play requests that must not fail.
const NEVER_FAIL: [u8; 5] = [
    ffi::IRP_MN_REMOVE_DEVICE,
    ffi::IRP_MN_CANCEL_REMOVE_DEVICE,
    ffi::IRP_MN_STOP_DEVICE,
    ffi::IRP_MN_CANCEL_STOP_DEVICE,
    ffi::IRP_MN_SURPRISE_REMOVAL,
];

/// Plug and play requests that a function driver may fail instead of passing them down.
const MAY_REFUSE: [u8; 4] = [
    ffi::IRP_MN_START_DEVICE,
    ffi::IRP_MN_QUERY_REMOVE_DEVICE,
    ffi::IRP_MN_QUERY_STOP_DEVICE,
    ffi::IRP_MN_DEVICE_USAGE_NOTIFICATION,
];

/// Its status at the bus driver and at the end.
const UNCHANGED: [ffi::NTSTATUS; 2] = [ffi::STATUS_NOT_SUPPORTED; 2];

/// A minor function that nothing has: what Driver Verifier sends to see that it is passed down.
pub(crate) const BOGUS: u8 = 0xF0;

impl IoManager<'_> {
    /// A power request of this device may fail: it is removed, or its bus driver fails some.
    fn may_fail_power(&self, owner: usize) -> bool {
        let nodes = self.io.nodes.borrow();
        let mut node = nodes.iter().filter(|node| node.owner == owner);
        node.any(|node| {
            node.state.get() == State::Removed || node.options.refuses(Refusal::PowerUp)
        })
    }

    /// A request of a manager was completed.
    pub fn check_outcome(&self, irp: &Irp, status: ffi::NTSTATUS) {
        let (major, minor) = irp.function.get();
        let (name, failed) = (irp.name(), status < 0);
        let broke = |rule, message: String| self.broke(irp.owner, rule, message);
        // A driver whose device goes completes power requests with a failure (page "Handling Device Power-Up IRPs"), and a bus driver may.
        if major == ffi::IRP_MJ_POWER && failed && self.may_fail_power(irp.owner) {
            return;
        }
        let may_refuse = match major {
            ffi::IRP_MJ_PNP => MAY_REFUSE.contains(&minor),
            ffi::IRP_MJ_POWER => minor == ffi::IRP_MN_QUERY_POWER,
            _ => false,
        };
        let never_fails = match major {
            ffi::IRP_MJ_PNP => NEVER_FAIL.contains(&minor),
            ffi::IRP_MJ_POWER => minor == ffi::IRP_MN_SET_POWER,
            _ => false,
        };
        match irp.reached_bus.get() {
            None if !(may_refuse && failed) => broke(
                Rule::IrpNotPassedDown,
                format!(
                    "{name} was completed with {status:#010x} and did not reach the bus driver"
                ),
            ),
            Some(at_bus) if minor == BOGUS && [at_bus, status] != UNCHANGED => broke(
                Rule::IrpNotPassedDown,
                format!(
                    "the status of a request that nobody knows ({name}) was changed: {at_bus:#010x} at the bus driver, {status:#010x} at \
                     the end"
                ),
            ),
            _ => {}
        }
        if never_fails && failed {
            broke(
                Rule::IrpFailed,
                format!("{name} was completed with {status:#010x}, and must not fail"),
            );
        }
    }
}
