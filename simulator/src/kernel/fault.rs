//! A driver accesses memory that is not there: the processor says so by a signal, after which the process cannot go on. The handler of a
//! signal may do next to nothing, so the watchdog, which is another thread, says what ran and ends the process.

use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// The signals of accesses.
const SIGNALS: [libc::c_int; 2] = [libc::SIGSEGV, libc::SIGBUS];
/// How long a thread that faulted waits before it looks again for the watchdog's answer, in nanoseconds.
const WAIT: libc::c_long = 10_000_000;

/// The thread that faulted; 0 is none.
static THREAD: AtomicUsize = AtomicUsize::new(0);
/// What it accessed.
static ADDRESS: AtomicUsize = AtomicUsize::new(0);
/// What the watchdog is to say.
static STATE: AtomicU32 = AtomicU32::new(IDLE);
const IDLE: u32 = 0;
const ASKED: u32 = 1;
/// The fault is none of a driver.
const ANSWERED: u32 = 2;

/// The thread of the watchdog, which answers nobody when it faults itself.
static WATCHDOG: AtomicUsize = AtomicUsize::new(0);
/// What was done with the signals before.
static BEFORE: OnceLock<[libc::sigaction; 2]> = OnceLock::new();

/// The number of the thread that runs.
#[allow(
    clippy::cast_possible_truncation,
    reason = "it is as wide as a pointer, and a pointer on some systems"
)]
pub(super) fn this_thread() -> usize {
    // SAFETY: it only says which thread this is.
    unsafe { libc::pthread_self() as usize }
}

/// This thread answers for faults.
pub(super) fn answer_from_here() {
    WATCHDOG.store(this_thread(), Ordering::Release);
}

/// From now on faults are asked about.
pub(super) fn listen() {
    // AddressSanitizer has a report of its own.
    if cfg!(miniport_asan) {
        return;
    }
    let before = SIGNALS.map(|signal| {
        // SAFETY: zero is a value of the structure; it is read only.
        let mut known: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
        // SAFETY: asks, and changes nothing.
        unsafe { libc::sigaction(signal, ptr::null(), &raw mut known) };
        known
    });
    if BEFORE.set(before).is_err() {
        return;
    }
    for signal in SIGNALS {
        // SAFETY: as above.
        let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
        action.sa_sigaction = faulted as *const () as usize;
        // On the stack that the standard library has for signals: that of the driver may be what is used up.
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_NODEFER;
        // SAFETY: the handler calls nothing that a handler must not call.
        unsafe { libc::sigaction(signal, &raw const action, ptr::null_mut()) };
    }
}

/// The handler. It returns where the fault is not a driver's, and then what was there before sees it again.
extern "C" fn faulted(signal: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    let me = this_thread();
    if me != WATCHDOG.load(Ordering::Acquire) {
        while THREAD
            .compare_exchange(0, me, Ordering::AcqRel, Ordering::Acquire)
            .is_err()
        {
            wait();
        }
        // SAFETY: the system passes what it knows of the signal.
        let address = unsafe { (*info).si_addr() } as usize;
        ADDRESS.store(address, Ordering::Release);
        STATE.store(ASKED, Ordering::Release);
        while STATE.load(Ordering::Acquire) == ASKED {
            wait();
        }
        STATE.store(IDLE, Ordering::Release);
        THREAD.store(0, Ordering::Release);
    }
    let before = SIGNALS.iter().position(|&known| known == signal);
    if let (Some(before), Some(index)) = (BEFORE.get(), before) {
        // SAFETY: puts back what was there.
        unsafe { libc::sigaction(signal, &raw const before[index], ptr::null_mut()) };
    }
}

fn wait() {
    let time = libc::timespec {
        tv_sec: 0,
        tv_nsec: WAIT,
    };
    // SAFETY: allowed in a handler; the time is on this stack.
    unsafe { libc::nanosleep(&raw const time, ptr::null_mut()) };
}

/// The thread that waits for an answer, and what it accessed.
pub(super) fn asked() -> Option<(usize, usize)> {
    (STATE.load(Ordering::Acquire) == ASKED).then(|| {
        let thread = THREAD.load(Ordering::Acquire);
        (thread, ADDRESS.load(Ordering::Acquire))
    })
}

/// The fault is none of a driver.
pub(super) fn is_not_ours() {
    STATE.store(ANSWERED, Ordering::Release);
}
