//! Who has which name: a table of the driver, because adapters do not know each other.

use core::sync::atomic::{AtomicU64, Ordering};

/// How many names can be claimed; what finds no room is as if it were taken.
const ROOM: usize = 64;

/// The hashes of the names that are claimed; 0 is a free place.
static CLAIMED: [AtomicU64; ROOM] = [const { AtomicU64::new(0) }; ROOM];

/// A name, until this is dropped.
pub struct Claim(&'static AtomicU64);

impl Claim {
    /// Claims the name with this hash; `None` if somebody has it. Of two that claim it at the same time, perhaps neither gets it.
    pub fn of(hash: u64) -> Option<Self> {
        let hash = hash.max(1);
        let place = CLAIMED.iter().find(|place| {
            let claimed = place.compare_exchange(0, hash, Ordering::SeqCst, Ordering::SeqCst);
            claimed.is_ok()
        })?;
        let claim = Self(place);
        let is_same = |other: &&AtomicU64| other.load(Ordering::SeqCst) == hash;
        (CLAIMED.iter().filter(is_same).count() == 1).then_some(claim)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.0.store(0, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::Claim;

    #[test]
    fn a_name_is_claimed_once_and_given_back() {
        let first = Claim::of(42).unwrap();
        assert!(Claim::of(42).is_none());
        assert!(Claim::of(43).is_some());
        drop(first);
        assert!(Claim::of(42).is_some());
    }
}
