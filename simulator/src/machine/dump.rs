//! What a test does with an adapter that writes a dump.

use std::rc::Rc;

use miniport::ffi;

use super::adapter::Adapter;
use crate::kernel::core::Kernel;
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::dump::Place;
use crate::storport::error::DumpError;
use crate::storport::port::Storport;
use crate::storport::request::table::Direction;
use crate::storport::unit::Address;

/// What is done with the dump path once it is loaded.
type Work<R> = fn(Storport<'_>, &Rc<AdapterState>, Place, &mut [u8]) -> Result<R, DumpError>;

impl Adapter {
    /// The disk is to hold crash dumps, or the hibernation file: Storport asks the driver for dump pointers (`SRB_FUNCTION_DUMP_POINTERS`), if
    /// it is a virtual miniport's or says that it answers them. Of others nothing is asked.
    ///
    /// A driver whose adapter is found anew, after a stop for other resources, is asked again by another call.
    ///
    /// # Errors
    /// [`DumpError`].
    pub fn use_for_dumps(&self, address: Address) -> Result<(), DumpError> {
        Kernel::check_outside();
        self.place(address, 0, 0)?;
        Storport::of(&self.kernel).ask_for_pointers(&self.state, address)
    }

    /// The disk is used for dumps no more: the driver may free what it keeps for them (`SRB_FUNCTION_FREE_DUMP_POINTERS`). The adapter's removal
    /// does so too.
    ///
    /// # Errors
    /// [`DumpError`].
    pub fn use_no_more_for_dumps(&self) -> Result<(), DumpError> {
        Kernel::check_outside();
        Storport::of(&self.kernel).free_pointers(&self.state)
    }

    /// The system crashes, wherever it is, and Windows writes `data` through the dump path of the adapter's driver: to the disk at
    /// `address`, from block `lba` on. Afterwards the machine stands still for good: what was written is read on another one, or from
    /// the device.
    ///
    /// An adapter that answers dump pointers was asked for them before ([`use_for_dumps`](Self::use_for_dumps)).
    ///
    /// Requests that the driver has are never completed; callbacks that were suspended in the middle stay so, with the locks that they
    /// hold ([`hang`](Self::hang)).
    ///
    /// # Errors
    /// [`DumpError`].
    pub fn crash_dump(&self, address: Address, lba: u64, data: &[u8]) -> Result<(), DumpError> {
        Kernel::check_outside();
        let place = self.prepared(address, lba, data.len())?;
        let written = self.in_dump_mode(ffi::DUMP_MODE_CRASH, place, data.to_vec(), write);
        self.kernel.halted.set(true);
        written
    }

    /// Reads what a crash dump has written, through the dump path, which is loaded once more for it: for a driver without a device that could be
    /// asked. Windows is not said to read what it has dumped; a driver may refuse.
    ///
    /// # Errors
    /// [`DumpError`]; [`DumpError::WrongState`] on a machine that has not crashed.
    pub fn read_crash_dump(
        &self,
        address: Address,
        lba: u64,
        bytes: usize,
    ) -> Result<Vec<u8>, DumpError> {
        Kernel::check_outside();
        if !self.kernel.halted.replace(false) {
            return Err(DumpError::WrongState);
        }
        let read = self
            .prepared(address, lba, bytes)
            .and_then(|place| self.in_dump_mode(ffi::DUMP_MODE_CRASH, place, vec![0; bytes], read));
        self.kernel.halted.set(true);
        read
    }

    /// The system hibernates and resumes: the driver hears that power goes, Windows writes `data` through the dump path, power goes and
    /// comes, and the driver hears of that. If it says that its dump path can read for a resume (`STOR_FEATURE_DUMP_RESUME_CAPABLE`),
    /// what that read is returned; otherwise firmware reads, which is not simulated.
    ///
    /// No page has the order of these steps for the miniport of the disk: that its running part hears of the power before the file is
    /// written is an assumption, as it must hear of the way up afterwards. Whether memory is marked by a find-adapter of its own, the seed
    /// decides.
    ///
    /// # Errors
    /// [`DumpError`].
    pub fn hibernate(
        &self,
        address: Address,
        lba: u64,
        data: &[u8],
    ) -> Result<Option<Vec<u8>>, DumpError> {
        Kernel::check_outside();
        let place = self.prepared(address, lba, data.len())?;
        let (storport, state) = (Storport::of(&self.kernel), &self.state);
        let _busy = storport.busy();
        if state.phase.get() != Phase::Started {
            return Err(DumpError::WrongState);
        }
        storport
            .announce_power_down(state)
            .ok_or(DumpError::Halted)?;
        if self.kernel.chance(2) {
            self.mark_memory()?;
        }
        self.in_dump_mode(ffi::DUMP_MODE_HIBER, place, data.to_vec(), write)?;
        if let Some(hardware) = &state.hardware {
            hardware.power_down();
            self.kernel.power_up(hardware);
        }
        let resumes = state.init.FeatureSupport & ffi::STOR_FEATURE_DUMP_RESUME_CAPABLE != 0;
        let empty = vec![0; data.len()];
        let back = resumes
            .then(|| self.in_dump_mode(ffi::DUMP_MODE_RESUME, place, empty, read))
            .transpose()?;
        storport.power_up(state).map_err(DumpError::Load)?;
        Ok(back)
    }

    /// Find-adapter of the dump path alone, so that it can say what memory it needs.
    fn mark_memory(&self) -> Result<(), DumpError> {
        let running = Rc::clone(&self.state);
        let found = self.kernel.perform_frozen(move || {
            Storport::running()
                .load_dump(&running, ffi::DUMP_MODE_MARK_MEMORY)
                .map(drop)
        });
        found.unwrap_or(Err(DumpError::Halted))
    }

    /// Lets the machine run until a callback of the adapter is suspended in the middle while it holds a lock, as in a system that
    /// hangs; false if that does not happen. It needs several processors, or preemption, and something to do.
    pub fn hang(&self) -> bool {
        Kernel::check_outside();
        let number = self.state.number;
        self.kernel
            .run_until(|| self.kernel.is_inside_with_lock(number))
    }

    /// The dump's place, if the driver has answered for it.
    fn prepared(&self, address: Address, lba: u64, length: usize) -> Result<Place, DumpError> {
        let place = self.place(address, lba, length)?;
        if self.state.answers_dump_pointers() && self.state.pointers.get().is_none() {
            return Err(DumpError::NotPrepared);
        }
        Ok(place)
    }

    /// The dump's place, if there is such a disk and the data fits its blocks.
    fn place(&self, address: Address, lba: u64, length: usize) -> Result<Place, DumpError> {
        if self.kernel.halted.get() {
            return Err(DumpError::Halted);
        }
        if !matches!(self.state.phase.get(), Phase::Started | Phase::Stopped) {
            return Err(DumpError::WrongState);
        }
        let disks = self.state.disks.borrow();
        let disk = disks.iter().find(|disk| disk.address == address);
        let place = disk.map(|disk| Place {
            address,
            lba,
            block_size: disk.block_size as usize,
        });
        place
            .filter(|place| place.block_size != 0 && length.is_multiple_of(place.block_size))
            .ok_or(DumpError::NoDisk)
    }

    fn in_dump_mode<R: 'static>(
        &self,
        mode: u8,
        place: Place,
        mut data: Vec<u8>,
        work: Work<R>,
    ) -> Result<R, DumpError> {
        let running = Rc::clone(&self.state);
        let done = self.kernel.perform_frozen(move || {
            let storport = Storport::running();
            let dump = storport.load_dump(&running, mode)?;
            storport.greet_dump(&dump, place.address)?;
            work(storport, &dump, place, &mut data)
        });
        done.unwrap_or(Err(DumpError::Halted))
    }
}

fn read(
    storport: Storport<'_>,
    dump: &Rc<AdapterState>,
    place: Place,
    data: &mut [u8],
) -> Result<Vec<u8>, DumpError> {
    storport.transfer_dump(dump, place, data, Direction::In)?;
    Ok(data.to_vec())
}

fn write(
    storport: Storport<'_>,
    dump: &Rc<AdapterState>,
    place: Place,
    data: &mut [u8],
) -> Result<(), DumpError> {
    storport.transfer_dump(dump, place, data, Direction::Out)?;
    storport.flush_dump(dump, place.address)
}
