//! Pieces of a transfer: where the device finds the data of a piece of memory, and how it comes back.

use std::ptr::copy_nonoverlapping;

use super::adapter::Adapter;
use crate::kernel::core::Kernel;
use crate::kernel::memory::GARBAGE;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::physical::{Access, PAGE, Placement};

/// A piece of memory that is mapped for the device.
#[derive(Debug)]
pub(super) struct Piece {
    pub address: usize,
    pub length: usize,
    /// The device reads it.
    pub to_device: bool,
    pub physical: i64,
    /// The pages through which the data goes.
    bounce: Option<Block>,
}

/// Map registers that are allocated, and what is mapped by them.
#[derive(Debug)]
pub(super) struct Registers {
    pub count: u32,
    pub used: usize,
    pub pieces: Vec<Piece>,
}

impl Kernel {
    /// How many bytes from `address` on the device reaches where they are, in one piece: 0 if none.
    fn reach(&self, adapter: &Adapter, address: usize, end: usize) -> usize {
        let Some(physical) = self.memory.address_of(address) else {
            return 0;
        };
        let run = self.memory.contiguous(address, end).min(end - address);
        if physical > adapter.highest {
            return 0;
        }
        let reached = adapter.highest - physical;
        run.min(
            usize::try_from(reached)
                .unwrap_or(usize::MAX)
                .saturating_add(1),
        )
    }

    /// Maps what lies at the beginning of a piece of memory: all of it if the device can have one piece only.
    pub(super) fn map_piece(
        &self,
        adapter: &Adapter,
        address: usize,
        length: usize,
        to_device: bool,
    ) -> Option<Piece> {
        let end = address + length;
        let reached = self.reach(adapter, address, end);
        let whole = adapter.scatter_gather || reached == length;
        if reached != 0 && whole && !self.chance(4) {
            // Pages that lie together need not be one piece.
            let first = PAGE - address % PAGE;
            let length = if adapter.scatter_gather && reached > first && self.chance(2) {
                first
            } else {
                reached
            };
            let access = if to_device {
                Access::Read
            } else {
                Access::Write
            };
            self.memory.lend(adapter.owner(), address, length, access);
            return Some(Piece {
                address,
                length,
                to_device,
                physical: self.memory.address_of_any(address),
                bounce: None,
            });
        }
        let length = if adapter.scatter_gather && self.chance(2) {
            length.min(PAGE - address % PAGE)
        } else {
            length
        };
        self.bounce(adapter, address, length, to_device)
    }

    /// Maps memory by pages that the device reaches, as far into the first one as it is into its own.
    fn bounce(
        &self,
        adapter: &Adapter,
        address: usize,
        length: usize,
        to_device: bool,
    ) -> Option<Piece> {
        let placement = Placement {
            highest: adapter.highest,
            ..Placement::ANYWHERE.contiguous()
        };
        let offset = address % PAGE;
        let block = Block::physical(&self.memory, offset + length, PAGE, GARBAGE, &placement)?;
        let access = if to_device {
            Access::Read
        } else {
            Access::Write
        };
        block.open(adapter.owner(), offset, length, access, "map registers");
        // SAFETY: the block has the offset and the length.
        let place = unsafe { block.as_ptr().add(offset) };
        if to_device {
            // SAFETY: the memory of an MDL whose pages are locked; the block is another one.
            unsafe { copy_nonoverlapping(address as *const u8, place, length) };
        }
        Some(Piece {
            address,
            length,
            to_device,
            physical: self.memory.address_of_any(place as usize),
            bounce: Some(block),
        })
    }

    /// The transfer of a piece is over: what the device wrote is where it belongs, if it was flushed.
    pub(super) fn unmap_piece(
        &self,
        adapter: &Adapter,
        piece: Piece,
        flushed: bool,
    ) -> Result<(), &'static str> {
        let Some(block) = piece.bounce else {
            self.memory
                .take_back(adapter.owner(), piece.address, piece.length);
            return Ok(());
        };
        if flushed && !piece.to_device {
            let offset = piece.address % PAGE;
            // SAFETY: as in `bounce`.
            unsafe {
                let place = block.as_ptr().add(offset);
                copy_nonoverlapping(place, piece.address as *mut u8, piece.length);
            }
        }
        let checked = block.check();
        // The device may remember the address.
        self.pool.rest(block);
        checked
    }
}
