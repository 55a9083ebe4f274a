//! How much of a response the initiator has room for.

use super::{Command, ModeSense};

impl Command {
    /// Bytes of the response that the initiator has room for: the allocation length, or of READ CAPACITY (10), which has no such field,
    /// the 8 bytes of its data. `None` for a command without a response, such as one whose data are blocks.
    ///
    /// No more than this is transferred, and that it cuts the response is no error.
    pub const fn allocation_length(&self) -> Option<u32> {
        match *self {
            Self::ReportLuns {
                allocation_length, ..
            }
            | Self::ReadCapacity16 { allocation_length } => Some(allocation_length),
            Self::Inquiry {
                allocation_length, ..
            }
            | Self::ModeSense(ModeSense {
                allocation_length, ..
            }) => Some(allocation_length as u32),
            Self::RequestSense {
                allocation_length, ..
            } => Some(allocation_length as u32),
            Self::ReadCapacity10 => Some(8),
            Self::TestUnitReady
            | Self::StartStopUnit { .. }
            | Self::Read { .. }
            | Self::Write { .. }
            | Self::Verify { .. }
            | Self::SynchronizeCache { .. }
            | Self::Unmap { .. }
            | Self::WriteSame { .. }
            | Self::Unknown { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Command;
    use crate::cdb;

    #[test]
    fn the_field_of_each_command_is_found() {
        let of = |cdb: &[u8]| Command::parse(cdb).unwrap().allocation_length();
        assert_eq!(of(&cdb::inquiry(None, 0x1234)), Some(0x1234));
        assert_eq!(of(&cdb::request_sense(false, 18)), Some(18));
        assert_eq!(of(&cdb::mode_sense_6(8, 24)), Some(24));
        assert_eq!(of(&cdb::mode_sense_10(8, 0x1234)), Some(0x1234));
        assert_eq!(of(&cdb::report_luns(0, 0x1234_5678)), Some(0x1234_5678));
        assert_eq!(of(&cdb::read_capacity_16(0x1234_5678)), Some(0x1234_5678));
        assert_eq!(of(&cdb::read_capacity_10()), Some(8));
        for cdb in [cdb::test_unit_ready(), cdb::read_16(0, 1), cdb::unmap(24)] {
            assert_eq!(of(&cdb), None, "{cdb:?}");
        }
    }
}
