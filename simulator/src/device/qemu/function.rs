//! A function as it is found on the bus: its base address registers, sized and placed, and its interrupt capabilities.

use super::channel::Trouble;
use super::pci_bus::Location;
use super::qtest::Qtest;
use crate::device::{Bar, BarKind, Width};

pub(super) const BARS: u16 = 0x10;
pub(super) const ROM: u16 = 0x30;

const MSI: u8 = 0x05;
const MSIX: u8 = 0x11;

/// A base address register and where its memory or ports are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub bar: Bar,
    /// The low bits of the register, which do not change.
    pub flags: u32,
    /// The address that it has in QEMU.
    pub base: u64,
}

/// The MSI-X capability.
#[derive(Debug, Clone, Copy)]
pub(super) struct MsixCapability {
    /// The base address register whose memory has the table.
    pub bar: usize,
    /// Where the table begins there.
    pub table: u64,
    /// How many entries it has.
    pub entries: usize,
}

/// The MSI capability.
#[derive(Debug, Clone, Copy)]
pub(super) struct MsiCapability {
    /// Where it is in configuration space.
    pub at: u16,
    /// Whether addresses have 64 bits.
    pub wide: bool,
}

/// A function.
#[derive(Debug, Clone)]
pub(super) struct Function {
    pub at: Location,
    pub places: [Option<Place>; 6],
    pub msix: Option<MsixCapability>,
    pub msi: Option<MsiCapability>,
}

impl Function {
    /// Looks at the function; `None` if there is none.
    pub fn find(qtest: &mut Qtest, at: Location) -> Result<Option<Self>, Trouble> {
        if at.read(qtest, 0, Width::Word)? == 0xFFFF {
            return Ok(None);
        }
        let places = size_bars(qtest, at)?;
        let msix = match at.capability(qtest, MSIX)? {
            None => None,
            Some(capability) => {
                let control = at.read(qtest, capability + 2, Width::Word)?;
                let table = at.read(qtest, capability + 4, Width::Long)?;
                let entries = usize::try_from((control & 0x7FF) + 1).expect("at most 2048");
                Some(MsixCapability {
                    bar: table as usize & 7,
                    table: u64::from(table & !7),
                    entries,
                })
            }
        };
        let msi = match at.capability(qtest, MSI)? {
            None => None,
            Some(capability) => {
                let control = at.read(qtest, capability + 2, Width::Word)?;
                Some(MsiCapability {
                    at: capability,
                    wide: control & 0x80 != 0,
                })
            }
        };
        Ok(Some(Self {
            at,
            places,
            msix,
            msi,
        }))
    }

    /// Bytes of memory and number of ports that hold all registers, each a power of two.
    pub fn room(&self) -> (u64, u64) {
        let (mut memory, mut io) = (0u64, 0u64);
        for place in self.places.iter().flatten() {
            let sum = if place.bar.kind == BarKind::Io {
                &mut io
            } else {
                &mut memory
            };
            *sum = sum.saturating_add(place.bar.size);
        }
        let round = |sum: u64| {
            if sum == 0 {
                0
            } else {
                sum.checked_next_power_of_two().unwrap_or(u64::MAX)
            }
        };
        (round(memory), round(io))
    }

    /// Decides where registers are: the largest first, so that each is aligned to its size.
    pub fn place(&mut self, mut memory: u64, mut io: u64) {
        let mut places: Vec<&mut Place> = self.places.iter_mut().flatten().collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.bar.size));
        for place in places {
            let next = if place.bar.kind == BarKind::Io {
                &mut io
            } else {
                &mut memory
            };
            place.base = *next;
            *next += place.bar.size;
        }
    }

    /// Tells the function where its registers are.
    pub fn write_bars(&self, qtest: &mut Qtest) -> Result<(), Trouble> {
        for (offset, place) in (BARS..).step_by(4).zip(&self.places) {
            let Some(place) = place else { continue };
            let low = u32::try_from(place.base).expect("below 4 GiB");
            self.at.write(qtest, offset, Width::Long, low)?;
            if place.bar.kind == BarKind::Memory64 {
                self.at.write(qtest, offset + 4, Width::Long, 0)?;
            }
        }
        Ok(())
    }
}

/// Finds out the sizes by writing ones.
fn size_bars(qtest: &mut Qtest, at: Location) -> Result<[Option<Place>; 6], Trouble> {
    let mut probe = |offset: u16| {
        at.write(qtest, offset, Width::Long, u32::MAX)?;
        let value = at.read(qtest, offset, Width::Long)?;
        at.write(qtest, offset, Width::Long, 0)?;
        Ok::<_, Trouble>(value)
    };
    let mut places = [None; 6];
    let mut index = 0u16;
    while index < 6 {
        let offset = BARS + 4 * index;
        let low = probe(offset)?;
        let slot = &mut places[usize::from(index)];
        index += 1;
        if low == 0 {
            continue;
        }
        let is_io = low & 1 != 0;
        let is_wide = !is_io && low & 0b110 == 0b100;
        let high = if is_wide && index < 6 {
            index += 1;
            probe(offset + 4)?
        } else {
            u32::MAX
        };
        let flags = low & if is_io { 0b11 } else { 0b1111 };
        let mut mask = u64::from(high) << 32 | u64::from(low & !flags);
        if is_io {
            mask |= 0xFFFF_0000; // a function may know only 16 bits of a port's address
        }
        let kind = match (is_io, is_wide) {
            (true, _) => BarKind::Io,
            (_, true) => BarKind::Memory64,
            _ => BarKind::Memory32,
        };
        let bar = Bar {
            kind,
            size: mask.wrapping_neg(),
            prefetchable: !is_io && low & 0b1000 != 0,
        };
        *slot = Some(Place {
            bar,
            flags,
            base: 0,
        });
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(bars: &[Bar]) -> Function {
        let mut places = [None; 6];
        for (place, &bar) in places.iter_mut().zip(bars) {
            *place = Some(Place {
                bar,
                flags: 0,
                base: 0,
            });
        }
        Function {
            at: Location::behind(0),
            places,
            msix: None,
            msi: None,
        }
    }

    #[test]
    fn registers_are_placed_without_gaps_that_break_alignment() {
        let mut function = function(&[
            Bar::memory32(0x1000),
            Bar::io(0x20),
            Bar::memory64(0x4000),
            Bar::memory32(0x1000),
        ]);
        assert_eq!(function.room(), (0x8000, 0x20));
        function.place(0xC000_0000, 0x1000);
        let bases = function
            .places
            .map(|place| place.map_or(0, |place| place.base));
        assert_eq!(bases, [0xC000_4000, 0x1000, 0xC000_0000, 0xC000_5000, 0, 0]);
    }

    #[test]
    fn a_function_without_registers_needs_no_room() {
        assert_eq!(function(&[]).room(), (0, 0));
    }
}
