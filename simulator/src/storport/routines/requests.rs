//! What a driver asks of a request that it has: buffers, lists, information.

use miniport::ffi;

use super::routine::{Call, exports, put, routines};
use super::words::Words;
use crate::kernel::memory::buffer::DataBuffer;
use crate::kernel::memory::mdl;
use crate::storport::port::Storport;
use crate::storport::request::scatter_gather;
use crate::storport::request::slot::Holder;
use crate::storport::request::table::Direction;
use crate::storport::unit::Address;
use crate::verifier::Rule;

routines! {
    /// The scatter/gather list of a request.
    StorPortGetScatterGatherList(
        extension, srb: ffi::PSCSI_REQUEST_BLOCK
    ) -> ffi::PSTOR_SCATTER_GATHER_LIST, UP_TO_DISPATCH { .in_dump_mode() }
        => |call| get_scatter_gather_list(call, srb), else std::ptr::null_mut();
    /// The extension of a logical unit.
    StorPortGetLogicalUnit(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR
    ) -> ffi::PVOID, ANY { .in_dump_mode() }
        => |call| get_logical_unit(call, Address::new(path, target, lun)), else std::ptr::null_mut();
    /// Completes all requests of a unit, a target or a bus.
    StorPortCompleteRequest(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR, status: ffi::UCHAR
    ) -> (), ANY => |call| complete_request(call, Address::new(path, target, lun), status), else ();
}

exports! { table DROPPED;
    /// The runtime of a driver says that the driver drops a request, which the runtime then completes. No time passes.
    MiniportSimDroppedRequest(extension: ffi::PVOID, srb: ffi::PSCSI_REQUEST_BLOCK) -> () = {
        // Elsewhere the completion that follows is reported.
        if let Some(storport) = Storport::current()
            && let Some(adapter) = storport.adapter_of_extension(extension as usize)
        {
            storport.dropped(&adapter, srb as usize);
        }
    };
}

/// Which buffer of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// That of every request.
    Data,
    /// That for what the device sends for a bidirectional command.
    DataIn,
}

/// The data buffer of a request that the driver has: address and length. `None` is a violation.
pub(super) fn buffer_of(call: &Call<'_>, srb: usize) -> Option<(u32, usize, usize)> {
    that_of(call, srb, Which::Data)
}

fn that_of(call: &Call<'_>, srb: usize, which: Which) -> Option<(u32, usize, usize)> {
    let (slot, request) = request_of(call, srb)?;
    let mut requests = call.adapter().requests.borrow_mut();
    let request = requests.at(request);
    let data = match which {
        Which::Data => request.data.as_ref(),
        Which::DataIn => request.data_in.as_ref(),
    };
    Some((
        slot,
        data.map_or(0, |data| data.as_ptr() as usize),
        data.map_or(0, DataBuffer::len),
    ))
}

/// The slot and the number of a request that the driver has. `None` is a violation.
fn request_of(call: &Call<'_>, srb: usize) -> Option<(u32, u32)> {
    let slots = &mut *call.adapter().slots.borrow_mut();
    match slots.find(srb).map(|index| (index, slots.at(index).holder)) {
        Some((slot, Holder::Driver(request))) => Some((slot, request)),
        Some(_) => {
            call.violation(
                Rule::UseAfterCompletion,
                "a request is used that is not the driver's any more",
            );
            None
        }
        None => {
            call.violation(
                Rule::ForeignRequest,
                format!("{srb:#x} is no request of this adapter"),
            );
            None
        }
    }
}

/// `StorPortGetSystemAddress`.
pub(super) fn system_address(call: &Call<'_>, words: &Words) -> u32 {
    put_address(call, words, Which::Data)
}

/// `StorPortGetDataInBufferSystemAddress`.
pub(super) fn data_in_system_address(call: &Call<'_>, words: &Words) -> u32 {
    put_address(call, words, Which::DataIn)
}

