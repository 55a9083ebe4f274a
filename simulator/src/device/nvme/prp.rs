//! Physical region pages: where the data of a command is, and its transfer.

use super::command::Command;
use super::status::Status;
use crate::device::Bus;

/// Bytes of an entry of a PRP list.
const ENTRY: u64 = 8;

/// A piece of the machine's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub address: u64,
    pub length: usize,
}

/// Where the `length` bytes of a command are, with pages of `page` bytes.
///
/// The first entry may have an offset that is a multiple of four; each other one is the start of a page. A list begins at
/// a multiple of eight; if it does not end in its page, the last entry of the page leads to the next page of the list.
pub(super) fn segments(
    bus: &mut dyn Bus,
    command: &Command,
    length: usize,
    page: u64,
) -> Result<Vec<Segment>, Status> {
    let (prp1, prp2) = (command.prp1(), command.prp2());
    if length == 0 {
        return Ok(Vec::new());
    }
    if prp1 % 4 != 0 {
        return Err(Status::PRP_OFFSET_INVALID);
    }
    let mut left = length as u64;
    let mut result = Vec::new();
    push(&mut result, prp1, &mut left, page - prp1 % page);
    if left == 0 {
        return Ok(result);
    }
    if left <= page {
        push(&mut result, aligned(prp2, page)?, &mut left, page);
        return Ok(result);
    }
    if prp2 % ENTRY != 0 {
        return Err(Status::PRP_OFFSET_INVALID);
    }
    let mut list = prp2;
    while left > 0 {
        list = list_page(bus, list, &mut result, &mut left, page)?;
    }
    Ok(result)
}

/// Reads the part of a list that is in one page; where the list goes on.
fn list_page(
    bus: &mut dyn Bus,
    list: u64,
    result: &mut Vec<Segment>,
    left: &mut u64,
    page: u64,
) -> Result<u64, Status> {
    let room = (page - list % page) / ENTRY;
    let needed = left.div_ceil(page);
    let count = usize::try_from(room.min(needed)).map_err(|_| Status::INTERNAL_ERROR)?;
    let mut bytes = vec![0; count * 8];
    bus.dma_read(list, &mut bytes)
        .map_err(|_| Status::DATA_TRANSFER_ERROR)?;
    let mut entries = bytes
        .as_chunks::<8>()
        .0
        .iter()
        .map(|entry| u64::from_le_bytes(*entry))
        .peekable();
    while let Some(entry) = entries.next() {
        if entries.peek().is_none() && needed > room {
            return aligned(entry, page);
        }
        push(result, aligned(entry, page)?, left, page);
    }
    Ok(0)
}

/// The pages of a queue of `bytes` bytes, whose list begins at `list`, the start of a page.
pub(super) fn queue_pages(
    bus: &mut dyn Bus,
    list: u64,
    bytes: u64,
    page: u64,
) -> Result<Vec<u64>, Status> {
    let mut left = bytes.next_multiple_of(page);
    let mut result = Vec::new();
    let mut list = aligned(list, page)?;
    while left > 0 {
        list = list_page(bus, list, &mut result, &mut left, page)?;
    }
    // Neighbours were joined: cut them into pages again.
    let pages = result
        .iter()
        .flat_map(|segment| (0..segment.length as u64 / page).map(|i| segment.address + i * page));
    Ok(pages.collect())
}

/// Copies data of the machine to the controller.
pub(super) fn fetch(
    bus: &mut dyn Bus,
    command: &Command,
    into: &mut [u8],
    page: u64,
) -> Result<(), Status> {
    let mut at = 0;
    for segment in segments(bus, command, into.len(), page)? {
        let part = &mut into[at..at + segment.length];
        bus.dma_read(segment.address, part)
            .map_err(|_| Status::DATA_TRANSFER_ERROR)?;
        at += segment.length;
    }
    Ok(())
}

/// Copies data of the controller to the machine.
pub(super) fn store(
    bus: &mut dyn Bus,
    command: &Command,
    bytes: &[u8],
    page: u64,
) -> Result<(), Status> {
    let mut at = 0;
    for segment in segments(bus, command, bytes.len(), page)? {
        let part = &bytes[at..at + segment.length];
        bus.dma_write(segment.address, part)
            .map_err(|_| Status::DATA_TRANSFER_ERROR)?;
        at += segment.length;
    }
    Ok(())
}

fn aligned(address: u64, page: u64) -> Result<u64, Status> {
    if address.is_multiple_of(page) {
        Ok(address)
    } else {
        Err(Status::PRP_OFFSET_INVALID)
    }
}

/// Adds up to `room` bytes at an address, joined to the last segment where they follow it.
fn push(segments: &mut Vec<Segment>, address: u64, left: &mut u64, room: u64) {
    let bytes = room.min(*left);
    let length = usize::try_from(bytes).unwrap_or(usize::MAX);
    *left -= bytes;
    match segments.last_mut() {
        Some(last) if last.address.checked_add(last.length as u64) == Some(address) => {
            last.length += length;
        }
        _ => segments.push(Segment { address, length }),
    }
}
