//! [`Relations`]: what processors have in common, as `SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX` says it. Each record begins with its kind
//! and its length; where it names processors, their number and the list follow at the same place for all kinds but caches.

use super::GroupAffinity;
use crate::ffi;

/// What processors have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// A core.
    Core,
    /// A NUMA node.
    NumaNode,
    /// A cache.
    Cache,
    /// A package.
    Package,
}

impl RelationKind {
    const ALL: [Self; 4] = [Self::Core, Self::NumaNode, Self::Cache, Self::Package];

    pub(super) fn code(self) -> ffi::LOGICAL_PROCESSOR_RELATIONSHIP {
        match self {
            Self::Core => ffi::RelationProcessorCore,
            Self::NumaNode => ffi::RelationNumaNode,
            Self::Cache => ffi::RelationCache,
            Self::Package => ffi::RelationProcessorPackage,
        }
    }

    /// Where a record's list of processors begins, and its length right before, in two bytes. A header of eight bytes comes first.
    fn list(self) -> usize {
        match self {
            Self::Core | Self::NumaNode | Self::Package => 32,
            Self::Cache => 40,
        }
    }
}

/// Processors that have something in common.
#[derive(Debug, Clone, Copy)]
pub struct Relation<'b> {
    kind: RelationKind,
    record: &'b [u8],
}

/// The groups of processors that have something in common, one after another.
#[derive(Debug, Clone)]
pub struct Relations<'b>(&'b [u8]);

/// Four bytes of a record.
fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    bytes.try_into().ok().map(u32::from_le_bytes)
}

/// Two bytes of a record.
fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + 2)?;
    bytes.try_into().ok().map(u16::from_le_bytes)
}

impl<'b> Relations<'b> {
    pub(super) fn new(buffer: &'b [u64], length: usize) -> Self {
        // SAFETY: integers are bytes, all of them initialised.
        let bytes =
            unsafe { core::slice::from_raw_parts(buffer.as_ptr().cast(), size_of_val(buffer)) };
        Self(&bytes[..length.min(bytes.len())])
    }
}

impl<'b> Iterator for Relations<'b> {
    type Item = Relation<'b>;

    fn next(&mut self) -> Option<Relation<'b>> {
        loop {
            let length = long(self.0, 4)? as usize;
            // A record of no length would come again and again.
            let record = self.0.get(..length).filter(|record| record.len() >= 8)?;
            self.0 = &self.0[length..];
            let code = long(record, 0)?.cast_signed();
            let kind = RelationKind::ALL
                .into_iter()
                .find(|kind| kind.code() == code);
            // A kind that Windows has added since is nothing that was asked for.
            if let Some(kind) = kind {
                return Some(Relation { kind, record });
            }
        }
    }
}

impl Relation<'_> {
    /// What the processors have in common.
    pub fn kind(&self) -> RelationKind {
        self.kind
    }

    /// The number of the NUMA node that they share, if it is one.
    pub fn node(&self) -> Option<u32> {
        match self.kind {
            RelationKind::NumaNode => long(self.record, 8),
            _ => None,
        }
    }

    /// The processors, by group.
    pub fn affinities(&self) -> impl Iterator<Item = GroupAffinity> + '_ {
        let list = self.kind.list();
        // Windows before 10 21H2 leaves the number of a node's or a cache's groups zero: there it is one.
        let groups = short(self.record, list - 2).unwrap_or(0).max(1);
        let size = size_of::<ffi::GROUP_AFFINITY>();
        (0..usize::from(groups)).map_while(move |index| {
            let at = list + index * size;
            let mask = self.record.get(at..at + 8)?.try_into().ok()?;
            Some(GroupAffinity {
                group: short(self.record, at + 8)?,
                mask: usize::from_le_bytes(mask),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{GroupAffinity, RelationKind, Relations};

    /// A record of 64 bytes with the number of its groups before `list`, and their masks.
    fn record(kind: u32, list: usize, groups: u16, masks: &[(u16, u64)]) -> [u64; 8] {
        let mut bytes = [0_u8; 64];
        bytes[..4].copy_from_slice(&kind.to_le_bytes());
        bytes[4..8].copy_from_slice(&64_u32.to_le_bytes());
        bytes[8..12].copy_from_slice(&3_u32.to_le_bytes());
        bytes[list - 2..list].copy_from_slice(&groups.to_le_bytes());
        for (index, (group, mask)) in masks.iter().enumerate() {
            let at = list + 16 * index;
            bytes[at..at + 8].copy_from_slice(&mask.to_le_bytes());
            bytes[at + 8..at + 10].copy_from_slice(&group.to_le_bytes());
        }
        core::array::from_fn(|word| {
            u64::from_le_bytes(bytes[8 * word..8 * word + 8].try_into().unwrap())
        })
    }

    #[test]
    fn records_are_read_by_their_kind() {
        let mut buffer = Vec::new();
        buffer.extend(record(0, 32, 2, &[(0, 0b11), (1, 0b100)]));
        buffer.extend(record(99, 32, 1, &[(0, 1)]));
        buffer.extend(record(1, 32, 0, &[(0, 0xF)]));
        buffer.extend(record(2, 40, 1, &[(1, 0b10)]));
        let relations: Vec<_> = Relations::new(&buffer, 256).collect();
        let affinities = |index: usize| -> Vec<_> {
            let relation: &super::Relation<'_> = &relations[index];
            relation
                .affinities()
                .map(|GroupAffinity { group, mask }| (group, mask))
                .collect()
        };
        assert_eq!(relations.len(), 3, "an unknown kind is passed over");
        assert_eq!(relations[0].kind(), RelationKind::Core);
        assert_eq!(affinities(0), [(0, 0b11), (1, 0b100)]);
        assert_eq!(
            (relations[1].kind(), relations[1].node()),
            (RelationKind::NumaNode, Some(3))
        );
        assert_eq!(affinities(1), [(0, 0xF)]);
        assert_eq!(affinities(2), [(1, 0b10)]);
        assert_eq!(relations[2].node(), None);
    }

    #[test]
    fn records_end_with_the_buffer() {
        let mut buffer = record(0, 32, 9, &[(0, 1)]).to_vec();
        assert_eq!(Relations::new(&buffer, 60).count(), 0, "cut off");
        let affinities = Relations::new(&buffer, 64)
            .next()
            .unwrap()
            .affinities()
            .count();
        assert_eq!(affinities, 2, "as many as the record has room for");
        buffer[0] = 0;
        assert_eq!(Relations::new(&buffer, 64).count(), 0, "no length");
    }
}
