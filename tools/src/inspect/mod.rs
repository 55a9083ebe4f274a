//! `cargo miniport inspect`: shows what a `.sys` file is and imports, and checks that Windows and Storport would take it.
//!
//! [`Image`] is what a file says, [`check()`] judges it, [`inspect()`] prints both.

pub(crate) mod callbacks;
mod check;
mod form;
mod report;
mod svg;
mod tables;

use std::fmt::Write as _;
use std::path::Path;

use object::FileKind;
use serde_json::Value;

pub use crate::image::{Guard, Image, Library, Section, checksum};
pub use check::{Expected, check};

use crate::cli::Format;
use crate::rules::Finding;
use crate::symbols::Declarations;
use crate::{Error, Target, cli, file, sys};

/// Inspects every file that the arguments name, and builds those that are packages.
///
/// # Errors
///
/// When a file cannot be read, is no driver, or breaks a rule; every file is looked at first.
pub fn run(arguments: &cli::Inspect) -> Result<(), Error> {
    let mut values = Vec::new();
    let mut failures: Vec<Error> = arguments
        .files
        .iter()
        .filter_map(|file| whole(file, arguments, &mut values).err())
        .collect();
    if arguments.format == Format::Json {
        file::say(&format!("{:#}\n", Value::from(values)))?;
    }
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

/// A file, or that of a package: its table, its callbacks, and what was found in both.
fn whole(file: &Path, arguments: &cli::Inspect, values: &mut Vec<Value>) -> Result<(), Error> {
    let file = &sys::file_of(file, arguments.target.unwrap_or(Target::X64))?;
    let named = |error: Error| Error::new(format!("{}: {error}", file.display()));
    let roles = arguments
        .roles
        .as_deref()
        .map(Declarations::read)
        .transpose()?;
    let expected = Expected {
        target: arguments.target,
        kind: crate::rules::Kind::of(arguments.is_virtual),
        built_here: false,
    };
    let data = file::read(file)?;
    let (callbacks, image, mut findings) =
        if let Ok(FileKind::Coff | FileKind::CoffBig) = FileKind::parse(data.as_slice()) {
            let callbacks = callbacks::of_object(&data, roles.as_ref()).map_err(named)?;
            (callbacks, None, Vec::new())
        } else {
            let image = Image::parse(&data).map_err(named)?;
            let callbacks = callbacks::of(file, &data, &image, roles.as_ref()).map_err(named)?;
            let findings = check(&image, &expected);
            (callbacks, Some(image), findings)
        };
    findings.extend(callbacks::findings(&callbacks));
    match arguments.format {
        Format::Table => {
            file::say(&report::heading(file, image.as_ref(), &callbacks))?;
            file::say(&tables::text(&callbacks))?;
        }
        Format::Json => values.push(report::json(file, image.as_ref(), &findings, &callbacks)),
    }
    if let Some(picture) = &arguments.svg {
        file::write(picture, svg::picture(&callbacks))?;
    }
    judge(file, &findings)
}

pub(crate) fn read(file: &Path) -> Result<(Vec<u8>, Image), Error> {
    let data = file::read(file)?;
    let image =
        Image::parse(&data).map_err(|error| Error::new(format!("{}: {error}", file.display())))?;
    Ok((data, image))
}

/// Prints the table of a file and what was found in it.
///
/// # Errors
///
/// When the file cannot be read, is no driver, or breaks a rule.
pub fn inspect(file: &Path, expected: &Expected) -> Result<(), Error> {
    let (_, image) = read(file)?;
    let findings = check(&image, expected);
    file::say(&report::table(file, &image))?;
    judge(file, &findings)
}

/// Prints the warnings; what is broken is the error.
fn judge(file: &Path, findings: &[Finding]) -> Result<(), Error> {
    let name = file.display();
    for finding in findings.iter().filter(|finding| !finding.fatal) {
        file::warn(&format!("warning: {finding}"));
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
