//! The namespaces of a controller by their identifiers, and the list of those that changed.

use std::collections::BTreeSet;

use super::namespace::Namespace;
use super::status::Status;

/// Means every namespace.
pub(super) const ALL: u32 = 0xFFFF_FFFF;
/// Entries of the list of changed namespaces.
const CHANGED_LIMIT: usize = 1024;

/// The namespaces.
#[derive(Debug)]
pub(super) struct Namespaces {
    places: Vec<Option<Namespace>>,
    changed: BTreeSet<u32>,
}

impl Namespaces {
    pub fn new(maximum: u32, attached: Vec<Namespace>) -> Self {
        let maximum = usize::try_from(maximum).unwrap_or(usize::MAX);
        assert!(attached.len() <= maximum, "more than {maximum} namespaces");
        let mut places: Vec<_> = attached.into_iter().map(Some).collect();
        places.resize_with(maximum, || None);
        Self {
            places,
            changed: BTreeSet::new(),
        }
    }

    /// The largest identifier.
    pub fn maximum(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// An attached namespace.
    pub fn find(&mut self, id: u32) -> Result<&mut Namespace, Status> {
        if id == ALL {
            return Err(Status::INVALID_FIELD);
        }
        let place = self.place(id).ok_or(Status::INVALID_NAMESPACE)?;
        place.as_mut().ok_or(Status::INVALID_FIELD)
    }

    /// The place of an identifier.
    pub fn place(&mut self, id: u32) -> Option<&mut Option<Namespace>> {
        let index = usize::try_from(id.checked_sub(1)?).ok()?;
        self.places.get_mut(index)
    }

    /// The lowest identifier without a namespace.
    pub fn free(&self) -> Option<u32> {
        (1..)
            .zip(&self.places)
            .find_map(|(id, place)| place.is_none().then_some(id))
    }

    /// Identifiers of the attached namespaces, rising.
    pub fn active(&self) -> impl Iterator<Item = u32> + '_ {
        (1..)
            .zip(&self.places)
            .filter_map(|(id, place)| place.is_some().then_some(id))
    }

    /// The attached namespaces.
    pub fn each(&mut self) -> impl Iterator<Item = &mut Namespace> {
        self.places.iter_mut().flatten()
    }

    /// Bytes of all of them.
    pub fn capacity(&self) -> u128 {
        let sizes = self.places.iter().flatten();
        sizes
            .map(|namespace| u128::from(namespace.blocks) * namespace.store.block as u128)
            .sum()
    }

    /// Notes that a namespace changed.
    pub fn note_change(&mut self, id: u32) {
        self.changed.insert(id);
    }

    /// The list of changed namespaces, as its log page.
    pub fn changed_page(&self) -> Vec<u8> {
        let ids = if self.changed.len() > CHANGED_LIMIT {
            vec![ALL]
        } else {
            self.changed.iter().copied().collect()
        };
        let mut bytes: Vec<u8> = ids.into_iter().flat_map(u32::to_le_bytes).collect();
        bytes.resize(4 * CHANGED_LIMIT, 0);
        bytes
    }

    /// The host has read the list.
    pub fn forget_changes(&mut self) {
        self.changed.clear();
    }

    /// Makes everything durable.
    pub fn flush_all(&mut self) -> Result<(), Status> {
        self.each().try_for_each(Namespace::flush)
    }

    /// Power is lost.
    pub fn lose_caches(&mut self) {
        self.each().for_each(|namespace| namespace.store.lose());
    }
}
