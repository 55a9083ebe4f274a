//! Dump mode: which path `DriverEntry` and find-adapter are for, and that callbacks of a dump path never overlap.

use core::ptr::{self, NonNull};
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use miniport::dump::role::{dump_hw_find_adapter, dump_hw_interrupt, dump_hw_startio};
use miniport::ffi;
use miniport::prelude::*;
use miniport::role::{hw_find_adapter, hw_startio};

use crate::driver;
use crate::machine::Hardware;
use crate::storport::{EXTENSION_SIZE, IRQL, LOG, log};

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct Path {
    ranges: usize,
    kept: Locked<DumpLock, Option<DumpSrb<Path>>>,
}

thread_local! {
    /// The dump port calls from inside of the driver's call.
    static NESTED: Cell<Option<fn()>> = const { Cell::new(None) };
}

/// A variable of the driver, which its dump path uses.
static TABLE: [u64; 4] = [1, 2, 3, 4];

#[dump_hw_find_adapter]
fn find(
    cx: &mut DumpFindAdapter<'_, Path>,
    config: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<Path>, FindAdapterError> {
    log(format!("{:?}", config.mode()));
    if let Some(left) = cx.left_by_running_system::<AtomicU32>() {
        log(format!("left {}", left.load(Ordering::Relaxed)));
    }
    assert!(cx.left_by_running_system::<AtomicU64>().is_none());
    if config.mode() == DumpMode::MarkMemory {
        assert!(config.mark_memory(cx, &TABLE) && config.mark_memory(cx, &()));
    }
    let path = Path {
        ranges: config.access_ranges().count(),
        kept: Locked::new(None),
    };
    Ok(DumpFound::new(path, const { Limits::new(1 << 16, 17) }))
}

#[dump_hw_initialize]
fn initialize(path: &Path, _: &mut Dumping<'_, Path>) -> bool {
    path.ranges == 1
}

#[dump_hw_startio]
fn start(path: &Path, cx: &mut Dumping<'_, Path>, srb: DumpSrb<Path>) -> Result<(), DumpSrb<Path>> {
    let kept = path.kept.get(cx);
    *kept = Some(srb);
    if let Some(call) = NESTED.take() {
        call();
    }
    // Nobody else has touched what `kept` borrows.
    assert!(kept.is_some());
    Ok(())
}

#[dump_hw_interrupt]
fn poll(path: &Path, cx: &mut Dumping<'_, Path>) -> bool {
    let Some(srb) = path.kept.get(cx).take() else {
        return false;
    };
    srb.complete(cx, SrbStatus::Success);
    true
}

mod whole {
    use super::*;

    driver_entry! {
        Driver::<driver::Adapter>::new()
            .hw_find_adapter::<driver::find>()
            .hw_initialize::<driver::initialize>()
            .hw_startio::<driver::start_io>()
            .hw_interrupt::<driver::line>()
            .hw_reset_bus::<driver::reset_bus>()
            .hw_adapter_control::<driver::adapter_control>()
            .dump(
                Dump::<Path>::new()
                    .hw_find_adapter::<find>()
                    .hw_initialize::<initialize>()
                    .hw_startio::<start>()
                    .hw_interrupt::<poll>(),
            )
    }
}

fn entered(
    entry: unsafe extern "system" fn(ffi::PVOID, ffi::PVOID) -> u32,
    arguments: [bool; 2],
) -> (u32, u32) {
    EXTENSION_SIZE.set(0);
    let [object, path] = arguments.map(|is_there| {
        let place = if is_there {
            NonNull::<u64>::dangling().as_ptr()
        } else {
            ptr::null_mut()
        };
        place.cast()
    });
    // SAFETY: this test is Storport; it does not look at the arguments.
    let status = unsafe { entry(object, path) };
    (status, EXTENSION_SIZE.get())
}

#[test]
fn driver_entry_without_arguments_registers_the_dump_path_or_nothing() {
    let (status, running) = entered(whole::DriverEntry, [true, true]);
    assert_eq!(status, 0);
    let (status, path) = entered(whole::DriverEntry, [false, false]);
    assert_eq!(status, 0);
    assert!(path > 0 && path < running, "{path} bytes of {running}");
    // Public drivers look at the registry path alone.
    assert_eq!(entered(whole::DriverEntry, [true, false]), (0, path));
    let status = ffi::STATUS_NOT_SUPPORTED.cast_unsigned();
    assert_eq!(entered(driver::DriverEntry, [false, false]), (status, 0));
    assert_eq!(entered(driver::DriverEntry, [true, true]), (0, running));
}

#[test]
fn find_adapter_of_the_running_system_refuses_dump_mode() {
    let mut hardware = Hardware::new();
    let routine = hw_find_adapter::routine::<driver::find, driver::Adapter>;
    let answer = hardware.find_by(routine, 0, 0x40, ffi::DUMP_MODE_CRASH).0;
    assert_eq!(answer, ffi::SP_RETURN_ERROR);
    assert!(LOG.take().is_empty(), "the driver's function has run");
}

/// An adapter whose dump path was found.
fn found() -> Hardware {
    let mut hardware = Hardware::new();
    let routine = dump_hw_find_adapter::routine::<find, Path>;
    let (answer, config) = hardware.find_by(routine, 0, 0x40, ffi::DUMP_MODE_HIBER);
    assert_eq!(answer, ffi::SP_RETURN_FOUND);
    assert_eq!(
        config.MapBuffers,
        ffi::STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE
    );
    assert_eq!(LOG.take(), ["Hibernation"]);
    hardware
}

fn request() -> ffi::SCSI_REQUEST_BLOCK {
    // SAFETY: integers and pointers: zero is a value.
    unsafe { core::mem::zeroed() }
}

#[test]
fn a_callback_inside_of_another_does_not_reach_the_driver() {
    thread_local! {
        static PLACE: Cell<usize> = const { Cell::new(0) };
    }
    let mut hardware = found();
    let extension = hardware.extension();
    PLACE.set(extension.expose_provenance());
    NESTED.set(Some(|| {
        let extension = ptr::with_exposed_provenance_mut(PLACE.get());
        let mut second = request();
        // SAFETY: find-adapter has returned the extension, and the request is the dump port's.
        unsafe {
            assert_eq!(dump_hw_interrupt::routine::<poll, Path>(extension), 0);
            assert_eq!(
                dump_hw_startio::routine::<start, Path>(extension, &raw mut second),
                1
            );
        }
    }));
    let mut first = request();
    // SAFETY: as above; the request stays until it is completed.
    unsafe {
        assert_eq!(
            dump_hw_startio::routine::<start, Path>(extension, &raw mut first),
            1
        );
        assert_eq!(LOG.take(), ["complete 5"], "SRB_STATUS_BUSY");
        assert_eq!(dump_hw_interrupt::routine::<poll, Path>(extension), 1);
        assert_eq!(LOG.take(), ["complete 1"]);
        assert_eq!(dump_hw_interrupt::routine::<poll, Path>(extension), 0);
    }
}

#[test]
fn an_adapter_may_be_found_again_and_its_request_ends() {
    let mut hardware = found();
    let extension = hardware.extension();
    let mut kept = request();
    // SAFETY: as above.
    unsafe {
        assert_eq!(
            dump_hw_startio::routine::<start, Path>(extension, &raw mut kept),
            1
        );
    }
    let routine = dump_hw_find_adapter::routine::<find, Path>;
    let answer = hardware
        .find_by(routine, 0, 0x40, ffi::DUMP_MODE_MARK_MEMORY)
        .0;
    assert_eq!(answer, ffi::SP_RETURN_FOUND);
    assert_eq!(
        LOG.take(),
        ["complete 2", "MarkMemory", "mark 32"],
        "SRB_STATUS_ABORTED"
    );
}

#[test]
fn memory_is_marked_in_find_adapter() {
    let mut hardware = Hardware::new();
    let routine = dump_hw_find_adapter::routine::<find, Path>;
    hardware.find_by(routine, 0, 0x40, ffi::DUMP_MODE_MARK_MEMORY);
    assert_eq!(LOG.take(), ["MarkMemory", "mark 32"]);
}

#[test]
fn there_is_no_device_before_find_adapter() {
    let mut hardware = Hardware::new();
    let mut early = request();
    // SAFETY: the extension is zeroed, as before find-adapter.
    unsafe {
        let extension = hardware.extension();
        assert_eq!(
            dump_hw_startio::routine::<start, Path>(extension, &raw mut early),
            1
        );
    }
    assert_eq!(LOG.take(), ["complete 8"], "SRB_STATUS_NO_DEVICE");
}

/// A request of the running system with room for pointers, and the pointers.
fn asking(function: u8, lun: u8) -> (Box<ffi::MINIPORT_DUMP_POINTERS>, ffi::SCSI_REQUEST_BLOCK) {
    // SAFETY: integers and pointers: zero is a value.
    let mut pointers: Box<ffi::MINIPORT_DUMP_POINTERS> = Box::new(unsafe { core::mem::zeroed() });
    pointers.SystemIoBusNumber = 7;
    let mut srb = request();
    srb.Function = function;
    srb.Lun = lun;
    srb.DataBuffer = (&raw mut *pointers).cast();
    srb.DataTransferLength = ROOM;
    (pointers, srb)
}

/// Bytes of the pointers.
const ROOM: u32 = 112;

/// Gives it to the running driver: how it was completed, if it was.
fn sent(running: &mut Hardware, srb: &mut ffi::SCSI_REQUEST_BLOCK) -> Option<String> {
    let routine = hw_startio::routine::<driver::start_io, driver::Adapter>;
    IRQL.set(2);
    // SAFETY: the adapter is started, and the request stays until it is completed.
    unsafe { routine(running.extension(), srb) };
    LOG.take()
        .into_iter()
        .find(|line| line.starts_with("complete"))
}

/// What the running driver answers for a unit, and how it completes the request.
fn asked(running: &mut Hardware, lun: u8) -> (ffi::MINIPORT_DUMP_POINTERS, String) {
    let (pointers, mut srb) = asking(ffi::SRB_FUNCTION_DUMP_POINTERS, lun);
    let completed = sent(running, &mut srb).expect("it was completed");
    let transferred = if completed == "complete 1" { ROOM } else { 0 };
    assert_eq!(srb.DataTransferLength, transferred);
    (*pointers, completed)
}

#[test]
fn dump_pointers_are_answered_to_who_asks_for_them_by_the_adapter_that_is_asked() {
    let mut running = Hardware::started();
    let (_pointers, mut srb) = asking(ffi::SRB_FUNCTION_DUMP_POINTERS, 0);
    srb.DataBuffer = ptr::null_mut();
    assert_eq!(sent(&mut running, &mut srb).unwrap(), "complete 6");
    let (pointers, mut srb) = asking(ffi::SRB_FUNCTION_FLUSH, 0);
    assert_eq!(sent(&mut running, &mut srb).unwrap(), "complete 6");
    assert_eq!(pointers.Version, 0);
    let (pointers, mut kept) = asking(ffi::SRB_FUNCTION_DUMP_POINTERS, 2);
    assert_eq!(sent(&mut running, &mut kept), None);
    let mut other = Hardware::started();
    let (_none, mut flush) = asking(ffi::SRB_FUNCTION_FLUSH, 1);
    assert_eq!(sent(&mut other, &mut flush).unwrap(), "complete 6");
    assert_eq!(pointers.Version, 0);
}

#[test]
fn what_is_left_is_of_one_type_and_goes_with_the_adapter() {
    let mut running = Hardware::started();
    let (answer, completed) = asked(&mut running, 0);
    assert_eq!(completed, "complete 1");
    assert_eq!(answer.Version, ffi::DUMP_MINIPORT_VERSION_1);
    assert_eq!(u32::from(answer.Size), ROOM);
    assert_eq!(
        String::from_utf16_lossy(&answer.DriverName).trim_end_matches('\0'),
        "hardware.sys"
    );
    assert_eq!(
        (answer.SystemIoBusNumber, answer.CommonBufferSize),
        (7, 4096)
    );
    assert_eq!(
        (answer.MaximumTransferLength, answer.NumberOfPhysicalBreaks),
        (1 << 14, 5)
    );
    // Another type would be taken for the first.
    assert_eq!(asked(&mut running, 1).1, "complete 6");
    let dumped = |mode| {
        let mut dump = Hardware::new();
        dump.dump_data = answer.MiniportPrivateDumpData;
        let routine = dump_hw_find_adapter::routine::<find, Path>;
        assert_eq!(dump.find_by(routine, 0, 0x40, mode).0, ffi::SP_RETURN_FOUND);
        LOG.take()
    };
    assert_eq!(dumped(ffi::DUMP_MODE_CRASH), ["Crash", "left 32"]);
    // The memory of the running system is not there yet.
    assert_eq!(dumped(ffi::DUMP_MODE_RESUME), ["Resume"]);
    // The adapter's value ends, and there is another one, which has left nothing yet; then something of another type.
    assert_eq!(running.find(0, 0x40).0, ffi::SP_RETURN_FOUND);
    LOG.take();
    assert_eq!(dumped(ffi::DUMP_MODE_CRASH), ["Crash"]);
    assert_eq!(asked(&mut running, 1).1, "complete 1");
    assert_eq!(asked(&mut running, 0).1, "complete 6");
}
