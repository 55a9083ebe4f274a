//! Resource lists: what the system assigned to a device, as the bus sees it (raw) and as the processors do (translated).

use std::mem::{offset_of, zeroed};

use miniport::ffi;

use super::super::pnp::node::Node;
use crate::device::BarKind;
use crate::kernel::hardware::function::Function;
use crate::kernel::level::DIRQL;
use crate::kernel::memory::block::Block;

/// `CmResourceShareDeviceExclusive` and `CmResourceShareShared`.
const EXCLUSIVE: u8 = 1;
const SHARED: u8 = 3;
/// The first request line of PCI functions.
const LINES: u32 = 16;

/// The two lists of a start; none for a device without hardware.
pub(in crate::io) struct ResourceLists {
    lists: Option<[Block; 2]>,
}

type Descriptor = ffi::CM_PARTIAL_RESOURCE_DESCRIPTOR;

impl ResourceLists {
    pub fn of(node: &Node) -> Self {
        let lists = node.function.as_ref().map(|function| {
            [false, true].map(|translated| list(function, &descriptors(function, translated)))
        });
        Self { lists }
    }

    fn list(&self, index: usize) -> ffi::PCM_RESOURCE_LIST {
        self.lists
            .as_ref()
            .map_or(std::ptr::null_mut(), |lists| lists[index].as_ptr().cast())
    }

    pub fn raw(&self) -> ffi::PCM_RESOURCE_LIST {
        self.list(0)
    }

    pub fn translated(&self) -> ffi::PCM_RESOURCE_LIST {
        self.list(1)
    }

    pub fn into_blocks(self) -> impl Iterator<Item = Block> {
        self.lists.into_iter().flatten()
    }
}

/// A list with one bus.
fn list(function: &Function, descriptors: &[Descriptor]) -> Block {
    let first = offset_of!(ffi::CM_RESOURCE_LIST, List)
        + offset_of!(ffi::CM_FULL_RESOURCE_DESCRIPTOR, PartialResourceList)
        + offset_of!(ffi::CM_PARTIAL_RESOURCE_LIST, PartialDescriptors);
    let block = Block::new(first + size_of_val(descriptors), 16, 0);
    let list = block.as_ptr().cast::<ffi::CM_RESOURCE_LIST>();
    // SAFETY: the block has room for the list with these descriptors; the structures are packed to 4, so all is written unaligned.
    unsafe {
        (&raw mut (*list).Count).write_unaligned(1);
        let full = &raw mut (*list).List[0];
        (&raw mut (*full).InterfaceType).write_unaligned(ffi::PCIBus);
        (&raw mut (*full).BusNumber).write_unaligned(function.bus);
        let partial = &raw mut (*full).PartialResourceList;
        (&raw mut (*partial).Version).write_unaligned(1);
        (&raw mut (*partial).Revision).write_unaligned(1);
        let count = u32::try_from(descriptors.len()).unwrap_or(0);
        (&raw mut (*partial).Count).write_unaligned(count);
        let place = block.as_ptr().add(first).cast::<Descriptor>();
        for (index, descriptor) in descriptors.iter().enumerate() {
            place.add(index).write_unaligned(*descriptor);
        }
    }
    block
}

/// The registers, then the messages or the line.
fn descriptors(function: &Function, translated: bool) -> Vec<Descriptor> {
    let mut all = Vec::new();
    for range in &function.ranges {
        let memory = range.kind.kind != BarKind::Io;
        let (kind, flags) = if memory {
            (
                ffi::CmResourceTypeMemory,
                ffi::CM_RESOURCE_MEMORY_READ_WRITE | ffi::CM_RESOURCE_MEMORY_BAR,
            )
        } else {
            (
                ffi::CmResourceTypePort,
                ffi::CM_RESOURCE_PORT_IO | ffi::CM_RESOURCE_PORT_BAR,
            )
        };
        let mut entry = descriptor(kind, EXCLUSIVE, flags);
        entry.u.Memory = ffi::CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory {
            Start: ffi::LARGE_INTEGER {
                QuadPart: range.address.cast_signed(),
            },
            Length: u32::try_from(range.kind.size).unwrap_or(u32::MAX),
        };
        all.push(entry);
    }
    let interrupts = function.interrupts();
    let messages = interrupts
        .iter()
        .any(|interrupt| interrupt.message.is_some());
    // How many descriptors the raw list has for messages of MSI is said nowhere: one with their number.
    let one = messages && !translated && !function.has_table;
    let described = if one { 1 } else { interrupts.len() };
    for interrupt in &interrupts[..described] {
        all.push(if messages {
            let count = if one { interrupts.len() } else { 1 };
            message(interrupt.vector, count, translated)
        } else {
            line(function, interrupt.vector, translated)
        });
    }
    all
}

/// The line: shared, as those of PCI are.
fn line(function: &Function, vector: u32, translated: bool) -> Descriptor {
    let flags = ffi::CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE;
    let mut entry = descriptor(ffi::CmResourceTypeInterrupt, SHARED, flags);
    let request = LINES + function.slot;
    let (level, vector) = if translated {
        (u32::from(DIRQL), vector)
    } else {
        (request, request)
    };
    entry.u.Interrupt = ffi::CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Interrupt {
        Level: level,
        Vector: vector,
        Affinity: usize::MAX,
    };
    entry
}

/// A message, or in a raw list several.
fn message(vector: u32, count: usize, translated: bool) -> Descriptor {
    let flags = ffi::CM_RESOURCE_INTERRUPT_LATCHED | ffi::CM_RESOURCE_INTERRUPT_MESSAGE;
    let mut entry = descriptor(ffi::CmResourceTypeInterrupt, EXCLUSIVE, flags);
    entry.u.MessageInterrupt = if translated {
        ffi::CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt {
            Translated: ffi::CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt_Translated {
                Level: u32::from(DIRQL),
                Vector: vector,
                Affinity: usize::MAX,
            },
        }
    } else {
        ffi::CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt {
            Raw: ffi::CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt_Raw {
                Reserved: 0,
                MessageCount: u16::try_from(count).unwrap_or(u16::MAX),
                Vector: vector,
                Affinity: usize::MAX,
            },
        }
    };
    entry
}

fn descriptor(kind: u8, share: u8, flags: u16) -> Descriptor {
    Descriptor {
        Type: kind,
        ShareDisposition: share,
        Flags: flags,
        // SAFETY: all zero is valid for a union of numbers.
        u: unsafe { zeroed() },
    }
}
