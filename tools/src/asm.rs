//! `cargo miniport asm`: the machine code of a callback, or of another function, beside the lines of its source, with the names of what
//! it calls.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use pdb_addr2line::{Context, ContextPdbData};

use crate::file::{say, unreadable};
use crate::inspect::{self, callbacks::Callbacks};
use crate::machine::{self, Callee};
use crate::symbols::{Symbols, open};
use crate::{Error, cli, sys};

/// Prints the code of the function that is meant.
///
/// # Errors
///
/// When there is no such driver or function, or no `.pdb`.
pub fn run(arguments: &cli::Asm) -> Result<(), Error> {
    let file = sys::file_of(&arguments.driver, arguments.target)?;
    let (data, image) = inspect::read(&file)?;
    let symbols = Symbols::beside(&file).ok_or_else(|| {
        Error::new(format!(
            "no {} is there",
            file.with_extension("pdb").display()
        ))
        .help("the linker writes it beside the driver: /DEBUG")
    })?;
    let callbacks = inspect::callbacks::of(&file, &data, &image, None)?;
    let (address, title) = named(&callbacks, &arguments.handler)?;
    let data = ContextPdbData::try_from_pdb(open(&symbols)?)
        .map_err(|error| unreadable(&symbols, &error))?;
    let lines = data
        .make_context()
        .map_err(|error| unreadable(&symbols, &error))?;
    say(&format!(
        "{title}\n{}",
        listing(&callbacks, &lines, address)
    ))
}

/// The callback or the function of that name, and a line about it.
fn named(callbacks: &Callbacks, name: &str) -> Result<(u32, String), Error> {
    let end = format!("::{name}");
    let is_meant = |path: &str| path == name || path.ends_with(&end);
    let mut found: BTreeMap<u32, String> = callbacks
        .found
        .iter()
        .filter(|callback| is_meant(&callback.name))
        .map(|callback| {
            let title = format!(
                "{} {}: {:#x}, {} bytes of code, {} bytes of stack, IRQL {}",
                callback.role.role_type,
                callback.name,
                callback.address,
                callback.size,
                callback.stack.bytes,
                callback.role.levels()
            );
            (callback.address, title)
        })
        .collect();
    if found.is_empty() {
        for (address, names) in callbacks.symbols.all() {
            // `finish::<Adapter>` is meant by `finish`, too.
            let plain = |path: &str| path.split("::<").next().is_some_and(is_meant);
            if let Some(path) = names.iter().find(|path| is_meant(path) || plain(path))
                && callbacks.program.is_code(address)
            {
                found.insert(address, format!("{path}: {address:#x}"));
            }
        }
    }
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (None, _) => Err(Error::new(format!("no function `{name}` is in the driver")).help(
            "what was inlined everywhere is in the functions that call it; `cargo miniport inspect` lists the callbacks",
        )),
        (Some(one), None) => Ok(one),
        (Some(first), Some(second)) => {
            let titles: Vec<String> = [first, second].into_iter().chain(found).map(|(_, title)| title).collect();
            Err(Error::new(format!("several functions are called `{name}`"))
                .help(format!("write the path of one:\n{}", titles.join("\n"))))
        }
    }
}

/// The instructions, and above each group the line that it comes from.
fn listing(callbacks: &Callbacks, lines: &Context<'_, '_>, start: u32) -> String {
    let program = &callbacks.program;
    let body = machine::analyse(program, start);
    let calls: BTreeMap<u32, String> = body
        .calls
        .iter()
        .map(|call| {
            let callee = match call.callee {
                Callee::Function(callee) => callbacks.symbols.name(callee),
                Callee::Import(slot) => program
                    .import(slot)
                    .map_or_else(String::new, |import| import.routine.clone()),
                Callee::Unknown => "unknown, by pointer".to_owned(),
            };
            (call.at, callee)
        })
        .collect();
    let mut text = String::new();
    let mut sources = Sources::default();
    let here = std::env::current_dir().ok();
    let mut last = None;
    let mut at = start;
    while at < body.end {
        let Some(code) = program.bytes(at) else { break };
        let place = place(lines, at);
        if place.is_some() && place != last {
            if let Some((file, line, within)) = &place {
                let shown = here.as_ref().and_then(|here| file.strip_prefix(here).ok());
                let shown = shown.unwrap_or(file).display();
                let _ = writeln!(text, "\n{shown}:{line}{within}");
                if let Some(source) = sources.line(file, *line) {
                    let _ = writeln!(text, "    {source}");
                }
            }
            last = place;
        }
        let instruction = machine::text(program.target, code, at);
        let callee = calls
            .get(&at)
            .map(|callee| format!("  ; {callee}"))
            .unwrap_or_default();
        let _ = writeln!(text, "{at:8x}  {instruction}{callee}");
        at += machine::decode(program.target, code, at).map_or(1, |step| step.length.max(1));
    }
    text
}

/// File and line of an instruction, and the function that was inlined there.
fn place(lines: &Context<'_, '_>, at: u32) -> Option<(PathBuf, u32, String)> {
    let frames = lines.find_frames(at).ok().flatten()?.frames;
    let innermost = frames.first()?;
    let file = innermost.file.as_ref()?.replace('\\', "/");
    let within = match (frames.len(), &innermost.function) {
        (2.., Some(function)) => format!(", in {}", function.trim_end_matches("()")),
        _ => String::new(),
    };
    Some((PathBuf::from(file), innermost.line?, within))
}

/// The lines of source files that are here.
#[derive(Default)]
struct Sources {
    files: BTreeMap<PathBuf, Option<Vec<String>>>,
}

impl Sources {
    fn line(&mut self, file: &Path, line: u32) -> Option<&str> {
        let lines = self.files.entry(file.to_owned()).or_insert_with(|| {
            let text = fs::read_to_string(file).ok()?;
            Some(text.lines().map(|line| line.trim().to_owned()).collect())
        });
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        lines.as_ref()?.get(index).map(String::as_str)
    }
}
