//! Everything at the same time, as a seed decides: several files, cancellation, lost interrupts, rebalances, sleep, and a device that is
//! pulled out.

use std::time::Duration;

use edu::interface;
use fastrand::Rng;
use miniport_sim::{File, InterruptResources, PendingIo};

use crate::fixture::{Bench, INTERRUPTS, pattern, qemu_seeds, seeds};

/// Each file has a part of the device's buffer of its own.
const PART: usize = 1000;
const FILES: usize = 4;

/// A request that is under way, and what it has to answer.
enum Running {
    Write(PendingIo, usize, usize),
    Read(PendingIo, usize, usize),
    Factorial(PendingIo, u32),
    Wait(PendingIo),
}

struct User {
    file: File,
    /// Where its part of the buffer begins, and what is known to be there; `None` where a write was cancelled.
    base: usize,
    known: Vec<Option<u8>>,
    running: Option<Running>,
}

impl User {
    /// Begins something, if nothing is under way.
    fn begin(&mut self, rng: &mut Rng) {
        if self.running.is_some() {
            return;
        }
        let start = rng.usize(..PART);
        let length = rng.usize(1..=PART - start);
        let place = (self.base + start) as u64;
        self.running = Some(match rng.u8(..8) {
            0..3 => {
                let data = pattern(length, rng.u64(..));
                // What is there is not known before the answer.
                for (known, byte) in self.known[start..].iter_mut().zip(&data) {
                    *known = Some(*byte);
                }
                Running::Write(self.file.submit_write(place, &data), start, length)
            }
            3..6 => Running::Read(self.file.submit_read(place, length), start, length),
            6 => {
                let number = rng.u32(..13);
                let code = interface::FACTORIAL.code();
                let input = number.to_le_bytes();
                Running::Factorial(self.file.submit_control(code, &input, 4), number)
            }
            _ => Running::Wait(self.file.submit_control(interface::WAIT.code(), &[], 4)),
        });
    }

    /// Looks at the answer, if there is one.
    fn look(&mut self) {
        let done = match &self.running {
            Some(
                Running::Write(io, ..)
                | Running::Read(io, ..)
                | Running::Factorial(io, _)
                | Running::Wait(io),
            ) => io.is_done(),
            None => return,
        };
        if done {
            let running = self.running.take().expect("looked at");
            self.check(&running);
        }
    }

    fn check(&mut self, running: &Running) {
        match running {
            Running::Write(io, start, length) => match io.success() {
                Ok(answer) => assert_eq!(answer.information, *length),
                Err(_) => self.known[*start..start + length].fill(None),
            },
            Running::Read(io, start, length) => {
                let Ok(answer) = io.success() else { return };
                assert_eq!(answer.information, *length);
                let known = &self.known[*start..start + length];
                let wrong = known
                    .iter()
                    .zip(&answer.data)
                    .position(|(known, byte)| known.is_some_and(|known| known != *byte));
                assert_eq!(wrong, None, "{start} {length} of {}", self.base);
            }
            Running::Factorial(io, number) => {
                let Ok(answer) = io.success() else { return };
                let expected: u32 = (1..=*number).product();
                assert_eq!(answer.data, expected.to_le_bytes());
            }
            Running::Wait(io) => {
                io.success().ok();
            }
        }
    }

    fn cancel(&self) {
        match &self.running {
            Some(
                Running::Write(io, ..)
                | Running::Read(io, ..)
                | Running::Factorial(io, _)
                | Running::Wait(io),
            ) => io.cancel().expect("cancelled"),
            None => {}
        }
    }

    /// The end: what is under way is answered, if by being cancelled.
    fn finish(mut self) {
        if matches!(self.running, Some(Running::Wait(_))) {
            self.cancel();
        }
        if let Some(running) = self.running.take() {
            self.check(&running);
        }
        self.file.close().expect("closed");
    }
}

fn run(seed: u64, bench: impl FnOnce(u64, InterruptResources) -> Bench) {
    let mut rng = Rng::with_seed(seed);
    let interrupts = INTERRUPTS[rng.usize(..2)];
    let mut bench = bench(seed, interrupts);
    let mut users: Vec<_> = (0..FILES)
        .map(|index| User {
            file: bench.device.open().expect("open"),
            base: index * PART,
            known: vec![None; PART],
            running: None,
        })
        .collect();
    for _ in 0..40 {
        let user = rng.usize(..FILES);
        match rng.u8(..20) {
            0..12 => users[user].begin(&mut rng),
            12 | 13 => users[user].cancel(),
            // A line that is up for something else would lose all that follow in QEMU, where nobody sees the causes.
            14 => {
                if let Some(edu) = bench.model() {
                    edu.lose_interrupts(1);
                }
            }
            15 => {
                if let Some(edu) = bench.model() {
                    edu.interrupt();
                }
            }
            16 => bench.device.rebalance().expect("rebalanced"),
            17 => {
                bench.machine.sleep().expect("asleep");
                bench.wait(Duration::from_millis(rng.u64(..200)));
                bench.machine.resume().expect("awake");
                // A device without power forgets.
                for user in &mut users {
                    user.known.fill(None);
                }
            }
            _ => {
                let causes = (1_u32 << rng.u32(1..7)).to_le_bytes();
                let code = interface::RAISE.code();
                bench
                    .file()
                    .control(code, &causes, &mut [])
                    .expect("raised");
            }
        }
        if rng.bool() {
            bench.wait(Duration::from_millis(rng.u64(..120)));
        }
        users.iter_mut().for_each(User::look);
    }
    bench.lose_interrupts(0);
    let gone = rng.u8(..3) == 0;
    if gone {
        bench.pull_out();
    }
    users.into_iter().for_each(User::finish);
    bench.file.take().expect("open").close().expect("closed");
    if gone {
        bench.wait(Duration::from_millis(1));
        assert!(bench.device.is_removed());
    }
    bench.finish();
}

#[test]
fn many_seeds() {
    for seed in seeds(60) {
        run(seed, Bench::new);
    }
}

#[test]
fn many_seeds_on_qemu() {
    for seed in qemu_seeds() {
        run(seed, Bench::on_qemu);
    }
}
