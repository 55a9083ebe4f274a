//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use miniport_sim::SrbForm;

use crate::copy::Plan;
use crate::image::{Image, ImageError};

/// Copies a disk image through the RAM disk driver and back out, and compares
#[derive(Debug, Parser)]
#[command(name = "copy_image")]
pub struct Arguments {
    /// The disk image; without one, an image is made up
    image: Option<PathBuf>,

    /// The driver, as an image for Windows, ramdisk.sys; without one, the driver that this program is linked with
    #[arg(long = "image", value_name = "FILE.sys")]
    driver: Option<PathBuf>,

    /// Where to write what came back
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Bytes of a block of the disk: 512 or 4096
    #[arg(long, value_name = "BYTES", default_value = "512", value_parser = block_size)]
    block_size: u32,

    /// Requests in flight at a time
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=254))]
    queue_depth: u32,

    /// Processors of the simulated machine
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    processors: u8,

    /// The form of the requests
    #[arg(long, value_enum, default_value = "storage")]
    srb: Form,

    /// Decides the order of things in the simulation, and the bytes of an image that is made up
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// The size of an image that is made up, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4096), conflicts_with = "image")]
    size: u64,
}

/// The form of requests, by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// `SCSI_REQUEST_BLOCK`
    Scsi,
    /// `STORAGE_REQUEST_BLOCK`
    Storage,
}

fn block_size(text: &str) -> Result<u32, String> {
    match text {
        "512" => Ok(512),
        "4096" => Ok(4096),
        _ => Err("a block has 512 or 4096 bytes".to_owned()),
    }
}

impl Arguments {
    /// The image that they name, or one that is made up.
    pub fn image(&self) -> Result<Image, ImageError> {
        match &self.image {
            Some(path) => Image::open(path, self.block_size),
            None => Ok(Image::made_up(self.size << 20, self.seed)),
        }
    }

    /// How to copy it.
    pub fn plan(&self) -> Plan {
        Plan {
            block_size: self.block_size,
            queue_depth: self.queue_depth as usize,
            processors: self.processors.into(),
            form: match self.srb {
                Form::Scsi => SrbForm::Scsi,
                Form::Storage => SrbForm::Storage,
            },
            seed: self.seed,
            output: self.output.clone(),
            driver: self.driver.clone(),
        }
    }
}
