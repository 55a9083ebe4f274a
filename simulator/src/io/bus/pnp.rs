//! What the bus driver answers to plug and play requests.

use std::rc::Rc;

use miniport::ffi;

use super::super::irp::record::Irp;
use super::super::manager::IoManager;
use super::super::object::device::Device;
use super::super::options::Refusal;
use super::super::unicode;
use super::dispatch::Answer;
use crate::kernel::memory::pool::Kind;

/// The tag of what the bus driver allocates.
const TAG: u32 = u32::from_le_bytes(*b"pciB");

impl IoManager<'_> {
    pub(super) fn answer_pnp(
        &self,
        device: &Rc<Device>,
        irp: &Irp,
        place: &ffi::IO_STACK_LOCATION,
    ) -> Answer {
        let success = |information: usize| Some((ffi::STATUS_SUCCESS, information));
        let as_it_came = irp.status().Information;
        match place.MinorFunction {
            ffi::IRP_MN_START_DEVICE => {
                let node = self.node_of(device);
                if node
                    .as_ref()
                    .is_some_and(|node| node.options.refuses(Refusal::Start))
                {
                    return Some((ffi::STATUS_UNSUCCESSFUL, 0));
                }
                // A device that is started has power.
                if let Some(node) = node {
                    self.set_device_power(&node, ffi::PowerDeviceD0);
                }
                Some((ffi::STATUS_SUCCESS, 0))
            }
            ffi::IRP_MN_REMOVE_DEVICE => {
                if let Some(node) = self.node_of(device) {
                    node.keeps_power.set(false);
                    for irp in node.kept_power.take() {
                        self.complete_later(&irp);
                    }
                }
                success(as_it_came)
            }
            ffi::IRP_MN_QUERY_REMOVE_DEVICE
            | ffi::IRP_MN_CANCEL_REMOVE_DEVICE
            | ffi::IRP_MN_STOP_DEVICE
            | ffi::IRP_MN_QUERY_STOP_DEVICE
            | ffi::IRP_MN_CANCEL_STOP_DEVICE
            | ffi::IRP_MN_SURPRISE_REMOVAL => success(as_it_came),
            ffi::IRP_MN_DEVICE_USAGE_NOTIFICATION => {
                let Some(node) = self.node_of(device) else {
                    return success(as_it_came);
                };
                if node.options.refuses(Refusal::SpecialFiles) {
                    return Some((ffi::STATUS_UNSUCCESSFUL, 0));
                }
                // SAFETY: the member of the union is that of the minor function.
                let comes = unsafe { place.Parameters.UsageNotification.InPath != ffi::FALSE };
                node.set_pageable(comes);
                success(as_it_came)
            }
            ffi::IRP_MN_QUERY_CAPABILITIES => {
                // SAFETY: the member of the union is that of the minor function.
                unsafe { capabilities(place.Parameters.DeviceCapabilities.Capabilities) };
                success(as_it_came)
            }
            ffi::IRP_MN_QUERY_DEVICE_RELATIONS => {
                // SAFETY: as above.
                let kind = unsafe { place.Parameters.QueryDeviceRelations.Type };
                (kind == ffi::TargetDeviceRelation).then(|| self.target_relation(device))
            }
            ffi::IRP_MN_QUERY_ID => {
                // SAFETY: as above.
                let kind = unsafe { place.Parameters.QueryId.IdType };
                let text = match kind {
                    ffi::BusQueryDeviceID => "PCI\\SIMULATED".to_owned(),
                    ffi::BusQueryHardwareIDs | ffi::BusQueryCompatibleIDs => {
                        "PCI\\SIMULATED\0".to_owned()
                    }
                    ffi::BusQueryInstanceID => device.owner.to_string(),
                    _ => return None,
                };
                success(self.pool_copy(&unicode::bytes(&text)))
            }
            ffi::IRP_MN_READ_CONFIG | ffi::IRP_MN_WRITE_CONFIG => {
                // SAFETY: as above.
                let request = unsafe { place.Parameters.ReadWriteConfig };
                let write = place.MinorFunction == ffi::IRP_MN_WRITE_CONFIG;
                Some(self.access_config(device, &request, write))
            }
            _ => None,
        }
    }

    /// Memory from pool that holds these bytes, for who asked.
    fn pool_copy(&self, bytes: &[u8]) -> usize {
        let owner = self.bus_driver().owner;
        let place = self
            .kernel
            .pool
            .allocate(Kind::Paged, owner, bytes.len(), TAG, None);
        // SAFETY: the pool gave so many bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len()) };
        place as usize
    }

    /// The physical device object itself, with a reference.
    fn target_relation(&self, device: &Device) -> (ffi::NTSTATUS, usize) {
        let relations = ffi::DEVICE_RELATIONS {
            Count: 1,
            Objects: [device.raw()],
        };
        device.references.set(device.references.get() + 1);
        // SAFETY: a plain structure without uninitialised bytes but for padding, which is copied as it is.
        let bytes = unsafe {
            std::slice::from_raw_parts((&raw const relations).cast::<u8>(), size_of_val(&relations))
        };
        (ffi::STATUS_SUCCESS, self.pool_copy(bytes))
    }

    fn access_config(
        &self,
        device: &Device,
        request: &ffi::IO_STACK_LOCATION_Parameters_ReadWriteConfig,
        write: bool,
    ) -> (ffi::NTSTATUS, usize) {
        let function = self.node_of(device).and_then(|node| node.function.clone());
        let (Some(function), Ok(offset)) = (function, u16::try_from(request.Offset)) else {
            return (ffi::STATUS_INVALID_DEVICE_REQUEST, 0);
        };
        let length = request.Length as usize;
        // SAFETY: the driver says that so many bytes are there.
        let buffer = unsafe { std::slice::from_raw_parts_mut(request.Buffer.cast::<u8>(), length) };
        if write {
            self.kernel.write_config(&function, offset, buffer);
        } else {
            self.kernel.read_config(&function, offset, buffer);
        }
        (ffi::STATUS_SUCCESS, length)
    }
}

/// A device that may be pulled out, sleeps in D3 in every sleeping state of the system, and does not wake it.
///
/// # Safety
///
/// The pointer is that of `IRP_MN_QUERY_CAPABILITIES`.
unsafe fn capabilities(place: ffi::PDEVICE_CAPABILITIES) {
    // SAFETY: the caller's word.
    let capabilities = unsafe { &mut *place };
    capabilities.Bits |=
        ffi::DEVICE_CAPABILITIES::Removable | ffi::DEVICE_CAPABILITIES::SurpriseRemovalOK;
    capabilities.DeviceState = [ffi::PowerDeviceD3; 7];
    capabilities.DeviceState[0] = ffi::PowerDeviceUnspecified;
    capabilities.DeviceState[1] = ffi::PowerDeviceD0;
}
