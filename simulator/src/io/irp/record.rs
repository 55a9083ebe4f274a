//! What the manager knows of an IRP, beside its memory.

use std::cell::{Cell, RefCell};
use std::mem::offset_of;
use std::rc::Rc;

use miniport::ffi;

use super::name;
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::io::signal::Signal;
use crate::kernel::memory::POISON;
use crate::kernel::memory::block::Block;

/// Who made an IRP, and so what its end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The I/O, plug and play or power manager: it frees the IRP when it is completed.
    Manager,
    /// `IoAllocateIrp`: its maker takes it back in a completion routine.
    Allocated,
    /// `IoBuildAsynchronousFsdRequest`: the same.
    Asynchronous,
    /// `IoBuildSynchronousFsdRequest`, `IoBuildDeviceIoControlRequest`: the manager frees it when it is completed.
    Threaded,
}

/// Where an IRP is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It was not sent yet, or is its maker's again.
    Made,
    /// The driver of its current location owns it.
    Owned,
    /// It is being completed.
    Completing,
    /// It is completed, or freed.
    Over,
}

/// What an IRP did in one driver: it came by `IoCallDriver`, the dispatch routine returned, it was completed.
pub(crate) struct Visit {
    pub device: Rc<Device>,
    /// What the location had when it came: the completion routine of the driver above, and its context.
    pub above: (usize, usize),
    pub request: &'static str,
    /// Counts for the deletion of the device.
    pub counted: Cell<bool>,
    /// What the dispatch routine returned.
    pub returned: Cell<Option<ffi::NTSTATUS>>,
    /// What the lower driver's dispatch routine returned to it, if it passed the IRP on.
    pub forwarded: Cell<Option<ffi::NTSTATUS>>,
    /// Whether the IRP was marked pending when it was completed through here, and with which status.
    pub done: Cell<Option<(bool, ffi::NTSTATUS)>>,
}

impl Visit {
    /// Counts for the deletion of the device from here on.
    pub fn count(&self) {
        self.counted.set(true);
        self.device.irps.set(self.device.irps.get() + 1);
    }

    /// Counts no more; whether it did.
    pub fn count_no_more(&self) -> bool {
        let counted = self.counted.replace(false);
        if counted {
            self.device
                .irps
                .set(self.device.irps.get().saturating_sub(1));
        }
        counted
    }
}

