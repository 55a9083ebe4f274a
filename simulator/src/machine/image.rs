//! Drivers that come as images: `.sys` files for x64 Windows.

#[cfg(images)]
use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::path::Path;

use miniport::ffi;

use super::Machine;
use super::driver::Driver;
use super::wdm::WdmDriver;
use crate::image::flaw::ImageFlaw;
#[cfg(images)]
use crate::image::{Found, fault, map::MappedImage, missing::Missing, step};
use crate::io::error::NtError;
use crate::kernel::abi::routine::Routine;
use crate::storport::error::LoadError;
use crate::storport::image::DriverEntry;

/// Why a driver's image was not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageError {
    /// The file could not be read.
    Unreadable {
        /// Its path.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// It is no image that this machine can run.
    Flawed {
        /// The image.
        name: String,
        /// All that is wrong with it, and all that it needs and the simulator has not got.
        flaws: Vec<ImageFlaw>,
    },
    /// The miniport refused, or was refused.
    Miniport(LoadError),
    /// The WDM driver refused.
    Wdm(NtError),
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, reason } => write!(f, "{path} cannot be read: {reason}"),
            Self::Flawed { name, flaws } => {
                write!(f, "{name} cannot be loaded:")?;
                flaws.iter().try_for_each(|flaw| write!(f, "\n  {flaw}"))
            }
            Self::Miniport(error) => error.fmt(f),
            Self::Wdm(error) => error.fmt(f),
        }
    }
}

impl Error for ImageError {}

/// The images of a machine, which are mapped until it ends.
#[cfg(images)]
#[derive(Default)]
pub(super) struct Images(RefCell<Vec<(MappedImage, Missing)>>);

impl Machine {
    /// Loads the image of a miniport, a `.sys` file for x64 Windows: maps it, binds what it imports to the simulator, and runs its
    /// `DriverEntry`. On x86-64 Linux; elsewhere [`ImageFlaw::Host`] says so.
    ///
    /// The image runs in this process, with all that it may do: load only what may be run here.
    pub fn load_image(&self, path: impl AsRef<Path>) -> Result<Driver, ImageError> {
        let (name, bytes) = read(path.as_ref())?;
        self.load_image_bytes(&name, &bytes)
    }

    /// Loads the image of a miniport as [`load_image`](Self::load_image) does, from its bytes; the name is for messages.
    pub fn load_image_bytes(&self, name: &str, bytes: &[u8]) -> Result<Driver, ImageError> {
        // SAFETY: the entry point of a miniport has these parameters, as Windows calls it.
        let entry: DriverEntry = unsafe { self.map(name, bytes)? };
        self.load(entry).map_err(ImageError::Miniport)
    }

    /// Loads the image of a WDM driver, as [`load_image`](Self::load_image) that of a miniport.
    pub fn load_wdm_image(&self, path: impl AsRef<Path>) -> Result<WdmDriver, ImageError> {
        let (name, bytes) = read(path.as_ref())?;
        self.load_wdm_image_bytes(&name, &bytes)
    }

    /// Loads the image of a WDM driver as [`load_wdm_image`](Self::load_wdm_image) does, from its bytes; the name is for messages.
    pub fn load_wdm_image_bytes(&self, name: &str, bytes: &[u8]) -> Result<WdmDriver, ImageError> {
        // SAFETY: as that of a WDM driver has these.
        let entry: ffi::DRIVER_INITIALIZE = unsafe { self.map(name, bytes)? };
        self.load_wdm(entry).map_err(ImageError::Wdm)
    }

    /// Maps an image for as long as the machine lives; its entry point as this process calls it.
    ///
    /// # Safety
    /// The entry point of a driver is called as one of this type.
    #[cfg(images)]
    unsafe fn map<F: Routine>(&self, name: &str, bytes: &[u8]) -> Result<F, ImageError> {
        fault::listen();
        if self.kernel.settings.single_steps != 0 {
            step::listen();
        }
        // A cookie of the WDK has 48 bits, and is not the one that it is linked with.
        let cookie = self.kernel.between(1, (1 << 40) - 1);
        let missing = Missing::default();
        let find = |module: &str, routine: &str| match super::export::find(module, routine) {
            Found::Missing | Found::NoModule if self.kernel.settings.incomplete_images => {
                let name = format!("{routine} of {module}");
                self.kernel
                    .log(None, format!("{name} is imported and not simulated"));
                missing.add(name).map_or(Found::Missing, Found::At)
            }
            found => found,
        };
        let image = MappedImage::new(bytes, &find, cookie).map_err(|flaws| ImageError::Flawed {
            name: name.to_owned(),
            flaws,
        })?;
        // SAFETY: the caller says of which type it is; it is mapped, and stays as the kernel does.
        let entry = self.kernel.callable(unsafe { F::at(image.entry()) });
        self.kernel
            .attached::<Images>()
            .0
            .borrow_mut()
            .push((image, missing));
        Ok(entry)
    }

