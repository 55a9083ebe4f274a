//! Backings that fail.

use std::io::{Error, Result};

use super::entry::{command, flush};
use super::host::Host;
use crate::device::nvme::{Backing, Namespace, Nvme, Status};

struct Broken;

impl Backing for Broken {
    fn read(&mut self, _: u64, _: &mut [u8]) -> Result<()> {
        Err(Error::other("broken"))
    }
    fn write(&mut self, _: u64, _: &[u8]) -> Result<()> {
        Err(Error::other("broken"))
    }
    fn discard(&mut self, _: u64, _: u64) -> Result<()> {
        Err(Error::other("broken"))
    }
    fn flush(&mut self) -> Result<()> {
        Err(Error::other("broken"))
    }
}

#[test]
fn a_backing_that_fails() {
    let mut host = Host::ready(Nvme::builder().namespace(Namespace::on(Broken, 64)));
    assert_eq!(
        host.read_blocks(0, 512),
        Err(Status::UNRECOVERED_READ_ERROR)
    );
    assert_eq!(host.write_blocks(0, &[0; 512]), Ok(0), "cached");
    assert_eq!(host.run(1, flush()), Err(Status::WRITE_FAULT));
    assert_eq!(
        host.run(1, command(8).namespace(1).blocks(0, 1)),
        Err(Status::WRITE_FAULT)
    );
}
