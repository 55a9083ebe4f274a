//! How a test makes a controller.

use super::namespace::Namespace;
use super::settings::{CommandLimits, Latency, Optional, Settings};

/// Makes a controller.
///
/// ```no_run
/// # use miniport_sim::device::nvme::{Namespace, Nvme};
/// let (device, nvme) = Nvme::builder()
///     .seed(42)
///     .namespace(Namespace::memory(1 << 20))
///     .namespace(Namespace::file("disk.img")?.block_size(4096))
///     .build();
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct NvmeBuilder {
    pub(super) settings: Settings,
    pub(super) namespaces: Vec<Namespace>,
}

impl NvmeBuilder {
    /// Decides the order in which commands complete. Default: 0.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Attaches a namespace; the first one is namespace 1.
    #[must_use]
    pub fn namespace(mut self, namespace: Namespace) -> Self {
        self.namespaces.push(namespace);
        self
    }

    /// The largest number of namespaces (the NN field). Default: 16.
    #[must_use]
    pub fn maximum_namespaces(mut self, count: u32) -> Self {
        self.settings.namespaces = count.clamp(1, 1024);
        self
    }

    /// Vendor and device identifiers. Default: 1234h and 4E56h.
    #[must_use]
    pub fn pci_identity(mut self, vendor: u16, device: u16) -> Self {
        self.settings.identity.vendor = vendor;
        self.settings.identity.device = device;
        self
    }

    /// Serial number (20 characters), model (40) and firmware revision (8) in ASCII.
    #[must_use]
    pub fn names(mut self, serial: &str, model: &str, firmware: &str) -> Self {
        self.settings.serial = serial.into();
        self.settings.model = model.into();
        self.settings.firmware = firmware.into();
        self
    }

    /// Pairs of I/O queues. Default: 16.
    #[must_use]
    pub fn io_queues(mut self, pairs: u16) -> Self {
        self.settings.io_queues = pairs.clamp(1, 256);
        self
    }

    /// Entries of the largest queue (`CAP.MQES` is one less). Default: 1024.
    #[must_use]
    pub fn queue_entries(mut self, entries: u32) -> Self {
        self.settings.capabilities.entries = entries.clamp(2, 1 << 16);
        self
    }

    /// Allows I/O queues that are not contiguous (`CAP.CQR` = 0). Default: not allowed.
    #[must_use]
    pub fn scattered_queues(mut self) -> Self {
        self.settings.capabilities.contiguous = false;
        self
    }

    /// Doorbells are `4 << stride` bytes apart. Default: 0.
    #[must_use]
    pub fn doorbell_stride(mut self, stride: u8) -> Self {
        self.settings.capabilities.stride = stride.min(8);
        self
    }

    /// The largest page is `4096 << shift` bytes. Default: 4.
    #[must_use]
    pub fn largest_page(mut self, shift: u8) -> Self {
        self.settings.capabilities.page = shift.min(15);
        self
    }

    /// Messages of the MSI-X table; 0 for a device without MSI-X. Default: 17.
    #[must_use]
    pub fn msix(mut self, messages: u16) -> Self {
        self.settings.msix = (messages > 0).then_some(messages.min(2048));
        self
    }

    /// Adds the MSI capability with `1 << count_log2` messages. Default: none.
    #[must_use]
    pub fn msi(mut self, count_log2: u8) -> Self {
        self.settings.msi = Some(count_log2.min(5));
        self
    }

    /// A command may transfer `4096 << shift` bytes (the MDTS field). Default: 5, which is 128 KiB.
    #[must_use]
    pub fn transfer_limit(mut self, shift: u8) -> Self {
        self.settings.transfer_shift = shift.clamp(1, 12);
        self
    }

    /// Commands that run at the same time; others stay in their queues. Default: 64.
    #[must_use]
    pub fn concurrency(mut self, commands: usize) -> Self {
        self.settings.concurrency = commands.max(1);
        self
    }

    /// Makes every write durable. Default: writes go to a volatile cache.
    #[must_use]
    pub fn without_write_cache(mut self) -> Self {
        self.settings.write_cache = false;
        self
    }

    /// Has the Interrupt Coalescing feature. Default: Set Features refuses it.
    #[must_use]
    pub fn interrupt_coalescing(mut self) -> Self {
        self.settings.coalescing = true;
        self
    }

    /// Takes an optional command away.
    #[must_use]
    pub fn without(mut self, command: Optional) -> Self {
        self.settings.missing.push(command);
        self
    }

    /// Limits what commands may do, and says so (Identify with CNS 06h). Default: no limits, and the controller does not know it.
    #[must_use]
    pub fn limits(mut self, limits: CommandLimits) -> Self {
        self.settings.limits = Some(limits);
        self
    }

    /// How long things take.
    #[must_use]
    pub fn latency(mut self, latency: Latency) -> Self {
        self.settings.latency = latency;
        self
    }
}
