//! What is ready to run and where it may, so that the choice costs the same however much is ready.

use crate::fiber::{Fiber, Stop};
use crate::job::Job;
use crate::machine::core::Core;
use crate::processor::{DISPATCH_LEVEL, PASSIVE_LEVEL};

/// How often a choice that falls on another processor's job is made again before all of them are looked at.
const ATTEMPTS: usize = 32;

/// Jobs by the IRQL that they run at.
#[derive(Default)]
pub(crate) struct Ready {
    /// `PASSIVE_LEVEL`, up to `DISPATCH_LEVEL`, above.
    levels: [Vec<Job>; 3],
}

/// A job that is ready: level and index.
type Place = (usize, usize);

impl Ready {
    fn level(irql: u8) -> usize {
        usize::from(irql > PASSIVE_LEVEL) + usize::from(irql > DISPATCH_LEVEL)
    }

    pub fn push(&mut self, job: Job) {
        self.levels[Self::level(job.irql())].push(job);
    }

    pub fn len(&self) -> usize {
        self.levels.iter().map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.levels.iter().all(Vec::is_empty)
    }

    /// The job with this number among those above the first levels.
    fn at(&self, above: usize, mut number: usize) -> Place {
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
    fn above(&self, irql: Option<u8>) -> (usize, usize) {
        let lowest = irql.map_or(0, |irql| Self::level(irql) + 1);
        let count = self.levels[lowest.min(3)..].iter().map(Vec::len).sum();
        (lowest, count)
    }
}

/// What a step can do with the processors.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Choice {
    /// Go on with this coroutine.
    Resume(usize),
    /// Wake this coroutine on this processor.
    Wake(usize, usize),
    /// Start the job at this place on this processor.
    Start(Place, usize),
}

/// What can be done with one processor.
struct Open {
    processor: usize,
    resume: Option<usize>,
    /// Coroutines that could be woken.
    wakes: usize,
    lowest: usize,
    jobs: usize,
}

impl Open {
    fn count(&self) -> usize {
        usize::from(self.resume.is_some()) + self.wakes + self.jobs
    }

    fn choose(&self, mut number: usize, awake: &[usize], ready: &Ready) -> Choice {
        if let Some(fiber) = self.resume {
            if number == 0 {
                return Choice::Resume(fiber);
            }
            number -= 1;
        }
        if number < self.wakes {
            return Choice::Wake(awake[number], self.processor);
        }
        Choice::Start(ready.at(self.lowest, number - self.wakes), self.processor)
    }
}

impl Core {
    /// What is done with the processors next; a deadlock is noted and stops the machine.
    pub fn choose(&self) -> Option<Choice> {
        let ready = self.ready.borrow();
        let awake = self.awake.borrow();
        let mut blocked = 0;
        let mut open: Vec<Open> = Vec::with_capacity(self.settings.processors);
        for (number, processor) in self.processors.borrow().iter().enumerate() {
            let top = processor.stack.last().map(|&top| self.fiber_at(top));
            let (lowest, jobs) = ready.above(top.map(|top| top.irql.get()));
            let runs = top.filter(|top| top.stop.get() != Stop::Waiting || self.can_acquire(top));
            if top.is_some() && runs.is_none() {
                blocked += processor.stack.len();
            }
            open.push(Open {
                processor: number,
                resume: runs.map(|top| top.id),
                wakes: if top.is_none() { awake.len() } else { 0 },
                lowest,
                jobs,
            });
        }
        // Code that sleeps holds no spin lock: if all that is on processors waits, nobody is left to release one.
        if blocked != 0 && blocked == self.active.get() {
            self.report_deadlock();
            self.halted.set(true);
            return None;
        }
        let total: usize = open.iter().map(Open::count).sum();
        if total == 0 {
            return None;
        }
        let find = |mut number: usize| {
            for open in &open {
                if number < open.count() {
                    return Some(open.choose(number, &awake, &ready));
                }
                number -= open.count();
            }
            None
        };
        let fits = |choice: &Choice| match *choice {
            Choice::Start((level, index), processor) => ready.levels[level][index]
                .processor()
                .is_none_or(|wanted| wanted == processor),
            Choice::Resume(_) | Choice::Wake(..) => true,
        };
        for _ in 0..ATTEMPTS {
            if let Some(choice) = find(self.below(total)).filter(fits) {
                return Some(choice);
            }
        }
        let all: Vec<Choice> = (0..total).filter_map(find).filter(fits).collect();
        (!all.is_empty()).then(|| all[self.below(all.len())])
    }

    /// Whether the lock that a coroutine waits for is free.
    fn can_acquire(&self, fiber: &Fiber) -> bool {
        let waits = self.waits.borrow();
        let Some(&(adapter, lock)) = waits.get(&fiber.id) else {
            return true;
        };
        self.adapter(adapter)
            .is_none_or(|adapter| adapter.locks.owner(lock).is_none())
    }
}
