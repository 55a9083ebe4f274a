//! The logical units: namespace `n` is LUN `n - 1` of target 0 on bus 0.
//!
//! What every request needs of a unit lies in one atomic word, so that requests do not meet at a lock; what INQUIRY wants to
//! know lies under the `StartIo` lock.

mod geometry;

use core::sync::atomic::{AtomicU64, Ordering};

use miniport::prelude::*;
use miniport::scsi::LogicalUnitNumber;

use crate::adapter::Adapter;
use crate::identify::{Identifiers, Namespace};

pub use self::geometry::Geometry;

/// How many logical units there can be. Namespaces above are not used.
pub const UNITS: u8 = 64;

/// The units of an adapter.
#[derive(ExtensionPart)]
pub struct Units {
    geometries: [AtomicU64; UNITS as usize],
    /// The units that START STOP UNIT has stopped, as bits.
    stopped: AtomicU64,
    identifiers: Locked<StartIoLock, [Identifiers; UNITS as usize]>,
}

/// The namespace of a LUN.
pub fn namespace_of(lun: u8) -> u32 {
    u32::from(lun) + 1
}

/// The LUN of a namespace, if it has one.
pub fn lun_of(namespace: u32) -> Option<u8> {
    let lun = u8::try_from(namespace.checked_sub(1)?).ok()?;
    (lun < UNITS).then_some(lun)
}

/// The bit of unit `lun` in a set of units.
fn bit(lun: u8) -> u64 {
    const _: () = assert!(UNITS as u32 <= u64::BITS);
    1_u64.checked_shl(lun.into()).unwrap_or(0)
}

impl Units {
    /// No units.
    pub fn new() -> Self {
        Self {
            geometries: [const { AtomicU64::new(0) }; UNITS as usize],
            stopped: AtomicU64::new(0),
            identifiers: Locked::new([Identifiers::default(); UNITS as usize]),
        }
    }

    /// Unit `lun`, if there is one.
    pub fn get(&self, lun: u8) -> Option<Geometry> {
        let packed = self.geometries.get(usize::from(lun))?;
        Geometry::unpack(packed.load(Ordering::Relaxed))
    }

    /// START STOP UNIT has stopped unit `lun`.
    pub fn is_stopped(&self, lun: u8) -> bool {
        self.stopped.load(Ordering::Relaxed) & bit(lun) != 0
    }

    /// Stops unit `lun`, or starts it.
    pub fn set_stopped(&self, lun: u8, stopped: bool) {
        if stopped {
            self.stopped.fetch_or(bit(lun), Ordering::Relaxed);
        } else {
            self.stopped.fetch_and(!bit(lun), Ordering::Relaxed);
        }
    }

    /// Starts all units: the controller was reset.
    pub fn start(&self) {
        self.stopped.store(0, Ordering::Relaxed);
    }

    /// The names of unit `lun`.
    pub fn identifiers<S>(&self, cx: &mut Context<'_, Adapter, S>, lun: u8) -> Identifiers
    where
        S: MayAcquire<StartIoLock>,
    {
        self.identifiers.lock(cx, |identifiers, _| {
            identifiers
                .get(usize::from(lun))
                .copied()
                .unwrap_or_default()
        })
    }

    /// The numbers of the units, in order.
    pub fn numbers(&self) -> impl Iterator<Item = LogicalUnitNumber> + Clone + '_ {
        (0..UNITS)
            .filter(|&lun| self.get(lun).is_some())
            .map(LogicalUnitNumber::from)
    }

    /// Says what unit `lun` is now; whether that is something else than before.
    pub fn set(
        &self,
        cx: &mut Passive<'_, Adapter>,
        lun: u8,
        namespace: Option<&Namespace>,
    ) -> bool {
        let new = namespace.map_or(0, |namespace| Geometry::of(namespace).pack());
        let Some(packed) = self.geometries.get(usize::from(lun)) else {
            return false;
        };
        let names = namespace
            .map(|namespace| namespace.identifiers)
            .unwrap_or_default();
        let renamed = self.identifiers.lock(cx, |identifiers, _| {
            identifiers
                .get_mut(usize::from(lun))
                .is_some_and(|place| core::mem::replace(place, names) != names)
        });
        packed.swap(new, Ordering::Relaxed) != new || renamed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_count_from_one() {
        assert_eq!(
            (lun_of(0), lun_of(1), lun_of(64)),
            (None, Some(0), Some(63))
        );
        assert_eq!(
            (lun_of(65), lun_of(257), lun_of(u32::MAX)),
            (None, None, None)
        );
        assert_eq!(namespace_of(63), 64);
    }
}
