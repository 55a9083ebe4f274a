//! Who hears of changes below `HKLM\System\CurrentControlSet\Services\<driver>\Parameters\Device`.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::port::Storport;
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
        self.call_beside_later(adapter, Role::HwRegistryNotification, move |extension| {
            // SAFETY: the driver gave the routine for this extension.
            unsafe { routine(extension) };
        });
    }
}
