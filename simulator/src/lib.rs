//! A Storport and an I/O manager in user mode, to run and verify miniport and WDM drivers on any machine.
//!
//! A [`Machine`] loads a driver by its `DriverEntry` and does with it what Storport does: it finds and initialises
//! adapters, scans their buses, sends requests, runs DPCs, work items and timers, resets, stops, restarts and removes
//! them. All of it happens in virtual time on one thread, and a seed decides whatever is open: two runs with the same
//! seed are the same. A verifier watches; what it found is in the [`Report`].
//!
//! ```no_run
//! # unsafe extern "system" fn driver_entry(_: miniport::ffi::PVOID, _: miniport::ffi::PVOID) -> u32 { 0 }
//! use miniport_sim::Machine;
//!
//! let machine = Machine::new(42);
//! let driver = machine.load(driver_entry)?;
//! let adapter = machine.add_adapter(&driver, "luns=2;size=64M")?;
//! let disk = &adapter.disks()[0];
//! disk.write(0, &[7; 4096])?;
//! let mut data = [0; 4096];
//! disk.read(0, &mut data)?;
//! machine.shutdown().assert_clean();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A driver of hardware gets a [`Device`](device::Device) on the PCI bus: one of this process, such as the
//! [NVM Express controller](device::nvme), or one of [QEMU](device::qemu)'s. Registers, DMA and interrupts are those of a
//! real machine: memory is scattered page by page, interrupts preempt at every routine and every register access that lets
//! them, on several processors, and the verifier sees what a device does to memory that is not its own.
//!
//! ```no_run
//! # unsafe extern "system" fn driver_entry(_: miniport::ffi::PVOID, _: miniport::ffi::PVOID) -> u32 { 0 }
//! use miniport_sim::device::nvme::{Namespace, Nvme};
//! use miniport_sim::{AdapterOptions, InterruptResources, Machine};
//!
//! let machine = Machine::builder(42).processors(4).preemption(30).build();
//! let driver = machine.load(driver_entry)?;
//! let (device, _nvme) = Nvme::builder().namespace(Namespace::memory(1 << 20)).build();
//! let options = AdapterOptions::new().interrupts(InterruptResources::Messages(5));
//! let adapter = machine.add_pci_adapter(&driver, device, options)?;
//! adapter.disks()[0].write(0, &[7; 4096])?;
//! machine.shutdown().assert_clean();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A WDM driver is loaded by its `DriverEntry` too. The I/O manager, the plug and play manager and the power manager do with it what
//! those of Windows do, and a test is to it what an application is: it opens handles, reads, writes, controls, cancels and closes.
//!
//! ```no_run
//! # use miniport::ffi::{DRIVER_OBJECT, NTSTATUS, PUNICODE_STRING};
//! # unsafe extern "C" fn driver_entry(_: *mut DRIVER_OBJECT, _: PUNICODE_STRING) -> NTSTATUS { 0 }
//! use miniport_sim::device::edu::Edu;
//! use miniport_sim::{DeviceOptions, InterruptResources, Machine};
//!
//! let machine = Machine::builder(42).processors(2).preemption(30).build();
//! let driver = machine.load_wdm(driver_entry)?;
//! let (device, _edu) = Edu::builder().build();
//! let options = DeviceOptions::new().interrupts(InterruptResources::Messages(1));
//! let device = machine.add_pci_device(&driver, device, options)?;
//! let file = device.open()?;
//! let read = file.submit_read(0, 64);
//! file.write(0, &[7; 64])?;
//! read.cancel()?;
//! let answer = read.wait()?;
//! # let _ = answer.status;
//! file.close()?;
//! device.rebalance()?;
//! machine.sleep()?;
//! machine.resume()?;
//! machine.shutdown().assert_clean();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Drivers as images
//!
//! On x86-64 Linux a driver may be its `.sys` for x64 Windows instead of a function that is linked with the test: [`Machine::load_image`] and
//! [`Machine::load_wdm_image`]. From then on everything is as above. What an image lacks is in [`ImageError`], all of it. Registers that it
//! accesses inline are seen; its shared memory is not asked about before each access, and an image without the runtime's checks makes none
//! of them. A function that is linked with the test is interrupted where it calls a routine; an image may be interrupted between any two instructions,
//! so that a race for a plain variable is found ([`MachineBuilder::single_steps`]). [`testing::load`] chooses between the two forms of a
//! driver by the environment.
//!
//! A virtual miniport gets the device objects of its adapter. One that hooks its driver object gets what comes to it: device controls
//! ([`Adapter::service_request`], [`Adapter::device_control`]), plug and play and power, before Storport does what they ask for. A test is
//! the application that such a driver has: it sends the controls by which a disk appears, and answers the requests that the driver hands to
//! it, with memory of its own as buffers.
//!
//! # What is a finding
//!
//! [`Report::assert_clean`] fails on every [`Rule`] that was broken, and late requests, resets and requests that a driver ends for
//! nothing are rules: a test that provokes them says so, by [`Machine::expect_resets`] or [`Machine::tolerate_resets`], and any other
//! rule by [`Machine::tolerate`]. How many there were stands in the report in columns ([`Recovery`]). A start whose scan has a command
//! that fails as no disk may fail it is an error ([`IoError::Scan`]), unless the test asks for
//! [a tolerant scan](AdapterOptions::tolerant_scan); a scan that the driver itself asks for is a [`Rule::ScanFailed`] then. Requests that a
//! driver pauses for longer than they may take, and forgets, are late as well.
//!
//! What a driver answers is looked at: statuses that contradict each other, sense data and lists of another length than they say, a read
//! that moved nothing. Whether the data are the right ones, only the test knows.
//!
//! What is not seen: the instructions of a callback take no virtual time, so the 50 µs of an interrupt handler are those of routines and
//! register accesses; and QEMU's devices reach all memory ([`device::qemu`]).
//!
//! The driver runs in the process of the test: one that writes memory that is not its own may break the test. A panic
//! of a driver ends the process, because a callback cannot unwind; the report, with the seed, is printed before. A callback that
//! spins without a call of any routine cannot be ended alone either: after some seconds a thread prints what ran and aborts
//! the process ([`MachineBuilder::watchdog`]); and so it does at once, where there are signals (not on Windows), when a callback accesses
//! memory that is not there, as by a NULL pointer, or has used up its stack. One that calls routines for ever, and DPCs that issue themselves, are a
//! [`Rule::Livelock`].
#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(
    clippy::cast_ptr_alignment,
    reason = "what is cast is memory of `Block`, which is aligned to 16, or read and written unaligned"
)]

