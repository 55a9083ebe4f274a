//! Who hears of changes below `HKLM\System\CurrentControlSet\Services\<driver>\Parameters\Device`.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::port::Storport;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::time::MICROSECOND;
use crate::verifier::Role;

/// The routine that an adapter has asked for, if it has.
#[derive(Default)]
pub(crate) struct Notification(Cell<ffi::PHW_REGISTRY_NOTIFICATION_ROUTINE>);

impl Notification {
    /// `StorPortEnableRegistryKeyNotification`.
    pub fn enable(&self, routine: ffi::HW_REGISTRY_NOTIFICATION_ROUTINE) {
        self.0.set(Some(routine));
    }
}

impl Storport<'_> {
    /// A value has changed. Who has asked hears of it some time later, at the only IRQL at which values can be read.
    pub fn parameters_changed(&self, adapter: &Rc<AdapterState>) {
        let Some(routine) = adapter.notification.0.get() else {
            return;
        };
        let adapter = Rc::clone(adapter);
        let delay = self.kernel.between(0, 300 * MICROSECOND);
        self.schedule(delay, move |core| {
            core.make_ready(PASSIVE_LEVEL, move |core| {
                if !adapter.may_be_called_beside() {
                    return;
                }
                let extension = adapter.device_extension();
                // SAFETY: the driver gave the routine for this extension.
                core.call_beside(&adapter, Role::HwRegistryNotification, || unsafe {
                    routine(extension);
                });
            });
        });
    }
}
