//! What a driver asks of a request that it has: buffers, lists, information.

use miniport::ffi;

use super::routine::{Call, put, routines};
use super::words::Words;
use crate::kernel::memory::buffer::DataBuffer;
use crate::kernel::memory::mdl;
use crate::storport::request::scatter_gather;
use crate::storport::request::slot::Holder;
use crate::storport::unit::Address;
use crate::verifier::Rule;

routines! {
    /// The scatter/gather list of a request.
    StorPortGetScatterGatherList(
        extension, srb: ffi::PSCSI_REQUEST_BLOCK
    ) -> ffi::PSTOR_SCATTER_GATHER_LIST, UP_TO_DISPATCH
        => |call| get_scatter_gather_list(call, srb), else std::ptr::null_mut();
    /// The extension of a logical unit.
    StorPortGetLogicalUnit(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR
    ) -> ffi::PVOID, ANY
        => |call| get_logical_unit(call, Address::new(path, target, lun)), else std::ptr::null_mut();
    /// Completes all requests of a unit, a target or a bus.
    StorPortCompleteRequest(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR, status: ffi::UCHAR
    ) -> (), ANY => |call| complete_request(call, Address::new(path, target, lun), status), else ();
}

/// The data buffer of a request that the driver has: address and length. `None` is a violation.
pub(super) fn buffer_of(call: &Call<'_>, srb: usize) -> Option<(u32, usize, usize)> {
    let adapter = call.adapter();
    let slots = &mut *adapter.slots.borrow_mut();
    let found = slots.find(srb).map(|index| (index, slots.at(index).holder));
    match found {
        Some((slot, Holder::Driver(request))) => {
            let mut requests = adapter.requests.borrow_mut();
            let data = requests.at(request).data.as_ref();
            Some((
                slot,
                data.map_or(0, |data| data.as_ptr() as usize),
                data.map_or(0, DataBuffer::len),
            ))
        }
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

/// `StorPortGetSystemAddress`, `StorPortGetDataInBufferSystemAddress`.
pub(super) fn system_address(call: &Call<'_>, words: &Words) -> u32 {
    match buffer_of(call, words.word(0)) {
        Some((_, address, length)) if length != 0 => put(call, words.word(1), address),
        Some(_) => {
            put(call, words.word(1), 0usize);
            ffi::STOR_STATUS_INVALID_PARAMETER
        }
        None => ffi::STOR_STATUS_INVALID_PARAMETER,
    }
}

fn mdl_of(call: &Call<'_>, srb: usize) -> Option<usize> {
    let (slot, address, length) = buffer_of(call, srb)?;
    if length == 0 {
        return None;
    }
    let mut slots = call.adapter().slots.borrow_mut();
    Some(
        slots
            .at(slot)
            .mdl
            .get_or_insert_with(|| mdl::describe(&call.kernel.memory, address, length))
            .as_ptr() as usize,
    )
}

/// `StorPortGetOriginalMdl`, `StorPortGetDataInBufferMdl`.
pub(super) fn original_mdl(call: &Call<'_>, words: &Words) -> u32 {
    match mdl_of(call, words.word(0)) {
        Some(mdl) => put(call, words.word(1), mdl),
        None => ffi::STOR_STATUS_INVALID_PARAMETER,
    }
}

/// `StorPortGetPfns`: the page frames of an MDL, or of the request's.
pub(super) fn page_frames(call: &Call<'_>, words: &Words) -> u32 {
    let mdl = if words.word(1) != 0 {
        Some(words.word(1))
    } else {
        mdl_of(call, words.word(0))
    };
    let Some(mdl) = mdl else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    // SAFETY: a list that this simulator made: the driver has no other.
    let (frames, count, offset) = unsafe { mdl::frames_of(mdl as *mut u8) };
    put(call, words.word(2), frames as usize);
    put(call, words.word(3), count);
    put(call, words.word(4), offset)
}

fn list_of(call: &Call<'_>, srb: usize) -> usize {
    let Some((slot, address, length)) = buffer_of(call, srb) else {
        return 0;
    };
    if length == 0 {
        return 0;
    }
    let core = call.storport;
    let mut slots = call.adapter().slots.borrow_mut();
    let list = slots.at(slot).scatter_gather.get_or_insert_with(|| {
        scatter_gather::build(&core.kernel.memory, address, length, || {
            core.kernel.chance(4)
        })
    });
    list.as_ptr() as usize
}

pub(super) fn data_in_scatter_gather(call: &Call<'_>, words: &Words) -> u32 {
    put(call, words.word(1), list_of(call, words.word(0)))
}

fn get_scatter_gather_list(
    call: &Call<'_>,
    srb: ffi::PSCSI_REQUEST_BLOCK,
) -> ffi::PSTOR_SCATTER_GATHER_LIST {
    list_of(call, srb as usize) as ffi::PSTOR_SCATTER_GATHER_LIST
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
    let Some((_, _, length)) = buffer_of(call, words.word(0)) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    let place = words.word(1) as *mut ffi::STOR_REQUEST_INFO_V1;
    if place.is_null() {
        return call.bad("StorPortGetRequestInfo: the result is NULL");
    }
    // SAFETY: the driver says that a STOR_REQUEST_INFO of at least the first version is there.
    unsafe {
        (*place).PriorityHint = ffi::StorIoPriorityNormal;
        (*place).Flags = 0;
        (*place).Key = 0;
        (*place).Length = u32::try_from(length).unwrap_or(u32::MAX);
        (*place).IsWriteRequest = 0;
    }
    ffi::STOR_STATUS_SUCCESS
}