pub mod device;
mod image;
mod io;
mod kernel;
mod machine;
mod storport;
pub mod testing;
mod verifier;

pub use image::flaw::ImageFlaw;
pub use io::error::NtError;
pub use io::options::DeviceOptions;
pub use io::pnp::usage::SpecialFile;
pub use io::power::overlap::PowerRequest;
pub use io::request::pending::Answer;
pub use kernel::hardware::options::InterruptResources;
pub use kernel::memory::physical::Ram;
pub use kernel::memory::shortage::Shortage;
pub use kernel::time;
pub use machine::Machine;
pub use machine::adapter::{Adapter, PowerState};
pub use machine::builder::MachineBuilder;
pub use machine::driver::Driver;
pub use machine::image::ImageError;
pub use machine::service::PendingService;
pub use machine::wdm::WdmDriver;
pub use machine::wdm::device::{PendingPower, WdmDevice};
pub use machine::wdm::file::{File, PendingIo};
pub use machine::wmi::Wmi;
pub use storport::control::{AdapterRequest, ControlAnswer, UnitRequest};
pub use storport::error::{DumpError, IoError, LoadError};
pub use storport::image::DriverEntry;
pub use storport::initiator::disk::Disk;
pub use storport::initiator::info::DiskInfo;
pub use storport::initiator::pending::Pending;
pub use storport::options::{AdapterOptions, RegistryValue, SrbForm};
pub use storport::request::completion::Completion;
pub use storport::request::table::Direction;
pub use storport::said::{Failure, IoHints};
pub use storport::service::ServiceAnswer;
pub use storport::unit::Address;
pub use storport::wmi::{WmiBlock, WmiError, WmiEvent};
pub use verifier::{
    CallbackStatistics, LogEntry, Recovery, Report, Role, Rule, StackFrame, Violation,
};
