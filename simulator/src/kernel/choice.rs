//! Which step comes next: all that may run has the same chance.

use super::core::Kernel;
use super::ready::{Place, Ready};

/// How often a choice that falls on another processor's job is made again before all of them are looked at.
const ATTEMPTS: usize = 32;

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

impl Kernel {
    /// What is done with the processors next; a deadlock is noted and stops the machine.
    pub fn choose(&self) -> Option<Choice> {
        let ready = self.ready.borrow();
        let awake = self.awake.borrow();
        let mut blocked = 0;
        let mut open: Vec<Open> = Vec::with_capacity(self.settings.processors);
        for (number, processor) in self.processors.borrow().iter().enumerate() {
            let top = processor.last().map(|&top| self.fiber_at(top));
            let (lowest, jobs) = ready.above(top.map(|top| top.irql.get()));
            let runs = top.filter(|top| {
                top.waits
                    .get()
                    .is_none_or(|lock| self.may_take(lock, top.id))
            });
            if top.is_some() && runs.is_none() {
                blocked += processor.len();
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
            Choice::Start(place, processor) => ready
                .processor(place)
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
}
