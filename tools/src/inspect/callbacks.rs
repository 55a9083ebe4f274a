//! The callbacks of an image: who they are, how much stack they take, what they reach, and whether they may.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Error;
use crate::graph::{Depth, Graph};
use crate::image::Image;
use crate::machine::Program;
use crate::rules::{Callback, Finding, Model, Verdict, judge};
use crate::symbols::{Declarations, Symbols, Unknown, of_runtime};

/// The bytes of a kernel stack on 64-bit Windows.
pub(crate) const STACK: u32 = 24 * 1024;

/// A routine that a callback reaches.
#[derive(Debug)]
pub(crate) struct Routine {
    /// Its name; of one that is chosen by a number, what the number means.
    pub name: String,
    /// The import behind it.
    pub import: String,
    /// Whether it may be called there.
    pub verdict: Verdict,
    /// The functions on the way, the callback first.
    pub path: Vec<String>,
}

/// A callback.
#[derive(Debug)]
pub(crate) struct Found {
    /// Its role type.
    pub role: &'static Callback,
    /// The handler, or the function's own name.
    pub name: String,
    /// Where it begins.
    pub address: u32,
    /// Its bytes.
    pub size: u32,
    /// The stack that it and what it calls take.
    pub stack: Depth,
    /// What it reaches.
    pub routines: Vec<Routine>,
    /// The functions with calls by pointer, and how many.
    pub unknown: Vec<(String, usize)>,
}

/// All callbacks of an image.
#[derive(Debug)]
pub(crate) struct Callbacks {
    /// The code.
    pub program: Program,
    /// Its calls.
    pub graph: Graph,
    /// The names.
    pub symbols: Symbols,
    /// The callbacks, by role and name.
    pub found: Vec<Found>,
    /// Functions of no known role whose address is taken and that none of the others calls: Windows may.
    pub handed_out: Vec<String>,
    /// What was declared and cannot be judged.
    pub doubtful: Vec<Finding>,
}

/// The callbacks of an image; `roles` is a source or header of C that declares some.
pub(crate) fn of(
    file: &Path,
    data: &[u8],
    image: &Image,
    roles: Option<&Declarations>,
) -> Result<Callbacks, Error> {
    let program = Program::of(data)?;
    let symbols = match Symbols::beside(file) {
        Some(file) => Symbols::read(&file)?,
        None => Symbols::default(),
    };
    let entry = match Model::of(&image.imports) {
        Model::Miniport => "sp_DRIVER_INITIALIZE",
        Model::Wdm => "DRIVER_INITIALIZE",
    };
    let entry = Callback::named(entry).map(|role| (role, "DriverEntry".to_owned(), program.entry));
    judged(program, symbols, entry, roles)
}

/// The callbacks of an object file.
pub(crate) fn of_object(data: &[u8], roles: Option<&Declarations>) -> Result<Callbacks, Error> {
    let mut symbols = Symbols::default();
    let program = Program::of_object(data, |address, name| symbols.add(address, name))?;
    judged(program, symbols, None, roles)
}

/// Finds and judges the callbacks.
fn judged(
    mut program: Program,
    symbols: Symbols,
    entry: Option<Root>,
    roles: Option<&Declarations>,
) -> Result<Callbacks, Error> {
    for (address, _) in symbols.all() {
        program.begins(address);
    }
    let mut roots = of_this_runtime(&program, &symbols, entry);
    let doubtful = match roles {
        Some(roles) => of_declarations(&program, &symbols, roles, &mut roots)?,
        None => Vec::new(),
    };
    roots.sort_by(|first, second| {
        (first.0.role_type, &first.1).cmp(&(second.0.role_type, &second.1))
    });
    roots.dedup_by(|first, second| first.0 == second.0 && first.1 == second.1);
    for (_, _, address) in &roots {
        program.begins(*address);
    }
    let graph = Graph::of(&program, roots.iter().map(|(_, _, address)| *address));
    let handed_out = graph
        .handed_out()
        .filter(|function| roots.iter().all(|(_, _, address)| address != function))
        .map(|function| symbols.name(function))
        .collect();
    let found = roots
        .into_iter()
        .map(|root| found(&program, &graph, &symbols, root))
        .collect();
    Ok(Callbacks {
        program,
        graph,
        symbols,
        found,
        handed_out,
        doubtful,
    })
}

