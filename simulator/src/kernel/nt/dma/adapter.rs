//! DMA adapters: what a device reaches, and what its driver has of it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi;

use super::channel::Waiting;
use super::list::List;
use super::mapping::Registers;
use super::operations::table_of;
use crate::kernel::core::Kernel;
use crate::kernel::hardware::function::Function;
use crate::kernel::map::FastMap;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::mdl::span;
use crate::kernel::memory::physical::PAGE;
use crate::kernel::nt::call::{Call, routines};
use crate::verifier::Rule;

routines! {
    /// The DMA adapter of a device.
    IoGetDmaAdapter(
        device: ffi::PDEVICE_OBJECT, description: *mut ffi::DEVICE_DESCRIPTION, registers: ffi::PULONG
    ) -> ffi::PDMA_ADAPTER, PASSIVE => |call| get(call, device, description, registers), else null_mut();
}

/// The most map registers that an adapter has.
const MOST: usize = 1024;

/// A DMA adapter.
pub(super) struct Adapter {
    block: RefCell<Option<Block>>,
    pub function: Rc<Function>,
    /// The highest address that the device reaches.
    pub highest: u64,
    pub scatter_gather: bool,
    /// The map registers that there are, and those that are in use.
    pub registers: u32,
    pub used: Cell<u32>,
    /// The channel is allocated, and not freed after its routine (`KeepObject`).
    pub kept: Cell<bool>,
    /// Its routine runs.
    pub running: Cell<bool>,
    pub waiting: RefCell<VecDeque<Waiting>>,
    /// Map registers that are allocated, by their base.
    pub allocated: RefCell<FastMap<usize, Registers>>,
    /// Common buffers by their address: length, physical address.
    pub buffers: RefCell<FastMap<usize, (u32, i64)>>,
    pub lists: RefCell<FastMap<usize, List>>,
}

/// A rule of DMA that is broken.
pub(super) fn wrong(call: &Call<'_>, what: &str) {
    call.violation(Rule::DmaOrder, format!("{}: {what}", call.routine.name));
}

/// The highest address of a device by its description; `None` if it says none.
fn highest(description: &ffi::DEVICE_DESCRIPTION) -> Option<u64> {
    let width = if description.Version == ffi::DEVICE_DESCRIPTION_VERSION3 {
        description.DmaAddressWidth
    } else if description.Dma64BitAddresses != 0 {
        64
    } else if description.Dma32BitAddresses != 0
        || description.ScatterGather != 0 && description.InterfaceType == ffi::PCIBus
    {
        32
    } else {
        24
    };
    (1..=64).contains(&width).then(|| u64::MAX >> (64 - width))
}

fn get(
    call: &Call<'_>,
    device: ffi::PDEVICE_OBJECT,
    description: *mut ffi::DEVICE_DESCRIPTION,
    registers: ffi::PULONG,
) -> ffi::PDMA_ADAPTER {
    if !call.is_place(description) || !call.is_place(registers) {
        return null_mut();
    }
    let kernel = call.kernel;
    // SAFETY: the driver says that a description is there; it is not NULL and aligned.
    let description = unsafe { description.read() };
    let Some(function) = kernel.function_of(device as usize) else {
        call.bad("the physical device object is that of no device on a bus");
        return null_mut();
    };
    if description.Version > ffi::DEVICE_DESCRIPTION_VERSION3 {
        return null_mut();
    }
    if description.Master == 0 {
        kernel
            .verifier
            .unsupported("IoGetDmaAdapter for a device that is no bus master");
        return null_mut();
    }
    let Some(highest) = highest(&description) else {
        call.bad("DmaAddressWidth is 0 or more than 64");
        return null_mut();
    };
    let length = description.MaximumLength as usize;
    if length == 0 {
        call.bad("MaximumLength is 0");
        return null_mut();
    }
    // A transfer of the greatest length that begins at the end of a page; a driver may get fewer than that.
    let wanted = span(PAGE - 1, length).min(MOST) as u64;
    let count = if kernel.chance(8) {
        kernel.between(1, wanted)
    } else {
        wanted
    };
    let block = Block::new(64, 16, 0);
    let address = block.as_ptr().cast::<ffi::DMA_ADAPTER>();
    let count = u32::try_from(count).unwrap_or(1);
    // SAFETY: the block has room for the structure, and is aligned to 16; the driver says that the number goes there.
    unsafe {
        // Version is 1 whatever the table is.
        address.write(ffi::DMA_ADAPTER {
            Version: 1,
            Size: u16::try_from(size_of::<ffi::DMA_ADAPTER>()).unwrap_or(0),
            DmaOperations: table_of(description.Version, call.kernel.is_called_by_image()),
        });
        registers.write(count);
    }
    let adapter = Adapter {
        block: RefCell::new(Some(block)),
        function,
        highest,
        scatter_gather: description.ScatterGather != 0,
        registers: count,
        used: Cell::new(0),
        kept: Cell::new(false),
        running: Cell::new(false),
        waiting: RefCell::default(),
        allocated: RefCell::default(),
        buffers: RefCell::default(),
        lists: RefCell::default(),
    };
    let mut adapters = kernel.nt.dma.adapters.borrow_mut();
    adapters.insert(address as usize, Rc::new(adapter));
    address
}

