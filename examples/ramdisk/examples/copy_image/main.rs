//! Copies a disk image through the RAM disk driver, under the simulator, and back out; compares; shows what ran.
//!
//! `cargo run --release -p ramdisk --example copy_image -- [IMAGE]`, and `--help` for the rest. The exit status is 0 if every
//! byte came back and no rule was broken, 1 if not, 2 if the image or an argument cannot be used.

mod arguments;
mod copy;
mod image;
mod table;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

use crate::arguments::Arguments;
use crate::copy::Outcome;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(outcome) if outcome.is_good() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("copy_image: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("    because: {cause}");
                source = cause.source();
            }
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Outcome, Box<dyn Error>> {
    let mut image = arguments.image()?;
    println!("{image}");
    // indicatif draws to stderr, and not at all where that is no terminal.
    let bar = ProgressBar::new(image.size() * 2).with_style(style());
    let outcome = copy::copy(&arguments.plan(), &mut image, |bytes, what| {
        bar.set_message(what);
        bar.inc(bytes);
    });
    bar.finish_and_clear();
    let outcome = outcome?;
    for line in &outcome.log {
        println!("{line}");
    }
    println!("\n{}", table::callbacks(&outcome.report));
    println!("{outcome}");
    Ok(outcome)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template(
        "{msg:>9} [{bar:40}] {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left",
    )
    .unwrap_or_else(|_| ProgressStyle::default_bar())
}
