//! A device of QEMU with a disk of its own, where the driver is started on one.

use std::path::Path;
use std::{fs, io};

use miniport_sim::MachineBuilder;
use miniport_sim::device::qemu::{Drive, Format, Qemu, QemuDevice, QemuError};
use miniport_sim::testing::Folder;

use crate::job::{Failure, MIB};

/// A running QEMU with one device; its disk goes with it.
pub struct Session {
    qemu: Qemu,
    _folder: Folder,
}

impl Session {
    /// Starts QEMU with a device and what is attached to it.
    pub fn start(device: &str, attached: &[String]) -> Result<Self, Failure> {
        Qemu::installed()?;
        let folder = Folder::new(std::env::temp_dir(), "miniport-run");
        let image = folder.join("disk.img");
        disk(&image).map_err(|error| format!("{}: {error}", image.display()))?;
        let builder = Qemu::builder()
            .drive(Drive::new("disk", &image, Format::Raw))
            .device(device);
        let builder = attached.iter().fold(builder, |builder, specification| {
            builder.attach(specification)
        });
        Ok(Self {
            qemu: builder.start()?,
            _folder: folder,
        })
    }

    /// The machine's memory is that which QEMU's devices reach.
    pub fn lend_memory(&self, builder: MachineBuilder) -> MachineBuilder {
        builder.memory(self.qemu.memory())
    }

    /// The device.
    pub fn device(&self) -> Result<QemuDevice, Failure> {
        let devices = self.qemu.devices();
        let name = devices.first().ok_or("QEMU has no device")?;
        Ok(self.qemu.device(name)?)
    }

    /// Ends QEMU, which has to be well.
    pub fn finish(self) -> Result<(), QemuError> {
        self.qemu.finish()
    }
}

fn disk(image: &Path) -> io::Result<()> {
    fs::File::create(image)?.set_len(64 * MIB)
}
