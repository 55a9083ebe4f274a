//! The registers of a controller (NVM Express 1.4, section 3.1).

use miniport::prelude::*;

/// Base address register 0.
#[derive(Debug)]
pub enum Controller {}
impl RegisterBlock for Controller {
    /// The registers and a page of doorbells.
    const SIZE: usize = 0x2000;
}

/// CAP: what the controller can do.
pub const CAP: Register<Controller, Capabilities, ReadOnly> = Register::new(0x00);
/// INTMS: masks vectors; only for line interrupts.
pub const INTMS: Register<Controller, u32, WriteOnly> = Register::new(0x0c);
/// INTMC: unmasks vectors; only for line interrupts.
pub const INTMC: Register<Controller, u32, WriteOnly> = Register::new(0x10);
/// CC: what the controller shall do.
pub const CC: Register<Controller, Configuration, ReadWrite> = Register::new(0x14);
/// CSTS: how it is.
pub const CSTS: Register<Controller, Status, ReadOnly> = Register::new(0x1c);
/// AQA: how many entries the admin queues have.
pub const AQA: Register<Controller, u32, ReadWrite> = Register::new(0x24);
/// ASQ: where the admin submission queue is.
pub const ASQ: Register<Controller, PhysicalAddress, ReadWrite> = Register::new(0x28);
/// ACQ: where the admin completion queue is.
pub const ACQ: Register<Controller, PhysicalAddress, ReadWrite> = Register::new(0x30);

/// Where the doorbells begin.
const DOORBELLS: usize = 0x1000;

/// The doorbells: two for each queue pair, the tail of the submission queue and the head of the completion queue.
pub type Doorbells = RegisterArray<Controller, u32, WriteOnly>;

macro_rules! register_values {
    ($($(#[$doc:meta])* $name:ident: $raw:ty;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub $raw);
        impl RegisterValue for $name {
            type Raw = $raw;
            fn from_raw(raw: $raw) -> Self {
                Self(raw)
            }
            fn into_raw(self) -> $raw {
                self.0
            }
        }
    )+};
}

register_values! {
    /// The value of [`CAP`].
    Capabilities: u64;
    /// The value of [`CC`].
    Configuration: u32;
    /// The value of [`CSTS`].
    Status: u32;
}

impl Capabilities {
    /// MQES: how many entries a queue can have.
    pub fn queue_entries(self) -> u32 {
        (self.0 & 0xffff) as u32 + 1
    }

    /// TO: how long enabling and disabling take at most, in milliseconds.
    pub fn timeout(self) -> u32 {
        (self.0 >> 24 & 0xff) as u32 * 500
    }

    /// The doorbells of as many queue pairs as have room in [`Controller::SIZE`], up to `pairs`.
    ///
    /// `None` if not even the admin queue and one more have room.
    pub fn doorbells(self, pairs: usize) -> Option<Doorbells> {
        let stride = 4_usize << (self.0 >> 32 & 0xf);
        let room = (Controller::SIZE - DOORBELLS) / (2 * stride);
        let pairs = pairs.min(room);
        if pairs < 2 {
            return None;
        }
        Doorbells::checked(DOORBELLS, stride, 2 * pairs)
    }

    /// The controller has the NVM command set, and pages of 4096 bytes.
    pub fn is_usable(self) -> bool {
        let nvm_command_set = self.0 >> 37 & 1 != 0;
        let smallest_page = self.0 >> 48 & 0xf;
        nvm_command_set && smallest_page == 0
    }
}

impl Configuration {
    const ENABLE: u32 = 1;
    const SHUTDOWN: u32 = 3 << 14;
    const NORMAL_SHUTDOWN: u32 = 1 << 14;

    /// Enabled: the NVM command set, pages of 4096 bytes, round robin, commands of 64 and completions of 16 bytes.
    pub const ENABLED: Self = Self(4 << 20 | 6 << 16 | Self::ENABLE);

    /// EN.
    pub fn is_enabled(self) -> bool {
        self.0 & Self::ENABLE != 0
    }

    /// The same without EN.
    pub fn disabled(self) -> Self {
        Self(self.0 & !(Self::ENABLE | Self::SHUTDOWN))
    }

    /// The same with the notification of a normal shutdown (SHN).
    pub fn shutting_down(self) -> Self {
        Self(self.0 & !Self::SHUTDOWN | Self::NORMAL_SHUTDOWN)
    }
}

impl Status {
    /// RDY.
    pub fn is_ready(self) -> bool {
        self.0 & 1 != 0
    }

    /// CFS: only a reset helps.
    pub fn has_failed(self) -> bool {
        self.0 & 2 != 0
    }

    /// SHST says that the shutdown is complete.
    pub fn is_shut_down(self) -> bool {
        self.0 >> 2 & 3 == 2
    }

    /// All ones: nobody answers any more.
    pub fn is_gone(self) -> bool {
        self.0 == u32::MAX
    }
}

/// The value of [`AQA`] for admin queues of `entries` entries.
pub fn admin_queue_attributes(entries: u16) -> u32 {
    let last = u32::from(entries.saturating_sub(1));
    last << 16 | last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_are_read() {
        // 1024 entries, 10 s, doorbells of 4 bytes, NVM command set, 4096 to 64 KiB.
        let cap = Capabilities(0x0040_0020_1401_03ff);
        assert_eq!((cap.queue_entries(), cap.timeout()), (1024, 10_000));
        assert!(cap.is_usable());
        assert!(!Capabilities(cap.0 & !(1 << 37)).is_usable());
        assert!(!Capabilities(cap.0 | 1 << 48).is_usable());
    }

    #[test]
    fn doorbells_stay_in_the_block() {
        let count = |stride: u64, pairs| {
            Capabilities(stride << 32)
                .doorbells(pairs)
                .map(RegisterArray::len)
        };
        assert_eq!(count(0, 17), Some(34));
        assert_eq!(count(0, 9999), Some(1024));
        assert_eq!(count(8, 17), Some(4));
        assert_eq!(count(9, 17), None);
        let third = Capabilities(2 << 32).doorbells(17).unwrap().at(3).unwrap();
        assert_eq!(third.offset(), 0x1030);
    }

    #[test]
    fn configuration_changes_only_what_it_says() {
        let on = Configuration::ENABLED;
        assert!(on.is_enabled() && !on.disabled().is_enabled());
        assert_eq!(on.shutting_down().0, 0x0046_4001);
        assert_eq!(on.shutting_down().disabled().0, 0x0046_0000);
        assert_eq!(admin_queue_attributes(64), 0x003f_003f);
    }

    #[test]
    fn all_ones_is_no_state_of_a_controller() {
        let gone = Status(u32::MAX);
        assert!(gone.is_gone() && !gone.is_shut_down());
        assert!(Status(0b1001).is_ready() && Status(0b1001).is_shut_down());
        assert!(Status(0b10).has_failed());
    }
}
