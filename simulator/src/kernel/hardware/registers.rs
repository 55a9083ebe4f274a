//! Accesses to device registers: from the address that the driver was given to the device.
//!
//! What `StorPortGetDeviceBase` and `MmMapIoSpaceEx` give is no memory: an access without their routines crashes. It says
//! which mapping it is in its upper bits.

use std::rc::Rc;

use super::function::Function;
use super::space::{Mapping, Space};
use crate::device::Width;
use crate::kernel::core::Kernel;
use crate::kernel::time::cost;
use crate::verifier::Rule;

/// The upper bits of all mapped addresses: no processor has memory there.
const MARK: usize = 0x5EED << 48;
const MAPPING_SHIFT: u32 = 32;
const OFFSET: usize = (1 << MAPPING_SHIFT) - 1;

/// An access to a register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access {
    pub address: usize,
    pub width: Width,
    pub space: Space,
    /// The value of a write.
    pub value: Option<u64>,
}

impl Kernel {
    /// Maps a range; the address that the driver gets.
    pub fn map_registers(&self, mapping: Mapping) -> usize {
        let mut mappings = self.bus.mappings.borrow_mut();
        mappings.push(mapping);
        // The lowest bits are those of the bus address, as pages are mapped whole.
        MARK | (mappings.len() - 1) << MAPPING_SHIFT
    }

    /// Unmaps what begins at an address: `false` if nothing of its owner does.
    pub fn unmap_registers(&self, owner: usize, address: usize) -> bool {
        let Some((index, 0)) = parts(address) else {
            return false;
        };
        self.bus
            .mappings
            .borrow_mut()
            .get_mut(index)
            .filter(|mapping| mapping.owner == owner && mapping.mapped)
            .is_some_and(|mapping| std::mem::replace(&mut mapping.mapped, false))
    }

    /// What is mapped at an address, and how far behind its beginning that is.
    pub fn mapping_at(&self, address: usize) -> Option<(Mapping, u64)> {
        let (index, offset) = parts(address)?;
        let mappings = self.bus.mappings.borrow();
        let mapping = mappings.get(index).filter(|mapping| mapping.mapped)?;
        Some((*mapping, offset))
    }

    /// The function whose registers are mapped at an address.
    pub fn function_at(&self, address: usize) -> Option<Rc<Function>> {
        let (mapping, _) = self.mapping_at(address)?;
        let functions = self.bus.functions.borrow();
        functions
            .iter()
            .find(|function| function.owner == mapping.owner)
            .cloned()
    }

    /// How many mappings of an owner are left.
    pub fn mappings_of(&self, owner: usize) -> usize {
        let mappings = self.bus.mappings.borrow();
        let left = |mapping: &&Mapping| mapping.owner == owner && mapping.mapped;
        mappings.iter().filter(left).count()
    }

    /// The function that has something at a physical address, and where: the range, and how far behind its beginning.
    pub fn range_at(
        &self,
        address: u64,
        length: u64,
        space: Space,
    ) -> Option<(Rc<Function>, Mapping)> {
        let functions = self.bus.functions.borrow();
        functions.iter().find_map(|function| {
            let mapping = function.mapping(address, length, space)?;
            Some((Rc::clone(function), mapping))
        })
    }

    /// Reads or writes a register of whoever has it.
    pub fn access_mapped(&self, access: Access) -> u64 {
        let owner = self
            .mapping_at(access.address)
            .map(|(mapping, _)| mapping.owner);
        let function = owner.and_then(|owner| {
            let functions = self.bus.functions.borrow();
            functions
                .iter()
                .find(|function| function.owner == owner)
                .cloned()
        });
        if let Some(function) = function {
            return self.access_register(&function, access);
        }
        let address = access.address;
        let why = if parts(address).is_some() {
            "was unmapped, or its device is gone"
        } else {
            "is no address of registers that were mapped"
        };
        self.violation(Rule::RegisterAccess, None, format!("{address:#x} {why}"));
        access.width.ones()
    }

    /// Reads or writes a port, by its number, of whoever has it.
    pub fn access_port(&self, access: Access) -> u64 {
        let found = self.range_at(access.address as u64, access.width.bytes(), Space::Ports);
        let Some((function, mapping)) = found else {
            let message = format!("{:#x} is no port of a device", access.address);
            self.violation(Rule::RegisterAccess, None, message);
            return access.width.ones();
        };
        let place = if mapping.offset.is_multiple_of(access.width.bytes()) {
            Ok((mapping.bar, mapping.offset))
        } else {
            Err("is not aligned to the width of the access")
        };
        self.access_at(&function, access, place)
    }

