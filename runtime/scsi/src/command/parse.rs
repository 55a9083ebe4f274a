//! Command descriptor blocks, decoded: [`Command::parse`].

use super::{ByteCheck, Command, ModeForm, ModeSense, PageControl};
use crate::bytes::{be16, be24, be32, be64};
use crate::{FieldPointer, Sense, opcode};

impl Command {
    /// Decodes a command descriptor block. Bytes behind the length of the command are ignored.
    ///
    /// # Errors
    ///
    /// INVALID FIELD IN CDB, with a pointer to the field, for a block that is too short, a service action that does not exist,
    /// a reserved value where the standards ask for a check, the NACA bit, and protection information (no type here carries it).
    pub fn parse(cdb: &[u8]) -> Result<Self, Sense> {
        let Some(&code) = cdb.first() else {
            return Err(invalid(0));
        };
        Ok(match code {
            opcode::TEST_UNIT_READY => {
                exact::<6>(cdb)?;
                Self::TestUnitReady
            }
            opcode::REQUEST_SENSE => {
                let cdb = exact::<6>(cdb)?;
                Self::RequestSense {
                    descriptor: cdb[1] & 1 != 0,
                    allocation_length: cdb[4],
                }
            }
            opcode::INQUIRY => inquiry(*exact(cdb)?)?,
            opcode::MODE_SENSE_6 => {
                let cdb = exact::<6>(cdb)?;
                mode_sense(ModeForm::Six, [cdb[1], cdb[2], cdb[3]], cdb[4].into())
            }
            opcode::MODE_SENSE_10 => {
                let cdb = exact::<10>(cdb)?;
                let form = ModeForm::Ten {
                    long_lba: cdb[1] & 0x10 != 0,
                };
                mode_sense(form, [cdb[1], cdb[2], cdb[3]], be16(cdb, 7))
            }
            opcode::START_STOP_UNIT => start_stop_unit(*exact(cdb)?),
            opcode::REPORT_LUNS => report_luns(exact(cdb)?)?,
            opcode::READ_CAPACITY_10 => {
                exact::<10>(cdb)?;
                Self::ReadCapacity10
            }
            opcode::SERVICE_ACTION_IN_16 => service_action_in(exact(cdb)?)?,
            opcode::READ_6 => {
                let (lba, blocks) = blocks_6(*exact(cdb)?);
                Self::Read {
                    lba,
                    blocks,
                    fua: false,
                }
            }
            opcode::WRITE_6 => {
                let (lba, blocks) = blocks_6(*exact(cdb)?);
                Self::Write {
                    lba,
                    blocks,
                    fua: false,
                }
            }
            opcode::READ_10 | opcode::READ_12 | opcode::READ_16 => {
                let Extent { lba, blocks, flags } = Extent::unprotected(cdb)?;
                Self::Read {
                    lba,
                    blocks,
                    fua: flags & 0x08 != 0,
                }
            }
            opcode::WRITE_10 | opcode::WRITE_12 | opcode::WRITE_16 => {
                let Extent { lba, blocks, flags } = Extent::unprotected(cdb)?;
                Self::Write {
                    lba,
                    blocks,
                    fua: flags & 0x08 != 0,
                }
            }
            opcode::VERIFY_10 | opcode::VERIFY_12 | opcode::VERIFY_16 => verify(cdb)?,
            opcode::SYNCHRONIZE_CACHE_10 | opcode::SYNCHRONIZE_CACHE_16 => {
                let Extent { lba, blocks, flags } = Extent::parse(cdb)?;
                Self::SynchronizeCache {
                    lba,
                    blocks,
                    immediate: flags & 0x02 != 0,
                }
            }
            opcode::UNMAP => {
                let cdb = exact::<10>(cdb)?;
                Self::Unmap {
                    anchor: cdb[1] & 1 != 0,
                    parameter_list_length: be16(cdb, 7),
                }
            }
            opcode::WRITE_SAME_10 | opcode::WRITE_SAME_16 => write_same(code, cdb)?,
            opcode => Self::Unknown { opcode },
        })
    }
}

/// INVALID FIELD IN CDB: byte `byte`.
const fn invalid(byte: u16) -> Sense {
    Sense::invalid_field_in_cdb(FieldPointer::cdb(byte))
}

/// The first `N` bytes: the whole command. Its last byte is CONTROL, whose NACA bit asks for auto contingent allegiance,
/// which nothing here supports (NORMACA is zero).
fn exact<const N: usize>(cdb: &[u8]) -> Result<&[u8; N], Sense> {
    let Some(whole) = cdb.first_chunk::<N>() else {
        return Err(invalid(u16::try_from(cdb.len()).unwrap_or(u16::MAX)));
    };
    let control = N - 1;
    if whole[control] & 0x04 != 0 {
        let byte = u16::try_from(control).unwrap_or(u16::MAX);
        return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(byte).bit(2)));
    }
    Ok(whole)
}

