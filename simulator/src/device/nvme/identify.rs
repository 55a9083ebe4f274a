//! The data that Identify returns.

use super::controller::Controller;
use super::events::REQUEST_LIMIT;
use super::features::WARNING_TEMPERATURE;
use super::logs::ERROR_ENTRIES;
use super::namespace::{FORMATS, Namespace};
use super::registers::VERSION;
use super::settings::{CommandLimits, Optional};

/// Bytes of what Identify returns.
pub(super) const BYTES: usize = 4096;
/// Abort commands at a time (the ACL field is one less).
pub(super) const ABORT_LIMIT: usize = 4;

type Data = [u8; BYTES];

/// The Identify Controller data.
pub(super) fn controller(controller: &Controller) -> Data {
    let settings = &controller.settings;
    let missing = &settings.missing;
    let mut data = [0; BYTES];
    put(&mut data, 0, &settings.identity.vendor.to_le_bytes());
    put(
        &mut data,
        2,
        &settings.identity.subsystem_vendor.to_le_bytes(),
    );
    put_text(&mut data, 4, 20, &settings.serial);
    put_text(&mut data, 24, 40, &settings.model);
    put_text(&mut data, 64, 8, &settings.firmware);
    data[77] = settings.transfer_shift;
    put(&mut data, 80, &VERSION.to_le_bytes());
    put(&mut data, 84, &microseconds(settings.latency.enable)); // RTD3R
    put(&mut data, 88, &microseconds(settings.latency.shutdown)); // RTD3E
    put(&mut data, 92, &(1u32 << 8).to_le_bytes()); // OAES: namespace attributes
    data[111] = 1; // an I/O controller
    data[258] = limit(ABORT_LIMIT);
    data[259] = limit(REQUEST_LIMIT);
    data[260] = 0b11; // one firmware slot, read-only
    data[261] = 0b110; // commands log, long Get Log Page
    data[262] = limit(ERROR_ENTRIES);
    put(&mut data, 266, &WARNING_TEMPERATURE.to_le_bytes());
    put(&mut data, 268, &(WARNING_TEMPERATURE + 10).to_le_bytes());
    put(
        &mut data,
        280,
        &controller.namespaces.capacity().to_le_bytes(),
    );
    data[512] = 0x66; // commands of 64 bytes
    data[513] = 0x44; // completions of 16 bytes
    put(
        &mut data,
        516,
        &controller.namespaces.maximum().to_le_bytes(),
    );
    let optional = Optional::ALL
        .iter()
        .filter(|command| !missing.contains(command));
    let optional = optional.fold(1 << 4, |bits, command| bits | command.codes().1);
    put(&mut data, 520, &u16::to_le_bytes(optional));
    data[525] = 0b110 | u8::from(settings.write_cache); // Flush of every namespace
    let name = format!(
        "nqn.2014-08.org.nvmexpress:{:04x}{}",
        settings.identity.vendor, settings.serial
    );
    let length = name.len().min(255);
    put(&mut data, 768, &name.as_bytes()[..length]);
    put(&mut data, 2048, &2500u16.to_le_bytes()); // power state 0: 25 W
    data
}

/// The Identify Namespace data.
pub(super) fn namespace(controller: &Controller, id: u32, namespace: &Namespace) -> Data {
    let mut data = [0; BYTES];
    for offset in [0, 8, 16] {
        put(&mut data, offset, &namespace.blocks.to_le_bytes());
    }
    data[25] = limit(FORMATS.len());
    data[26] = namespace.format();
    data[27] = namespace.metadata.capabilities();
    data[33] = 0b1001; // deallocated blocks read as zero; Write Zeroes may deallocate
    let capacity = u128::from(namespace.blocks) * namespace.store.block as u128;
    put(&mut data, 48, &capacity.to_le_bytes());
    data[99] = u8::from(namespace.read_only);
    put(&mut data, 104, &long_identifier(controller, id));
    put(&mut data, 120, &short_identifier(controller, id));
    for (index, size) in FORMATS.iter().enumerate() {
        let at = 128 + 4 * index;
        put(&mut data, at, &namespace.metadata.bytes().to_le_bytes());
        data[at + 2] = (size.trailing_zeros() & 0xFF) as u8;
    }
    data
}

/// The Identify Controller data of the NVM command set.
pub(super) fn limits(limits: &CommandLimits) -> Data {
    let mut data = [0; BYTES];
    (data[0], data[1], data[3]) = (
        limits.verify_shift,
        limits.write_zeroes_shift,
        limits.ranges,
    );
    put(&mut data, 4, &limits.range_blocks.to_le_bytes());
    put(&mut data, 8, &limits.all_blocks.to_le_bytes());
    data
}

/// The Namespace Identification Descriptors.
pub(super) fn descriptors(controller: &Controller, id: u32, namespace: &Namespace) -> Data {
    let mut data = [0; BYTES];
    let mut at = 0;
    let mut add = |kind: u8, identifier: &[u8]| {
        put(&mut data, at, &[kind, limit(identifier.len() + 1)]);
        put(&mut data, at + 4, identifier);
        at += 4 + identifier.len();
    };
    add(1, &short_identifier(controller, id));
    add(2, &long_identifier(controller, id));
    if let Some(uuid) = &namespace.uuid {
        add(3, uuid);
    }
    data
}

/// A list of namespaces above an identifier.
pub(super) fn list(controller: &Controller, above: u32) -> Data {
    let mut data = [0; BYTES];
    let ids = controller.namespaces.active().filter(|id| *id > above);
    for (chunk, id) in data.as_chunks_mut::<4>().0.iter_mut().zip(ids) {
        *chunk = id.to_le_bytes();
    }
    data
}

/// The EUI-64 of a namespace, big-endian: made of the serial number, so that it stays.
fn short_identifier(controller: &Controller, id: u32) -> [u8; 8] {
    let mut hash = 0xCBF2_9CE4u32;
    for byte in controller.settings.serial.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    // Bit 1 of the first byte says that the identifier is local.
    let mut identifier = (u64::from(hash) << 32 | u64::from(id)).to_be_bytes();
    identifier[0] |= 2;
    identifier
}

/// The NGUID of a namespace.
fn long_identifier(controller: &Controller, id: u32) -> [u8; 16] {
    let mut identifier = [0; 16];
    identifier[..8].copy_from_slice(b"MiniSim\0");
    identifier[8..].copy_from_slice(&short_identifier(controller, id));
    identifier
}

fn put(data: &mut Data, offset: usize, bytes: &[u8]) {
    data[offset..offset + bytes.len()].copy_from_slice(bytes);
}

/// ASCII, filled up with spaces.
fn put_text(data: &mut Data, offset: usize, length: usize, text: &str) {
    let field = &mut data[offset..offset + length];
    field.fill(b' ');
    for (place, byte) in field.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
}

/// A count in a field that holds one less.
fn limit(count: usize) -> u8 {
    u8::try_from(count - 1).unwrap_or(u8::MAX)
}

fn microseconds(nanoseconds: u64) -> [u8; 4] {
    u32::try_from(nanoseconds.div_ceil(1000))
        .unwrap_or(u32::MAX)
        .to_le_bytes()
}
