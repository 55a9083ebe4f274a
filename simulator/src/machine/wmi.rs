//! What a test does as a management tool: it asks a driver for its data blocks and hears of its events.

use std::rc::Rc;

use miniport::ffi::GUID;

use super::adapter::Adapter;
use crate::kernel::core::Kernel;
use crate::storport::adapter::AdapterState;
use crate::storport::port::Storport;
use crate::storport::unit::Address;
use crate::storport::wmi::{WmiBlock, WmiError, WmiEvent};

impl Adapter {
    /// WMI asks the driver which blocks the adapter has, or with `Some` a unit.
    ///
    /// # Errors
    /// [`WmiError`].
    pub fn wmi(&self, unit: Option<Address>) -> Result<Wmi, WmiError> {
        Storport::of(&self.kernel).register_wmi(&self.state, unit)?;
        Ok(Wmi {
            kernel: Rc::clone(&self.kernel),
            state: Rc::clone(&self.state),
            unit,
        })
    }

    /// The events that somebody wanted when the driver told of them.
    #[must_use]
    pub fn wmi_events(&self) -> Vec<WmiEvent> {
        self.state.wmi.heard()
    }

    /// The names of the MOF resources that the driver has registered.
    #[must_use]
    pub fn mof_resources(&self) -> Vec<String> {
        self.state.wmi.resources()
    }
}

/// The blocks of an adapter or a unit, as a tool sees them. Data are the bytes of an instance.
#[derive(Clone)]
pub struct Wmi {
    kernel: Rc<Kernel>,
    state: Rc<AdapterState>,
    unit: Option<Address>,
}

impl std::fmt::Debug for Wmi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wmi")
            .field("blocks", &self.blocks())
            .finish_non_exhaustive()
    }
}

impl Wmi {
    fn storport(&self) -> Storport<'_> {
        Storport::of(&self.kernel)
    }

    /// What is registered now: a driver may have registered again.
    #[must_use]
    pub fn blocks(&self) -> Vec<WmiBlock> {
        self.state.wmi.of(self.unit)
    }

    /// All instances of a block (`IRP_MN_QUERY_ALL_DATA`).
    ///
    /// # Errors
    /// [`WmiError`].
    pub fn query_all(&self, block: GUID) -> Result<Vec<Vec<u8>>, WmiError> {
        self.storport()
            .query_all_wmi(&self.state, self.unit, &block)
    }

    /// One instance (`IRP_MN_QUERY_SINGLE_INSTANCE`).
    ///
    /// # Errors
    /// [`WmiError`].
    pub fn query(&self, block: GUID, index: u32) -> Result<Vec<u8>, WmiError> {
        self.storport()
            .query_wmi(&self.state, self.unit, &block, index)
    }

    /// Changes an instance (`IRP_MN_CHANGE_SINGLE_INSTANCE`).
    ///
    /// # Errors
    /// [`WmiError`].
    pub fn set(&self, block: GUID, index: u32, data: &[u8]) -> Result<(), WmiError> {
        self.storport()
            .set_wmi(&self.state, self.unit, &block, (index, None), data)
    }

    /// Changes an item of an instance (`IRP_MN_CHANGE_SINGLE_ITEM`).
    ///
    /// # Errors
    /// [`WmiError`].
    pub fn set_item(
        &self,
        block: GUID,
        index: u32,
        item: u32,
        value: &[u8],
    ) -> Result<(), WmiError> {
        self.storport()
            .set_wmi(&self.state, self.unit, &block, (index, Some(item)), value)
    }

    /// Runs a method of an instance (`IRP_MN_EXECUTE_METHOD`): its output.
    ///
    /// # Errors
    /// [`WmiError`].
    pub fn execute(
        &self,
        block: GUID,
        index: u32,
        method: u32,
        input: &[u8],
    ) -> Result<Vec<u8>, WmiError> {
        self.storport()
            .execute_wmi(&self.state, self.unit, &block, (index, method), input)
    }

    /// Somebody wants the events of a block, or nobody any more (`IRP_MN_ENABLE_EVENTS`, `IRP_MN_DISABLE_EVENTS`).
    ///
    /// # Errors
    /// [`WmiError`].
    pub fn enable_events(&self, block: GUID, wanted: bool) -> Result<(), WmiError> {
        self.storport()
            .want_wmi(&self.state, self.unit, &block, true, wanted)
    }

    /// Somebody wants the data of an expensive block, or nobody any more (`IRP_MN_ENABLE_COLLECTION`, `IRP_MN_DISABLE_COLLECTION`).
    ///
    /// # Errors
    /// [`WmiError`].
    pub fn enable_collection(&self, block: GUID, wanted: bool) -> Result<(), WmiError> {
        self.storport()
            .want_wmi(&self.state, self.unit, &block, false, wanted)
    }
}
