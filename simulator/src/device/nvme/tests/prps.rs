//! Where the data of commands is.

use super::entry::command;
use super::host::{Host, builder};
use super::io::pattern;
use crate::device::nvme::Status;

#[test]
fn offsets_and_lists() {
    let mut host = Host::ready(builder());
    let data = pattern(40 * 512);
    host.nvme.write(1, 0, &data).unwrap();
    let read = command(2).namespace(1);
    // One page from an offset into the next: two entries.
    let address = host.machine.allocate(65_536);
    assert_eq!(
        host.run(1, read.data(address + 0xE04, address + 0x5000).blocks(0, 1)),
        Ok(0)
    );
    assert_eq!(host.machine.load(address + 0xE04, 0x1FC), &data[..0x1FC]);
    assert_eq!(host.machine.load(address + 0x5000, 4), &data[0x1FC..0x200]);
    // A list that begins near the end of its page and goes on in another.
    let lists = host.machine.allocate(8192);
    host.machine.put_u64(lists + 0xFF0, address + 0x3000);
    host.machine.put_u64(lists + 0xFF8, lists + 0x1000);
    for (index, page) in [0x9000, 0x1000, 0x2000, 0x8000].into_iter().enumerate() {
        host.machine
            .put_u64(lists + 0x1000 + 8 * index as u64, address + page);
    }
    assert_eq!(
        host.run(1, read.data(address + 0x4000, lists + 0xFF0).blocks(0, 40)),
        Ok(0)
    );
    for (index, page) in [0x4000, 0x3000, 0x9000, 0x1000, 0x2000]
        .into_iter()
        .enumerate()
    {
        assert_eq!(
            host.machine.load(address + page, 4096),
            &data[4096 * index..][..4096],
            "page {index}"
        );
    }
}

#[test]
fn prps_are_checked() {
    refusals(&mut Host::ready(builder()));
}

/// What is no list of pages, and what looks like none.
pub fn refusals(host: &mut Host) {
    let page = host.machine.allocate(65_536);
    let list = host.machine.allocate(8192);
    host.machine.put_u64(list, page + 8);
    host.machine.put_u64(list + 0xFF8, list + 0x1008);
    host.machine.put_u64(list + 0x1000, 0x7000_0000);
    let read = |first, second, blocks| {
        command(2)
            .namespace(1)
            .data(first, second)
            .blocks(0, blocks)
    };
    let (offset, outside) = (
        Err(Status::PRP_OFFSET_INVALID),
        Err(Status::DATA_TRANSFER_ERROR),
    );
    let end = u64::MAX - 4095;
    host.expect(
        1,
        [
            ("second, not aligned", read(page, page + 4, 16), offset),
            ("in a list, not aligned", read(page, list, 24), offset),
            ("no next list", read(page, list + 0xFF8, 24), offset),
            ("list, outside", read(page, 0x7000_0000, 24), outside),
            ("an offset", read(page + 4, page + 4096, 1), Ok(0)),
            ("up to the end of a page", read(page + 512, 1, 7), Ok(0)),
        ],
    );
    // QEMU takes these.
    let rows = [
        ("first, not aligned", read(page + 2, 0, 1), offset),
        ("list, not aligned", read(page, list + 4, 24), offset),
        ("in a list, outside", read(page, list + 0x1000, 24), outside),
        ("first, at the end", read(u64::MAX - 3, 0, 1), outside),
        ("second, at the end", read(page, end, 16), outside),
    ];
    if host.is_model {
        host.expect(1, rows);
    }
}

#[test]
fn larger_host_pages() {
    let mut host = Host::new(builder());
    let pair = host.pair(1024);
    host.write32(0x24, 15 << 16 | 15);
    host.write64(0x28, pair.submission + 0x1000);
    host.write64(0x30, pair.submission);
    host.write32(super::host::CC, super::host::ENABLE | 1 << 7);
    host.settle();
    assert_eq!(
        host.read32(super::host::CSTS),
        2,
        "the admin queue is not on a page of 8 KiB"
    );
}
