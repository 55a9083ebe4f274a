//! How many seeds, and random lists of steps: one that fails is cut down to the steps that it takes.

use std::fmt::Debug;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fastrand::Rng;

/// Runs `test` on `cases` lists of up to 60 steps, each made by `step`; the first argument of `test` is the seed of the
/// case. Every run has other cases; the environment variable `MINIPORT_CASE` with a seed repeats one.
///
/// # Panics
///
/// If `test` panics, with the seed and the fewest steps that were found to do it.
pub fn check_steps<S: Clone + Debug>(
    cases: u32,
    step: impl Fn(&mut Rng) -> S,
    test: impl Fn(u64, &[S]),
) {
    let repeated = std::env::var("MINIPORT_CASE").ok();
    let repeated = repeated.map(|seed| seed.parse().expect("MINIPORT_CASE is a number"));
    for _ in 0..repeated.map_or(cases, |_| 1) {
        let seed = repeated.unwrap_or_else(|| fastrand::u64(..));
        let mut rng = Rng::with_seed(seed);
        let steps: Vec<S> = (0..rng.usize(1..=60)).map(|_| step(&mut rng)).collect();
        let fails = |steps: &[S]| catch_unwind(AssertUnwindSafe(|| test(seed, steps))).is_err();
        if fails(&steps) {
            let steps = shortest(steps, fails);
            panic!("MINIPORT_CASE={seed} fails, of which these steps are enough: {steps:#?}");
        }
    }
}

/// How many seeds a test runs: as many as the environment variable says, or the usual number.
#[must_use]
pub fn seeds(variable: &str, usual: u64) -> Range<u64> {
    let said = std::env::var(variable).ok();
    0..said.map_or(usual, |count| count.parse().expect("a number of seeds"))
}

/// Leaves out one step after the other, where the rest still fails.
fn shortest<S: Clone>(mut steps: Vec<S>, fails: impl Fn(&[S]) -> bool) -> Vec<S> {
    let mut at = 0;
    while at < steps.len() {
        let mut fewer = steps.clone();
        fewer.remove(at);
        if fails(&fewer) {
            steps = fewer;
        } else {
            at += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::{check_steps, shortest};

    #[test]
    fn a_list_that_fails_is_cut_to_what_it_takes() {
        let fails = |steps: &[u32]| {
            let three = steps.iter().position(|&step| step == 3);
            three.is_some_and(|three| steps[three..].contains(&7))
        };
        assert_eq!(shortest((0..60).collect(), fails), [3, 7]);
    }

    #[test]
    #[should_panic(expected = "are enough: [\n    200,\n]")]
    fn a_failure_shows_its_steps() {
        let step = |rng: &mut fastrand::Rng| rng.u8(..);
        check_steps(1000, step, |_, steps| assert!(!steps.contains(&200)));
    }
}
