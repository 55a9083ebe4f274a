//! The scan of an adapter's buses, and what the disk class driver asks a disk when it appears.

use std::rc::Rc;

use miniport::ffi;
use miniport::scsi::cdb;

use super::info::DiskInfo;
use crate::storport::adapter::AdapterState;
use crate::storport::error::IoError;
use crate::storport::hooked_irp::Asked;
use crate::storport::port::Storport;
use crate::storport::request::completion::Completion;
use crate::storport::request::table::{Direction, Function};
use crate::storport::unit::Address;
use crate::verifier::Rule;

impl Storport<'_> {
    /// Asks every target for its units, and every unit what it is.
    pub fn scan(&self, adapter: &Rc<AdapterState>) -> Result<(), IoError> {
        let found = self.with_irp(adapter, None, Asked::BusRelations, || {
            self.find_units(adapter)
        })?;
        self.take_units(adapter, found)
    }

    /// What Storport does to say which units there are.
    fn find_units(&self, adapter: &Rc<AdapterState>) -> Result<Vec<DiskInfo>, IoError> {
        self.prepare_for_scan(adapter).ok_or(IoError::Halted)?;
        let (buses, targets) = (
            adapter.configuration().buses,
            adapter.configuration().targets,
        );
        let mut found = Vec::new();
        for path_id in 0..buses {
            for target_id in 0..targets {
                for address in self.units_of(adapter, path_id, target_id)? {
                    found.extend(self.identify(adapter, address)?);
                }
            }
        }
        Ok(found)
    }

    /// The `PnP` manager starts units that are new, and removes those that are gone, when it knows all of them ("Adding a `PnP` Device to a Running
    /// System").
    fn take_units(&self, adapter: &Rc<AdapterState>, found: Vec<DiskInfo>) -> Result<(), IoError> {
        let known: Vec<Address> = {
            let disks = adapter.disks.borrow();
            disks.iter().map(|disk| disk.address).collect()
        };
        let mut disks: Vec<Rc<DiskInfo>> = Vec::new();
        for mut info in found {
            let is_new = !known.contains(&info.address);
            if self.take_unit(adapter, &mut info, is_new)? {
                disks.push(Rc::new(info));
            }
        }
        let is_there = |unit: &Address| disks.iter().any(|disk| disk.address == *unit);
        let gone: Vec<Address> = known.into_iter().filter(|unit| !is_there(unit)).collect();
        {
            let mut units = adapter.units.borrow_mut();
            units.iter_mut().for_each(|unit| unit.block_size = 0);
            for disk in &disks {
                let depth = adapter.configuration().queue_depth;
                let unit = units.find_or_add(disk.address, depth);
                units.at(unit).block_size = disk.block_size;
            }
        }
        *adapter.disks.borrow_mut() = disks;
        for unit in gone {
            self.tell_of_end(adapter, unit, true)
                .ok_or(IoError::Halted)?;
        }
        if self.kernel.chance(2) {
            self.idle(adapter).ok_or(IoError::Halted)?;
        }
        Ok(())
    }

    fn ask(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
        cdb: &[u8],
        data: &mut [u8],
    ) -> Result<Completion, IoError> {
        let direction = if data.is_empty() {
            Direction::None
        } else {
            Direction::In
        };
        let function = Function::scsi(cdb);
        let completion = self.execute_of_class(adapter, address, function, direction, data)?;
        if adapter.options.tolerant_scan || may_be_answered(&completion) {
            return Ok(completion);
        }
        Err(IoError::Scan {
            command: format!("{function}, unit {address}"),
            completion,
        })
    }

    /// REPORT LUNS to unit 0; where a target does not know it, every unit is asked.
    fn units_of(
        &self,
        adapter: &Rc<AdapterState>,
        path_id: u8,
        target_id: u8,
    ) -> Result<Vec<Address>, IoError> {
        let first = Address::new(path_id, target_id, 0);
        let mut list = vec![0; 16];
        loop {
            let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
            let completion = self.ask(adapter, first, &cdb::report_luns(0, length), &mut list)?;
            if !completion.is_answered() {
                break;
            }
            let needed = 8 + u32::from_be_bytes([list[0], list[1], list[2], list[3]]) as usize;
            if needed > list.len() && list.len() < 8 + 8 * 256 {
                list = vec![0; needed.min(8 + 8 * 256)];
                continue;
            }
            let entries = needed
                .min(list.len())
                .min(completion.transferred.max(8) as usize);
            let found: Vec<Address> = list[8..entries]
                .chunks_exact(8)
                .map(|entry| Address::new(path_id, target_id, entry[1]))
                .collect();
            if !needed.is_multiple_of(8) {
                let words = format!("REPORT LUNS has a list of {} bytes", needed - 8);
                self.contradicts(adapter, first, &words);
            }
            let twice = (1..found.len()).find(|&at| found[..at].contains(&found[at]));
            if let Some(at) = twice {
                let words = format!("REPORT LUNS has unit {} twice", found[at].lun);
                self.contradicts(adapter, first, &words);
            }
            return Ok(found);
        }
        // Nothing there at all, or a target that does not know REPORT LUNS.
        let mut found = Vec::new();
        for lun in 0..adapter.configuration().logical_units {
            let address = Address::new(path_id, target_id, lun);
            let mut inquiry = [0; 36];
            let completion = self.ask(adapter, address, &cdb::inquiry(None, 36), &mut inquiry)?;
            if completion.is_answered() && inquiry[0] >> 5 == 0 {
                found.push(address);
            } else if lun == 0 {
                break;
            }
        }
        Ok(found)
    }

    /// INQUIRY and its pages, and what the driver says beside it: `None` if there is no disk.
    fn identify(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
    ) -> Result<Option<DiskInfo>, IoError> {
        let mut inquiry = [0; 36];
        let completion = self.ask(adapter, address, &cdb::inquiry(None, 36), &mut inquiry)?;
        if !completion.is_answered() || inquiry[0] >> 5 != 0 {
            return Ok(None);
        }
        let mut info = DiskInfo {
            address,
            device_type: inquiry[0] & 0x1F,
            vendor: text(&inquiry[8..16]),
            product: text(&inquiry[16..32]),
            revision: text(&inquiry[32..36]),
            ..DiskInfo::default()
        };
        if info.device_type != 0 {
            return Ok(None);
        }
        self.read_pages(adapter, &mut info)?;
        self.describe(adapter, &mut info).ok_or(IoError::Halted)?;
        Ok(Some(info))
    }

    /// What the driver is told and asked of a new unit, the capacity, the mode pages: false if the driver refused its start.
    fn take_unit(
        &self,
        adapter: &Rc<AdapterState>,
        info: &mut DiskInfo,
        is_new: bool,
    ) -> Result<bool, IoError> {
        let address = info.address;
        if is_new && !self.start_unit(adapter, address).ok_or(IoError::Halted)? {
            return Ok(false);
        }
        let ready = self.ask(adapter, address, &cdb::test_unit_ready(), &mut [])?;
        if !ready.is_success() {
            info.remarks.push(format!("TEST UNIT READY: {ready}"));
        }
        self.read_capacity(adapter, info)?;
        self.read_modes(adapter, info)?;
        Ok(true)
    }

    /// A unit has said what cannot be; whoever scans tolerantly is not told.
    fn contradicts(&self, adapter: &AdapterState, unit: Address, words: &str) {
        if !adapter.options.tolerant_scan {
            let message = format!("unit {unit}: {words}");
            self.broke(adapter, Rule::ScanAnswer, message);
        }
    }

    fn page(
        &self,
        adapter: &Rc<AdapterState>,
        info: &mut DiskInfo,
        page: u8,
    ) -> Result<Option<Vec<u8>>, IoError> {
        let mut data = vec![0; 255];
        let completion = self.ask(
            adapter,
            info.address,
            &cdb::inquiry(Some(page), 255),
            &mut data,
        )?;
        if !completion.is_answered() {
            info.remarks
                .push(format!("VPD page {page:02x}: {completion}"));
            return Ok(None);
        }
        let length = (4 + usize::from(u16::from_be_bytes([data[2], data[3]]))).min(data.len());
        if data[1] != page {
            let words = format!("VPD page {page:02x} was answered with page {:02x}", data[1]);
            self.contradicts(adapter, info.address, &words);
            info.remarks.push(words);
        }
        data.truncate(length.min(completion.transferred.max(4) as usize));
        Ok(Some(data))
    }

    fn read_pages(&self, adapter: &Rc<AdapterState>, info: &mut DiskInfo) -> Result<(), IoError> {
        let Some(list) = self.page(adapter, info, 0x00)? else {
            return Ok(());
        };
        info.pages = list[4..].to_vec();
        for page in [0x80, 0x83, 0xB0, 0xB1, 0xB2] {
            if !info.pages.contains(&page) {
                continue;
            }
            let Some(data) = self.page(adapter, info, page)? else {
                continue;
            };
            match page {
                0x80 => info.serial = Some(text(&data[4..])),
                0x83 => info.identifiers = designators(&data[4..]),
                0xB0 if data.len() >= 24 => {
                    info.maximum_unmap =
                        u32::from_be_bytes([data[20], data[21], data[22], data[23]]);
                }
                0xB1 if data.len() >= 6 => {
                    info.solid_state = u16::from_be_bytes([data[4], data[5]]) == 1;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_capacity(
        &self,
        adapter: &Rc<AdapterState>,
        info: &mut DiskInfo,
    ) -> Result<(), IoError> {
        let mut short = [0; 8];
        let completion = self.ask(adapter, info.address, &cdb::read_capacity_10(), &mut short)?;
        if completion.is_success() {
            let last = u32::from_be_bytes([short[0], short[1], short[2], short[3]]);
            info.blocks = u64::from(last) + 1;
            info.block_size = u32::from_be_bytes([short[4], short[5], short[6], short[7]]);
        } else {
            info.remarks
                .push(format!("READ CAPACITY (10): {completion}"));
        }
        let mut long = [0; 32];
        let completion = self.ask(adapter, info.address, &cdb::read_capacity_16(32), &mut long)?;
        if completion.is_success() {
            let mut last = [0; 8];
            last.copy_from_slice(&long[..8]);
            let blocks = u64::from_be_bytes(last).wrapping_add(1);
            if info.blocks != 0 && info.blocks != blocks && info.blocks != 1 << 32 {
                let words = format!(
                    "READ CAPACITY (10) says {} blocks, (16) says {blocks}",
                    info.blocks
                );
                self.contradicts(adapter, info.address, &words);
                info.remarks.push(words);
            }
            info.blocks = blocks;
            info.block_size = u32::from_be_bytes([long[8], long[9], long[10], long[11]]);
            info.thin = long[14] & 0x80 != 0;
        }
        if info.block_size == 0 || info.blocks == 0 {
            return Err(IoError::BadAnswer {
                command: "READ CAPACITY",
                reason: format!(
                    "unit {} has {} blocks of {} bytes",
                    info.address, info.blocks, info.block_size
                ),
            });
        }
        Ok(())
    }

    fn read_modes(&self, adapter: &Rc<AdapterState>, info: &mut DiskInfo) -> Result<(), IoError> {
        let mut data = [0; 192];
        let completion = self.ask(
            adapter,
            info.address,
            &cdb::mode_sense_6(0x3F, 192),
            &mut data,
        )?;
        if completion.is_answered() {
            info.write_protected = data[2] & 0x80 != 0;
        } else {
            info.remarks
                .push(format!("MODE SENSE (6), all pages: {completion}"));
        }
        let mut data = [0; 192];
        let completion = self.ask(
            adapter,
            info.address,
            &cdb::mode_sense_6(0x08, 192),
            &mut data,
        )?;
        if completion.is_answered() {
            let page = 4 + usize::from(data[3]);
            if data.get(page).is_some_and(|code| code & 0x3F == 0x08) {
                info.write_cache = data[page + 2] & 0x04 != 0;
            }
        } else {
            info.remarks
                .push(format!("MODE SENSE (6), caching page: {completion}"));
        }
        Ok(())
    }
}

/// Whether a target that does what it should may answer so: it is not there, is not ready, does not know the command, or has something
/// to tell.
fn may_be_answered(completion: &Completion) -> bool {
    /// NO SENSE is none of a command that failed; RECOVERED ERROR, NOT READY, ILLEGAL REQUEST, UNIT ATTENTION.
    const KEYS: [u8; 4] = [1, 2, 5, 6];
    match completion.srb_status {
        ffi::SRB_STATUS_SUCCESS
        | ffi::SRB_STATUS_DATA_OVERRUN
        | ffi::SRB_STATUS_INVALID_REQUEST
        | ffi::SRB_STATUS_NO_DEVICE
        | ffi::SRB_STATUS_SELECTION_TIMEOUT
        | ffi::SRB_STATUS_INVALID_PATH_ID
        | ffi::SRB_STATUS_INVALID_TARGET_ID
        | ffi::SRB_STATUS_INVALID_LUN => true,
        ffi::SRB_STATUS_ERROR => completion
            .sense_code()
            .is_some_and(|(key, ..)| KEYS.contains(&key)),
        _ => false,
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .trim_matches(|c: char| c == ' ' || c == '\0')
        .to_owned()
}

fn designators(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut found = Vec::new();
    while let [_, kind, _, length, rest @ ..] = bytes {
        let length = usize::from(*length).min(rest.len());
        found.push((kind & 0x0F, rest[..length].to_vec()));
        bytes = &rest[length..];
    }
    found
}
