//! Files that the tool reads and writes, with errors that name them; and what it says.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::{fmt, fs, io};

use crate::Error;

/// What a file holds.
///
/// # Errors
///
/// When it cannot be read.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Error> {
    fs::read(file).map_err(|error| unreadable(file, &error))
}

/// The text of a file.
///
/// # Errors
///
/// When it cannot be read, or is no UTF-8.
pub(crate) fn read_text(file: &Path) -> Result<String, Error> {
    fs::read_to_string(file).map_err(|error| unreadable(file, &error))
}

/// Makes a folder, if there is none.
///
/// # Errors
///
/// When it cannot be made.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder)
        .map_err(|error| Error::new(format!("cannot make {}: {error}", folder.display())))
}

/// Writes a file.
///
/// # Errors
///
/// When it cannot be written.
pub(crate) fn write(file: &Path, data: impl AsRef<[u8]>) -> Result<(), Error> {
    fs::write(file, data)
        .map_err(|error| Error::new(format!("cannot write {}: {error}", file.display())))
}

/// Writes to the standard output. Whoever reads it may have had enough (`| head`): that is no error.
///
/// # Errors
///
/// When it cannot be written for another reason.
pub(crate) fn say(text: &str) -> Result<(), Error> {
    let mut output = io::stdout().lock();
    let written = output.write_all(text.as_bytes());
    match written.and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::new(format!(
            "cannot write to the standard output: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Writes a line to the standard error, where nobody need listen.
pub(crate) fn warn(line: &str) {
    // There is nowhere to say that this failed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The error of a file that cannot be read.
pub(crate) fn unreadable(file: &Path, error: &dyn fmt::Display) -> Error {
    Error::new(format!("cannot read {}: {error}", file.display()))
}
