//! Components at work: when the framework must keep one active, and what it must know of its idle times. A device has one component,
//! number 0; a unit is named by its address, the adapter by none.

use core::ptr;
use core::sync::atomic::Ordering;
use core::time::Duration;

use super::registration::units;
use crate::ffi;
use crate::irql;
use crate::scope::{IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::port::address;
use crate::storport::srb::{Address, Srb};

/// The one component that a device has.
const COMPONENT: u32 = 0;

/// A component that the framework keeps active until [`ActiveComponent::idle`].
///
/// Dropped without, it stays active: nothing can be called where a value is dropped.
#[derive(Debug)]
#[must_use = "the component stays active until `idle`"]
pub struct ActiveComponent {
    /// The address of the adapter's extension: what is active there is made idle there.
    adapter: usize,
    unit: Option<Address>,
    active: bool,
}

/// The request that is the reason, or NULL. It must be one of this adapter's.
fn reason<E: DeviceExtension>(
    adapter: ffi::PVOID,
    request: Option<&Srb<E>>,
) -> Result<ffi::PSCSI_REQUEST_BLOCK, StorError> {
    match request.map(Srb::pointers) {
        None => Ok(ptr::null_mut()),
        Some((request, its)) if its == adapter => Ok(request),
        Some(_) => Err(another_adapter()),
    }
}

/// What is answered to a request or a component of another adapter.
fn another_adapter() -> StorError {
    StorError::new(ffi::STOR_STATUS_INVALID_PARAMETER)
}

impl ActiveComponent {
    /// The component is active already. If not, the framework says by a control request when it is.
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// The component is not needed any more for this, and the request, if one was the reason, is over (`StorPortPoFxIdleComponent`). Up
    /// to `DISPATCH_LEVEL`: the page says "any", and that it fails above. True if it is idle now, false if it is still needed for
    /// something else.
    ///
    /// # Errors
    /// [`StorError`]; of another adapter's request or component, `STOR_STATUS_INVALID_PARAMETER`.
    pub fn idle<E, S>(
        self,
        cx: &mut Context<'_, E, S>,
        request: Option<&Srb<E>>,
    ) -> Result<bool, StorError>
    where
        E: DeviceExtension,
        S: Scope,
        S: UpTo<irql::Dispatch>,
        S::Extension: IsBuilt,
    {
        if self.adapter != cx.device_extension().addr() {
            return Err(another_adapter());
        }
        let request = reason(cx.device_extension(), request)?;
        // The component may be that of an adapter whose extension lay there before: never more are idle than were activated.
        let active = &cx.storage().kept.active_components;
        active
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |active| {
                active.checked_sub(1)
            })
            .map_err(|_| another_adapter())?;
        let mut unit = self.unit.map(address::btl8);
        // SAFETY: the adapter is the context's own, the request is its, and owned; the address is read during the call.
        let status = unsafe {
            ffi::StorPortPoFxIdleComponent(
                cx.device_extension(),
                address::or_null(&mut unit),
                request,
                COMPONENT,
                0,
            )
        };
        match status {
            ffi::STOR_STATUS_BUSY => Ok(false),
            status => answer(status).map(|()| true),
        }
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S>
where
    S: UpTo<irql::Dispatch>,
    S::Extension: IsBuilt,
{
    /// The component of a unit, or the adapter's, is needed, for a request or otherwise (`StorPortPoFxActivateComponent`). Up to
    /// `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_INVALID_PARAMETER` if the device is not registered, or the request is another adapter's.
    pub fn activate_component(
        &mut self,
        unit: Option<Address>,
        request: Option<&Srb<E>>,
    ) -> Result<ActiveComponent, StorError> {
        let request = reason(self.device_extension(), request)?;
        let mut raw = unit.map(address::btl8);
        // SAFETY: as above.
        let status = unsafe {
            ffi::StorPortPoFxActivateComponent(
                self.device_extension(),
                address::or_null(&mut raw),
                request,
                COMPONENT,
                0,
            )
        };
        let active = status != ffi::STOR_STATUS_BUSY;
        if active {
            answer(status)?;
        }
        self.storage()
            .kept
            .active_components
            .fetch_add(1, Ordering::Relaxed);
        Ok(ActiveComponent {
            adapter: self.device_extension().addr(),
            unit,
            active,
        })
    }

    /// How long the component may take to become active (`StorPortPoFxSetComponentLatency`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_INVALID_DEVICE_REQUEST` if the device is not registered.
    pub fn set_component_latency(
        &mut self,
        unit: Option<Address>,
        latency: Duration,
    ) -> Result<(), StorError> {
        let mut unit = unit.map(address::btl8);
        // SAFETY: the adapter is the context's own, and the address is read during the call.
        answer(unsafe {
            ffi::StorPortPoFxSetComponentLatency(
                self.device_extension(),
                address::or_null(&mut unit),
                COMPONENT,
                units(latency),
            )
        })
    }

    /// How long the component will probably be idle (`StorPortPoFxSetComponentResidency`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// As [`Context::set_component_latency`].
    pub fn set_component_residency(
        &mut self,
        unit: Option<Address>,
        residency: Duration,
    ) -> Result<(), StorError> {
        let mut unit = unit.map(address::btl8);
        // SAFETY: as above.
        answer(unsafe {
            ffi::StorPortPoFxSetComponentResidency(
                self.device_extension(),
                address::or_null(&mut unit),
                COMPONENT,
                units(residency),
            )
        })
    }

    /// How long the adapter may be idle before it is powered down, in milliseconds (`StorPortPoFxSetIdleTimeout`), in place of what was
    /// said when it was registered. Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_UNSUCCESSFUL` if the adapter is not registered.
    pub fn set_pofx_idle_timeout(&mut self, milliseconds: u32) -> Result<(), StorError> {
        // SAFETY: the adapter is the context's own; NULL stands for it.
        answer(unsafe {
            ffi::StorPortPoFxSetIdleTimeout(self.device_extension(), ptr::null_mut(), milliseconds)
        })
    }

    /// Sends a request of a private interface to the platform's power engine plug-in (`StorPortPoFxPowerControl`): how many bytes it
    /// wrote to `output`. Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn pofx_power_control(
        &mut self,
        unit: Option<Address>,
        code: &ffi::GUID,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<usize, StorError> {
        let mut unit = unit.map(address::btl8);
        let mut returned = 0;
        // SAFETY: the adapter is the context's own; the buffers have the lengths that are said, and are used during the call.
        answer(unsafe {
            ffi::StorPortPoFxPowerControl(
                self.device_extension(),
                address::or_null(&mut unit),
                code,
                input.as_ptr().cast_mut().cast(),
                input.len(),
                output.as_mut_ptr().cast(),
                output.len(),
                &raw mut returned,
            )
        })?;
        Ok(returned)
    }
}
