//! Which page frames memory gets: anywhere that is allowed, as after a long day.

use std::collections::HashSet;

use fastrand::Rng;

use super::page::PAGE_BYTES;

/// Memory below 4 GiB; above it, device registers have their place.
const LOW: (u64, u64) = (0x10_0000, 0x8000_0000);
/// Memory above 4 GiB.
const HIGH: (u64, u64) = (0x1_0000_0000, 0x100_0000_0000);

/// Where memory may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placement {
    pub lowest: u64,
    pub highest: u64,
    /// No multiple of this lies inside; 0 for all the same.
    pub boundary: u64,
    /// Pages before and behind that this does not count for.
    pub margins: (u64, u64),
    /// The frames follow each other.
    pub contiguous: bool,
    /// What fits into a page lies in one.
    pub in_page: bool,
}

impl Placement {
    /// Anywhere, in pieces.
    pub const ANYWHERE: Self = Self {
        lowest: 0,
        highest: u64::MAX,
        boundary: 0,
        margins: (0, 0),
        contiguous: false,
        in_page: false,
    };
    /// Anywhere, as pool memory: in one page if it fits.
    pub const POOL: Self = Self {
        in_page: true,
        ..Self::ANYWHERE
    };
    /// Below 4 GiB, in pieces.
    pub const LOW: Self = Self {
        highest: 0xFFFF_FFFF,
        ..Self::ANYWHERE
    };

    pub const fn contiguous(mut self) -> Self {
        self.contiguous = true;
        self
    }

    /// Whether a run of frames crosses the boundary.
    pub fn crosses(&self, frame: u64, run: u64) -> bool {
        let (before, behind) = self.margins;
        self.boundary != 0
            && (frame + before) * PAGE_BYTES / self.boundary
                != ((frame + run - behind) * PAGE_BYTES - 1) / self.boundary
    }

    /// High memory for devices that reach it: what truncates addresses is found.
    pub const fn of_reach(high: bool) -> Self {
        if high { Self::ANYWHERE } else { Self::LOW }
    }
}

/// The frames that are in use.
#[derive(Debug)]
pub(super) struct Frames {
    rng: Rng,
    used: HashSet<u64>,
}

impl Frames {
    pub fn new(rng: Rng) -> Self {
        Self {
            rng,
            used: HashSet::new(),
        }
    }

    /// A number that decides where in its first page memory begins.
    pub fn below(&mut self, limit: usize) -> usize {
        self.rng.usize(..limit.max(1))
    }

    /// Frames for so many pages, one after the other.
    pub fn take(&mut self, pages: usize, placement: &Placement) -> Option<Vec<u64>> {
        let run = if placement.contiguous {
            pages as u64
        } else {
            1
        };
        let mut taken: Vec<u64> = Vec::with_capacity(pages);
        while taken.len() < pages {
            let Some(start) = self.find(run, placement) else {
                self.give_back(&taken);
                return None;
            };
            for frame in start..start + run {
                self.used.insert(frame);
                taken.push(frame);
            }
        }
        Some(taken)
    }

    pub fn give_back(&mut self, frames: &[u64]) {
        for frame in frames {
            self.used.remove(frame);
        }
    }

    fn find(&mut self, run: u64, placement: &Placement) -> Option<u64> {
        for (start, end) in [HIGH, LOW] {
            let first = start.max(placement.lowest).div_ceil(PAGE_BYTES);
            let last = end.min(placement.highest.saturating_add(1)) / PAGE_BYTES;
            if first + run > last {
                continue;
            }
            for _ in 0..1000 {
                let frame = self.rng.u64(first..=last - run);
                if !placement.crosses(frame, run)
                    && (frame..frame + run).all(|frame| !self.used.contains(&frame))
                {
                    return Some(frame);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_kept() {
        let mut frames = Frames::new(Rng::with_seed(1));
        let low = frames.take(64, &Placement::LOW).unwrap();
        assert!(low.iter().all(|&frame| frame < 0x8_0000));
        let high = frames.take(64, &Placement::ANYWHERE).unwrap();
        assert!(high.iter().all(|&frame| frame >= 0x10_0000));
        assert!(high.windows(2).any(|pair| pair[0] + 1 != pair[1]));
        let run = frames
            .take(
                16,
                &Placement {
                    boundary: 0x1_0000,
                    ..Placement::LOW.contiguous()
                },
            )
            .unwrap();
        assert!(run.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        assert_eq!(run[0] % 16, 0);
        assert_eq!(
            frames.take(
                1,
                &Placement {
                    highest: 0xFFFF,
                    ..Placement::LOW
                }
            ),
            None
        );
    }
}
