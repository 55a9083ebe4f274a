//! DMA: adapters, common buffers, map registers, scatter/gather lists.
//!
//! A map register is a page that the device reaches, through which data goes that lies where it does not, or where the seed
//! says so: a driver that does not flush, or reads before it has, sees old data.

pub(in crate::kernel::nt) mod adapter;
mod buffer;
mod channel;
mod list;
mod mapping;
mod operations;
mod transfer;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use self::adapter::Adapter;
use crate::kernel::map::FastMap;

/// The adapters, by address, and the next base of map registers.
pub(super) struct Dma {
    adapters: RefCell<FastMap<usize, Rc<Adapter>>>,
    next: Cell<usize>,
}

impl Default for Dma {
    fn default() -> Self {
        Self {
            adapters: RefCell::default(),
            // No memory is there.
            next: Cell::new(0x5EED_D3A0_0000_0000),
        }
    }
}