/// LBA and TRANSFER LENGTH of a 6-byte command: 21 bits, and 8 bits of which 0 means 256.
fn blocks_6(cdb: [u8; 6]) -> (u64, u32) {
    let lba = be24(&cdb, 1) & 0x001f_ffff;
    let blocks = if cdb[4] == 0 { 256 } else { cdb[4].into() };
    (lba.into(), blocks)
}

/// What block commands of 10, 12 and 16 bytes have in common.
struct Extent {
    lba: u64,
    blocks: u32,
    /// Byte 1.
    flags: u8,
}

impl Extent {
    fn parse(cdb: &[u8]) -> Result<Self, Sense> {
        let group = cdb.first().map_or(0, |code| code >> 5);
        let (lba, blocks, flags) = match group {
            4 => {
                let cdb = exact::<16>(cdb)?;
                (be64(cdb, 2), be32(cdb, 10), cdb[1])
            }
            5 => {
                let cdb = exact::<12>(cdb)?;
                (be32(cdb, 2).into(), be32(cdb, 6), cdb[1])
            }
            _ => {
                let cdb = exact::<10>(cdb)?;
                (be32(cdb, 2).into(), be16(cdb, 7).into(), cdb[1])
            }
        };
        Ok(Self { lba, blocks, flags })
    }

    /// The same for commands with RDPROTECT, WRPROTECT or VRPROTECT, which has to be zero on a unit without protection
    /// information (SBC-3, 4.22).
    fn unprotected(cdb: &[u8]) -> Result<Self, Sense> {
        let fields = Self::parse(cdb)?;
        if fields.flags & 0xe0 != 0 {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(7)));
        }
        Ok(fields)
    }
}

fn inquiry(cdb: [u8; 6]) -> Result<Command, Sense> {
    let page = match (cdb[1] & 0x03, cdb[2]) {
        (0, 0) => None,
        (0, _) => return Err(invalid(2)), // a page code asks for EVPD
        (1, page) => Some(page),
        _ => return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(1))), // CMDDT is obsolete
    };
    Ok(Command::Inquiry {
        page,
        allocation_length: be16(&cdb, 3),
    })
}

fn mode_sense(form: ModeForm, [flags, page, subpage]: [u8; 3], allocation_length: u16) -> Command {
    let control = match page >> 6 {
        0 => PageControl::Current,
        1 => PageControl::Changeable,
        2 => PageControl::Default,
        _ => PageControl::Saved,
    };
    Command::ModeSense(ModeSense {
        form,
        disable_block_descriptors: flags & 0x08 != 0,
        control,
        page: page & 0x3f,
        subpage,
        allocation_length,
    })
}

fn verify(cdb: &[u8]) -> Result<Command, Sense> {
    let Extent { lba, blocks, flags } = Extent::unprotected(cdb)?;
    let check = match flags >> 1 & 0x03 {
        0 => ByteCheck::None,
        1 => ByteCheck::All,
        3 => ByteCheck::OneBlock,
        _ => return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(2))),
    };
    Ok(Command::Verify { lba, blocks, check })
}

fn write_same(code: u8, cdb: &[u8]) -> Result<Command, Sense> {
    let Extent { lba, blocks, flags } = Extent::unprotected(cdb)?;
    let no_data = flags & 0x01 != 0;
    if no_data && code == opcode::WRITE_SAME_10 {
        return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(0))); // NDOB is in WRITE SAME (16) only
    }
    let (unmap, anchor) = (flags & 0x08 != 0, flags & 0x10 != 0);
    if anchor && !unmap {
        return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(4)));
    }
    Ok(Command::WriteSame {
        lba,
        blocks,
        unmap,
        anchor,
        no_data,
    })
}

fn start_stop_unit(cdb: [u8; 6]) -> Command {
    Command::StartStopUnit {
        immediate: cdb[1] & 1 != 0,
        power_condition: cdb[4] >> 4,
        no_flush: cdb[4] & 4 != 0,
        load_eject: cdb[4] & 2 != 0,
        start: cdb[4] & 1 != 0,
    }
}

fn report_luns(cdb: &[u8; 12]) -> Result<Command, Sense> {
    if cdb[2] > 2 {
        return Err(invalid(2));
    }
    Ok(Command::ReportLuns {
        select_report: cdb[2],
        allocation_length: be32(cdb, 6),
    })
}

fn service_action_in(cdb: &[u8; 16]) -> Result<Command, Sense> {
    if cdb[1] & 0x1f != opcode::SERVICE_ACTION_READ_CAPACITY_16 {
        return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(4)));
    }
    Ok(Command::ReadCapacity16 {
        allocation_length: be32(cdb, 10),
    })
}
