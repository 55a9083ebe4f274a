//! The buffers of WMI's requests, written and read field by field.

use std::mem::offset_of;

use miniport::ffi;

/// What a request has where its answer belongs: a driver that does not write it is seen.
pub(super) const UNWRITTEN: u8 = 0xDB;
/// What WMI has in fields that are its own.
const PROVIDER: u32 = 0x5117_0001;

/// A field of 32 bits; zero where there is none.
pub(super) fn word(bytes: &[u8], at: usize) -> u32 {
    let field = bytes
        .get(at..at + 4)
        .and_then(|field| field.try_into().ok());
    field.map_or(0, u32::from_le_bytes)
}

/// One of 16 bits.
pub(super) fn short(bytes: &[u8], at: usize) -> u16 {
    let field = bytes
        .get(at..at + 2)
        .and_then(|field| field.try_into().ok());
    field.map_or(0, u16::from_le_bytes)
}

/// Writes one of 32 bits.
pub(super) fn put(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// A GUID; all zero where there is none.
pub(super) fn guid(bytes: &[u8], at: usize) -> ffi::GUID {
    let mut rest = [0; 8];
    if let Some(field) = bytes.get(at + 8..at + 16) {
        rest.copy_from_slice(field);
    }
    ffi::GUID {
        Data1: word(bytes, at),
        Data2: short(bytes, at + 4),
        Data3: short(bytes, at + 6),
        Data4: rest,
    }
}

/// A GUID as it lies in memory.
pub(crate) fn guid_bytes(guid: &ffi::GUID) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&guid.Data1.to_le_bytes());
    bytes[4..6].copy_from_slice(&guid.Data2.to_le_bytes());
    bytes[6..8].copy_from_slice(&guid.Data3.to_le_bytes());
    bytes[8..].copy_from_slice(&guid.Data4);
    bytes
}

/// The fields of a structure that names an instance and has data of it.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// `WNODE_FLAG_*`
    pub flag: u32,
    /// The item or the method, where there is one.
    pub number: Option<usize>,
    pub offset: usize,
    pub size: usize,
    /// Where its data begin when nothing else is there: at 8 bytes.
    pub begin: usize,
}

pub(super) const OF_INSTANCE: Fields = Fields {
    flag: ffi::WNODE_FLAG_SINGLE_INSTANCE,
    number: None,
    offset: offset_of!(ffi::WNODE_SINGLE_INSTANCE, DataBlockOffset),
    size: offset_of!(ffi::WNODE_SINGLE_INSTANCE, SizeDataBlock),
    begin: 64,
};
pub(super) const OF_ITEM: Fields = Fields {
    flag: ffi::WNODE_FLAG_SINGLE_ITEM,
    number: Some(offset_of!(ffi::WNODE_SINGLE_ITEM, ItemId)),
    offset: offset_of!(ffi::WNODE_SINGLE_ITEM, DataBlockOffset),
    size: offset_of!(ffi::WNODE_SINGLE_ITEM, SizeDataItem),
    begin: 72,
};
pub(super) const OF_METHOD: Fields = Fields {
    flag: ffi::WNODE_FLAG_METHOD_ITEM,
    number: Some(offset_of!(ffi::WNODE_METHOD_ITEM, MethodId)),
    offset: offset_of!(ffi::WNODE_METHOD_ITEM, DataBlockOffset),
    size: offset_of!(ffi::WNODE_METHOD_ITEM, SizeDataBlock),
    begin: 72,
};

/// `WNODE_HEADER` of a block that has static names, in a buffer of `room` bytes of which it uses `used`.
pub(super) fn header(of: &ffi::GUID, flags: u32, used: usize, room: usize) -> Vec<u8> {
    let mut bytes = vec![UNWRITTEN; room.max(used).max(size_of::<ffi::WNODE_HEADER>())];
    bytes[..used].fill(0);
    let used = u32::try_from(used).unwrap_or(u32::MAX);
    put(&mut bytes, offset_of!(ffi::WNODE_HEADER, BufferSize), used);
    put(
        &mut bytes,
        offset_of!(ffi::WNODE_HEADER, ProviderId),
        PROVIDER,
    );
    let at = offset_of!(ffi::WNODE_HEADER, Guid);
    bytes[at..at + 16].copy_from_slice(&guid_bytes(of));
    let flags = flags | ffi::WNODE_FLAG_STATIC_INSTANCE_NAMES | ffi::WNODE_FLAG_PDO_INSTANCE_NAMES;
    put(&mut bytes, offset_of!(ffi::WNODE_HEADER, Flags), flags);
    bytes
}

/// The structure that names an instance, with data, whose place is kept free before it for the name that WMI puts there.
pub(super) fn of_instance(
    fields: Fields,
    of: &ffi::GUID,
    (index, number): (u32, u32),
    data: &[u8],
    (names, room): (usize, usize),
) -> Vec<u8> {
    let begin = fields.begin + names.next_multiple_of(8);
    let mut bytes = header(of, fields.flag, begin + data.len(), room);
    put(
        &mut bytes,
        offset_of!(ffi::WNODE_SINGLE_INSTANCE, InstanceIndex),
        index,
    );
    if let Some(at) = fields.number {
        put(&mut bytes, at, number);
    }
    put(&mut bytes, fields.offset, u32::try_from(begin).unwrap_or(0));
    let length = u32::try_from(data.len()).unwrap_or(0);
    put(&mut bytes, fields.size, length);
    bytes[begin..begin + data.len()].copy_from_slice(data);
    bytes
}
