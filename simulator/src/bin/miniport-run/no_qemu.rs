//! This program as it is built without the devices of QEMU.

use miniport_sim::MachineBuilder;
use miniport_sim::device::edu::Edu;

use crate::job::Failure;

/// None is ever started.
pub enum Session {}

impl Session {
    pub fn start(_: &str, _: &[String]) -> Result<Self, Failure> {
        Err("this program was built without QEMU's devices: they are its feature `qemu`".into())
    }

    pub fn lend_memory(&self, _: MachineBuilder) -> MachineBuilder {
        match *self {}
    }

    pub fn device(&self) -> Result<Edu, Failure> {
        match *self {}
    }

    pub fn finish(self) -> Result<(), Failure> {
        match self {}
    }
}
