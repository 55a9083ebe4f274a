//! Work items: routines that a system thread runs at `PASSIVE_LEVEL`, while the I/O manager keeps their device.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use miniport::ffi;

use super::manager::IoManager;
use super::object::device::Device;
use crate::kernel::job::{Job, Work};
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::map::FastMap;
use crate::kernel::memory::GARBAGE;
use crate::kernel::memory::block::Block;
use crate::kernel::time::cost;
use crate::verifier::{Role, Rule};

/// The size of what a work item points to, which a driver asks for (`IoSizeofWorkItem`).
pub(super) const SIZE: usize = 64;

/// A routine of a work item, in its two forms.
#[derive(Clone, Copy)]
pub(crate) enum Routine {
    Plain(ffi::IO_WORKITEM_ROUTINE),
    Extended(ffi::IO_WORKITEM_ROUTINE_EX),
}

/// A work item.
struct Item {
    /// Its device, unless it is of a driver object.
    device: Option<Rc<Device>>,
    object: usize,
    owner: usize,
    /// The memory, if it is the manager's.
    block: Option<Block>,
    queued: bool,
}

/// The work items of a machine, by their address.
#[derive(Default)]
pub(crate) struct WorkItems {
    items: RefCell<FastMap<usize, Item>>,
    /// Threads that run one.
    busy: Cell<usize>,
    /// All threads wait for something else.
    held: Cell<bool>,
    /// What waits for a thread.
    waiting: RefCell<VecDeque<Work>>,
}

impl WorkItems {
    /// How many work items of an owner were not freed. They are forgotten.
    pub fn take_left(&self, owner: usize) -> usize {
        let mut items = self.items.borrow_mut();
        let before = items.len();
        items.retain(|_, item| item.owner != owner);
        before - items.len()
    }
}

impl IoManager<'_> {
    /// `IoAllocateWorkItem`: its address.
    pub fn make_work_item(&self, object: usize, device: Option<Rc<Device>>, owner: usize) -> usize {
        let block = Block::new(SIZE, 16, GARBAGE);
        let address = block.as_ptr() as usize;
        self.add_work_item(address, object, device, owner, Some(block));
        address
    }

    /// `IoInitializeWorkItem`: in memory of the driver's.
    pub fn add_work_item(
        &self,
        address: usize,
        object: usize,
        device: Option<Rc<Device>>,
        owner: usize,
        block: Option<Block>,
    ) {
        let item = Item {
            device,
            object,
            owner,
            block,
            queued: false,
        };
        self.io.work_items.items.borrow_mut().insert(address, item);
    }

    /// Queues a work item: `None` if there is none, `Some(false)` if it is queued already.
    pub fn queue_work_item(
        &self,
        address: usize,
        routine: Routine,
        context: usize,
    ) -> Option<bool> {
        let mut items = self.io.work_items.items.borrow_mut();
        let item = items.get_mut(&address)?;
        if item.queued {
            return Some(false);
        }
        item.queued = true;
        let (object, owner, device) = (item.object, item.owner, item.device.clone());
        if let Some(device) = &device {
            device.kept.set(device.kept.get() + 1);
        }
        let run = move || {
            let manager = IoManager::running();
            if let Some(item) = manager.io.work_items.items.borrow_mut().get_mut(&address) {
                item.queued = false;
            }
            let context = context as ffi::PVOID;
            let call = || {
                // SAFETY: the driver queued the routine; the object is kept until it has returned.
                unsafe {
                    match routine {
                        Routine::Plain(routine) => routine(object as ffi::PDEVICE_OBJECT, context),
                        Routine::Extended(routine) => {
                            routine(object as ffi::PVOID, context, address as ffi::PIO_WORKITEM);
                        }
                    }
                }
            };
            manager.kernel.callback(Some(owner), Role::IoWorkItem, call);
            if let Some(device) = &device {
                device.kept.set(device.kept.get() - 1);
                manager.let_go(device);
            }
            manager.end_work();
        };
        drop(items);
        self.begin_work(Box::new(run));
        Some(true)
    }

    /// A thread runs it, or does when one is free.
    fn begin_work(&self, work: Work) {
        let busy = &self.io.work_items.busy;
        let items = &self.io.work_items;
        if items.held.get() || busy.get() >= self.kernel.settings.workers {
            self.io.work_items.waiting.borrow_mut().push_back(work);
            return;
        }
        busy.set(busy.get() + 1);
        self.kernel.make_ready(Job {
            latency: cost::WORK_ITEM,
            ..Job::new(PASSIVE_LEVEL, work)
        });
    }

    /// All threads that run work items wait for something, or do so no more.
    pub fn hold_work_items(&self, hold: bool) {
        let items = &self.io.work_items;
        items.held.set(hold);
        if !hold {
            for work in items.waiting.take() {
                self.begin_work(work);
            }
        }
    }

    /// A thread is free.
    fn end_work(&self) {
        let items = &self.io.work_items;
        items.busy.set(items.busy.get() - 1);
        let next = if items.held.get() {
            None
        } else {
            items.waiting.borrow_mut().pop_front()
        };
        if let Some(next) = next {
            self.begin_work(next);
        }
    }

    /// `IoFreeWorkItem` or, with memory of the driver's, `IoUninitializeWorkItem`.
    pub fn free_work_item(&self, address: usize, owner: usize) {
        let mut items = self.io.work_items.items.borrow_mut();
        let Some(item) = items.get(&address) else {
            drop(items);
            self.broke(
                owner,
                Rule::ForeignHandle,
                "a work item is freed that does not exist",
            );
            return;
        };
        if item.queued {
            drop(items);
            self.broke(
                owner,
                Rule::BusyWorkItem,
                "a work item is freed while it is queued",
            );
            return;
        }
        let item = items.remove(&address);
        drop(items);
        if let Some(block) = item.and_then(|item| item.block) {
            self.retire(block, Some(owner), "a work item that was freed");
        }
    }
}
