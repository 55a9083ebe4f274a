//! Logical unit numbers as REPORT LUNS gives them (SAM-5, 4.7; SPC-4, 6.33).

use super::Response;

/// A logical unit number of one level: 0 to 16383.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogicalUnitNumber(u16);

impl LogicalUnitNumber {
    /// The logical unit `lun`; `None` above 16383, which flat space addressing cannot name.
    pub const fn new(lun: u16) -> Option<Self> {
        if lun < 0x4000 { Some(Self(lun)) } else { None }
    }

    /// The eight bytes: peripheral device addressing up to 255, flat space addressing above.
    pub const fn to_bytes(self) -> [u8; 8] {
        let [high, low] = self.0.to_be_bytes();
        let method = if self.0 < 256 { 0x00 } else { 0x40 };
        [method | high, low, 0, 0, 0, 0, 0, 0]
    }
}

impl From<u8> for LogicalUnitNumber {
    fn from(lun: u8) -> Self {
        Self(lun.into())
    }
}

/// REPORT LUNS parameter data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportLuns<I>(
    /// The logical units, in the order of the list.
    pub I,
);

impl<I: Iterator<Item = LogicalUnitNumber> + Clone> ReportLuns<I> {
    /// Writes the header and the list.
    pub fn write(self, response: &mut Response<'_>) {
        let count = u32::try_from(self.0.clone().count()).unwrap_or(u32::MAX);
        let length = count.saturating_mul(8);
        response.put_u32(length);
        response.put_u32(0);
        for lun in self.0 {
            response.put(&lun.to_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LogicalUnitNumber, ReportLuns, Response};

    #[test]
    fn addressing_follows_the_number() {
        let bytes = |lun| LogicalUnitNumber::new(lun).map(LogicalUnitNumber::to_bytes);
        assert_eq!(bytes(0), Some([0; 8]));
        assert_eq!(bytes(255), Some([0, 255, 0, 0, 0, 0, 0, 0]));
        assert_eq!(bytes(256), Some([0x41, 0, 0, 0, 0, 0, 0, 0]));
        assert_eq!(bytes(0x3fff), Some([0x7f, 0xff, 0, 0, 0, 0, 0, 0]));
        assert_eq!(bytes(0x4000), None);
    }

    #[test]
    fn the_list_length_is_that_of_the_whole_list() {
        let mut buffer = [0xee; 64];
        let mut response = Response::new(&mut buffer, 16);
        ReportLuns([0_u8, 3].map(LogicalUnitNumber::from).into_iter()).write(&mut response);
        assert_eq!(
            response.bytes(),
            [0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        );
        assert_eq!(response.total(), 24);
        let mut response = Response::new(&mut buffer, 64);
        ReportLuns([0_u8, 3].map(LogicalUnitNumber::from).into_iter()).write(&mut response);
        assert_eq!(response.bytes()[16..], [0, 3, 0, 0, 0, 0, 0, 0]);
    }
}
