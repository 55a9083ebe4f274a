//! A Storport in user mode, to run and verify miniport drivers on any machine.
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
//! The driver runs in the process of the test: one that accesses memory that is not its own may crash the test. A panic
//! of a driver ends the process, because a callback cannot unwind.

#![allow(
    clippy::cast_ptr_alignment,
    reason = "what is cast is memory of `Block`, which is aligned to 16, or read and written unaligned"
)]

mod adapter;
mod callback;
pub mod device;
mod driver;
mod error;
mod fiber;
mod hardware;
mod initiator;
mod job;
mod machine;
mod map;
mod memory;
mod processor;
mod ready;
mod request;
mod routines;
mod scheduler;
pub mod testing;
pub mod time;
mod verifier;

pub use adapter::unit::Address;
pub use adapter::{Adapter, AdapterOptions, PowerState, RegistryValue, SrbForm};
pub use callback::Role;
pub use driver::{Driver, DriverEntry};
pub use error::{IoError, LoadError};
pub use hardware::InterruptResources;
pub use initiator::{Disk, DiskInfo, Pending};
pub use machine::{Machine, MachineBuilder};
pub use memory::physical::Ram;
pub use request::{Completion, Direction};
pub use verifier::{CallbackStatistics, LogEntry, Report, Rule, StackFrame, Violation};
