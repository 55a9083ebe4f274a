//! The table that `inspect` prints.

use std::fmt::Write as _;
use std::path::Path;

use object::pe;
use serde_json::{Map, Value, json};

use super::callbacks::Callbacks;
use super::tables;
use crate::Target;
use crate::image::{Guard, Image};
use crate::rules::{Finding, Model};

/// The width at which the list of imports breaks.
const WIDTH: usize = 110;

/// A line for each property.
pub(crate) fn table(file: &Path, image: &Image) -> String {
    let machine = Target::from_machine(image.machine).map_or("unknown", Target::name);
    let subsystem = match image.subsystem {
        pe::IMAGE_SUBSYSTEM_NATIVE => "native",
        _ => "not native",
    };
    let valid = if image.stored_checksum == image.checksum {
        "valid"
    } else {
        "wrong"
    };
    let signature = if image.signed {
        "present, not verified"
    } else {
        "none"
    };
    let mut text = format!("{}\n", file.display());
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<12} {value}");
    };
    row("machine", machine.into());
    row("driver", driver(image).into());
    row("size", format!("{} bytes", image.size));
    let (major, minor) = image.subsystem_version;
    row("subsystem", format!("{subsystem} {major}.{minor}"));
    row("version", version(image));
    row("entry point", format!("{:#x}", image.entry_point));
    row("checksum", format!("{:#x}, {valid}", image.stored_checksum));
    row("guard", guard(image));
    row(
        "build",
        if image.reproducible {
            "reproducible"
        } else {
            "has a time"
        }
        .into(),
    );
    row("signature", signature.into());
    if !image.exports.is_empty() {
        row("exports", image.exports.join(", "));
    }
    for library in &image.imports {
        let mut routines: Vec<&str> = library.routines.iter().map(String::as_str).collect();
        routines.sort_unstable();
        row("imports", format!("{} ({})", library.name, routines.len()));
        for line in wrap(&routines) {
            row("", format!("  {line}"));
        }
    }
    text
}

/// The version of the file as Windows shows it.
fn version(image: &Image) -> String {
    image
        .version
        .map_or("none".into(), |[major, minor, build, private]| {
            format!("{major}.{minor}.{build}.{private}")
        })
}

fn guard(image: &Image) -> String {
    match &image.guard {
        Some(guard) if guard.is_complete() => {
            format!("control flow, {} targets of calls", guard.functions)
        }
        _ => "none".into(),
    }
}

/// The table of an image, or what there is to say of an object file.
pub(super) fn heading(file: &Path, image: Option<&Image>, callbacks: &Callbacks) -> String {
    match image {
        Some(image) => table(file, image),
        None => format!(
            "{}\n  machine      {}\n  object file, before it is linked: what is elsewhere is taken for an import\n",
            file.display(),
            callbacks.program.target.name()
        ),
    }
}

/// The same as a value, with the findings and the callbacks.
pub(super) fn json(
    file: &Path,
    image: Option<&Image>,
    findings: &[Finding],
    callbacks: &Callbacks,
) -> Value {
    let imports: Option<Map<String, Value>> = image.map(|image| {
        let libraries = image.imports.iter();
        libraries
            .map(|library| (library.name.clone(), library.routines.clone().into()))
            .collect()
    });
    let findings: Vec<Value> = findings
        .iter()
        .map(|finding| json!({ "fatal": finding.fatal, "rules": finding.rules, "text": finding.to_string() }))
        .collect();
    json!({
        "file": file.display().to_string(),
        "machine": callbacks.program.target.name(),
        "driver": image.map(driver),
        "size": image.map(|image| image.size),
        "system_version": image.map(|image| [image.system_version.0, image.system_version.1]),
        "subsystem_version": image.map(|image| [image.subsystem_version.0, image.subsystem_version.1]),
        "version": image.map(version),
        "guarded": image.map(|image| image.guard.as_ref().is_some_and(Guard::is_complete)),
        "reproducible": image.map(|image| image.reproducible),
        "exports": image.map(|image| image.exports.clone()),
        "imports": imports,
        "findings": findings,
        "callbacks": tables::json(&callbacks.found),
        "handed_out": callbacks.handed_out,
    })
}

/// What the imports say that it is.
fn driver(image: &Image) -> &'static str {
    match Model::of(&image.imports) {
        Model::Wdm => "WDM",
        Model::Miniport
            if image
                .imports
                .iter()
                .any(|library| library.is("storport.sys")) =>
        {
            "Storport miniport"
        }
        Model::Miniport => "unknown",
    }
}

/// Words in lines, with commas.
pub(super) fn wrap(words: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (index, word) in words.iter().enumerate() {
        let comma = if index + 1 < words.len() { "," } else { "" };
        if !line.is_empty() && line.len() + word.len() + 18 > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        let space = if line.is_empty() { "" } else { " " };
        let _ = write!(line, "{space}{word}{comma}");
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn long_lists_break_and_nothing_is_lost() {
        let words: Vec<String> = (0..50).map(|number| format!("Routine{number}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let lines = wrap(&words);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.len() < super::WIDTH));
        assert_eq!(lines.join(" "), words.join(", "));
        assert!(wrap(&[]).is_empty());
    }
}
