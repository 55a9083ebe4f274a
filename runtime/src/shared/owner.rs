//! Whose data a lock guards: in host builds, one adapter's at a time.
//!
//! A kernel build has no place where safe code could let two adapters find one `Locked` (docs/soundness.md, "`Locked` is
//! exclusive"), and nothing is asked there. A host build has: `thread_local!` takes what is not `Sync`, and all processors of a
//! simulated machine are one thread. So a host build looks at each use, and stops at one by another adapter.

#[cfg(any(
    all(windows, not(feature = "simulated")),
    all(feature = "listing", not(debug_assertions))
))]
mod trusted {
    /// Which adapter it is: not asked.
    #[derive(Debug)]
    pub(crate) struct Identity;
    impl Identity {
        #[inline(always)]
        pub(crate) fn begin(&self) {}
        #[inline(always)]
        pub(crate) fn end(&self) {}
        #[inline(always)]
        pub(crate) fn run(&self) -> Running {
            Running
        }
    }

    /// A callback runs: not counted.
    pub(crate) struct Running;

    /// Whose it is: not asked.
    #[derive(Debug)]
    pub(crate) struct Owner;
    impl Owner {
        pub(crate) const fn none() -> Self {
            Self
        }
        #[inline(always)]
        pub(crate) fn reset(&mut self) {}
        #[inline(always)]
        pub(crate) fn used_by(&self, _: &Identity) {}
    }
}

#[cfg(not(any(
    all(windows, not(feature = "simulated")),
    all(feature = "listing", not(debug_assertions))
)))]
mod watched {
    use core::panic::Location;
    use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
    use std::collections::BTreeMap;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use crate::checked::{BUG_CHECK, Rule};
    use crate::ffi;

    /// The adapters that have a value now, and how many callbacks of each have begun and not ended.
    static LIVING: Mutex<BTreeMap<u32, u32>> = Mutex::new(BTreeMap::new());

    fn living() -> MutexGuard<'static, BTreeMap<u32, u32>> {
        LIVING.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which adapter it is: a number that no other value of an extension has in this process. Zero is none.
    #[derive(Debug, Default)]
    pub(crate) struct Identity(AtomicU32);

    impl Identity {
        /// The adapter has a value.
        pub(crate) fn begin(&self) {
            static NEXT: AtomicU32 = AtomicU32::new(1);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            living().insert(number, 0);
            self.0.store(number, Ordering::Relaxed);
        }

        /// The value is gone, and nobody uses what it owned any more.
        pub(crate) fn end(&self) {
            living().remove(&self.0.swap(0, Ordering::Relaxed));
        }

        /// A callback begins, and lasts as long as the result. What it borrows does not last longer.
        pub(crate) fn run(&self) -> Running {
            let number = self.0.load(Ordering::Relaxed);
            if let Some(running) = living().get_mut(&number) {
                *running += 1;
            }
            Running(number)
        }
    }

    /// A callback of this adapter runs.
    pub(crate) struct Running(u32);

    impl Drop for Running {
        fn drop(&mut self) {
            if let Some(running) = living().get_mut(&self.0) {
                *running -= 1;
            }
        }
    }

    /// Whose it is: the number of the adapter that has used it last, and the place where; zero if nobody has.
    ///
    /// Another may have it when no callback of that one runs, which could have borrowed it, or when it is at another place: who moves
    /// it has it alone. A place is told by its lowest 32 bits; two that have the same count as one, which refuses more, not less.
    #[derive(Debug)]
    pub(crate) struct Owner(AtomicU64);

    impl Owner {
        pub(crate) const fn none() -> Self {
            Self(AtomicU64::new(0))
        }

        /// Somebody has it alone.
        pub(crate) fn reset(&mut self) {
            *self.0.get_mut() = 0;
        }

        /// An adapter reaches what it is the owner of.
        ///
        /// Stops the machine if it was another's, of which a callback runs, that may have borrowed it.
        #[track_caller]
        pub(crate) fn used_by(&self, adapter: &Identity) {
            if !self.belongs_to(adapter) {
                stop(Location::caller());
            }
        }

        fn belongs_to(&self, Identity(number): &Identity) -> bool {
            let place = core::ptr::from_ref(self).addr() as u64 & u64::from(u32::MAX);
            let mine = u64::from(number.load(Ordering::Relaxed)) << 32 | place;
            let owner = self.0.load(Ordering::Relaxed);
            if owner == mine {
                return true;
            }
            let stays = owner & u64::from(u32::MAX) == place;
            let runs = |adapter| living().get(&adapter).is_some_and(|&running| running > 0);
            if stays && u32::try_from(owner >> 32).is_ok_and(runs) {
                return false;
            }
            self.0.store(mine, Ordering::Relaxed);
            true
        }
    }

    #[cold]
    fn stop(location: &Location<'_>) -> ! {
        let (file, line) = (location.file(), location.line() as usize);
        let (place, length) = (file.as_ptr().addr(), file.len());
        // SAFETY: `KeBugCheckEx` may be called anywhere and does not return.
        unsafe {
            ffi::KeBugCheckEx(BUG_CHECK, Rule::OtherAdapter as usize, place, length, line);
        }
    }

    #[cfg(test)]
    mod tests {
        use std::boxed::Box;

        use super::{Identity, Owner};

        fn two() -> [Identity; 2] {
            let two = [Identity::default(), Identity::default()];
            two.iter().for_each(Identity::begin);
            two
        }

        #[test]
        fn who_uses_it_has_it_until_its_callbacks_are_over() {
            let (owner, [first, second]) = (Owner::none(), two());
            let running = [first.run(), first.run()];
            let other = second.run();
            assert!(owner.belongs_to(&first));
            assert!(owner.belongs_to(&first));
            assert!(!owner.belongs_to(&second));
            let [one, another] = running;
            drop(one);
            assert!(!owner.belongs_to(&second));
            drop(another);
            assert!(owner.belongs_to(&second));
            let _running = first.run();
            assert!(!owner.belongs_to(&first));
            drop(other);
            assert!(owner.belongs_to(&first));
        }

        #[test]
        fn it_is_free_when_its_adapter_has_ended() {
            let (owner, [first, second]) = (Owner::none(), two());
            let _running = [first.run(), second.run()];
            assert!(owner.belongs_to(&first));
            assert!(!owner.belongs_to(&second));
            first.end();
            assert!(owner.belongs_to(&second));
            first.begin();
            assert!(!owner.belongs_to(&first));
        }

        #[test]
        fn who_has_it_alone_may_give_it_away() {
            let (owner, [first, second]) = (Owner::none(), two());
            let _running = [first.run(), second.run()];
            assert!(owner.belongs_to(&first));
            let mut elsewhere = Box::new(owner);
            assert!(elsewhere.belongs_to(&second));
            assert!(!elsewhere.belongs_to(&first));
            elsewhere.reset();
            assert!(elsewhere.belongs_to(&first));
        }
    }
}

#[cfg(any(
    all(windows, not(feature = "simulated")),
    all(feature = "listing", not(debug_assertions))
))]
pub(crate) use trusted::{Identity, Owner, Running};
#[cfg(not(any(
    all(windows, not(feature = "simulated")),
    all(feature = "listing", not(debug_assertions))
)))]
pub(crate) use watched::{Identity, Owner, Running};