    /// Reads or writes a register for the code that runs. All ones if there is none.
    pub fn access_register(&self, function: &Rc<Function>, access: Access) -> u64 {
        let place = self.register_at(function.owner, &access);
        self.access_at(function, access, place)
    }

    /// The same, at a place of a base address register.
    fn access_at(
        &self,
        function: &Rc<Function>,
        access: Access,
        place: Result<(usize, u64), &'static str>,
    ) -> u64 {
        let ones = access.width.ones();
        self.charge(match (access.space, access.value) {
            (Space::Ports, _) => cost::PORT,
            (Space::Memory, None) => cost::REGISTER_READ,
            (Space::Memory, Some(_)) => cost::REGISTER_WRITE,
        });
        let accesses = self.fiber().accesses.get() + 1;
        self.fiber().accesses.set(accesses);
        if self.fiber().is_for_ever(accesses) {
            self.run_away(function.owner);
        }
        match place {
            Ok((bar, offset)) => {
                if function.is_without_power() && !self.only_looks(&access) {
                    self.without_power(function, bar, offset);
                }
                let changes = function.changes.get();
                let value = self
                    .with_device(function, |device, bus| {
                        if let Some(value) = access.value {
                            function.writes.set(function.writes.get() + 1);
                            device.write(bus, bar, offset, access.width, value & ones);
                            0
                        } else {
                            device.read(bus, bar, offset, access.width) & ones
                        }
                    })
                    .unwrap_or(ones);
                // A read that gives a cause may be what lowers the line; one that gives none looks, and no more.
                let tells = access.value.is_some() || (value != 0 && value != ones);
                if tells && function.changes.get() != changes && !function.line.get() {
                    function.lowered_by.set(Some(self.fiber().id));
                }
                self.trace(None, || {
                    let bytes = access.width.bytes();
                    match access.value {
                        Some(value) => {
                            format!("  {bytes} bytes to BAR {bar} + {offset:#x}: {value:#x}")
                        }
                        None => format!("  {bytes} bytes from BAR {bar} + {offset:#x}: {value:#x}"),
                    }
                });
                value
            }
            Err(why) => {
                let address = access.address;
                self.violation(
                    Rule::RegisterAccess,
                    Some(function.owner),
                    format!("{address:#x} {why}"),
                );
                ones
            }
        }
    }

    /// A service routine reads: it may be called for another device on its line, or for what came before the power went. No page says
    /// that a driver must know better, and what it reads is ones.
    fn only_looks(&self, access: &Access) -> bool {
        let frames = self.fiber().frames.borrow();
        access.value.is_none() && frames.last().is_some_and(|frame| frame.role.is_service())
    }

    #[cold]
    fn without_power(&self, function: &Function, bar: usize, offset: u64) {
        self.violation(
            Rule::RegisterAccess,
            Some(function.owner),
            format!("BAR {bar} + {offset:#x} is a register of a device that has no power"),
        );
    }

    fn register_at(&self, owner: usize, access: &Access) -> Result<(usize, u64), &'static str> {
        let nothing = "is no address of registers that were mapped";
        let (index, offset) = parts(access.address).ok_or(nothing)?;
        let mappings = self.bus.mappings.borrow();
        let mapping = mappings.get(index).ok_or(nothing)?;
        if mapping.owner != owner {
            return Err("is a register of another adapter");
        }
        if !mapping.mapped {
            return Err("was unmapped");
        }
        if mapping.space != access.space {
            return Err(match mapping.space {
                Space::Memory => "is a register in memory space, accessed as a port",
                Space::Ports => "is a port, accessed as a register in memory space",
            });
        }
        let bytes = access.width.bytes();
        if offset + bytes > mapping.length {
            return Err("is behind the end of the mapped range");
        }
        let offset = mapping.offset + offset;
        if !offset.is_multiple_of(bytes) {
            return Err("is not aligned to the width of the access");
        }
        Ok((mapping.bar, offset))
    }

    /// The code waits for something that never comes.
    #[cold]
    fn run_away(&self, owner: usize) -> ! {
        self.violation(
            Rule::Livelock,
            Some(owner),
            format!(
                "a callback accesses registers more than {} times",
                self.fiber().accesses.get() - 1
            ),
        );
        self.die()
    }
}

/// Whether an address is one that a driver gets for registers, mapped or not.
#[cfg(images)]
pub(crate) fn is_register(address: usize) -> bool {
    parts(address).is_some()
}

fn parts(address: usize) -> Option<(usize, u64)> {
    (address & (0xFFFF << 48) == MARK).then_some((
        (address & !(0xFFFF << 48)) >> MAPPING_SHIFT,
        (address & OFFSET) as u64,
    ))
}
