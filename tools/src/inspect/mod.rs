//! `cargo miniport inspect`: shows what a `.sys` file is and imports, and checks that Windows and Storport would take it.
//!
//! [`Image`] is what a file says, [`check()`] judges it, [`inspect()`] prints both.

mod check;
mod report;

use std::fmt::Write as _;
use std::path::Path;

pub use crate::image::{Image, Library, Section, checksum};
pub use check::{Expected, check};

use crate::rules::Finding;
use crate::{Error, cli};

/// Inspects every file that the arguments name.
///
/// # Errors
///
/// When a file cannot be read, is no driver, or breaks a rule; every file is looked at first.
pub fn run(arguments: &cli::Inspect) -> Result<(), Error> {
    let expected = Expected {
        target: arguments.target,
        kind: crate::rules::Kind::of(arguments.is_virtual),
    };
    let mut failures: Vec<Error> = arguments
        .files
        .iter()
        .filter_map(|file| inspect(file, &expected).err())
        .collect();
    match failures.len() {
        0 => Ok(()),
        1 => Err(failures.remove(0)),
        _ => {
            let mut message = format!("{} files are refused", failures.len());
            for failure in failures {
                let _ = write!(message, "\n{failure}");
            }
            Err(Error::new(message))
        }
    }
}

/// Prints the table of a file and what was found in it.
///
/// # Errors
///
/// When the file cannot be read, is no driver, or breaks a rule.
pub fn inspect(file: &Path, expected: &Expected) -> Result<(), Error> {
    let name = file.display();
    let data =
        std::fs::read(file).map_err(|error| Error::new(format!("cannot read {name}: {error}")))?;
    let image = Image::parse(&data).map_err(|error| Error::new(format!("{name}: {error}")))?;
    let findings = check(&image, expected);
    print!("{}", report::table(file, &image));
    for finding in findings.iter().filter(|finding| !finding.fatal) {
        eprintln!("warning: {finding}");
    }
    let broken: Vec<&Finding> = findings.iter().filter(|finding| finding.fatal).collect();
    if broken.is_empty() {
        return Ok(());
    }
    let mut message = format!("{name}: Windows or Storport would refuse this driver");
    for finding in broken {
        let _ = write!(message, "\n- {finding}");
    }
    Err(Error::new(message))
}
