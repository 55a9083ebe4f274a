//! System threads.
//!
//! A thread is a coroutine at `PASSIVE_LEVEL` with an object that is signalled when it ends. Handles and references of threads
//! are counted here; the routines of all kinds of handles ask ([`Kernel::thread_of`] and the others).

use std::cell::{Cell, RefCell};

use miniport::ffi;

use super::call::{Call, routines};
use super::header::{Header, kind};
use crate::kernel::core::Kernel;
use crate::kernel::fiber::Stop;
use crate::kernel::job::Job;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::map::FastMap;
use crate::kernel::memory::block::Block;
use crate::kernel::time::cost;
use crate::verifier::{Role, Rule};

/// The size of what an object points to: a header, and what is the kernel's.
const SIZE: usize = 128;
/// Handles of the kernel are above this.
const HANDLES: usize = 0xFFFF_FFFF_8000_0000;

struct Thread {
    block: Block,
    device: Option<usize>,
    /// Of handles, of who has it, and of the thread itself while it runs.
    references: ffi::LONG_PTR,
    ended: bool,
}

/// Threads that are left: those that run, and those that have ended and whose object is still referred to.
pub(super) struct Left {
    pub running: usize,
    pub ended: usize,
}

/// Threads by the address of their object, and their handles.
#[derive(Default)]
pub(super) struct Threads {
    all: RefCell<FastMap<usize, Thread>>,
    handles: RefCell<FastMap<usize, usize>>,
    next: Cell<usize>,
}

routines! {
    /// Makes a system thread.
    PsCreateSystemThread(
        handle: ffi::PHANDLE, _access: ffi::ULONG, _attributes: ffi::POBJECT_ATTRIBUTES, _process: ffi::HANDLE,
        _client: ffi::PCLIENT_ID, routine: ffi::PKSTART_ROUTINE, context: ffi::PVOID
    ) -> ffi::NTSTATUS, PASSIVE => |call| create(call, handle, routine, context), else ffi::STATUS_UNSUCCESSFUL;
    /// Ends the thread that calls it.
    PsTerminateSystemThread(_status: ffi::NTSTATUS) -> ffi::NTSTATUS, PASSIVE
        => |call| terminate(call), else ffi::STATUS_INVALID_PARAMETER;
    /// No normal kernel APC is delivered to the thread from now on.
    KeEnterCriticalRegion() -> (), UP_TO_APC => |call| enter_region(call), else ();
    /// They are again.
    KeLeaveCriticalRegion() -> (), UP_TO_APC => |call| leave_region(call), else ();
}

fn create(
    call: &Call<'_>,
    handle: ffi::PHANDLE,
    routine: ffi::PKSTART_ROUTINE,
    context: ffi::PVOID,
) -> ffi::NTSTATUS {
    let Some(routine) = routine else {
        call.bad("the routine is NULL");
        return ffi::STATUS_INVALID_PARAMETER;
    };
    if !call.is_place(handle) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    let kernel = call.kernel;
    let threads = &kernel.nt.threads;
    let block = Block::new(SIZE, 16, 0);
    let object = block.as_ptr() as usize;
    // SAFETY: the block has room for a header, and is aligned to 16.
    unsafe { Header::initialize(block.as_ptr(), kind::THREAD, false) };
    threads.next.set(threads.next.get() + 4);
    let number = HANDLES + threads.next.get();
    threads.handles.borrow_mut().insert(number, object);
    let thread = Thread {
        block,
        device: call.adapter,
        references: 2,
        ended: false,
    };
    threads.all.borrow_mut().insert(object, thread);
    // SAFETY: the driver says that the handle goes there; it is not NULL and aligned.
    unsafe { handle.write(number as ffi::HANDLE) };
    let device = call.adapter;
    let run = move || {
        let kernel = Kernel::running();
        kernel.fiber().thread.set(object);
        // SAFETY: the driver gave the routine for this context.
        let call = || unsafe { routine(context) };
        kernel.callback(device, Role::SystemThread, call);
        kernel.end_thread(object);
    };
    kernel.make_ready(Job {
        latency: cost::WORK_ITEM,
        ..Job::new(PASSIVE_LEVEL, run)
    });
    ffi::STATUS_SUCCESS
}

fn terminate(call: &Call<'_>) -> ffi::NTSTATUS {
    let kernel = call.kernel;
    let object = kernel.fiber().thread.get();
    if object == 0 {
        call.violation(
            Rule::WrongCallback,
            "PsTerminateSystemThread is called by code that is no system thread",
        );
        return ffi::STATUS_INVALID_PARAMETER;
    }
    kernel.end_callbacks();
    kernel.end_thread(object);
    loop {
        kernel.fiber().suspend(Stop::Ended);
    }
}

fn enter_region(call: &Call<'_>) {
    let regions = &call.kernel.fiber().regions;
    regions.set(regions.get() + 1);
}

fn leave_region(call: &Call<'_>) {
    let regions = &call.kernel.fiber().regions;
    match regions.get().checked_sub(1) {
        Some(left) => regions.set(left),
        None => call.violation(
            Rule::CriticalRegion,
            "KeLeaveCriticalRegion outside of a critical region",
        ),
    }
}

impl Kernel {
    fn end_thread(&self, object: usize) {
        if let Some(thread) = self.nt.threads.all.borrow_mut().get_mut(&object) {
            thread.ended = true;
        }
        // SAFETY: the header of an object that exists: the thread has a reference.
        if let Some(header) = unsafe { Header::of(object as *mut u8, &[kind::THREAD]) } {
            self.signal(header);
        }
        self.count_thread(object, -1);
    }

    /// The object of a handle of a thread.
    #[allow(dead_code, reason = "the routines of handles ask")]
    pub fn thread_of(&self, handle: usize) -> Option<usize> {
        self.nt.threads.handles.borrow().get(&handle).copied()
    }

    /// Closes a handle of a thread: `false` if it is none.
    #[allow(dead_code, reason = "as above")]
    pub fn close_thread(&self, handle: usize) -> bool {
        let closed = self.nt.threads.handles.borrow_mut().remove(&handle);
        if let Some(object) = closed {
            self.count_thread(object, -1);
        }
        closed.is_some()
    }

    /// Takes a reference of the object of a thread, or gives it back: how many there are; `None` if it is no thread.
    pub fn count_thread(&self, object: usize, by: ffi::LONG_PTR) -> Option<ffi::LONG_PTR> {
        let mut all = self.nt.threads.all.borrow_mut();
        let thread = all.get_mut(&object)?;
        thread.references += by;
        let references = thread.references;
        if references <= 0
            && let Some(thread) = all.remove(&object)
        {
            self.pool.retire(thread.block);
        }
        Some(references)
    }

    /// How many threads of a device there are.
    pub(super) fn threads_of(&self, owner: usize) -> Left {
        let all = self.nt.threads.all.borrow();
        let mine = all.values().filter(|thread| thread.device == Some(owner));
        let (ended, running): (Vec<_>, Vec<_>) = mine.partition(|thread| thread.ended);
        Left {
            running: running.len(),
            ended: ended.len(),
        }
    }
}
