//! Find-adapter: maps the registers, asks the controller what it is, and builds the device extension.

use core::sync::atomic::{AtomicU32, AtomicUsize};

use miniport::prelude::*;

use crate::adapter::{Adapter, Information, Life};
use crate::command::admin::{self, Identify};
use crate::control::free;
use crate::controller::registers::CAP;
use crate::controller::{self, Alone, Finding, Trouble};
use crate::hardware::{ENTRIES, Hardware, QUEUES};
use crate::identify::{self, SharedLimits};
use crate::interrupt::message;
use crate::manage::Work;
use crate::prp::{MAX_TRANSFER, most_pages};
use crate::queue::Queue;
use crate::resets::Resets;
use crate::timeouts::Clock;
use crate::unit::{UNITS, Units};

/// Mass storage, non-volatile memory, NVM Express.
const CLASS: (u8, u8, u8) = (0x01, 0x08, 0x02);

/// How many requests an adapter and a unit take at a time.
const REQUESTS: u32 = 1000;
const REQUESTS_OF_UNIT: u32 = 254;

/// The limits of requests of up to `longest` bytes: one piece for each page, and one more.
const fn limits(longest: u32) -> Limits {
    Limits::new(longest, most_pages(longest))
}

#[hw_find_adapter]
pub fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    port: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let pci = cx
        .pci_configuration(port)
        .ok_or(FindAdapterError::NotFound)?;
    if pci.class() != CLASS {
        return Err(FindAdapterError::NotFound);
    }
    let registers = cx.map_registers(port, 0).map_err(|error| {
        debug_print!(0, "nvme: no registers: {error}\n");
        FindAdapterError::BadConfig
    })?;
    let capabilities = registers.read(CAP);
    port.set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(UNITS)
        .set_alignment(4)
        .set_dma_addresses(DmaAddresses::Full64)
        .set_caches_data(true)
        .set_reset_target_supported(true)
        .set_maximum_number_of_io(REQUESTS)
        .set_lun_queue_depth(REQUESTS_OF_UNIT, REQUESTS_OF_UNIT);
    let memory = port
        .uncached_extension(cx, const { limits(MAX_TRANSFER) }, Hardware::layout())
        .map_err(|error| {
            debug_print!(0, "nvme: no shared memory: {error}\n");
            FindAdapterError::Error
        })?;
    let hardware = Hardware::new(registers, capabilities, memory).ok_or_else(|| {
        debug_print!(0, "nvme: a controller that cannot be used\n");
        FindAdapterError::BadConfig
    })?;
    let mut queues = new_queues(cx)?;
    let [admin, ..] = queues.get_mut();
    let controller = ask(cx, &hardware, admin).map_err(|trouble| {
        debug_print!(0, "nvme: {trouble}\n");
        FindAdapterError::Error
    })?;
    let longest_transfer = controller
        .longest_transfer
        .map_or(MAX_TRANSFER, |longest| longest.min(MAX_TRANSFER));
    let adapter = Adapter {
        hardware,
        information: Information {
            controller,
            longest_transfer,
        },
        limits: SharedLimits::default(),
        queues,
        io_queues: AtomicUsize::new(0),
        units: Units::new(),
        life: Life::new(),
        work: Work::default(),
        event: AtomicU32::new(0),
        clock: Clock::default(),
        resets: Locked::new(Resets::default()),
        complete: [const { Dpc::new() }; QUEUES],
        wake: Dpc::new(),
        manage: WorkItem::new(),
        tick: Timer::new(),
    };
    let found = Found::with_message_interrupt::<message>(adapter, limits(longest_transfer));
    Ok(found.hw_free_adapter_resources::<free>())
}

/// The queues, closed.
fn new_queues(
    cx: &mut FindAdapter<'_, Adapter>,
) -> Result<ByMessage<Queue, QUEUES>, FindAdapterError> {
    let queues: [Option<Queue>; QUEUES] = core::array::from_fn(|_| Queue::new(cx).ok());
    if queues.iter().any(Option::is_none) {
        debug_print!(0, "nvme: no memory for the queues\n");
        return Err(FindAdapterError::Error);
    }
    Ok(ByMessage::new(queues.map(|queue| {
        queue.unwrap_or_else(|| unreachable!("all of them were made"))
    })))
}

/// Identify Controller, with the admin queue alone. Afterwards the controller is disabled: no interrupt comes before the
/// adapter is initialised.
fn ask(
    cx: &mut FindAdapter<'_, Adapter>,
    hardware: &Hardware,
    queue: &mut Queue,
) -> Result<identify::Controller, Trouble> {
    let limit = hardware.capabilities.timeout();
    controller::disable(&hardware.registers, cx, &Alone, limit)?;
    hardware.queue(0).clear();
    let queues = hardware.admin_queues();
    controller::enable(&hardware.registers, cx, &Alone, queues, limit)?;
    queue.open(ENTRIES);
    let page = hardware.page();
    let command = admin::identify(Identify::Controller, 0, page.physical_address());
    let mut admin = Finding {
        cx,
        hardware,
        queue,
    };
    let answer = controller::execute(&mut admin, command);
    queue.close();
    controller::disable(&hardware.registers, cx, &Alone, limit)?;
    answer.map(|_| identify::Controller::parse(&page))
}
