//! Reads, writes and what else is done to blocks.

use super::entry::{command, flush, get_feature};
use super::host::{Host, builder};
use crate::device::nvme::{Memory, Metadata, Namespace, Nvme, Optional, Status, Stream};

pub fn pattern(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| ((at * 7 + at / 256) % 256).try_into().unwrap_or(0))
        .collect()
}

#[test]
fn data_of_every_size_comes_back() {
    let mut host = Host::ready(builder());
    sizes(&mut host);
    assert_eq!(
        host.write_blocks(0, &pattern(131_584)),
        Err(Status::INVALID_FIELD),
        "more than MDTS"
    );
    assert!(host.nvme.mistakes().is_empty());
}

/// Data goes out and comes back.
pub fn sizes(host: &mut Host) {
    for length in [512, 4096, 4608, 8192, 8704, 65_536, 131_072] {
        let data = pattern(length);
        host.write_blocks(100, &data).unwrap();
        assert_eq!(
            host.read_blocks(100, length).unwrap(),
            data,
            "{length} bytes"
        );
    }
}

#[test]
fn metadata_goes_where_its_pointer_says() {
    let namespace = Namespace::memory(4096).metadata(Metadata::Separate(8));
    let mut host = Host::ready(Nvme::builder().namespace(namespace));
    let (data, metadata) = (host.machine.allocate(4096), host.machine.allocate(4096));
    let at = |opcode, metadata| {
        let entry = command(opcode).namespace(1).data(data, 0).blocks(7, 2);
        entry.metadata(metadata)
    };
    host.machine.store(metadata, &pattern(16));
    assert_eq!(host.run(1, at(1, metadata)), Ok(0));
    host.machine.fill(metadata, 4096, 0);
    assert_eq!(host.run(1, at(2, metadata)), Ok(0));
    assert_eq!(host.machine.load(metadata, 16), pattern(16));
    assert_eq!(host.machine.load(metadata + 16, 16), [0; 16]);
    // A host that does not know of metadata.
    for opcode in [1, 2] {
        assert_eq!(host.run(1, at(opcode, 0)), Err(Status::DATA_TRANSFER_ERROR));
    }
}

#[test]
fn ranges_are_checked() {
    let mut host = Host::ready(builder());
    ranges(&mut host);
    let list = host.transfer(2, 0, 512).dword(0, 2 | 1 << 14);
    assert_eq!(host.run(1, list), Err(Status::INVALID_FIELD), "SGL");
}

/// Blocks, namespaces and opcodes that are not there.
pub fn ranges(host: &mut Host) {
    let page = host.machine.allocate(4096);
    let at = |opcode, lba| command(opcode).namespace(1).data(page, 0).blocks(lba, 2);
    // QEMU has no Write Uncorrectable.
    let opcodes: &[u8] = if host.is_model {
        &[1, 2, 4, 5, 8, 12]
    } else {
        &[1, 2, 5, 8, 12]
    };
    for &opcode in opcodes {
        for lba in [4095, 4096, u64::MAX, u64::MAX - 1] {
            let what = format!("{opcode} at {lba}");
            let beyond = Err(Status::LBA_OUT_OF_RANGE);
            host.expect(1, [(&*what, at(opcode, lba), beyond)]);
        }
    }
    let read = at(2, 0);
    let (namespace, field) = (Err(Status::INVALID_NAMESPACE), Err(Status::INVALID_FIELD));
    let opcode = Err(Status::INVALID_OPCODE);
    host.expect(
        1,
        [
            ("the last blocks", at(2, 4094), Ok(0)),
            ("namespace 0", read.namespace(0), namespace),
            ("namespace 300", read.namespace(300), namespace),
            ("all namespaces", read.namespace(u32::MAX), field),
            ("not attached", read.namespace(2), field),
            ("flush of 0", flush().namespace(0), namespace),
            ("flush of 300", flush().namespace(300), namespace),
            ("flush of nothing", flush().namespace(2), field),
            ("flush of all", flush().namespace(u32::MAX), Ok(0)),
            ("much", read.dword(12, 0xFFFF), field),
            ("unknown", at(0x7F, 0), opcode),
            ("unknown", at(2 | 1 << 6, 0), opcode),
            ("fused", read.dword(0, 2 | 1 << 8), field),
        ],
    );
}

#[test]
fn zeroes_deallocation_and_comparison() {
    let mut host = Host::ready(builder());
    let data = vec![5; 4096];
    host.write_blocks(0, &data).unwrap();
    assert_eq!(host.run(1, command(8).namespace(1).blocks(1, 2)), Ok(0));
    let ranges = host.machine.allocate(4096);
    for (index, (lba, blocks)) in [(4u64, 1u64), (6, 2), (0, 0)].into_iter().enumerate() {
        host.machine
            .put_u64(ranges + 16 * index as u64, blocks << 32);
        host.machine.put_u64(ranges + 16 * index as u64 + 8, lba);
    }
    let manage = command(9).namespace(1).data(ranges, 0).dword(10, 2);
    assert_eq!(host.run(1, manage), Ok(0), "hints only");
    assert_eq!(host.run(1, manage.dword(11, 4)), Ok(0));
    let after = host.read_blocks(0, 4096).unwrap();
    let zero: Vec<usize> = (0..8)
        .filter(|block| after[512 * block..][..512] == [0; 512])
        .collect();
    assert_eq!(zero, [1, 2, 4, 6, 7]);
    host.machine.put_u64(ranges + 8, 4096);
    assert_eq!(
        host.run(1, manage.dword(11, 4)),
        Err(Status::LBA_OUT_OF_RANGE)
    );

    let compare = host.transfer(5, 0, 512);
    assert_eq!(host.run(1, compare), Err(Status::COMPARE_FAILURE));
    let address = compare.address();
    host.machine.fill(address, 512, 5);
    assert_eq!(host.run(1, compare), Ok(0));
}

