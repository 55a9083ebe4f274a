//! The pulse of a machine: what ran last, for who looks at a machine that does not come back.
//!
//! A callback that spins without a call of any routine never gives control back to the scheduler. So a thread of the process looks
//! at the pulses of all machines now and then; where one stands still while driver code runs, or where that accessed memory that is not
//! there, the thread says what ran, and ends the process: there is no way to end the callback alone.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError, Weak};
use std::time::Duration;

use super::core::Kernel;
#[cfg(unix)]
use super::fault;
use super::routine::Routine;
use crate::verifier::{Role, StackFrame};

/// How many events are kept.
const EVENTS: usize = 16;
/// How often the thread looks.
const LOOK: Duration = Duration::from_millis(500);
/// Words that say which request a callback is about.
pub(crate) type About = [u64; 3];
/// What puts them into words.
pub(crate) type Words = fn(About) -> String;

/// What ran last on a machine.
#[derive(Debug)]
pub(crate) struct Pulse {
    /// How a machine is made on which the same happens.
    again: String,
    /// The thread that the machine belongs to.
    #[cfg(unix)]
    thread: usize,
    /// How long driver code may run without a call of a routine, in real time; 0 is no limit.
    limit: Duration,
    /// Odd while a coroutine runs.
    beat: AtomicU64,
    /// Callbacks (odd numbers) and routines (addresses of their rows), in a ring.
    events: [AtomicUsize; EVENTS],
    next: AtomicUsize,
    about: [AtomicU64; 3],
    /// What was found so far.
    findings: Mutex<Vec<String>>,
    words: Mutex<Option<Words>>,
}

static PULSES: Mutex<Vec<Weak<Pulse>>> = Mutex::new(Vec::new());

impl Pulse {
    pub fn new(again: String, limit: Duration) -> Arc<Self> {
        static WATCH: Once = Once::new();
        let pulse = Arc::new(Self {
            again,
            #[cfg(unix)]
            thread: fault::this_thread(),
            limit,
            beat: AtomicU64::new(0),
            events: [const { AtomicUsize::new(0) }; EVENTS],
            next: AtomicUsize::new(0),
            about: [const { AtomicU64::new(0) }; 3],
            findings: Mutex::default(),
            words: Mutex::new(None),
        });
        WATCH.call_once(|| {
            // Without the thread a spin and a fault are not reported, and nothing else is lost.
            let watchdog = std::thread::Builder::new()
                .name("watchdog".to_owned())
                .spawn(watch);
            #[cfg(unix)]
            if watchdog.is_ok() {
                fault::listen();
            }
            #[cfg(not(unix))]
            drop(watchdog);
        });
        let mut pulses = PULSES.lock().unwrap_or_else(PoisonError::into_inner);
        pulses.retain(|pulse| pulse.strong_count() != 0);
        pulses.push(Arc::downgrade(&pulse));
        drop(pulses);
        pulse
    }

    fn note(&self, event: usize) {
        let next = self.next.load(Ordering::Relaxed);
        self.events[next % EVENTS].store(event, Ordering::Relaxed);
        self.next.store(next.wrapping_add(1), Ordering::Relaxed);
    }

    /// Something happens: a coroutine begins or ends to run, a routine is called.
    #[inline]
    fn beat(&self, by: u64) {
        let beat = self.beat.load(Ordering::Relaxed);
        self.beat.store(beat.wrapping_add(by), Ordering::Relaxed);
    }

    /// How much has happened: the same as before, and nothing has.
    pub fn beats(&self) -> u64 {
        self.beat.load(Ordering::Relaxed)
    }

    /// A coroutine runs from now on, or no more.
    pub fn turn(&self) {
        self.beat(1);
    }

    /// A callback begins, or goes on.
    pub fn callback(&self, frame: &StackFrame) {
        let owner = frame.adapter.map_or(0, |owner| (owner + 1) & 0xFFFF);
        self.note(1 | (frame.role as usize) << 1 | usize::from(frame.irql) << 8 | owner << 16);
    }

    /// A routine is called.
    pub fn routine(&self, routine: &'static Routine) {
        self.beat(2);
        self.note(std::ptr::from_ref(routine) as usize);
    }

    /// The callback that follows is about this request.
    pub fn set_about(&self, about: About) {
        for (place, word) in self.about.iter().zip(about) {
            place.store(word, Ordering::Relaxed);
        }
    }

    /// What puts requests into words.
    pub fn set_words(&self, words: Words) {
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
    }

    pub fn found(&self, finding: String) {
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        if findings.len() < 20 {
            findings.push(finding);
        }
    }

    /// The request that the callback is about, if it is about one.
    pub fn request(&self) -> Option<String> {
        let about = [0, 1, 2].map(|place| self.about[place].load(Ordering::Relaxed));
        let words = *self.words.lock().unwrap_or_else(PoisonError::into_inner);
        (about != [0; 3]).then(|| words.map(|words| words(about)))?
    }

