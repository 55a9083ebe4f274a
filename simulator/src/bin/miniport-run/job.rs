//! The job: a driver is loaded, started, used, and ended.

use std::error::Error;
use std::fs;

use miniport_sim::device::Device;
use miniport_sim::device::edu::Edu;
use miniport_sim::device::nvme::{Namespace, Nvme};
use miniport_sim::testing::pattern;
use miniport_sim::{Adapter, AdapterOptions, DeviceOptions, Disk, Machine};

use crate::arguments::{Arguments, Device as On};
use crate::qemu::Session;

pub const MIB: u64 = 1 << 20;
/// Bytes of a request.
const PIECE: usize = 64 << 10;
/// What a miniport imports, and no WDM driver.
const OF_MINIPORTS: &[u8] = b"StorPortInitialize\0";

pub type Failure = Box<dyn Error>;

/// Whether all went well; the report is printed.
pub fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let driver = &arguments.driver;
    let bytes = fs::read(driver).map_err(|error| format!("{}: {error}", driver.display()))?;
    let mut builder = Machine::builder(arguments.seed)
        .processors(arguments.processors)
        .preemption(arguments.preemption)
        .single_steps(arguments.single_steps);
    if arguments.incomplete {
        builder = builder.incomplete_images();
    }
    if arguments.trace {
        builder = builder.trace();
    }
    let qemu = match &arguments.device {
        On::Qemu(specification) => Some(Session::start(specification, &arguments.attached)?),
        _ => None,
    };
    if let Some(qemu) = &qemu {
        builder = qemu.lend_memory(builder);
    }
    let machine = builder.build();
    let name = driver.file_name().unwrap_or_default().to_string_lossy();
    let is_miniport = bytes
        .windows(OF_MINIPORTS.len())
        .any(|name| name == OF_MINIPORTS);
    let done = if is_miniport {
        miniport(arguments, &machine, qemu.as_ref(), &name, &bytes)
    } else {
        wdm(arguments, &machine, qemu.as_ref(), &name, &bytes)
    };
    for entry in machine.log() {
        println!("{entry}");
    }
    let same = done.inspect_err(|_| println!("\n{}", machine.report()))?;
    let report = machine.shutdown();
    println!("\n{report}");
    qemu.map_or(Ok(()), Session::finish)?;
    Ok(same && report.is_clean())
}

fn wdm(
    arguments: &Arguments,
    machine: &Machine,
    qemu: Option<&Session>,
    name: &str,
    image: &[u8],
) -> Result<bool, Failure> {
    let driver = machine.load_wdm_image_bytes(name, image)?;
    let options = DeviceOptions::new();
    let device = match &arguments.device {
        On::None => machine.add_device(&driver, options)?,
        On::Edu => machine.add_pci_device(&driver, Edu::builder().build().0, options)?,
        On::Nvme(size) => machine.add_pci_device(&driver, controller(*size), options)?,
        On::Qemu(_) => machine.add_pci_device(&driver, theirs(qemu)?, options)?,
    };
    println!("a WDM driver; its device was started");
    device.rebalance()?;
    machine.run();
    Ok(true)
}

fn controller(size: u64) -> Nvme {
    let namespace = Namespace::memory(size * MIB / 512);
    Nvme::builder().namespace(namespace).build().0
}

fn theirs(qemu: Option<&Session>) -> Result<impl Device + use<>, Failure> {
    qemu.expect("QEMU was started for its device").device()
}

fn miniport(
    arguments: &Arguments,
    machine: &Machine,
    qemu: Option<&Session>,
    name: &str,
    image: &[u8],
) -> Result<bool, Failure> {
    let driver = machine.load_image_bytes(name, image)?;
    let options = AdapterOptions::new().argument(&*arguments.argument);
    let adapter = match &arguments.device {
        On::None => machine.add_adapter(&driver, options)?,
        On::Nvme(size) => machine.add_pci_adapter(&driver, controller(*size), options)?,
        On::Qemu(_) => machine.add_pci_adapter(&driver, theirs(qemu)?, options)?,
        On::Edu => machine.add_pci_adapter(&driver, Edu::builder().build().0, options)?,
    };
    copy(arguments, &adapter)
}

/// Copies the image to the first disk and back: whether it is the same.
fn copy(arguments: &Arguments, adapter: &Adapter) -> Result<bool, Failure> {
    let disks = adapter.disks();
    for disk in &disks {
        println!(
            "a disk of {} bytes in blocks of {}",
            disk.size(),
            disk.block_size()
        );
    }
    let Some(disk) = disks.first() else {
        if arguments.image.is_some() {
            return Err("the adapter has no disk".into());
        }
        println!("the adapter has no disk: nothing is copied");
        return Ok(true);
    };
    let data = image(arguments, disk)?;
    let block = disk.block_size() as usize;
    let pieces = || data.chunks(PIECE).enumerate();
    let lba = |index: usize| (index * PIECE / block) as u64;
    let writes: Vec<_> = pieces()
        .map(|(index, piece)| disk.submit_write(lba(index), piece))
        .collect::<Result<_, _>>()?;
    for write in writes {
        write.wait()?;
    }
    let mut different = 0;
    for (index, piece) in pieces() {
        let mut back = vec![0; piece.len()];
        disk.read(lba(index), &mut back)?;
        let wrong = piece
            .iter()
            .zip(&back)
            .filter(|(there, back)| there != back);
        different += wrong.count();
    }
    if different == 0 {
        println!(
            "{} bytes were written and came back as they were",
            data.len()
        );
    } else {
        println!("DIFFERENT: {different} of {} bytes", data.len());
    }
    Ok(different == 0)
}

fn image(arguments: &Arguments, disk: &Disk) -> Result<Vec<u8>, Failure> {
    let Some(path) = &arguments.image else {
        let size = disk.size().min(MIB);
        return Ok(pattern(usize::try_from(size)?, arguments.seed));
    };
    let data = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let block = disk.block_size() as usize;
    if data.len() as u64 > disk.size() || !data.len().is_multiple_of(block) {
        let size = data.len();
        return Err(format!(
            "an image of {size} bytes does not fit: {} in blocks of {block}",
            disk.size()
        )
        .into());
    }
    Ok(data)
}
