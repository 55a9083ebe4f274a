//! Builds the crate of a miniport or WDM driver into a `.sys` file on any machine, and checks the file as Windows and Storport will.
//!
//! The commands: `cargo miniport new` ([`new`]), `build` ([`sys`]), `package` ([`pack`]), `inspect` ([`inspect`]), `expand` ([`expand`]), `asm` ([`asm`]),
//! `header` ([`header`]) and `run`. The library exists for the command and its tests; its API is not stable.

// A pipe that is closed (`| head`) must not end the tool with a panic: `file::say`, `file::warn`.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod asm;
pub mod cli;
mod diagnostics;
mod error;
pub mod expand;
mod file;
mod graph;
pub mod header;
pub mod image;
mod inf;
pub mod inspect;
mod link;
pub mod linker;
mod machine;
pub mod new;
pub mod pack;
mod package;
pub mod rules;
mod run;
mod source;
mod symbols;
pub mod sys;
mod target;
pub mod toolchain;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

pub use error::Error;
pub use target::Target;

/// Runs the command with its arguments (the first is the program's name) and says how it went.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match cli::Cli::try_parse_from(cli::without_subcommand_name(arguments)) {
        Ok(cli) => cli,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            // Nothing is left to do when even the message cannot be written.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let result = match cli.command {
        cli::Command::New(arguments) => new::run(&arguments),
        cli::Command::Build(arguments) => sys::build(&arguments),
        cli::Command::Package(arguments) => pack::run(&arguments),
        cli::Command::Inspect(arguments) => inspect::run(&arguments),
        cli::Command::Expand(arguments) => expand::run(&arguments),
        cli::Command::Asm(arguments) => asm::run(&arguments),
        cli::Command::Header(arguments) => header::run(&arguments),
        cli::Command::Run(arguments) => return run::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            file::warn(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}