fn put_address(call: &Call<'_>, words: &Words, which: Which) -> u32 {
    match that_of(call, words.word(0), which) {
        Some((_, address, length)) if length != 0 => put(call, words.word(1), address),
        Some(_) => {
            put(call, words.word(1), 0usize);
            ffi::STOR_STATUS_INVALID_PARAMETER
        }
        None => ffi::STOR_STATUS_INVALID_PARAMETER,
    }
}

fn mdl_of(call: &Call<'_>, srb: usize, which: Which) -> Option<usize> {
    let (slot, address, length) = that_of(call, srb, which)?;
    if length == 0 {
        return None;
    }
    let mut slots = call.adapter().slots.borrow_mut();
    let slot = slots.at(slot);
    let mdl = match which {
        Which::Data => &mut slot.mdl,
        Which::DataIn => &mut slot.mdl_in,
    };
    let mdl = mdl.get_or_insert_with(|| mdl::describe(&call.kernel.memory, address, length));
    Some(mdl.as_ptr() as usize)
}

/// `StorPortGetOriginalMdl`.
pub(super) fn original_mdl(call: &Call<'_>, words: &Words) -> u32 {
    put_mdl(call, words, Which::Data)
}

/// `StorPortGetDataInBufferMdl`.
pub(super) fn data_in_mdl(call: &Call<'_>, words: &Words) -> u32 {
    put_mdl(call, words, Which::DataIn)
}

fn put_mdl(call: &Call<'_>, words: &Words, which: Which) -> u32 {
    match mdl_of(call, words.word(0), which) {
        Some(mdl) => put(call, words.word(1), mdl),
        None => ffi::STOR_STATUS_INVALID_PARAMETER,
    }
}

/// `StorPortGetPfns`: the page frames of an MDL that `StorPortGetOriginalMdl` or `StorPortGetDataInBufferMdl` gave.
pub(super) fn page_frames(call: &Call<'_>, words: &Words) -> u32 {
    let mdl = words.word(1);
    let is_given = match request_of(call, words.word(0)) {
        Some((slot, _)) => {
            let mut slots = call.adapter().slots.borrow_mut();
            let slot = slots.at(slot);
            let lists = slot.mdl.iter().chain(&slot.mdl_in);
            lists.into_iter().any(|list| list.as_ptr() as usize == mdl)
        }
        None => return ffi::STOR_STATUS_INVALID_PARAMETER,
    };
    if !is_given {
        return call.bad(format!(
            "StorPortGetPfns: {mdl:#x} is no MDL of this request"
        ));
    }
    // SAFETY: a list that this simulator made.
    let (frames, count, offset) = unsafe { mdl::frames_of(mdl as *mut u8) };
    put(call, words.word(2), frames as usize);
    put(call, words.word(3), count);
    put(call, words.word(4), offset)
}

fn list_of(call: &Call<'_>, srb: usize, which: Which) -> usize {
    let Some((slot, address, length)) = that_of(call, srb, which) else {
        return 0;
    };
    if length == 0 {
        return 0;
    }
    let core = call.storport;
    let mut slots = call.adapter().slots.borrow_mut();
    let slot = slots.at(slot);
    let list = match which {
        Which::Data => &mut slot.scatter_gather,
        Which::DataIn => &mut slot.scatter_gather_in,
    };
    let list = list.get_or_insert_with(|| {
        scatter_gather::build(&core.kernel.memory, address, length, || {
            core.kernel.chance(4)
        })
    });
    list.as_ptr() as usize
}

/// `StorPortGetDataInBufferScatterGatherList`.
pub(super) fn data_in_scatter_gather(call: &Call<'_>, words: &Words) -> u32 {
    let list = list_of(call, words.word(0), Which::DataIn);
    put(call, words.word(1), list)
}

fn get_scatter_gather_list(
    call: &Call<'_>,
    srb: ffi::PSCSI_REQUEST_BLOCK,
) -> ffi::PSTOR_SCATTER_GATHER_LIST {
    list_of(call, srb as usize, Which::Data) as ffi::PSTOR_SCATTER_GATHER_LIST
}

