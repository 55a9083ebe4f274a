//! Which way the data of a command goes.

use super::{ByteCheck, Command};

/// Which way the data of a command goes, seen from the initiator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataDirection {
    /// It has no data.
    None,
    /// From the device: a response, or blocks that are read.
    In,
    /// To the device: a parameter list, or blocks that are written or compared.
    Out,
}

impl Command {
    /// Which way the data of the command goes, as the standard defines the command; its length may be zero all the same.
    pub const fn data_direction(&self) -> DataDirection {
        match self {
            Self::RequestSense { .. }
            | Self::Inquiry { .. }
            | Self::ModeSense(_)
            | Self::ReportLuns { .. }
            | Self::ReadCapacity10
            | Self::ReadCapacity16 { .. }
            | Self::Read { .. } => DataDirection::In,
            Self::Write { .. }
            | Self::Unmap { .. }
            | Self::WriteSame { no_data: false, .. }
            | Self::Verify {
                check: ByteCheck::All | ByteCheck::OneBlock,
                ..
            } => DataDirection::Out,
            Self::TestUnitReady
            | Self::StartStopUnit { .. }
            | Self::SynchronizeCache { .. }
            | Self::WriteSame { no_data: true, .. }
            | Self::Verify {
                check: ByteCheck::None,
                ..
            }
            | Self::Unknown { .. } => DataDirection::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, DataDirection};
    use crate::cdb;

    #[test]
    fn data_goes_the_way_that_the_standard_says() {
        let of = |cdb: &[u8]| Command::parse(cdb).unwrap().data_direction();
        for cdb in [
            cdb::inquiry(None, 36),
            cdb::request_sense(false, 18),
            cdb::mode_sense_6(8, 24),
            cdb::report_luns(0, 16),
            cdb::read_capacity_10(),
            cdb::read_capacity_16(32),
            cdb::read_6(0, 1),
            cdb::read_16(0, 1),
        ] {
            assert_eq!(of(&cdb), DataDirection::In, "{cdb:?}");
        }
        for cdb in [
            cdb::write_6(0, 1),
            cdb::write_16(0, 1),
            cdb::unmap(24),
            cdb::write_same_10(0, 1),
            cdb::verify_10(0, 1).with(1, cdb::CHECK_ALL),
            cdb::verify_16(0, 1).with(1, cdb::CHECK_ONE),
        ] {
            assert_eq!(of(&cdb), DataDirection::Out, "{cdb:?}");
        }
        for cdb in [
            cdb::test_unit_ready(),
            cdb::start_stop_unit(1),
            cdb::verify_10(0, 1),
            cdb::synchronize_cache_10(0, 0),
            cdb::write_same_16(0, 1).with(1, cdb::NO_DATA),
        ] {
            assert_eq!(of(&cdb), DataDirection::None, "{cdb:?}");
        }
        assert_eq!(of(&[0xff; 16]), DataDirection::None);
    }
}
