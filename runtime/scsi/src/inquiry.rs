//! Standard INQUIRY data (SPC-4, 6.6.2).

use super::Response;

/// Whether the addressed logical unit exists (PERIPHERAL QUALIFIER).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum PeripheralQualifier {
    /// A device is connected.
    #[default]
    Connected,
    /// A device could be here, and is not.
    NotConnected,
    /// No device can be here. The device type is then 1Fh.
    NotSupported,
}

/// VERSION DESCRIPTOR: a standard that the device claims to follow (SPC-4, table 186).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionDescriptor(
    /// The code of the standard.
    pub u16,
);

impl VersionDescriptor {
    /// SAM-5, no version claimed.
    pub const SAM_5: Self = Self(0x00a0);
    /// SPC-4, no version claimed.
    pub const SPC_4: Self = Self(0x0460);
    /// SBC-3, no version claimed.
    pub const SBC_3: Self = Self(0x04c0);
}

/// Standard INQUIRY data of a direct access block device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandardInquiry<'a> {
    /// Whether the logical unit exists.
    pub qualifier: PeripheralQualifier,
    /// RMB: the medium can be removed.
    pub removable: bool,
    /// CMDQUE: several commands at once.
    pub command_queuing: bool,
    /// T10 VENDOR IDENTIFICATION: 8 bytes of ASCII; longer text is cut.
    pub vendor: &'a str,
    /// PRODUCT IDENTIFICATION: 16 bytes of ASCII; longer text is cut.
    pub product: &'a str,
    /// PRODUCT REVISION LEVEL: 4 bytes of ASCII; longer text is cut.
    pub revision: &'a str,
    /// Up to eight; more are left out. Without any, the data has 36 bytes.
    pub versions: &'a [VersionDescriptor],
}

impl StandardInquiry<'_> {
    /// The bytes of standard INQUIRY data with version descriptors.
    pub const MAX_LENGTH: usize = 96;

    /// Writes the data.
    pub fn write(&self, response: &mut Response<'_>) {
        let start = response.total();
        response.put_u8(match self.qualifier {
            PeripheralQualifier::Connected => 0x00,
            PeripheralQualifier::NotConnected => 0x20,
            PeripheralQualifier::NotSupported => 0x7f,
        });
        response.put_u8(u8::from(self.removable) << 7);
        response.put_u8(0x06); // VERSION: SPC-4
        response.put_u8(0x12); // HISUP, RESPONSE DATA FORMAT 2
        response.put(&[0, 0, 0]);
        response.put_u8(u8::from(self.command_queuing) << 1);
        response.put_ascii(self.vendor, 8);
        response.put_ascii(self.product, 16);
        response.put_ascii(self.revision, 4);
        if !self.versions.is_empty() {
            response.pad_to(start + 58);
            for version in self.versions.iter().take(8) {
                response.put_u16(version.0);
            }
            response.pad_to(start + Self::MAX_LENGTH);
        }
        response.close_u8(start + 4, start + 5);
    }
}

#[cfg(test)]
mod tests {
    use super::{PeripheralQualifier, Response, StandardInquiry, VersionDescriptor};

    const DISK: StandardInquiry<'_> = StandardInquiry {
        qualifier: PeripheralQualifier::Connected,
        removable: false,
        command_queuing: true,
        vendor: "Vendor",
        product: "A product name too long",
        revision: "1.0",
        versions: &[],
    };

    #[test]
    fn the_short_form_has_36_bytes() {
        let mut buffer = [0; 96];
        let mut response = Response::new(&mut buffer, 255);
        DISK.write(&mut response);
        let expected = b"\x00\x00\x06\x12\x1f\x00\x00\x02Vendor  A product name t1.0 ";
        assert_eq!(response.bytes(), expected);
    }

    #[test]
    fn what_is_said_of_the_unit_has_a_bit() {
        let first = |unit: StandardInquiry<'_>| {
            let mut buffer = [0; 96];
            let mut response = Response::new(&mut buffer, 96);
            unit.write(&mut response);
            [0, 1, 7].map(|at| response.bytes()[at])
        };
        assert_eq!(first(DISK), [0, 0, 2]);
        let removable = StandardInquiry {
            removable: true,
            command_queuing: false,
            qualifier: PeripheralQualifier::NotConnected,
            ..DISK
        };
        assert_eq!(first(removable), [0x20, 0x80, 0]);
    }

    #[test]
    fn versions_begin_at_byte_58_and_the_length_survives_truncation() {
        let disk = StandardInquiry {
            versions: &[VersionDescriptor::SAM_5, VersionDescriptor::SBC_3],
            qualifier: PeripheralQualifier::NotSupported,
            ..DISK
        };
        let mut buffer = [0; 96];
        let mut response = Response::new(&mut buffer, 96);
        disk.write(&mut response);
        assert_eq!((response.bytes()[0], response.bytes()[4]), (0x7f, 91));
        assert_eq!(response.bytes()[58..63], [0x00, 0xa0, 0x04, 0xc0, 0]);
        let mut response = Response::new(&mut buffer, 5);
        disk.write(&mut response);
        assert_eq!(response.bytes(), [0x7f, 0, 6, 0x12, 91]);
    }
}