/// The adapter that a driver names; what is wrong is reported.
pub(super) fn named(call: &Call<'_>, dma: ffi::PDMA_ADAPTER) -> Option<Rc<Adapter>> {
    let found = call
        .kernel
        .nt
        .dma
        .adapters
        .borrow()
        .get(&(dma as usize))
        .cloned();
    if found.is_none() {
        wrong(call, "that is no DMA adapter, or it was put back");
    }
    found
}

impl Adapter {
    pub fn owner(&self) -> usize {
        self.function.owner
    }

    /// What the driver has not given back, in words.
    fn left(&self) -> Vec<String> {
        let some = |count: usize, what: &str| (count != 0).then(|| format!("{count} {what}"));
        [
            some(self.buffers.borrow().len(), "common buffers"),
            some(self.lists.borrow().len(), "scatter/gather lists"),
            some(
                self.allocated.borrow().len(),
                "allocations of map registers",
            ),
            some(usize::from(self.kept.get()), "channel"),
            some(self.waiting.borrow().len(), "requests that wait"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

pub(super) fn put(call: &Call<'_>, dma: ffi::PDMA_ADAPTER) {
    let Some(adapter) = named(call, dma) else {
        return;
    };
    for left in adapter.left() {
        wrong(call, &format!("{left} of the adapter were not freed"));
    }
    let mut adapters = call.kernel.nt.dma.adapters.borrow_mut();
    adapters.remove(&(dma as usize));
    if let Some(block) = adapter.block.borrow_mut().take() {
        call.kernel.pool.retire(block);
    }
}

pub(super) fn alignment(call: &Call<'_>, dma: ffi::PDMA_ADAPTER) -> u32 {
    named(call, dma);
    1
}

pub(super) fn info(
    call: &Call<'_>,
    dma: ffi::PDMA_ADAPTER,
    info: ffi::PDMA_ADAPTER_INFO,
) -> ffi::NTSTATUS {
    let Some(adapter) = named(call, dma) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    if !call.is_place(info) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    // SAFETY: the driver says that the information goes there; it is not NULL and aligned.
    unsafe {
        if (*info).Version != 1 {
            return ffi::STATUS_NOT_SUPPORTED;
        }
        (*info).V1 = ffi::DMA_ADAPTER_INFO_V1 {
            ReadDmaCounterAvailable: 0,
            ScatterGatherLimit: if adapter.scatter_gather { u32::MAX } else { 1 },
            DmaAddressWidth: 64 - adapter.highest.leading_zeros(),
            Flags: 0,
            MinimumTransferUnit: 1,
        };
    }
    ffi::STATUS_SUCCESS
}

impl Kernel {
    /// How many DMA adapters of a device were not put back.
    pub(in crate::kernel::nt) fn dma_adapters_of(&self, owner: usize) -> usize {
        let adapters = self.nt.dma.adapters.borrow();
        let mine = |adapter: &&Rc<Adapter>| adapter.owner() == owner;
        adapters.values().filter(mine).count()
    }
}
