//! Memory that drivers had and may touch no more, kept poisoned for a while so that a late write is seen.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::kernel::memory::POISON;
use crate::kernel::memory::block::Block;

/// How many blocks rest.
const RESTING: usize = 96;

/// Words of a block that are something else than poison, by their offset: what only reads them does not go astray.
pub(super) type Kept = Vec<(usize, usize)>;

struct Retiree {
    block: Block,
    owner: Option<usize>,
    what: &'static str,
    kept: Kept,
}

impl Retiree {
    /// Whether nobody has written it since.
    fn is_untouched(&self) -> bool {
        if cfg!(miniport_asan) {
            return true;
        }
        for &(offset, word) in &self.kept {
            // SAFETY: the word lies within the block, which is alive, aligned to 16; the offset is a multiple of 8.
            unsafe {
                let place = self.block.as_ptr().add(offset).cast::<usize>();
                if place.read() != word {
                    return false;
                }
                place.write(usize::from_ne_bytes([POISON; 8]));
            }
        }
        self.block.is_untouched()
    }
}

/// What was written late: what it was, and whose.
pub(super) type Late = (Option<usize>, &'static str);

/// Blocks that rest.
#[derive(Default)]
pub(super) struct Retired {
    blocks: RefCell<VecDeque<Retiree>>,
}

impl Retired {
    /// Takes a block; what was written late of the one that makes room.
    pub fn add(&self, block: Block, owner: Option<usize>, what: &'static str) -> Option<Late> {
        self.add_but(block, owner, what, Kept::new())
    }

    /// The same, but some words get other values.
    pub fn add_but(
        &self,
        block: Block,
        owner: Option<usize>,
        what: &'static str,
        kept: Kept,
    ) -> Option<Late> {
        block.retire(what);
        for &(offset, word) in kept.iter().filter(|_| !cfg!(miniport_asan)) {
            // SAFETY: as in `is_untouched`.
            unsafe { block.as_ptr().add(offset).cast::<usize>().write(word) };
        }
        let mut blocks = self.blocks.borrow_mut();
        blocks.push_back(Retiree {
            block,
            owner,
            what,
            kept,
        });
        let oldest = (blocks.len() > RESTING).then(|| blocks.pop_front())??;
        (!oldest.is_untouched()).then_some((oldest.owner, oldest.what))
    }

    /// What an address lies in, if it is one of the blocks.
    pub fn find(&self, address: usize) -> Option<&'static str> {
        let blocks = self.blocks.borrow();
        blocks
            .iter()
            .find(|retiree| {
                let start = retiree.block.as_ptr() as usize;
                (start..start + retiree.block.len()).contains(&address)
            })
            .map(|retiree| retiree.what)
    }

    /// The end: all that was written late.
    pub fn take_late(&self) -> Vec<Late> {
        self.blocks
            .take()
            .into_iter()
            .filter(|retiree| !retiree.is_untouched())
            .map(|retiree| (retiree.owner, retiree.what))
            .collect()
    }
}
