//! Which resources a device asks for, before the function driver filters them.

use std::mem::{offset_of, zeroed};

use miniport::ffi;

use super::super::manager::IoManager;
use super::super::pnp::node::Node;
use crate::device::BarKind;
use crate::kernel::memory::pool::Kind;

const TAG: u32 = u32::from_le_bytes(*b"pciR");

impl IoManager<'_> {
    /// `IRP_MN_FILTER_RESOURCE_REQUIREMENTS`: the list of the bus driver goes down, and what comes back is freed.
    pub(in crate::io) fn filter_requirements(&self, node: &Node) {
        let list = self.requirements(node);
        let function = (ffi::IRP_MJ_PNP, ffi::IRP_MN_FILTER_RESOURCE_REQUIREMENTS);
        let (_, filtered) = self.ask(&node.physical, function, list, |place| {
            place.Parameters.FilterResourceRequirements =
                ffi::IO_STACK_LOCATION_Parameters_FilterResourceRequirements {
                    IoResourceRequirementList: list as ffi::PIO_RESOURCE_REQUIREMENTS_LIST,
                };
        });
        if filtered != 0 {
            let request = "IRP_MN_FILTER_RESOURCE_REQUIREMENTS";
            self.free_answer(node, filtered, request);
        }
    }

    /// The list, in pool memory; 0 for a device that needs nothing.
    fn requirements(&self, node: &Node) -> usize {
        let Some(function) = &node.function else {
            return 0;
        };
        let interrupts = usize::from(!function.interrupts().is_empty());
        let count = function.ranges.len() + interrupts;
        let first = offset_of!(ffi::IO_RESOURCE_REQUIREMENTS_LIST, List)
            + offset_of!(ffi::IO_RESOURCE_LIST, Descriptors);
        let length = (first + count * size_of::<ffi::IO_RESOURCE_DESCRIPTOR>())
            .max(size_of::<ffi::IO_RESOURCE_REQUIREMENTS_LIST>());
        let owner = self.bus_driver().owner;
        let block = self
            .kernel
            .pool
            .allocate(Kind::Paged, owner, length, TAG, None);
        let list = block.cast::<ffi::IO_RESOURCE_REQUIREMENTS_LIST>();
        // SAFETY: the pool gave room for the list with its descriptors, aligned to 16; all zero is valid for it.
        unsafe {
            block.write_bytes(0, length);
            (*list).ListSize = u32::try_from(length).unwrap_or(0);
            (*list).InterfaceType = ffi::PCIBus;
            (*list).BusNumber = function.bus;
            (*list).SlotNumber = function.slot;
            (*list).AlternativeLists = 1;
            (*list).List[0].Version = 1;
            (*list).List[0].Revision = 1;
            (*list).List[0].Count = u32::try_from(count).unwrap_or(0);
            let mut place = block.add(first).cast::<ffi::IO_RESOURCE_DESCRIPTOR>();
            for range in &function.ranges {
                let mut entry: ffi::IO_RESOURCE_DESCRIPTOR = zeroed();
                entry.Type = match range.kind.kind {
                    BarKind::Io => ffi::CmResourceTypePort,
                    _ => ffi::CmResourceTypeMemory,
                };
                let length = u32::try_from(range.kind.size).unwrap_or(u32::MAX);
                entry.u.Memory = ffi::IO_RESOURCE_DESCRIPTOR_u_Memory {
                    Length: length,
                    Alignment: length,
                    MinimumAddress: ffi::LARGE_INTEGER { QuadPart: 0 },
                    MaximumAddress: ffi::LARGE_INTEGER { QuadPart: i64::MAX },
                };
                place.write(entry);
                place = place.add(1);
            }
            if interrupts != 0 {
                let mut entry: ffi::IO_RESOURCE_DESCRIPTOR = zeroed();
                entry.Type = ffi::CmResourceTypeInterrupt;
                entry.u.Interrupt = ffi::IO_RESOURCE_DESCRIPTOR_u_Interrupt {
                    MinimumVector: 0,
                    MaximumVector: u32::MAX,
                    AffinityPolicy: ffi::IrqPolicyMachineDefault,
                    PriorityPolicy: ffi::IrqPriorityUndefined,
                    TargetedProcessors: usize::MAX,
                };
                place.write(entry);
            }
        }
        block as usize
    }
}
