//! What a driver with extension `E` has registered beside its callbacks: for a second find-adapter the `#[hw_free_adapter_resources]` of a
//! virtual miniport, which Storport calls when the adapter is removed, "the last callback routine for the adapter" (its page), and a value
//! that goes before that is the driver's too; for every find-adapter the features that its control types need.
//!
//! An image has one `DriverEntry`, so one of each. A host program holds several drivers, each with an extension of its own.

use super::Free;
use crate::storport::extension::DeviceExtension;

/// What was registered.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Registered {
    pub(crate) free: Option<Free>,
    /// `STORPORT_FEATURE_TYPE`, as bits.
    pub(crate) features: u32,
}

#[cfg(all(windows, not(feature = "simulated")))]
mod place {
    use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

    use super::{DeviceExtension, Free, Registered};

    static HANDLER: AtomicPtr<()> = AtomicPtr::new(core::ptr::null_mut());
    static FEATURES: AtomicU32 = AtomicU32::new(0);

    pub(super) fn set<E: DeviceExtension>(registered: Registered) {
        let free = registered.free;
        let free = free.map_or(core::ptr::null_mut(), |free| free as *mut ());
        HANDLER.store(free, Ordering::Release);
        FEATURES.store(registered.features, Ordering::Release);
    }

    pub(super) fn get<E: DeviceExtension>() -> Registered {
        let free = HANDLER.load(Ordering::Acquire);
        Registered {
            // SAFETY: `set` has stored a function of this type, or null, which is `None`.
            free: unsafe { core::mem::transmute::<*mut (), Option<Free>>(free) },
            features: FEATURES.load(Ordering::Acquire),
        }
    }
}

#[cfg(not(all(windows, not(feature = "simulated"))))]
mod place {
    use core::any::TypeId;
    use std::collections::BTreeMap;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::{DeviceExtension, Registered};

    static DRIVERS: Mutex<BTreeMap<TypeId, Registered>> = Mutex::new(BTreeMap::new());

    fn drivers() -> MutexGuard<'static, BTreeMap<TypeId, Registered>> {
        DRIVERS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set<E: DeviceExtension>(registered: Registered) {
        drivers().insert(TypeId::of::<E>(), registered);
    }

    pub(super) fn get<E: DeviceExtension>() -> Registered {
        drivers()
            .get(&TypeId::of::<E>())
            .copied()
            .unwrap_or_default()
    }
}

/// A driver with extension `E` registers its callbacks, and this.
pub(crate) fn register<E: DeviceExtension>(registered: Registered) {
    place::set::<E>(registered);
}

/// What was registered last by a driver with extension `E`.
pub(crate) fn registered<E: DeviceExtension>() -> Registered {
    place::get::<E>()
}
