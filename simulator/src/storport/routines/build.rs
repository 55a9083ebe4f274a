//! Scatter/gather lists that a driver has built for memory of its own.

use std::ffi::c_void;
use std::rc::Rc;

use miniport::ffi;

use super::routine::Call;
use super::words::Words;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::kernel::memory::physical::Access;
use crate::kernel::memory::pool::Kind;
use crate::storport::adapter::AdapterState;
use crate::storport::port::Storport;
use crate::storport::request::scatter_gather;
use crate::verifier::{Role, Rule};

/// `StorPortBuildScatterGatherList`: the list is built in the driver's buffer. Whether the driver's routine runs before this returns is the
/// seed's: the page says that a driver must not rely on either.
pub(super) fn build(call: &Call<'_>, words: &Words) -> u32 {
    let (mdl, start, length) = (words.word(0), words.word(1), words.long(2) as usize);
    let (routine, context) = (words.word(3), words.word(4));
    let (buffer, room) = (words.word(6), words.long(7) as usize);
    if start == 0 || length == 0 || routine == 0 || buffer == 0 {
        return call.bad(
            "StorPortBuildScatterGatherList without memory, a routine or a buffer for the list",
        );
    }
    if call.kernel.pool.length_of(Kind::Mdl, mdl).is_none() {
        return call.bad("StorPortBuildScatterGatherList: no MDL of StorPortAllocateMdl");
    }
    let memory = &call.kernel.memory;
    let list = scatter_gather::build(memory, start, length, || call.kernel.chance(2));
    if list.len() > room {
        return ffi::STOR_STATUS_BUFFER_TOO_SMALL;
    }
    let adapter = call.adapter();
    if adapter.said.lists.borrow().contains(&buffer) {
        return call.bad("a buffer has a scatter/gather list that was not put back");
    }
    adapter.said.lists.borrow_mut().push(buffer);
    // SAFETY: the driver says that its buffer has so many bytes.
    unsafe { std::ptr::copy_nonoverlapping(list.as_ptr(), buffer as *mut u8, list.len()) };
    call.kernel.pool.open(start, Access::Write);
    // SAFETY: the driver passes a POST_SCATTER_GATHER_EXECUTE that is not NULL.
    let routine = unsafe {
        std::mem::transmute::<*const c_void, ffi::POST_SCATTER_GATHER_EXECUTE>(
            routine as *const c_void,
        )
    };
    let routine = call.kernel.callable(routine);
    if call.kernel.chance(2) {
        execute(call.storport, adapter, routine, buffer, context);
    } else {
        let adapter = Rc::clone(adapter);
        call.storport.make_ready(DISPATCH_LEVEL, move |core| {
            execute(core, &adapter, routine, buffer, context);
        });
    }
    ffi::STOR_STATUS_SUCCESS
}

fn execute(
    core: Storport<'_>,
    adapter: &AdapterState,
    routine: ffi::POST_SCATTER_GATHER_EXECUTE,
    list: usize,
    context: usize,
) {
    let ignored = std::ptr::null_mut();
    core.callback(adapter, Role::ScatterGatherExecute, || {
        // SAFETY: the driver gave the routine for this context; the list is in its buffer until it is put back.
        unsafe { routine(ignored, ignored.cast(), list as *mut _, context as *mut _) };
    });
}

/// `StorPortPutScatterGatherList`.
pub(super) fn put_back(call: &Call<'_>, words: &Words) -> u32 {
    let buffer = words.word(0);
    let mut lists = call.adapter().said.lists.borrow_mut();
    let Some(index) = lists.iter().position(|&list| list == buffer) else {
        drop(lists);
        call.violation(
            Rule::ForeignFree,
            "a scatter/gather list is put back that was not built, or twice",
        );
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    lists.swap_remove(index);
    ffi::STOR_STATUS_SUCCESS
}
