//! What an adapter is started with.

use std::collections::BTreeMap;

use crate::kernel::hardware::options::InterruptResources;

/// The form of the requests that an adapter gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SrbForm {
    /// `SCSI_REQUEST_BLOCK`
    Scsi,
    /// `STORAGE_REQUEST_BLOCK`
    Storage,
}

/// A value of the adapter's registry key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryValue {
    /// `REG_DWORD`
    Dword(u32),
    /// `REG_QWORD`
    Qword(u64),
    /// `REG_SZ`
    String(String),
    /// `REG_MULTI_SZ`
    Strings(Vec<String>),
    /// `REG_BINARY`
    Binary(Vec<u8>),
}

/// How an adapter is started: the argument string, the form of its requests, the registry.
///
/// ```
/// let options = miniport_sim::AdapterOptions::new().argument("luns=2;size=64M").queue_depth(32);
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default)]
pub struct AdapterOptions {
    pub(crate) argument: String,
    pub(crate) form: Option<SrbForm>,
    pub(crate) queue_depth: Option<u32>,
    pub(crate) timeout: Option<u32>,
    pub(crate) registry: BTreeMap<String, RegistryValue>,
    pub(crate) acpi_methods: BTreeMap<[u8; 4], Vec<u8>>,
    pub(crate) no_scan: bool,
    pub(crate) tolerant_scan: bool,
    pub(crate) lower_fails: bool,
    pub(crate) interrupts: InterruptResources,
    pub(crate) system: System,
}

/// What the system around an adapter answers when its driver asks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct System {
    pub d3_configuration: bool,
    pub upgraded_installation: bool,
    pub secure_reprovision: bool,
}

impl AdapterOptions {
    /// No argument, and the form of requests that the driver prefers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The `ArgumentString` of `HwStorFindAdapter`.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.argument = argument.into();
        self
    }

    /// The form of requests, if the driver supports it.
    #[must_use]
    pub fn srb_form(mut self, form: SrbForm) -> Self {
        self.form = Some(form);
        self
    }

    /// How many requests a unit is given at a time, instead of what the driver says (`InitialLunQueueDepth`).
    #[must_use]
    pub fn queue_depth(mut self, depth: u32) -> Self {
        self.queue_depth = Some(depth);
        self
    }

    /// The timeout of requests in seconds (`TimeOutValue`); Windows' disk class driver says 60 for disks of Storport.
    #[must_use]
    pub fn timeout(mut self, seconds: u32) -> Self {
        self.timeout = Some(seconds);
        self
    }

    /// A value of the adapter's registry keys, for `StorPortRegistryRead` and `StorPortRegistryReadAdapterKey` (there also
    /// `subkey\\name`), until the driver writes another.
    #[must_use]
    pub fn registry(mut self, name: impl Into<String>, value: RegistryValue) -> Self {
        self.registry
            .insert(name.into().to_ascii_lowercase(), value);
        self
    }

    /// An ACPI method of the adapter and its units, by its name, and what it answers (`StorPortInvokeAcpiMethod`).
    #[must_use]
    pub fn acpi_method(mut self, name: [u8; 4], answer: impl Into<Vec<u8>>) -> Self {
        self.acpi_methods.insert(name, answer.into());
        self
    }

    /// Which interrupts the system has for the adapter ([`Machine::add_pci_adapter`](crate::Machine::add_pci_adapter)).
    #[must_use]
    pub fn interrupts(mut self, interrupts: InterruptResources) -> Self {
        self.interrupts = interrupts;
        self
    }

    /// The lower stack fails the start: the driver is never asked to find the adapter, and is told that it is removed.
    #[must_use]
    pub fn lower_stack_fails(mut self) -> Self {
        self.lower_fails = true;
        self
    }

    /// The platform has the power state D3 for the device (`StorPortQueryConfiguration`).
    #[must_use]
    pub fn d3_configuration(mut self) -> Self {
        self.system.d3_configuration = true;
        self
    }

    /// Windows was installed over an older one (`StorPortIsCurrentOsInstallationUpgrade`).
    #[must_use]
    pub fn upgraded_installation(mut self) -> Self {
        self.system.upgraded_installation = true;
        self
    }

    /// Units may be sent secured provisioning commands (`StorPortIsDeviceOperationAllowed`).
    #[must_use]
    pub fn allow_secure_reprovision(mut self) -> Self {
        self.system.secure_reprovision = true;
        self
    }

    /// Does not scan the bus after the start; [`Adapter::rescan`](crate::Adapter::rescan) does it later.
    #[must_use]
    pub fn without_scan(mut self) -> Self {
        self.no_scan = true;
        self
    }

    /// Commands of a scan may fail in any way, or be lost: what cannot be learned of a disk then stands in
    /// [`DiskInfo::remarks`](crate::DiskInfo::remarks), and a target that does not answer has no disks. Otherwise the scan is an
    /// error that names the command.
    #[must_use]
    pub fn tolerant_scan(mut self) -> Self {
        self.tolerant_scan = true;
        self
    }
}

impl From<&str> for AdapterOptions {
    fn from(argument: &str) -> Self {
        Self::new().argument(argument)
    }
}
