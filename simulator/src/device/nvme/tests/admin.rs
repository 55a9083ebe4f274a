//! Identify, features, logs.

use super::entry::{command, get_feature, set_feature};
use super::host::{Host, builder};
use crate::device::nvme::{Namespace, Nvme, Optional, Status};

fn u32_at(data: &[u8], offset: usize) -> u32 {
    u32::from_le_bytes(data[offset..offset + 4].try_into().unwrap())
}

#[test]
fn identify_controller() {
    let mut host = Host::enabled(
        builder()
            .names("S1", "M1", "F1")
            .without(Optional::Compare)
            .transfer_limit(3),
    );
    let data = host.identify(1, 0).unwrap();
    assert_eq!(&data[4..24], b"S1                  ");
    assert_eq!(&data[24..28], b"M1  ");
    assert_eq!(&data[64..72], b"F1      ");
    assert_eq!(
        (data[77], data[512], data[513], u32_at(&data, 516)),
        (3, 0x66, 0x44, 16)
    );
    assert_eq!(u32_at(&data, 80), 0x0001_0400);
    assert_eq!(data[520], 0b1001_1110);
    assert_eq!(data[525], 0b111);
    assert!(data[768..].starts_with(b"nqn.2014-08.org.nvmexpress:1234S1\0"));
}

#[test]
fn identify_namespaces() {
    let second = Namespace::memory(4096)
        .block_size(4096)
        .read_only()
        .uuid([9; 16]);
    let mut host = Host::enabled(
        Nvme::builder()
            .namespace(Namespace::memory(100))
            .namespace(second),
    );
    let first = host.identify(0, 1).unwrap();
    assert_eq!(
        (
            u32_at(&first, 0),
            first[25],
            first[26],
            first[130],
            first[134]
        ),
        (100, 1, 0, 9, 12)
    );
    let second = host.identify(0, 2).unwrap();
    assert_eq!((u32_at(&second, 0), second[26], second[99]), (512, 1, 1));
    assert_ne!(first[104..128], second[104..128]);
    assert!(
        host.identify(0, 3).unwrap().iter().all(|&byte| byte == 0),
        "not attached"
    );
    for id in [0, 17, u32::MAX] {
        assert_eq!(host.identify(0, id), Err(Status::INVALID_NAMESPACE));
    }
    let list = host.identify(2, 0).unwrap();
    assert_eq!(
        (u32_at(&list, 0), u32_at(&list, 4), u32_at(&list, 8)),
        (1, 2, 0)
    );
    assert_eq!(u32_at(&host.identify(2, 1).unwrap(), 0), 2);
    assert_eq!(host.identify(2, u32::MAX), Err(Status::INVALID_NAMESPACE));
    let names = host.identify(3, 2).unwrap();
    assert_eq!(names[..2], [1, 8]);
    assert_eq!(names[12..14], [2, 16]);
    assert_eq!(names[32..34], [3, 16]);
    assert_eq!(
        names[36..53],
        [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0]
    );
    assert_eq!(host.identify(3, 3), Err(Status::INVALID_FIELD));
    assert_eq!(host.identify(0x44, 1), Err(Status::INVALID_FIELD));
}

#[test]
fn features() {
    let mut host = Host::enabled(builder());
    let (get, set, field) = (get_feature, set_feature, Err(Status::INVALID_FIELD));
    host.expect(
        0,
        [
            ("queues", set(7, 0x0003_0001), Ok(0x0003_0001)),
            ("more than there are", set(7, 0x0FFF_0FFF), Ok(0x000F_000F)),
            ("queues", get(7), Ok(0x000F_000F)),
            ("all ones", set(7, 0xFFFF), field),
            ("cache", get(6), Ok(1)),
            ("cache", set(6, 0), Ok(0)),
            ("cache", get(6), Ok(0)),
            ("default", get(6 | 1 << 8), Ok(1)),
            ("changeable", get(6 | 3 << 8), Ok(4)),
            ("unknown selection", get(6 | 5 << 8), field),
            ("events", set(0xB, 0xFFFF_FFFF), Ok(0)),
            ("events", get(0xB), Ok(0x1FF)),
            ("temperature", get(4), Ok(343)),
            ("lower one", set(4, 1 << 20 | 0x118), Ok(0)),
            ("lower one", get(4).dword(11, 1 << 20), Ok(280)),
            ("arbitration", set(1, 7), Ok(0)),
            ("arbitration", get(1), Ok(7)),
            ("vector", set(9, 1 << 16 | 3), Ok(0)),
            ("vector", get(9).dword(11, 3), Ok(1 << 16 | 3)),
            ("no vector", set(9, 99), field),
            ("power state", set(2, 1), field),
            ("no coalescing", set(8, 0x0101), field),
            ("unknown", get(0x99), field),
            (
                "saved",
                set(1 | 1 << 31, 1),
                Err(Status::FEATURE_NOT_SAVEABLE),
            ),
            (
                "of a namespace",
                set(1, 1).namespace(1),
                Err(Status::FEATURE_NOT_OF_NAMESPACE),
            ),
        ],
    );
}

#[test]
fn error_log() {
    let mut host = Host::enabled(builder());
    assert_eq!(host.admin(command(0x77)), Err(Status::INVALID_OPCODE));
    assert_eq!(
        host.admin(command(6).dword(10, 1).id(0x55)),
        Err(Status::DATA_TRANSFER_ERROR)
    );
    let log = host.log(1, 128).unwrap();
    assert_eq!((log[0], log[8], log[10]), (2, 0, 0x55));
    assert_eq!(log[12] >> 1, 4);
    assert_eq!(log[64], 1);
}

#[test]
fn health_and_firmware_logs() {
    let mut host = Host::ready(builder());
    host.write_blocks(0, &[1; 1024]).unwrap();
    host.read_blocks(0, 512).unwrap();
    host.read_blocks(0, 512).unwrap();
    host.nvme.set_temperature(350);
    let log = host.log(2, 512).unwrap();
    assert_eq!((log[0], u16::from_le_bytes([log[1], log[2]])), (2, 350));
    assert_eq!(
        (log[32], log[48], log[64], log[80], log[112]),
        (1, 1, 2, 1, 1)
    );
    let firmware = host.log(3, 512).unwrap();
    assert_eq!((firmware[0], &firmware[8..16]), (1, &b"1.0     "[..]));
    let commands = host.log(5, 4096).unwrap();
    assert_eq!(
        (
            commands[4 * 6],
            commands[4 * 0x77],
            commands[1024 + 4],
            commands[1024 + 8]
        ),
        (1, 0, 3, 1)
    );
}

#[test]
fn log_pages_with_wrong_fields() {
    let mut host = Host::enabled(builder());
    let address = host.machine.allocate(4096);
    let get = command(2).data(address, 0);
    let health = get.dword(10, 2);
    let field = Err(Status::INVALID_FIELD);
    host.expect(
        0,
        [
            (
                "unknown",
                get.dword(10, 0x70),
                Err(Status::INVALID_LOG_PAGE),
            ),
            ("of a namespace", health.namespace(1), field),
            ("not aligned", health.dword(12, 6), field),
            ("behind the end", health.dword(12, 516), field),
            ("too long", health.dword(11, 0xFFFF), field),
            ("the last dword", health.dword(12, 508), Ok(0)),
        ],
    );
}
