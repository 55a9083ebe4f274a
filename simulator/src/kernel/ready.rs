//! What is ready to run, so that a choice costs the same however much is ready.

use super::job::Job;
use super::level::DISPATCH_LEVEL;

/// Jobs by the IRQL that they run at.
#[derive(Default)]
pub(crate) struct Ready {
    /// Below `DISPATCH_LEVEL`, `DISPATCH_LEVEL`, above.
    levels: [Vec<Job>; 3],
}

/// A job that is ready: level and index.
pub(super) type Place = (usize, usize);

impl Ready {
    fn level(irql: u8) -> usize {
        usize::from(irql >= DISPATCH_LEVEL) + usize::from(irql > DISPATCH_LEVEL)
    }

    pub fn push(&mut self, job: Job) {
        self.levels[Self::level(job.irql)].push(job);
    }

    pub fn len(&self) -> usize {
        self.levels.iter().map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.levels.iter().all(Vec::is_empty)
    }

    /// The job with this number among those above the first levels.
    pub fn at(&self, above: usize, mut number: usize) -> Place {
        for level in above..self.levels.len() {
            if number < self.levels[level].len() {
                return (level, number);
            }
            number -= self.levels[level].len();
        }
        unreachable!("the number is below that of the jobs")
    }

    pub fn take_any(&mut self, number: usize) -> Job {
        let place = self.at(0, number);
        self.take(place)
    }

    pub fn take(&mut self, (level, index): Place) -> Job {
        self.levels[level].swap_remove(index)
    }

    /// The lowest level of jobs that may interrupt code at this IRQL, and how many jobs there are from there on.
    pub fn above(&self, irql: Option<u8>) -> (usize, usize) {
        let lowest = irql.map_or(0, |irql| Self::level(irql) + 1);
        let count = self.levels[lowest.min(3)..].iter().map(Vec::len).sum();
        (lowest, count)
    }

    /// Whether an interrupt waits that may be handled on this processor.
    pub fn has_interrupt(&self, processor: usize) -> bool {
        self.levels[2]
            .iter()
            .any(|job| job.processor.is_none_or(|wanted| wanted == processor))
    }

    /// The processor that the job at a place has to run on.
    pub fn processor(&self, (level, index): Place) -> Option<usize> {
        self.levels[level][index].processor
    }
}
