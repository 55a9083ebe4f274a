//! Imports: the routines that an image calls, found by module and name and written where it looks for them.

use super::flaw::ImageFlaw;
use super::header::Directory;
use super::view::{View, write};
use super::{Exports, Found};

/// How many imports an image may have: more than any driver, so that tables that never end are ended.
const LIMIT: usize = 4096;
/// How long names may be.
const NAME: usize = 256;
/// The size of a descriptor: the names and the addresses of one module's routines.
const DESCRIPTOR: u32 = 20;
/// An import by number.
const BY_ORDINAL: u64 = 1 << 63;

/// One import.
struct Import {
    module: String,
    what: What,
    /// Where its address goes.
    place: u32,
}

enum What {
    Name(String),
    Ordinal(u16),
}

/// Writes the addresses of all routines, or says all that are missing.
pub(super) fn bind(
    image: &mut [u8],
    table: Directory,
    exports: Exports<'_>,
) -> Result<(), Vec<ImageFlaw>> {
    let imports = read(View(image), table).map_err(|flaw| vec![flaw])?;
    let mut flaws = Vec::new();
    for import in imports {
        let Import {
            module,
            what,
            place,
        } = import;
        let routine = match what {
            What::Name(name) => name,
            What::Ordinal(ordinal) => {
                flaws.push(ImageFlaw::Ordinal { module, ordinal });
                continue;
            }
        };
        match exports(&module, &routine) {
            Found::At(address) => {
                if write(image, place, address as u64).is_none() {
                    flaws.push(outside(place));
                }
            }
            Found::Elsewhere(exported_by) => flaws.push(ImageFlaw::WrongModule {
                module,
                routine,
                exported_by,
            }),
            Found::Missing => flaws.push(ImageFlaw::MissingRoutine { module, routine }),
            Found::NoModule => add_to_module(&mut flaws, module, routine),
        }
    }
    if flaws.is_empty() { Ok(()) } else { Err(flaws) }
}

fn add_to_module(flaws: &mut Vec<ImageFlaw>, from: String, routine: String) {
    for flaw in flaws.iter_mut() {
        if let ImageFlaw::MissingModule { module, routines } = flaw
            && *module == from
        {
            routines.push(routine);
            return;
        }
    }
    flaws.push(ImageFlaw::MissingModule {
        module: from,
        routines: vec![routine],
    });
}

fn outside(at: u32) -> ImageFlaw {
    ImageFlaw::Table {
        table: "import table",
        reason: "it does not lie in the image, or a name in it is none",
        at,
    }
}

/// All imports of the table.
fn read(image: View<'_>, table: Directory) -> Result<Vec<Import>, ImageFlaw> {
    let mut imports = Vec::new();
    if table.length == 0 {
        return Ok(imports);
    }
    let mut descriptor = table.at;
    for _ in 0..LIMIT {
        let field = |offset| {
            let at = descriptor.checked_add(offset);
            at.and_then(|at| image.long(at)).ok_or(outside(descriptor))
        };
        let (names, module, places) = (field(0)?, field(12)?, field(16)?);
        if module == 0 && places == 0 {
            return Ok(imports);
        }
        let module = image.text(module, NAME).ok_or(outside(descriptor))?;
        // Old linkers have the names where the addresses go only.
        let names = if names == 0 { places } else { names };
        read_module(image, module, names, places, &mut imports)?;
        descriptor = descriptor
            .checked_add(DESCRIPTOR)
            .ok_or(outside(descriptor))?;
    }
    Err(endless(table.at))
}

fn read_module(
    image: View<'_>,
    module: &str,
    names: u32,
    places: u32,
    imports: &mut Vec<Import>,
) -> Result<(), ImageFlaw> {
    let mut offset = 0;
    loop {
        let at = names.checked_add(offset).ok_or(outside(names))?;
        let place = places.checked_add(offset).ok_or(outside(places))?;
        let name = image.quad(at).ok_or(outside(at))?;
        if name == 0 {
            return Ok(());
        }
        if imports.len() == LIMIT {
            return Err(endless(at));
        }
        let what = if name & BY_ORDINAL == 0 {
            // Behind a hint where in the module's table it is.
            let text = u32::try_from(name).ok().and_then(|hint| {
                let name = image.text(hint.checked_add(2)?, NAME)?;
                Some(name.to_owned())
            });
            What::Name(text.ok_or(outside(at))?)
        } else {
            What::Ordinal((name & 0xFFFF) as u16)
        };
        imports.push(Import {
            module: module.to_ascii_lowercase(),
            what,
            place,
        });
        offset += 8;
    }
}

fn endless(at: u32) -> ImageFlaw {
    ImageFlaw::Table {
        table: "import table",
        reason: "it has no end",
        at,
    }
}