type Root = (&'static Callback, String, u32);

/// The entry point, and what the runtime's symbols say.
fn of_this_runtime(program: &Program, symbols: &Symbols, entry: Option<Root>) -> Vec<Root> {
    let mut roots: Vec<Root> = entry
        .into_iter()
        .filter(|(_, _, address)| program.is_code(*address))
        .collect();
    for (address, names) in symbols.all() {
        for name in names {
            if let Some((role, handler)) = of_runtime(name)
                && program.is_code(address)
            {
                roots.push((role, handler, address));
            }
        }
    }
    roots
}

/// Adds what was declared; what of it cannot be judged.
fn of_declarations(
    program: &Program,
    symbols: &Symbols,
    roles: &Declarations,
    roots: &mut Vec<Root>,
) -> Result<Vec<Finding>, Error> {
    let mut doubtful = Vec::new();
    let mut errors = Vec::new();
    for declared in &roles.all {
        let (name, role_type) = (&declared.name, &declared.role_type);
        let digits = name.strip_prefix("0x");
        let address = match digits {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => symbols
                .all()
                .find(|(_, names)| names.contains(name))
                .map(|(address, _)| address),
        };
        let place = roles.place(declared);
        match (
            declared.role,
            address.map(|address| (address, program.is_code(address))),
        ) {
            (Some(role), Some((address, true))) => roots.push((role, name.clone(), address)),
            (Some(_), None) if digits.is_none() => doubtful.push(
                Finding::new(format!(
                    "{place}: no function {name} is in the image: the {role_type} is not judged"
                ))
                .warning(),
            ),
            (Some(_), _) => errors.push(roles.rendered(
                &format!("no code is at {name}, which is to be {role_type}"),
                declared,
            )),
            (None, at) => {
                let wrong = format!("`{role_type}` is no role type");
                let is_function = at.is_some_and(|(_, is_code)| is_code);
                match (Unknown::of(role_type), is_function) {
                    (Unknown::Misspelt(meant), _) => errors.push(
                        roles.rendered(&format!("{wrong}: did you mean `{meant}`?"), declared),
                    ),
                    (Unknown::OfStorport, true) => {
                        errors.push(roles.rendered(&format!("{wrong} of storport.h"), declared));
                    }
                    (Unknown::OfStorport, false) | (Unknown::Other, true) => doubtful.push(
                        Finding::new(format!(
                            "{place}: {wrong} that is known here: {name} is not judged"
                        ))
                        .warning(),
                    ),
                    // A type of no function.
                    (Unknown::Other, false) => {}
                }
            }
        }
    }
    if errors.is_empty() {
        return Ok(doubtful);
    }
    Err(Error::new(format!(
        "what is declared is not in the image as a callback\n{}",
        errors.join("\n\n")
    )))
}

fn found(program: &Program, graph: &Graph, symbols: &Symbols, root: Root) -> Found {
    let (role, name, address) = root;
    let reach = graph.reach(program, address);
    let mut routines: BTreeMap<String, Routine> = BTreeMap::new();
    for reached in reach.imports {
        let (shown, verdict) = judge(role, &reached.import.routine, reached.arguments);
        // `AcquireSpinLock` of two locks are two, an allocation of two sizes is one.
        routines.entry(shown.clone()).or_insert_with(|| Routine {
            name: shown,
            import: reached.import.routine,
            verdict,
            path: reached
                .path
                .iter()
                .map(|function| symbols.name(*function))
                .collect(),
        });
    }
    Found {
        role,
        name,
        address,
        size: graph
            .functions
            .get(&address)
            .map_or(0, |body| body.end - address),
        stack: graph.depth(program.target, address),
        routines: routines.into_values().collect(),
        unknown: reach
            .unknown
            .into_iter()
            .map(|(function, calls)| (symbols.name(function), calls))
            .collect(),
    }
}

/// What no callback may do, and what was declared and is not judged.
pub(crate) fn findings(callbacks: &Callbacks) -> Vec<Finding> {
    let mut findings = callbacks.doubtful.clone();
    for callback in &callbacks.found {
        let who = format!("{} ({})", callback.name, callback.role.role_type);
        for routine in &callback.routines {
            if let Verdict::Forbidden(why) = &routine.verdict {
                let way = routine.path[1..].join(" -> ");
                let way = if way.is_empty() {
                    String::new()
                } else {
                    format!(", by {way}")
                };
                findings.push(Finding::new(format!(
                    "{who} reaches {}{way}: {why}",
                    routine.name
                )));
            }
        }
        if callback.stack.bytes > STACK {
            findings.push(
                Finding::new(format!(
                    "{who} takes {} bytes of stack, and a kernel stack has {STACK}",
                    callback.stack.bytes
                ))
                .help("keep what is big in the device extension, or in pool"),
            );
        }
    }
    findings
}
