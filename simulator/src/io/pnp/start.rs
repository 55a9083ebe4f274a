//! A device is started, and stopped for other resources.

use std::rc::Rc;

use miniport::ffi;

use super::check::BOGUS;
use super::node::{Node, State};
use crate::io::bus::resources::ResourceLists;
use crate::io::error::NtError;
use crate::io::manager::IoManager;
use crate::kernel::memory::pool::Kind;
use crate::verifier::Rule;

impl IoManager<'_> {
    /// The first start, as `adding-a-pnp-device-to-a-running-system` has it: requirements, start, capabilities, state, relations.
    pub(super) fn start_first(&self, node: &Rc<Node>) -> Result<(), NtError> {
        let inner = Rc::clone(node);
        let status = self.perform(move |manager| {
            let device = &inner.physical;
            // Somewhere before, between or behind, a request comes that nobody knows.
            let bogus = manager.kernel.below(4);
            let send_bogus = |place: usize| {
                if bogus == place {
                    manager.ask_pnp(device, BOGUS);
                }
            };
            send_bogus(0);
            manager.filter_requirements(&inner);
            send_bogus(1);
            let status = manager.send_start(&inner);
            if status < 0 {
                return status;
            }
            manager.query_capabilities(&inner);
            send_bogus(2);
            manager.query_state(&inner);
            manager.query_relations(&inner, ffi::BusRelations);
            send_bogus(3);
            manager.ask(device, (ffi::IRP_MJ_SYSTEM_CONTROL, BOGUS), 0, |_| ());
            status
        })?;
        self.finish_start(node, status)
    }

    /// The start after a stop.
    pub fn start_again(&self, node: &Rc<Node>) -> Result<(), NtError> {
        let inner = Rc::clone(node);
        let status = self.perform(move |manager| manager.send_start(&inner))?;
        self.finish_start(node, status)
    }

    fn finish_start(&self, node: &Rc<Node>, status: ffi::NTSTATUS) -> Result<(), NtError> {
        if let Err(error) = NtError::check(status) {
            // `understanding-when-remove-irps-are-issued`, 8.
            self.send_remove(node)?;
            return Err(error);
        }
        node.state.set(State::Started);
        Ok(())
    }

    /// Stops a device so that it can get other resources.
    pub fn stop_device(&self, node: &Rc<Node>) -> Result<(), NtError> {
        if node.state.get() != State::Started {
            return Err(NtError::WrongState);
        }
        let inner = Rc::clone(node);
        let status = self.perform(move |manager| {
            let device = &inner.physical;
            loop {
                let status = manager.ask_pnp(device, ffi::IRP_MN_QUERY_STOP_DEVICE);
                if status >= 0 {
                    manager.check_agreed(&inner);
                }
                // Another device may have refused what this one allowed.
                let go_on = status >= 0 && !manager.kernel.chance(4);
                if go_on {
                    break manager.ask_pnp(device, ffi::IRP_MN_STOP_DEVICE);
                }
                manager.ask_pnp(device, ffi::IRP_MN_CANCEL_STOP_DEVICE);
                if status < 0 {
                    break status;
                }
            }
        })?;
        NtError::check(status)?;
        node.state.set(State::Stopped);
        Ok(())
    }

    fn send_start(&self, node: &Rc<Node>) -> ffi::NTSTATUS {
        let lists = ResourceLists::of(node);
        self.starts_with_power(node.owner, true);
        let function = (ffi::IRP_MJ_PNP, ffi::IRP_MN_START_DEVICE);
        let (status, _) = self.ask(&node.physical, function, 0, |place| {
            place.Parameters.StartDevice = ffi::IO_STACK_LOCATION_Parameters_StartDevice {
                AllocatedResources: lists.raw(),
                AllocatedResourcesTranslated: lists.translated(),
            };
        });
        // The driver copies what it needs of them.
        for block in lists.into_blocks() {
            self.retire(
                block,
                Some(node.owner),
                "a resource list of IRP_MN_START_DEVICE",
            );
        }
        self.starts_with_power(node.owner, false);
        // Another state may be asked for already.
        if status >= 0 && !self.sets_power(node.owner) {
            self.check_power_state(node.owner, ffi::PowerDeviceD0, "IRP_MN_START_DEVICE");
        }
        status
    }

    fn query_capabilities(&self, node: &Node) {
        let mut capabilities = ffi::DEVICE_CAPABILITIES {
            Size: u16::try_from(size_of::<ffi::DEVICE_CAPABILITIES>()).unwrap_or(0),
            Version: 1,
            Bits: 0,
            Address: u32::MAX,
            UINumber: u32::MAX,
            DeviceState: [ffi::PowerDeviceUnspecified; 7],
            SystemWake: ffi::PowerSystemUnspecified,
            DeviceWake: ffi::PowerDeviceUnspecified,
            D1Latency: 0,
            D2Latency: 0,
            D3Latency: 0,
        };
        let place = &raw mut capabilities;
        let function = (ffi::IRP_MJ_PNP, ffi::IRP_MN_QUERY_CAPABILITIES);
        self.ask(&node.physical, function, 0, |location| {
            location.Parameters.DeviceCapabilities =
                ffi::IO_STACK_LOCATION_Parameters_DeviceCapabilities {
                    Capabilities: place,
                };
        });
    }

    /// `IRP_MN_QUERY_PNP_DEVICE_STATE`: what the drivers say of the device.
    pub(super) fn query_state(&self, node: &Node) -> usize {
        let function = (ffi::IRP_MJ_PNP, ffi::IRP_MN_QUERY_PNP_DEVICE_STATE);
        let (status, state) = self.ask(&node.physical, function, 0, |_| ());
        let state = if status >= 0 { state } else { 0 };
        node.is_needed
            .set(state & ffi::PNP_DEVICE_NOT_DISABLEABLE != 0);
        state
    }

    pub(super) fn query_relations(&self, node: &Node, kind: i32) {
        let function = (ffi::IRP_MJ_PNP, ffi::IRP_MN_QUERY_DEVICE_RELATIONS);
        let (status, relations) = self.ask(&node.physical, function, 0, |location| {
            location.Parameters.QueryDeviceRelations =
                ffi::IO_STACK_LOCATION_Parameters_QueryDeviceRelations { Type: kind };
        });
        if status >= 0 && relations != 0 {
            self.free_answer(node, relations, "IRP_MN_QUERY_DEVICE_RELATIONS");
        }
    }

    /// Frees what a driver answered with: memory from pool, which is the manager's then.
    pub(in crate::io) fn free_answer(&self, node: &Node, address: usize, request: &str) {
        let pool = &self.kernel.pool;
        if pool.free(Kind::Paged, address).is_err() && pool.free(Kind::Pool, address).is_err() {
            let message = format!("{request} was answered with what is no pool memory");
            self.broke(node.owner, Rule::ForeignFree, message);
        }
    }
}