    /// The last events, the oldest first.
    fn recent(&self) -> Vec<usize> {
        let next = self.next.load(Ordering::Relaxed);
        let at = |number: usize| self.events[number % EVENTS].load(Ordering::Relaxed);
        (next..next + EVENTS)
            .map(at)
            .filter(|&event| event != 0)
            .collect()
    }

    /// The last events in words.
    pub fn history(&self) -> String {
        let words: Vec<String> = self.recent().into_iter().map(event_in_words).collect();
        words.join(", ")
    }

    /// The callback that ran last.
    pub fn last_callback(&self) -> Option<StackFrame> {
        let last = self.recent().into_iter().rfind(|event| event & 1 != 0)?;
        frame_of(last)
    }
}

/// The callback that an event stands for.
fn frame_of(event: usize) -> Option<StackFrame> {
    let role = Role::ALL
        .iter()
        .find(|&&role| role as usize == event >> 1 & 0x7F)?;
    Some(StackFrame {
        role: *role,
        request: None,
        adapter: (event >> 16 & 0xFFFF).checked_sub(1),
        irql: u8::try_from(event >> 8 & 0xFF).unwrap_or(u8::MAX),
        routine: None,
    })
}

fn event_in_words(event: usize) -> String {
    if event & 1 == 0 {
        // SAFETY: even events are addresses of rows, which are static; each is stored in one piece.
        let routine = unsafe { &*(event as *const Routine) };
        return routine.name.to_owned();
    }
    match frame_of(event) {
        Some(frame) => {
            let owner = frame.adapter.map_or(String::new(), |number| {
                format!(" of {} {number}", frame.role.owner())
            });
            format!("{}{owner} at IRQL {}", frame.role, frame.irql)
        }
        None => "?".to_owned(),
    }
}

/// Looks at the pulses for ever.
fn watch() {
    let mut seen: Vec<(Weak<Pulse>, u64, Duration)> = Vec::new();
    #[cfg(unix)]
    fault::answer_from_here();
    loop {
        std::thread::sleep(LOOK);
        let pulses: Vec<Weak<Pulse>> = {
            let pulses = PULSES.lock().unwrap_or_else(PoisonError::into_inner);
            pulses.clone()
        };
        #[cfg(unix)]
        look_for_faults(&pulses);
        seen = pulses
            .into_iter()
            .filter_map(|weak| {
                let pulse = weak.upgrade()?;
                let beat = pulse.beat.load(Ordering::Relaxed);
                // Counted by looks, not by the clock: a process that was stopped did not spin.
                let stood = seen
                    .iter()
                    .find(|(known, at, _)| known.ptr_eq(&weak) && *at == beat && beat % 2 == 1)
                    .map_or(Duration::ZERO, |(.., stood)| *stood + LOOK);
                if !pulse.limit.is_zero() && stood >= pulse.limit {
                    let what =
                        format!("runs for {stood:?} without a call of any routine: it spins");
                    bark(&pulse, &what);
                }
                Some((weak, beat, stood))
            })
            .collect();
    }
}

/// Whether driver code of a machine accessed memory that is not there.
#[cfg(unix)]
fn look_for_faults(pulses: &[Weak<Pulse>]) {
    let Some((thread, address)) = fault::asked() else {
        return;
    };
    let runs =
        |pulse: &Arc<Pulse>| pulse.thread == thread && pulse.beat.load(Ordering::Relaxed) % 2 == 1;
    let machine = pulses.iter().filter_map(Weak::upgrade).find(runs);
    if let Some(pulse) = machine {
        bark(
            &pulse,
            &format!("accesses memory at {address:#x}, which is not there"),
        );
    }
    fault::is_not_ours();
}

/// Says what driver code that runs does, and ends the process.
fn bark(pulse: &Pulse, what: &str) -> ! {
    let role = pulse
        .last_callback()
        .map_or("driver code".to_owned(), |frame| {
            let owner = frame.adapter.map_or(String::new(), |number| {
                format!(", {} {number}", frame.role.owner())
            });
            format!("{}{owner}, IRQL {}", frame.role, frame.irql)
        });
    let mut text = format!("\nthe driver {what}\n    in: {role}\n");
    if let Some(request) = pulse.request() {
        let _ = writeln!(text, "    request: {request}");
    }
    let _ = writeln!(
        text,
        "    last: {}\n    to see this again: {}",
        pulse.history(),
        pulse.again
    );
    let findings = pulse
        .findings
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    for finding in findings.iter() {
        let _ = writeln!(text, "found before: {finding}");
    }
    // Past the test harness, which keeps what a test says until it is over.
    let _ = std::io::stderr().write_all(text.as_bytes());
    std::process::abort();
}

impl Kernel {
    /// The callback that a coroutine goes on with.
    pub(super) fn note_going_on(&self, fiber: &super::fiber::Fiber) {
        if let Some(frame) = fiber.frames.borrow().last() {
            self.pulse.callback(frame);
        }
    }
}