/// What is done when an IRP is completed up to its top: with its status and information.
pub(crate) type Finish = Box<dyn FnOnce(&IoManager<'_>, ffi::NTSTATUS, usize)>;

/// An IRP.
pub(crate) struct Irp {
    block: RefCell<Option<Block>>,
    raw: ffi::PIRP,
    /// In the order of their making.
    pub number: u64,
    pub origin: Origin,
    /// The device or driver that made it, or that it is for.
    pub owner: usize,
    /// How many stack locations it has.
    pub locations: usize,
    /// What it was sent for first.
    pub function: Cell<(u8, u8)>,
    /// `CurrentLocation` as it has to be.
    pub current: Cell<usize>,
    pub phase: Cell<Phase>,
    /// For each location, from 1 on, what the IRP did there: several visits, where drivers skipped their own.
    pub visits: RefCell<Vec<Vec<Rc<Visit>>>>,
    /// How often it was completed.
    pub walks: Cell<u64>,
    pub finish: RefCell<Option<Finish>>,
    /// The system buffer that the manager made, and how long it is.
    pub system: Cell<(usize, usize)>,
    /// The bus driver has seen it, with this status.
    pub reached_bus: Cell<Option<ffi::NTSTATUS>>,
    /// Who had it last, for messages.
    pub last: Cell<(&'static str, usize)>,
    /// Devices that a completion routine of `IoSetCompletionRoutineEx` keeps, by location.
    pub keeps: RefCell<Vec<(usize, Rc<Device>)>>,
    /// Who waits for it to come back from a location (`IoForwardIrpSynchronously`).
    pub waits: RefCell<Vec<(usize, Rc<Signal>)>>,
    /// That it is not completed was said.
    pub reported: Cell<bool>,
}

impl Irp {
    pub fn raw(&self) -> ffi::PIRP {
        self.raw
    }

    /// The completion routine in a location, which is the driver's above, and its context.
    pub fn routine_in(&self, number: usize) -> (usize, usize) {
        let place = self.location(number);
        // SAFETY: the IRP is not over, and the location is one of its.
        let (routine, context) = unsafe { ((*place).CompletionRoutine, (*place).Context) };
        (
            routine.map_or(0, |routine| routine as usize),
            context as usize,
        )
    }

    /// A stack location, from 1, the lowest, on; the one behind the last is where an IRP stands that was not sent.
    pub fn location(&self, number: usize) -> ffi::PIO_STACK_LOCATION {
        let first = self.raw.wrapping_add(1).cast::<ffi::IO_STACK_LOCATION>();
        first.wrapping_add(number.wrapping_sub(1))
    }

    /// Makes a location the current one.
    pub fn set_current(&self, number: usize) {
        self.current.set(number);
        // SAFETY: the IRP is not over.
        unsafe {
            (*self.raw).CurrentLocation = i8::try_from(number).unwrap_or(i8::MAX);
            (*self.raw).Tail.Overlay.CurrentStackLocation = self.location(number);
        }
    }

    /// The name of what it was sent for.
    pub fn name(&self) -> &'static str {
        let (major, minor) = self.function.get();
        name::of(major, minor)
    }

    /// The status block.
    pub fn status(&self) -> ffi::IO_STATUS_BLOCK {
        // SAFETY: the IRP is not over.
        unsafe { (*self.raw).IoStatus }
    }

    pub fn set_status(&self, status: ffi::NTSTATUS, information: usize) {
        // SAFETY: the IRP is not over.
        unsafe {
            (*self.raw).IoStatus = ffi::IO_STATUS_BLOCK {
                Status: status,
                Information: information,
            };
        }
    }

    pub fn is_cancelled(&self) -> bool {
        // SAFETY: the IRP is not over.
        unsafe { (*self.raw).Cancel != ffi::FALSE }
    }

    /// The visit of the driver that owns it.
    pub fn visit(&self) -> Option<Rc<Visit>> {
        let visits = self.visits.borrow();
        visits.get(self.current.get())?.last().cloned()
    }

    /// Whether who was visited has it still, or gets it back from the drivers below: passed on without a completion routine, it does not.
    pub fn comes_back(&self, visit: &Rc<Visit>, number: usize) -> bool {
        if visit.forwarded.get().is_none() {
            return true;
        }
        let skipped = {
            let visits = self.visits.borrow();
            visits[number]
                .last()
                .is_some_and(|last| !Rc::ptr_eq(last, visit))
        };
        // SAFETY: the IRP is not over, and the location below is one of its, because it was sent on.
        !skipped && unsafe { (*self.location(number - 1)).CompletionRoutine.is_some() }
    }

    /// Makes it as new, for its maker.
    pub fn reset(&self, status: ffi::NTSTATUS) {
        let size = size_of::<ffi::IRP>() + self.locations * size_of::<ffi::IO_STACK_LOCATION>();
        // SAFETY: the block holds the IRP and its locations, and is not over; lists of nothing point to themselves.
        unsafe {
            self.raw.cast::<u8>().write_bytes(0, size);
            let irp = &mut *self.raw;
            irp.Type = ffi::IO_TYPE_IRP;
            irp.Size = u16::try_from(size).unwrap_or(u16::MAX);
            irp.StackCount = i8::try_from(self.locations).unwrap_or(i8::MAX);
            irp.IoStatus.Status = status;
            let list = &raw mut (*self.raw).ThreadListEntry;
            irp.ThreadListEntry = ffi::LIST_ENTRY {
                Flink: list,
                Blink: list,
            };
        }
        self.set_current(self.locations + 1);
        self.phase.set(Phase::Made);
        for visits in self.visits.borrow_mut().iter_mut() {
            visits.clear();
        }
    }
}

impl IoManager<'_> {
    /// Makes an IRP.
    pub fn make_irp(&self, locations: usize, origin: Origin, owner: usize) -> Rc<Irp> {
        let size = size_of::<ffi::IRP>() + locations * size_of::<ffi::IO_STACK_LOCATION>();
        let block = Block::new(size, 16, 0);
        let raw = block.as_ptr().cast::<ffi::IRP>();
        let irp = Rc::new(Irp {
            block: RefCell::new(Some(block)),
            raw,
            number: self.io.made.replace(self.io.made.get() + 1),
            origin,
            owner,
            locations,
            function: Cell::new((0, 0)),
            current: Cell::new(0),
            phase: Cell::new(Phase::Made),
            visits: RefCell::new(vec![Vec::new(); locations + 1]),
            walks: Cell::new(0),
            finish: RefCell::default(),
            system: Cell::default(),
            reached_bus: Cell::new(None),
            last: Cell::new(("its maker", owner)),
            keeps: RefCell::default(),
            waits: RefCell::default(),
            reported: Cell::new(false),
        });
        irp.reset(ffi::STATUS_SUCCESS);
        let mut irps = self.io.irps.borrow_mut();
        irps.insert(raw as usize, Rc::clone(&irp));
        irp
    }

    /// The IRP at an address that is not over.
    pub fn irp(&self, irp: ffi::PIRP) -> Option<Rc<Irp>> {
        self.io.irps.borrow().get(&(irp as usize)).cloned()
    }

    /// The end of an IRP: nobody may touch it any more.
    pub fn free_irp(&self, irp: &Irp) {
        irp.phase.set(Phase::Over);
        self.io.irps.borrow_mut().remove(&(irp.raw as usize));
        let Some(block) = irp.block.take() else {
            return;
        };
        if block.check().is_err() {
            self.overrun(Some(irp.owner), "an IRP");
        }
        // Inline functions go through this pointer: they find a location that is there, and what they write to it is seen. In poison
        // the mark of IoMarkIrpPending is set already.
        let top = irp.location(irp.locations.max(1));
        let pointer =
            offset_of!(ffi::IRP, Tail) + offset_of!(ffi::IRP_Tail_Overlay, CurrentStackLocation);
        let mut unmarked = [POISON; 8];
        unmarked[offset_of!(ffi::IO_STACK_LOCATION, Control)] &= !ffi::SL_PENDING_RETURNED;
        let kept = vec![
            (pointer, top as usize),
            (
                top as usize - irp.raw as usize,
                usize::from_ne_bytes(unmarked),
            ),
        ];
        let what = "an IRP that was completed or freed";
        let late = self.io.retired.add_but(block, Some(irp.owner), what, kept);
        self.report_late(late);
    }
}
