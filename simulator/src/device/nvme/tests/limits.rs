//! What commands may do at most, and namespaces whose data is not moved.

use super::entry::command;
use super::host::{Host, builder};
use super::io::pattern;
use crate::device::nvme::{CommandLimits, Metadata, Namespace, Nvme, Status};

#[test]
fn commands_are_held_to_their_limits() {
    let limits = CommandLimits {
        verify_shift: 1,
        write_zeroes_shift: 2,
        ..CommandLimits::default()
    };
    let mut host = Host::ready(builder().limits(limits));
    let blocks = |opcode, count| command(opcode).namespace(1).blocks(0, count);
    assert_eq!(host.run(1, blocks(12, 16)), Ok(0));
    assert_eq!(host.run(1, blocks(12, 17)), Err(Status::INVALID_FIELD));
    assert_eq!(host.run(1, blocks(8, 32)), Ok(0));
    assert_eq!(host.run(1, blocks(8, 33)), Err(Status::INVALID_FIELD));
}

#[test]
fn data_with_interleaved_metadata_is_not_moved() {
    let namespace = Namespace::memory(64).metadata(Metadata::Interleaved(8));
    let mut host = Host::ready(Nvme::builder().namespace(namespace));
    let written = host.write_blocks(0, &pattern(512));
    assert_eq!(written, Err(Status::INVALID_FIELD));
}
