//! The RAM disk is no dump device: what it keeps is memory of the system that has crashed, and gone after the restart. (Windows lets
//! virtual miniports write dumps; this driver does not state that it does.)

use miniport::ffi;
use miniport_sim::{DumpError, SrbForm};

use crate::fixture::start;

#[test]
fn the_ram_disk_states_no_dump_support_and_is_refused_as_a_dump_device() {
    let bench = start(1, SrbForm::Storage, "lun=1M");
    let address = bench.disk().address();
    let written = bench.adapter.crash_dump(address, 0, &[7; 4096]);
    let status = ffi::STATUS_NOT_SUPPORTED.cast_unsigned();
    assert_eq!(written, Err(DumpError::NotSupported { status }));
    bench.machine.shutdown().assert_clean();
}

/// The request that prepares a dump (`MINIPORT_DUMP_POINTERS`): the driver says that it does not know it.
#[test]
fn the_ram_disk_has_no_dump_pointers() {
    let bench = start(1, SrbForm::Storage, "lun=1M");
    let address = bench.disk().address();
    let answer = bench.adapter.send(address, ffi::SRB_FUNCTION_DUMP_POINTERS);
    assert_eq!(answer.unwrap().srb_status, ffi::SRB_STATUS_INVALID_REQUEST);
    bench.finish();
}
