//! What is wrong with an image.

use std::fmt;

/// Something that is wrong with an image of a driver, or that it needs and the simulator has not got.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageFlaw {
    /// Images run on x86-64 Linux only.
    Host,
    /// It is no portable executable.
    NotAnImage {
        /// What was looked for and not found.
        reason: &'static str,
    },
    /// It is for another processor than x64.
    Machine {
        /// `Machine` of the file header.
        machine: u16,
    },
    /// It is a program or a library of user mode, or runs before Windows does.
    Subsystem {
        /// `Subsystem` of the optional header.
        subsystem: u16,
    },
    /// A field of a header has a value that no loader takes.
    Header {
        /// The field.
        field: &'static str,
        /// Its value.
        value: u64,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A section lies where it cannot.
    Section {
        /// The section's name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A table that the image is loaded by is broken.
    Table {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        reason: &'static str,
        /// Where in the image.
        at: u32,
    },
    /// It imports a routine that the simulator has not got.
    MissingRoutine {
        /// The module that it imports from.
        module: String,
        /// The routine.
        routine: String,
    },
    /// It imports a routine from a module that does not export it, so that Windows would not load it.
    WrongModule {
        /// The module that it imports from.
        module: String,
        /// The routine.
        routine: String,
        /// The module that has it.
        exported_by: &'static str,
    },
    /// It imports by number, and numbers differ from one build of Windows to the next.
    Ordinal {
        /// The module that it imports from.
        module: String,
        /// The number.
        ordinal: u16,
    },
    /// It imports from a module that is not simulated.
    MissingModule {
        /// The module.
        module: String,
        /// What is imported from it.
        routines: Vec<String>,
    },
    /// The process has no memory for it.
    NoMemory {
        /// What the system said.
        reason: String,
    },
}

/// Processors by the number of the file header.
const MACHINES: [(u16, &str); 5] = [
    (0x014C, "32-bit x86"),
    (0x01C4, "32-bit ARM"),
    (0xAA64, "ARM64"),
    (0xA641, "ARM64EC"),
    (0x0200, "Itanium"),
];

/// Subsystems by the number of the optional header.
const SUBSYSTEMS: [(u16, &str); 7] = [
    (2, "a user-mode program with windows"),
    (3, "a user-mode console program"),
    (10, "an EFI application"),
    (11, "an EFI boot driver"),
    (12, "an EFI driver"),
    (13, "an EFI ROM image"),
    (16, "a boot application"),
];

fn named(names: &[(u16, &'static str)], number: u16) -> &'static str {
    let found = names.iter().find(|(known, _)| *known == number);
    found.map_or("something unknown", |(_, name)| name)
}

impl fmt::Display for ImageFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host => f.write_str("images of drivers are loaded on x86-64 Linux only; here a driver is compiled for this machine"),
            Self::NotAnImage { reason } => write!(f, "it is no portable executable: {reason}"),
            Self::Machine { machine } => write!(
                f,
                "it is for {} (machine {machine:#06x}), and x64 (0x8664) is simulated",
                named(&MACHINES, *machine)
            ),
            Self::Subsystem { subsystem } => write!(
                f,
                "it is {} (subsystem {subsystem}); a driver has the subsystem NATIVE (1): link it with /SUBSYSTEM:NATIVE",
                named(&SUBSYSTEMS, *subsystem)
            ),
            Self::Header {
                field,
                value,
                reason,
            } => write!(f, "{field} is {value:#x}: {reason}"),
            Self::Section { name, reason } => write!(f, "section {name}: {reason}"),
            Self::Table { table, reason, at } => write!(f, "the {table} at {at:#x}: {reason}"),
            Self::MissingRoutine { module, routine } => {
                write!(f, "{routine} of {module} is not simulated")
            }
            Self::WrongModule {
                module,
                routine,
                exported_by,
            } => write!(
                f,
                "{routine} is imported from {module}, and {exported_by} exports it"
            ),
            Self::Ordinal { module, ordinal } => write!(
                f,
                "{module} is imported from by number ({ordinal}), which differs from one build of Windows to the next: import by name"
            ),
            Self::MissingModule { module, routines } => write!(
                f,
                "nothing of {module} is simulated: {}",
                routines.join(", ")
            ),
            Self::NoMemory { reason } => write!(f, "the process has no memory for it: {reason}"),
        }
    }
}
