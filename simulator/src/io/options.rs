//! How a device of a WDM driver is to be.

use std::time::Duration;

use crate::kernel::hardware::options::InterruptResources;

/// How a device is added to a machine: what the system has for it, and what goes wrong below.
///
/// ```
/// use miniport_sim::{DeviceOptions, InterruptResources};
///
/// let options = DeviceOptions::new().interrupts(InterruptResources::Messages(2));
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default)]
pub struct DeviceOptions {
    pub(crate) interrupts: InterruptResources,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) registry: Vec<(String, u32, Vec<u8>)>,
    pub(crate) not_pageable: bool,
    pub(crate) storage_stack: bool,
    /// How long the bus driver has a power request at most.
    pub(crate) power_time: Duration,
    /// It keeps requests for D0 until the device is removed.
    pub(crate) keeps_power: bool,
}

/// What the bus driver does not let the device do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Start,
    SpecialFiles,
    Sleep,
    PowerUp,
}

impl DeviceOptions {
    /// As many interrupts as fit the device, and a bus that fails nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Which interrupts the system has for the device.
    #[must_use]
    pub fn interrupts(mut self, interrupts: InterruptResources) -> Self {
        self.interrupts = interrupts;
        self
    }

    /// A value of the device's registry key (`IoOpenDeviceRegistryKey` with `PLUGPLAY_REGKEY_DEVICE`): its type is `REG_DWORD` and so on.
    #[must_use]
    pub fn registry(
        mut self,
        name: impl Into<String>,
        kind: u32,
        data: impl Into<Vec<u8>>,
    ) -> Self {
        self.registry.push((name.into(), kind, data.into()));
        self
    }

    /// The bus driver leaves `DO_POWER_PAGABLE` clear, as for a device that the paging file may need: power requests may come at
    /// `DISPATCH_LEVEL`.
    #[must_use]
    pub fn not_pageable(mut self) -> Self {
        self.not_pageable = true;
        self
    }

    /// The device is in a storage stack: reads, writes and device controls come up to `DISPATCH_LEVEL`.
    #[must_use]
    pub fn storage_stack(mut self) -> Self {
        self.storage_stack = true;
        self
    }

    /// The bus driver refuses paging files and the like (`IRP_MN_DEVICE_USAGE_NOTIFICATION`).
    #[must_use]
    pub fn bus_refuses_files(mut self) -> Self {
        self.refusals.push(Refusal::SpecialFiles);
        self
    }

    /// The bus driver refuses to take power from the device (`IRP_MN_QUERY_POWER`), which may not be heeded.
    #[must_use]
    pub fn bus_refuses_sleep(mut self) -> Self {
        self.refusals.push(Refusal::Sleep);
        self
    }

    /// The bus driver fails `IRP_MN_START_DEVICE`.
    #[must_use]
    pub fn bus_fails_start(mut self) -> Self {
        self.refusals.push(Refusal::Start);
        self
    }

    /// The bus driver fails `IRP_MN_SET_POWER` for D0, as it may where the device is gone or going.
    #[must_use]
    pub fn bus_fails_power_up(mut self) -> Self {
        self.refusals.push(Refusal::PowerUp);
        self
    }

    /// The bus driver takes up to this time for each power request.
    #[must_use]
    pub fn bus_takes_for_power(mut self, time: Duration) -> Self {
        self.power_time = time;
        self
    }

    /// The bus driver completes a request for D0 only when it gets `IRP_MN_REMOVE_DEVICE`.
    #[must_use]
    pub fn bus_keeps_power_until_removed(mut self) -> Self {
        self.keeps_power = true;
        self
    }

    /// Whether the bus driver refuses something.
    pub(crate) fn refuses(&self, what: Refusal) -> bool {
        self.refusals.contains(&what)
    }
}
