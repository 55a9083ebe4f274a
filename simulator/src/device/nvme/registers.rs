//! The controller's registers: where they are, and what their fields mean.

/// Controller Capabilities.
pub(super) const CAP: u64 = 0x00;
/// Version.
pub(super) const VS: u64 = 0x08;
/// Interrupt Mask Set.
pub(super) const INTMS: u64 = 0x0C;
/// Interrupt Mask Clear.
pub(super) const INTMC: u64 = 0x10;
/// Controller Configuration.
pub(super) const CC: u64 = 0x14;
/// Controller Status.
pub(super) const CSTS: u64 = 0x1C;
/// NVM Subsystem Reset.
pub(super) const NSSR: u64 = 0x20;
/// Admin Queue Attributes.
pub(super) const AQA: u64 = 0x24;
/// Admin Submission Queue Base Address.
pub(super) const ASQ: u64 = 0x28;
/// Admin Completion Queue Base Address.
pub(super) const ACQ: u64 = 0x30;
/// The first doorbell.
pub(super) const DOORBELLS: u64 = 0x1000;

/// NVM Express 1.4.
pub(super) const VERSION: u32 = 0x0001_0400;
/// What `NSSR` must be written with: "NVMe".
pub(super) const SUBSYSTEM_RESET: u32 = 0x4E56_4D65;
/// The smallest page size.
pub(super) const SMALLEST_PAGE: u64 = 4096;

/// The fields of `CAP`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capabilities {
    /// Entries of the largest queue.
    pub entries: u32,
    pub contiguous: bool,
    /// Worst time to become ready, in units of 500 ms.
    pub timeout: u8,
    /// Doorbells are `4 << stride` bytes apart.
    pub stride: u8,
    /// The largest page is `4096 << page`.
    pub page: u8,
}

impl Capabilities {
    pub fn bits(self) -> u64 {
        const SUBSYSTEM_RESET: u64 = 1 << 36;
        const NVM_COMMAND_SET: u64 = 1 << 37;
        u64::from(self.entries - 1)
            | u64::from(self.contiguous) << 16
            | u64::from(self.timeout) << 24
            | u64::from(self.stride) << 32
            | SUBSYSTEM_RESET
            | NVM_COMMAND_SET
            | u64::from(self.page) << 52
    }
}

/// `CC`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Configuration(pub u32);

impl Configuration {
    /// Bits that mean something.
    pub const KNOWN: u32 = 0x00FF_FFF1;
    /// Bits that may change while the controller is enabled: EN and SHN.
    pub const CHANGEABLE: u32 = 0x0000_C001;

    pub fn enable(self) -> bool {
        self.0 & 1 != 0
    }

    /// Selected command set.
    pub fn command_set(self) -> u32 {
        self.0 >> 4 & 7
    }

    pub fn page(self) -> u64 {
        SMALLEST_PAGE << self.page_shift()
    }

    pub fn page_shift(self) -> u32 {
        self.0 >> 7 & 15
    }

    pub fn arbitration(self) -> u32 {
        self.0 >> 11 & 7
    }

    /// Shutdown notification: 1 normal, 2 abrupt.
    pub fn shutdown(self) -> u32 {
        self.0 >> 14 & 3
    }

    /// Binary logarithm of the size of a command.
    pub fn command_size(self) -> u32 {
        self.0 >> 16 & 15
    }

    /// Binary logarithm of the size of a completion.
    pub fn completion_size(self) -> u32 {
        self.0 >> 20 & 15
    }
}

/// The registers that keep what was written.
#[derive(Debug, Default)]
pub(super) struct Registers {
    pub configuration: Configuration,
    pub admin_attributes: u32,
    pub admin_submission: u64,
    pub admin_completion: u64,
    /// `CSTS.NSSRO`.
    pub subsystem_was_reset: bool,
}

/// Fields of `CSTS`.
pub(super) mod status {
    pub const READY: u32 = 1;
    pub const FATAL: u32 = 1 << 1;
    pub const SUBSYSTEM_RESET: u32 = 1 << 4;

    /// Shutdown status: 1 processing, 2 complete.
    pub const fn shutdown(state: u32) -> u32 {
        state << 2
    }
}