fn get_logical_unit(call: &Call<'_>, address: Address) -> ffi::PVOID {
    let adapter = call.adapter();
    let Some(size) = adapter
        .configuration
        .get()
        .map(|configuration| configuration.lu_extension as usize)
    else {
        return std::ptr::null_mut();
    };
    if size == 0 {
        return std::ptr::null_mut();
    }
    let mut units = adapter.units.borrow_mut();
    let Some(unit) = units.find(address) else {
        return std::ptr::null_mut();
    };
    units
        .at(unit)
        .extension
        .get_or_insert_with(|| crate::kernel::memory::block::Block::new(size, 16, 0))
        .as_ptr()
        .cast()
}

fn complete_request(call: &Call<'_>, named: Address, status: u8) {
    if ffi::SRB_STATUS(status) == ffi::SRB_STATUS_PENDING {
        let what = "requests are completed with SRB_STATUS_PENDING";
        call.violation(Rule::CompletedPending, what);
        return;
    }
    // SP_UNTAGGED stands for all.
    let fits = |named: u8, id: u8| named == ffi::SP_UNTAGGED || named == id;
    let is_meant = |address: Address| {
        fits(named.path_id, address.path_id)
            && fits(named.target_id, address.target_id)
            && fits(named.lun, address.lun)
    };
    call.storport.complete_all(call.adapter(), is_meant, status);
}

/// `StorPortGetRequestInfo`.
pub(super) fn request_info(call: &Call<'_>, words: &Words) -> u32 {
    let Some((_, request)) = request_of(call, words.word(0)) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    let place = words.word(1) as *mut ffi::STOR_REQUEST_INFO_V1;
    if place.is_null() {
        return call.bad("StorPortGetRequestInfo: the result is NULL");
    }
    // SAFETY: the driver says that a STOR_REQUEST_INFO is there; every version begins with these two.
    let (version, size) = unsafe { ((*place).Version, usize::from((*place).Size)) };
    if version != ffi::STOR_REQUEST_INFO_VER_1 && version != ffi::STOR_REQUEST_INFO_VER_2 {
        return ffi::STOR_STATUS_UNSUPPORTED_VERSION;
    }
    let needed = if version == ffi::STOR_REQUEST_INFO_VER_1 {
        size_of::<ffi::STOR_REQUEST_INFO_V1>()
    } else {
        size_of::<ffi::STOR_REQUEST_INFO_V2>()
    };
    if size < needed {
        return call.bad(format!(
            "StorPortGetRequestInfo: version {version} has {needed} bytes, Size says {size}"
        ));
    }
    let mut requests = call.adapter().requests.borrow_mut();
    let request = requests.at(request);
    // SAFETY: as above; it has the bytes of its version.
    unsafe {
        (*place).PriorityHint = request.hints.priority;
        (*place).Flags = request.hints.flags;
        (*place).Key = request.hints.key;
        (*place).Length = u32::try_from(request.length()).unwrap_or(u32::MAX);
        (*place).IsWriteRequest = u8::from(request.direction == Direction::Out);
        if version == ffi::STOR_REQUEST_INFO_VER_2 {
            // Nobody opened a file.
            let longer = place.cast::<ffi::STOR_REQUEST_INFO_V2>();
            (*longer).FileName = std::ptr::null_mut();
            (*longer).ProcessId = 0;
        }
    }
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortGetActivityIdSrb`.
pub(super) fn activity_id(call: &Call<'_>, words: &Words) -> u32 {
    let Some((_, request)) = request_of(call, words.word(0)) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    let activity = call
        .adapter()
        .requests
        .borrow_mut()
        .at(request)
        .hints
        .activity;
    match activity {
        Some(activity) => put(call, words.word(1), activity),
        None => ffi::STOR_STATUS_UNSUCCESSFUL,
    }
}
