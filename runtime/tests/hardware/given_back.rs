//! A handler that hands back another request than that of its call.

use core::ptr;

use miniport::ffi;
use miniport::prelude::*;
use miniport::role;

use crate::machine::Hardware;
use crate::storport::{IRQL, LOG};

#[derive(DeviceExtension)]
struct Keeper {
    kept: Locked<InterruptLock, Option<Srb<Keeper>>>,
}

#[hw_find_adapter]
fn find(
    _: &mut FindAdapter<'_, Keeper>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Keeper>, FindAdapterError> {
    let keeper = Keeper {
        kept: Locked::new(None),
    };
    Ok(Found::new(keeper, const { Limits::new(1 << 16, 17) }))
}

/// Keeps the new request, and hands back an older one.
#[hw_buildio]
fn build_io(
    keeper: &Keeper,
    cx: &mut BuildIo<'_, Keeper>,
    srb: Srb<Keeper>,
) -> Option<Srb<Keeper>> {
    keeper.kept.lock(cx, |kept, _| kept.replace(srb))
}

/// The same.
#[hw_startio]
fn start_io(
    keeper: &Keeper,
    cx: &mut StartIo<'_, Keeper>,
    srb: Srb<Keeper>,
) -> Result<(), Srb<Keeper>> {
    match keeper.kept.lock(cx, |kept, _| kept.replace(srb)) {
        Some(older) => Err(older),
        None => Ok(()),
    }
}

/// Hands back what it got.
#[hw_startio]
fn busy(_: &Keeper, _: &mut StartIo<'_, Keeper>, srb: Srb<Keeper>) -> Result<(), Srb<Keeper>> {
    Err(srb)
}

type Routine = unsafe extern "system" fn(ffi::PVOID, ffi::PSCSI_REQUEST_BLOCK) -> ffi::BOOLEAN;

/// What Storport is told in two calls with two requests, and the completions that it sees.
fn told(routine: Routine) -> ([ffi::BOOLEAN; 2], Vec<String>) {
    let mut hardware = Hardware::new();
    assert_eq!(hardware.find_as::<find, _>(0, 0x40).0, ffi::SP_RETURN_FOUND);
    IRQL.set(2);
    // SAFETY: integers and pointers: zero is a value.
    let mut requests: [ffi::SCSI_REQUEST_BLOCK; 2] = unsafe { core::mem::zeroed() };
    let answers = [0, 1].map(|index| {
        // SAFETY: find-adapter has returned the extension, and this Storport owns the request.
        unsafe { routine(hardware.extension(), ptr::from_mut(&mut requests[index])) }
    });
    let completions = LOG
        .take()
        .into_iter()
        .filter(|line| line.starts_with("complete"));
    (answers, completions.collect())
}

#[test]
fn another_request_is_completed_as_busy() {
    let busy = vec![format!("complete {}", ffi::SRB_STATUS_BUSY)];
    // FALSE: the driver keeps the request of the call. TRUE: it has started it.
    assert_eq!(
        told(role::hw_buildio::routine::<build_io, _>),
        ([0, 0], busy.clone())
    );
    assert_eq!(
        told(role::hw_startio::routine::<start_io, _>),
        ([1, 1], busy)
    );
}

#[test]
fn the_request_of_the_call_is_storports_again() {
    assert_eq!(
        told(role::hw_startio::routine::<busy, _>),
        ([0, 0], Vec::new())
    );
}
