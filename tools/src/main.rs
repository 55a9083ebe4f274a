//! `cargo miniport`: see the library for what it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_miniport::run(std::env::args_os())
}
