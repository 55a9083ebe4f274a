//! Processors, their groups and nodes, and what they have in common.

mod relation;

use crate::ffi;
use crate::hardware::HasMessages;
use crate::irql;
use crate::kind::HasHardware;
use crate::scope::{IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;

pub use relation::{Relation, RelationKind, Relations};

/// A processor: its group, and its number there (`PROCESSOR_NUMBER`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProcessorNumber {
    /// The group.
    pub group: u16,
    /// The number in the group.
    pub number: u8,
}

impl ProcessorNumber {
    fn raw(self) -> ffi::PROCESSOR_NUMBER {
        ffi::PROCESSOR_NUMBER {
            Group: self.group,
            Number: self.number,
            Reserved: 0,
        }
    }
}

/// Processors of a group, a bit for each (`GROUP_AFFINITY`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct GroupAffinity {
    /// The group.
    pub group: u16,
    /// Its processors.
    pub mask: usize,
}

impl From<ffi::GROUP_AFFINITY> for GroupAffinity {
    fn from(raw: ffi::GROUP_AFFINITY) -> Self {
        Self {
            group: raw.Group,
            mask: raw.Mask,
        }
    }
}

/// No processors.
const NONE: ffi::GROUP_AFFINITY = ffi::GROUP_AFFINITY {
    Mask: 0,
    Group: 0,
    Reserved: [0; 3],
};

