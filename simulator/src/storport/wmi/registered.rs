//! What a provider has registered.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::heard::WmiEvent;
use crate::storport::unit::Address;

/// A block as its driver registered it.
#[derive(Clone, Debug)]
pub struct WmiBlock {
    /// The GUID of its class.
    pub guid: ffi::GUID,
    /// How many instances it has.
    pub instances: u32,
    /// `WMIREG_FLAG_EVENT_ONLY_GUID`
    pub event_only: bool,
    /// `WMIREG_FLAG_EXPENSIVE`
    pub expensive: bool,
    pub(super) state: Rc<State>,
}

/// What tools want of a block.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Its events.
    pub events: Cell<bool>,
    /// Its events, some time before.
    pub were_events: Cell<bool>,
    /// Its data, which are expensive.
    pub collection: Cell<bool>,
}

/// Blocks of the adapter, `None`, or of a unit.
type Blocks = (Option<Address>, Vec<WmiBlock>);

/// What an adapter and its units provide.
#[derive(Default)]
pub(crate) struct Provided {
    /// The driver left `WmiDataProvider` as it was.
    pub is_provider: Cell<bool>,
    blocks: RefCell<Vec<Blocks>>,
    pub(super) events: RefCell<Vec<WmiEvent>>,
    /// The names of MOF resources.
    pub(super) mof_resources: RefCell<Vec<String>>,
}

impl Provided {
    /// These are the blocks from now on. What is wanted of one that was there stays so.
    pub(super) fn replace(&self, target: Option<Address>, mut blocks: Vec<WmiBlock>) {
        for block in &mut blocks {
            if let Some(before) = self.find(target, &block.guid) {
                block.state = before.state;
            }
        }
        let mut all = self.blocks.borrow_mut();
        all.retain(|(of, _)| *of != target);
        all.push((target, blocks));
    }

    /// What was registered last.
    pub fn of(&self, target: Option<Address>) -> Vec<WmiBlock> {
        let all = self.blocks.borrow();
        let found = all.iter().find(|(of, _)| *of == target);
        found.map_or(Vec::new(), |(_, blocks)| blocks.clone())
    }

    pub(super) fn find(&self, target: Option<Address>, guid: &ffi::GUID) -> Option<WmiBlock> {
        self.of(target)
            .into_iter()
            .find(|block| block.guid == *guid)
    }

    /// The events that came.
    pub fn heard(&self) -> Vec<WmiEvent> {
        self.events.borrow().clone()
    }

    /// The names of the MOF resources that were registered.
    pub fn resources(&self) -> Vec<String> {
        self.mof_resources.borrow().clone()
    }
}