#[test]
fn commands_that_are_left_out() {
    let mut host = Host::ready(
        builder()
            .without(Optional::WriteZeroes)
            .without(Optional::DatasetManagement),
    );
    for opcode in [8, 9] {
        assert_eq!(
            host.run(1, command(opcode).namespace(1)),
            Err(Status::INVALID_OPCODE)
        );
    }
}

#[test]
fn unreadable_blocks() {
    let mut host = Host::ready(builder());
    assert_eq!(host.run(1, command(4).namespace(1).blocks(10, 2)), Ok(0));
    host.nvme.spoil(1, 20..21);
    assert_eq!(
        host.read_blocks(8, 2048),
        Err(Status::UNRECOVERED_READ_ERROR)
    );
    assert_eq!(
        host.run(1, command(12).namespace(1).blocks(0, 4096)),
        Err(Status::UNRECOVERED_READ_ERROR)
    );
    host.write_blocks(10, &[1; 1024]).unwrap();
    host.write_blocks(20, &[1; 512]).unwrap();
    assert_eq!(host.run(1, command(12).namespace(1).blocks(0, 4096)), Ok(0));
    assert_eq!(host.log(2, 512).unwrap()[160], 2, "media errors");
}

#[test]
fn the_write_cache() {
    let durable = |host: &Host, lba| {
        let mut bytes = [0; 512];
        host.nvme.read_durable(1, lba, &mut bytes).unwrap();
        bytes[0]
    };
    let mut host = Host::ready(builder());
    host.write_blocks(0, &[1; 512]).unwrap();
    assert_eq!(
        (durable(&host, 0), host.read_blocks(0, 512).unwrap()[0]),
        (0, 1)
    );
    let force = host.transfer(1, 1, 512);
    let address = force.address();
    host.machine.fill(address, 512, 2);
    host.run(1, force.dword(12, 1 << 30)).unwrap();
    assert_eq!(durable(&host, 1), 2, "forced unit access");
    assert_eq!(host.run(1, command(0).namespace(u32::MAX)), Ok(0));
    assert_eq!(durable(&host, 0), 1);
    host.write_blocks(2, &[3; 512]).unwrap();
    host.power_cycle();
    let mut bytes = [9; 512];
    host.nvme.read(1, 2, &mut bytes).unwrap();
    assert_eq!(bytes, [0; 512], "power was lost");

    let mut host = Host::ready(builder().without_write_cache());
    host.write_blocks(0, &[1; 512]).unwrap();
    assert_eq!(durable(&host, 0), 1);
    assert_eq!(host.admin(get_feature(6)), Err(Status::INVALID_FIELD));
}

#[test]
fn a_cache_that_overflows() {
    let mut host = Host::ready(builder());
    for chunk in 0..16u8 {
        host.write_blocks(u64::from(chunk) * 128, &vec![chunk + 1; 65_536])
            .unwrap();
    }
    for chunk in 0..16u8 {
        assert_eq!(
            host.read_blocks(u64::from(chunk) * 128, 65_536).unwrap(),
            vec![chunk + 1; 65_536]
        );
    }
}

#[test]
fn blocks_of_4096_bytes_on_a_stream() {
    let stream = Stream(std::io::Cursor::new(Vec::new()));
    let namespace = Namespace::on(stream, 1024).block_size(4096);
    assert_eq!(namespace.blocks(), 128);
    let mut host = Host::ready(
        Nvme::builder()
            .namespace(namespace)
            .namespace(Namespace::on(Memory::new(), 8).read_only()),
    );
    let data = pattern(8192);
    let address = host.machine.allocate(8192);
    host.machine.store(address, &data);
    let entry = |opcode| {
        command(opcode)
            .namespace(1)
            .data(address, address + 4096)
            .blocks(126, 2)
    };
    assert_eq!(host.run(1, entry(1)), Ok(0));
    host.machine.fill(address, 8192, 0);
    assert_eq!(host.run(1, entry(2)), Ok(0));
    assert_eq!(host.machine.load(address, 8192), data);
    assert_eq!(
        host.run(1, command(1).namespace(2).data(address, 0).blocks(0, 1)),
        Err(Status::WRITE_PROTECTED)
    );
}

#[test]
fn a_file() {
    let path = std::env::temp_dir().join(format!("miniport-nvme-{}.img", std::process::id()));
    std::fs::write(&path, vec![0; 65_536]).unwrap();
    let mut host = Host::ready(Nvme::builder().namespace(Namespace::file(&path).unwrap()));
    host.write_blocks(3, &[8; 512]).unwrap();
    assert_eq!(host.run(1, flush()), Ok(0));
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(bytes.len(), 65_536);
    assert_eq!(bytes[1536..2048], [8; 512]);
}