/// Methods that ask for one number.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident: $number:ty = $routine:ident $(, $irql:ty)?;)+) => {
        impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
            $($(#[$doc])*
            ///
            /// # Errors
            /// [`StorError`].
            pub fn $name(&self) -> Result<$number, StorError>
            $(where S: UpTo<$irql>)?
            {
                let mut number = 0;
                // SAFETY: the adapter is the context's own; the routine writes the number.
                answer(unsafe { ffi::$routine(self.device_extension(), &raw mut number) })?;
                Ok(number)
            })+
        }
    };
}
numbers! {
    /// How many processor groups there are (`StorPortGetActiveGroupCount`). Up to `DISPATCH_LEVEL`.
    active_group_count: u16 = StorPortGetActiveGroupCount, irql::Dispatch;
    /// How many NUMA nodes there are (`StorPortGetActiveNodeCount`). Up to `DISPATCH_LEVEL`.
    active_node_count: u32 = StorPortGetActiveNodeCount, irql::Dispatch;
    /// The highest number of a NUMA node (`StorPortGetHighestNodeNumber`). Up to `DISPATCH_LEVEL`.
    highest_node_number: u32 = StorPortGetHighestNodeNumber, irql::Dispatch;
    /// How many processors there are (`StorPortGetProcessorCount`). Up to `DISPATCH_LEVEL`: no page describes it, and its siblings
    /// have this limit.
    processor_count: u32 = StorPortGetProcessorCount, irql::Dispatch;
    /// The number of the current processor over all groups (`StorPortGetCurrentProcessorIndex`). Up to `DISPATCH_LEVEL`: no page
    /// describes it, and its siblings have this limit.
    ///
    /// Below `DISPATCH_LEVEL` it may be another by the time it is looked at.
    current_processor_index: u32 = StorPortGetCurrentProcessorIndex, irql::Dispatch;
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S>
where
    S: UpTo<irql::Dispatch>,
{
    /// The current processor (`StorPortGetCurrentProcessorNumber`). Up to `DISPATCH_LEVEL`.
    ///
    /// Below `DISPATCH_LEVEL` it may be another by the time it is looked at.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn current_processor(&self) -> Result<ProcessorNumber, StorError> {
        let mut number = ProcessorNumber {
            group: 0,
            number: 0,
        }
        .raw();
        // SAFETY: the adapter is the context's own, the IRQL at most `DISPATCH_LEVEL`; the routine writes the number.
        answer(unsafe {
            ffi::StorPortGetCurrentProcessorNumber(self.device_extension(), &raw mut number)
        })?;
        Ok(ProcessorNumber {
            group: number.Group,
            number: number.Number,
        })
    }

    /// The number of a processor over all groups (`StorPortGetProcessorIndexFromNumber`). Up to `DISPATCH_LEVEL`: no page describes it,
    /// and its siblings have this limit.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn processor_index(&self, processor: ProcessorNumber) -> Result<u32, StorError> {
        let (mut number, mut index) = (processor.raw(), 0);
        // SAFETY: as above; the routine reads the number and writes the index.
        answer(unsafe {
            ffi::StorPortGetProcessorIndexFromNumber(
                self.device_extension(),
                &raw mut number,
                &raw mut index,
            )
        })?;
        Ok(index)
    }

    /// The active processors of a group (`StorPortGetGroupAffinity`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_UNSUCCESSFUL` for a group that there is not.
    pub fn group_affinity(&self, group: u16) -> Result<GroupAffinity, StorError> {
        let mut mask = 0;
        // SAFETY: as above; the routine writes the mask.
        answer(unsafe {
            ffi::StorPortGetGroupAffinity(self.device_extension(), group, &raw mut mask)
        })?;
        Ok(GroupAffinity { group, mask })
    }

    /// The active processors of a NUMA node (`StorPortGetNodeAffinity`), in one group. Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn node_affinity(&self, node: u32) -> Result<GroupAffinity, StorError> {
        let mut affinity = NONE;
        // SAFETY: as above; the routine writes the affinity.
        answer(unsafe {
            ffi::StorPortGetNodeAffinity(self.device_extension(), node, &raw mut affinity)
        })?;
        Ok(affinity.into())
    }

    /// The active processors of a NUMA node in up to `N` groups, and how many groups it has (`StorPortGetNodeAffinity2`, Windows 11,
    /// version 22H2). Up to `DISPATCH_LEVEL`, as the routine of the kernel that the page refers to.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_BUFFER_TOO_SMALL` if it has more groups.
    pub fn node_affinities<const N: usize>(
        &self,
        node: u32,
    ) -> Result<([GroupAffinity; N], usize), StorError> {
        let (mut affinities, mut groups) = ([NONE; N], 0);
        // SAFETY: as above; the routine writes at most as many elements as the array is said to have, and their number.
        answer(unsafe {
            ffi::StorPortGetNodeAffinity2(
                self.device_extension(),
                node,
                affinities.as_mut_ptr(),
                u16::try_from(N).unwrap_or(u16::MAX),
                &raw mut groups,
            )
        })?;
        Ok((affinities.map(GroupAffinity::from), groups.into()))
    }

    /// How many bytes [`Context::processor_relations`] needs.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn processor_relations_length(
        &self,
        kind: RelationKind,
        processor: Option<ProcessorNumber>,
    ) -> Result<usize, StorError> {
        let mut length = 0;
        match self.relations(kind, processor, core::ptr::null_mut(), &mut length) {
            ffi::STOR_STATUS_SUCCESS | ffi::STOR_STATUS_BUFFER_TOO_SMALL => Ok(length as usize),
            status => Err(StorError::new(status)),
        }
    }

    /// What a processor, or each, has in common with others (`StorPortGetLogicalProcessorRelationship`), in `buffer`. Up to
    /// `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_BUFFER_TOO_SMALL` if the buffer is.
    pub fn processor_relations<'b>(
        &self,
        kind: RelationKind,
        processor: Option<ProcessorNumber>,
        buffer: &'b mut [u64],
    ) -> Result<Relations<'b>, StorError> {
        let mut length = u32::try_from(size_of_val(buffer)).unwrap_or(u32::MAX);
        answer(self.relations(kind, processor, buffer.as_mut_ptr().cast(), &mut length))?;
        Ok(Relations::new(buffer, length as usize))
    }

    /// Calls the routine, which writes at most `length` bytes to where `information` points, or none if it is NULL.
    fn relations(
        &self,
        kind: RelationKind,
        processor: Option<ProcessorNumber>,
        information: ffi::PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX,
        length: &mut u32,
    ) -> u32 {
        let mut number = processor.map(ProcessorNumber::raw);
        let number = number
            .as_mut()
            .map_or(core::ptr::null_mut(), |number| &raw mut *number);
        // SAFETY: as above; the number is read, and what is written fits the length.
        unsafe {
            ffi::StorPortGetLogicalProcessorRelationship(
                self.device_extension(),
                number,
                kind.code(),
                information,
                length,
            )
        }
    }

    /// The message by which requests of a processor should interrupt, by the processor's number over all groups
    /// (`StorPortGetMessageInterruptIDFromProcessorIndex`, Windows 11, version 22H2). Up to `DISPATCH_LEVEL`: its page names no level.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn message_of_processor(&self, index: u32) -> Result<u32, StorError>
    where
        S::Extension: IsBuilt,
        E::Kind: HasHardware,
        E::Interrupts: HasMessages,
    {
        let mut message = 0;
        // SAFETY: as above; the routine writes the message.
        answer(unsafe {
            ffi::StorPortGetMessageInterruptIDFromProcessorIndex(
                self.device_extension(),
                index,
                &raw mut message,
            )
        })?;
        Ok(message)
    }
}
