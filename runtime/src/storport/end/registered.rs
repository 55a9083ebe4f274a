//! The `#[hw_free_adapter_resources]` that a virtual miniport has registered, for a second find-adapter: Storport calls it when the
//! adapter is removed, "the last callback routine for the adapter" (its page), and a value that goes before that is the driver's too.
//!
//! An image has one `DriverEntry`, so one handler. A host program holds several drivers, each with an extension of its own.

use super::Free;
use crate::storport::extension::DeviceExtension;

#[cfg(all(windows, not(feature = "simulated")))]
mod place {
    use core::sync::atomic::{AtomicPtr, Ordering};

    use super::{DeviceExtension, Free};

    static HANDLER: AtomicPtr<()> = AtomicPtr::new(core::ptr::null_mut());

    pub(super) fn set<E: DeviceExtension>(free: Option<Free>) {
        let free = free.map_or(core::ptr::null_mut(), |free| free as *mut ());
        HANDLER.store(free, Ordering::Release);
    }

    pub(super) fn get<E: DeviceExtension>() -> Option<Free> {
        let free = HANDLER.load(Ordering::Acquire);
        // SAFETY: `set` has stored a function of this type, or null, which is `None`.
        unsafe { core::mem::transmute::<*mut (), Option<Free>>(free) }
    }
}

#[cfg(not(all(windows, not(feature = "simulated"))))]
mod place {
    use core::any::TypeId;
    use std::collections::BTreeMap;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::{DeviceExtension, Free};

    static HANDLERS: Mutex<BTreeMap<TypeId, Free>> = Mutex::new(BTreeMap::new());

    fn handlers() -> MutexGuard<'static, BTreeMap<TypeId, Free>> {
        HANDLERS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set<E: DeviceExtension>(free: Option<Free>) {
        match free {
            Some(free) => handlers().insert(TypeId::of::<E>(), free),
            None => handlers().remove(&TypeId::of::<E>()),
        };
    }

    pub(super) fn get<E: DeviceExtension>() -> Option<Free> {
        handlers().get(&TypeId::of::<E>()).copied()
    }
}

/// A driver with extension `E` registers its callbacks, and this one, or none.
pub(crate) fn register<E: DeviceExtension>(free: Option<Free>) {
    place::set::<E>(free);
}

/// What was registered last: the handler of a virtual miniport with extension `E`.
pub(super) fn registered<E: DeviceExtension>() -> Option<Free> {
    place::get::<E>()
}
