//! `cargo miniport run`: the simulator's own program, which this tool does not contain, is built and started.

use std::process::ExitCode;

use crate::cli;
use crate::file::warn;
use crate::new::ours;
use crate::toolchain::cargo_of_this_process;

/// What the program returns where it cannot do what it is asked for.
const UNUSABLE: u8 = 2;

/// Runs it; its exit status.
pub fn run(arguments: &cli::Run) -> ExitCode {
    let Some(checkout) = ours() else {
        warn("error: the checkout that this tool was built in is gone, and the simulator with it");
        return ExitCode::from(UNUSABLE);
    };
    let status = cargo_of_this_process()
        .args(["run", "--release", "--bin", "miniport-run"])
        .args(["--features", "qemu"])
        .arg("--manifest-path")
        .arg(checkout.join("simulator/Cargo.toml"))
        .arg("--")
        .args(
            arguments
                .arguments
                .iter()
                .filter(|argument| *argument != "--"),
        )
        .status();
    match status {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            ExitCode::from(code.unwrap_or(UNUSABLE))
        }
        Err(error) => {
            warn(&format!("error: cargo cannot be run: {error}"));
            ExitCode::from(UNUSABLE)
        }
    }
}
