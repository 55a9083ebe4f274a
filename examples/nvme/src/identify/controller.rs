//! The Identify Controller data.

use super::{Fields, Text};

/// What the driver wants to know of a controller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Controller {
    /// SN.
    pub serial: Text<20>,
    /// MN.
    pub model: Text<40>,
    /// FR.
    pub firmware: Text<8>,
    /// MDTS in bytes; none if a command may transfer as much as it wants.
    pub longest_transfer: Option<u32>,
    /// RTD3E: how long a shutdown takes, in microseconds; 0 is not reported.
    pub shutdown_time: u32,
    /// OAES: the controller reports changed namespaces.
    pub reports_namespaces: bool,
    /// ONCS.
    pub optional: Optional,
    /// VWC: there is a volatile write cache.
    pub volatile_write_cache: bool,
}

/// The optional commands (ONCS).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Optional(pub u16);

impl Optional {
    /// Compare.
    pub fn compare(self) -> bool {
        self.0 & 1 != 0
    }

    /// Dataset Management.
    pub fn dataset_management(self) -> bool {
        self.0 & 1 << 2 != 0
    }

    /// Write Zeroes.
    pub fn write_zeroes(self) -> bool {
        self.0 & 1 << 3 != 0
    }

    /// Blocks can be unmapped: without Dataset Management, the unit does not manage logical block provisioning (LBPME 0), whatever
    /// Write Zeroes can do.
    pub fn unmaps(self) -> bool {
        self.dataset_management()
    }

    /// Verify.
    pub fn verify(self) -> bool {
        self.0 & 1 << 7 != 0
    }
}

impl Controller {
    /// Reads the data.
    pub fn parse(data: &(impl Fields + ?Sized)) -> Self {
        const NAMESPACE_ATTRIBUTES: u32 = 1 << 8;
        let transfer_shift = data.byte(77);
        Self {
            serial: data.text(4),
            model: data.text(24),
            firmware: data.text(64),
            longest_transfer: match transfer_shift {
                0 => None,
                shift => 4096_u32
                    .checked_shl(shift.into())
                    .filter(|&bytes| bytes != 0),
            },
            shutdown_time: data.u32(88),
            reports_namespaces: data.u32(92) & NAMESPACE_ATTRIBUTES != 0,
            optional: Optional(data.u16(520)),
            volatile_write_cache: data.byte(525) & 1 != 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_where_the_specification_says() {
        let mut data = [0; 4096];
        data[4..24].copy_from_slice(b"SN-1                ");
        data[24..64].copy_from_slice(b"A model                                 ");
        data[64..72].copy_from_slice(b"1.0     ");
        data[77] = 5;
        data[88..92].copy_from_slice(&1000_u32.to_le_bytes());
        data[93] = 1;
        data[520] = 0b1000_1101;
        data[525] = 7;
        let controller = Controller::parse(&data[..]);
        assert_eq!(controller.serial.as_str(), "SN-1");
        assert_eq!(controller.model.as_str(), "A model");
        assert_eq!(controller.firmware.as_str(), "1.0");
        assert_eq!(controller.longest_transfer, Some(128 << 10));
        assert_eq!(controller.shutdown_time, 1000);
        assert!(controller.reports_namespaces && controller.volatile_write_cache);
        let optional = controller.optional;
        assert!(optional.compare() && optional.dataset_management());
        assert!(optional.write_zeroes() && optional.verify());
    }

    #[test]
    fn a_controller_may_have_no_limit() {
        let mut data = [0; 4096];
        assert_eq!(Controller::parse(&data[..]).longest_transfer, None);
        for shift in [20, 31, 32, 255] {
            data[77] = shift;
            assert_eq!(Controller::parse(&data[..]).longest_transfer, None);
        }
    }
}
