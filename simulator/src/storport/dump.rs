//! The dump port: what Windows does instead of Storport when it writes a crash dump or a hibernation file.
//!
//! It runs while the machine stands still (`Kernel::perform_frozen`). The driver's file is loaded once more: here that is the same
//! `DriverEntry` again, so that variables of the driver are those of the running system, where Windows has a second copy. The pages say that
//! `DriverEntry` gets no arguments, that find-adapter runs at `HIGH_LEVEL` with the argument string `dump=1`, and that "all miniport
//! routines" run above `PASSIVE_LEVEL`: here everything does at `HIGH_LEVEL`. Which commands come before the data is nowhere said, nor
//! how long the port waits between two polls: the seed decides.

use std::rc::Rc;

use miniport::ffi;

use super::adapter::{AdapterState, Phase};
use super::configuration::Configuration;
use super::error::{DumpError, LoadError};
use super::image::Image;
use super::options::AdapterOptions;
use super::pointers::LONGEST_COMMON_BUFFER;
use super::port::Storport;
use super::unit::Address;
use crate::verifier::{Role, Rule};

/// Where a dump lies: a disk of the running system, its first block there, and the size of its blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub address: Address,
    pub lba: u64,
    pub block_size: usize,
}

impl Storport<'_> {
    /// Loads the dump path of an adapter's driver for a mode, up to `HwStorInitialize`, or to find-adapter where memory is marked. Runs
    /// while the machine stands still.
    pub fn load_dump(
        &self,
        running: &Rc<AdapterState>,
        mode: u8,
    ) -> Result<Rc<AdapterState>, DumpError> {
        let image = Image::new(running.image.entry);
        self.port.images.borrow_mut().push(Rc::clone(&image));
        let null = std::ptr::null_mut();
        let entry = image.entry;
        // SAFETY: the contract of DriverEntry in dump mode: no arguments.
        let status = self
            .kernel
            .callback(None, Role::DriverEntry, || unsafe { entry(null, null) });
        image.loading.set(false);
        if let Some(refused) = image.refused.borrow_mut().take() {
            return Err(DumpError::Load(refused));
        }
        // NTSTATUS: errors are negative.
        if status.cast_signed() < 0 {
            return Err(DumpError::NotSupported { status });
        }
        let Some(&init) = image.initializations.borrow().first() else {
            return Err(DumpError::Load(LoadError::NotInitialized));
        };
        let options = AdapterOptions {
            form: Some(running.form),
            ..AdapterOptions::new().argument("dump=1")
        };
        let number = self.kernel.new_owner("adapter");
        let hardware = running.hardware.clone();
        let dump = AdapterState::new(number, &image, init, options, hardware, Some(mode));
        dump.pointers.set(running.pointers.get());
        self.add_dump(&dump);
        self.find_dump(&dump).map_err(DumpError::Load)?;
        Ok(dump)
    }

    fn find_dump(&self, dump: &Rc<AdapterState>) -> Result<(), LoadError> {
        let (returned, found) = self.call_find_adapter(dump);
        if returned != ffi::SP_RETURN_FOUND {
            return Err(LoadError::AdapterNotFound { returned });
        }
        self.check_configuration(dump, &found)?;
        self.check_hardware(dump, &found);
        let configuration = Configuration::found(&found, dump.form, &dump.options);
        let _ = dump.configuration.set(configuration);
        if let Some(uncached) = &*dump.uncached.borrow()
            && uncached.len() > LONGEST_COMMON_BUFFER
        {
            self.kernel.violation(
                Rule::DumpMode,
                Some(dump.number),
                format!(
                    "{} bytes of memory in dump mode, where a common buffer has at most 65536",
                    uncached.len()
                ),
            );
        }
        if dump.dump_mode == Some(ffi::DUMP_MODE_MARK_MEMORY) {
            return Ok(());
        }
        let extension = dump.device_extension();
        let Some(initialize) = dump.init.HwInitialize else {
            return Err(LoadError::InitializeFailed);
        };
        // SAFETY: the driver registered the routine for this extension.
        let initialized = self.callback(dump, Role::DumpHwInitialize, || unsafe {
            initialize(extension)
        });
        if initialized == 0 {
            return Err(LoadError::InitializeFailed);
        }
        dump.phase.set(Phase::Started);
        Ok(())
    }
}