    #[cfg(not(images))]
    #[expect(
        clippy::unused_self,
        reason = "where images run, they belong to the machine"
    )]
    unsafe fn map<F: Routine>(&self, name: &str, _bytes: &[u8]) -> Result<F, ImageError> {
        Err(ImageError::Flawed {
            name: name.to_owned(),
            flaws: vec![ImageFlaw::Host],
        })
    }
}

fn read(path: &Path) -> Result<(String, Vec<u8>), ImageError> {
    let bytes = std::fs::read(path).map_err(|error| ImageError::Unreadable {
        path: path.display().to_string(),
        reason: error.to_string(),
    })?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok((name.to_string_lossy().into_owned(), bytes))
}

#[cfg(all(images, test))]
mod tests {
    use super::ImageError;
    use crate::image::tests::made;
    use crate::storport::error::LoadError;
    use crate::{Machine, NtError};

    #[test]
    fn the_entry_point_runs_and_its_status_comes_back() {
        let machine = Machine::new(1);
        let loaded = machine.load_image_bytes("made.sys", &made::driver().0);
        let failed = LoadError::DriverEntryFailed {
            status: 0xC000_0001,
        };
        assert_eq!(loaded.err(), Some(ImageError::Miniport(failed)));
        machine.shutdown().assert_clean();
    }

    #[test]
    fn the_entry_point_of_a_wdm_driver_runs_too() {
        let machine = Machine::new(1);
        let folder = crate::testing::Folder::new(std::env::temp_dir(), "load_wdm_image");
        let path = folder.join("made.sys");
        std::fs::write(&path, made::driver().0).expect("a file");
        let loaded = machine.load_wdm_image(&path);
        let failed = NtError::Status(0xC000_0001_u32.cast_signed());
        assert_eq!(loaded.err(), Some(ImageError::Wdm(failed)));
    }

    #[test]
    fn what_is_not_simulated_names_itself_when_it_is_called() {
        let mut file = made::driver();
        made::name(&mut file, 0, "ZwDreamUp");
        // sub rsp, 40; call [ADDRESSES]
        let code = [0x48, 0x83, 0xEC, 0x28, 0xFF, 0x15, 0xF6, 0x11, 0, 0];
        file.put(made::TEXT, &code);
        assert!(
            Machine::new(1)
                .load_image_bytes("made.sys", &file.0)
                .is_err()
        );
        let machine = Machine::builder(1).incomplete_images().build();
        let loaded = machine.load_image_bytes("made.sys", &file.0);
        let halted = ImageError::Miniport(LoadError::Halted);
        assert_eq!(loaded.err(), Some(halted));
        let said = "DriverEntry calls ZwDreamUp of ntoskrnl.exe, which is not simulated";
        let log = machine.log();
        assert!(
            log.iter().any(|entry| entry.text.starts_with(said)),
            "{log:?}"
        );
        let report = machine.shutdown();
        assert!(report.unsupported.contains("ZwDreamUp of ntoskrnl.exe"));
    }

    #[test]
    fn an_error_names_the_image_and_says_all_that_is_wrong() {
        let mut file = made::driver();
        made::name(&mut file, 0, "ZwDreamUp");
        made::name(&mut file, 1, "StorPortInitialize");
        let loaded = Machine::new(1).load_image_bytes("made.sys", &file.0);
        assert_eq!(
            loaded.expect_err("missing routines").to_string(),
            "made.sys cannot be loaded:
  ZwDreamUp of ntoskrnl.exe is not simulated
  StorPortInitialize is imported from ntoskrnl.exe, and storport.sys exports it"
        );
        let missing = Machine::new(1).load_image("there/is/no.sys");
        let message = missing.expect_err("no file").to_string();
        assert!(message.starts_with("there/is/no.sys cannot be read: "));
    }
}
