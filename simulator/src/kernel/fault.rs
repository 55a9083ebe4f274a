//! A driver accesses memory that is not there: the processor says so by a signal. Who has something at such addresses looks first. After what
//! is left the process cannot go on. The handler of a signal may do next to nothing, so the watchdog, which is another thread, says what ran and
//! ends the process.

use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

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
/// Whether there is such a thread.
static ASKS: AtomicBool = AtomicBool::new(false);

/// Looks at a fault, in the handler of its signal: true if the thread goes on where the context says now.
#[cfg(images)]
pub(crate) type Look = fn(info: &libc::siginfo_t, context: &mut libc::ucontext_t) -> bool;
/// Who looks first.
#[cfg(images)]
static FIRST: OnceLock<Look> = OnceLock::new();

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

/// From now on the watchdog is asked.
pub(super) fn listen() {
    // AddressSanitizer has a report of its own.
    if !cfg!(miniport_asan) {
        ASKS.store(true, Ordering::Release);
        install();
    }
}

/// From now on `look` sees faults first: the same for the whole process.
#[cfg(images)]
pub(crate) fn look_first(look: Look) {
    FIRST.get_or_init(|| look);
    install();
}

fn install() {
    BEFORE.get_or_init(|| {
        // A handler may fault itself.
        SIGNALS.map(|signal| handle(signal, faulted, libc::SA_NODEFER))
    });
}

/// What handles a signal.
pub(crate) type Handler = extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);

/// From now on `handler`, which calls nothing that a handler must not call, handles a signal; what was done with it before.
pub(crate) fn handle(signal: libc::c_int, handler: Handler, flags: libc::c_int) -> libc::sigaction {
    // SAFETY: zero is a value of the structure: no flags, no signals that wait.
    let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
    action.sa_sigaction = handler as *const () as usize;
    // On the stack that the standard library has for signals: that of the driver may be what is used up.
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | flags;
    // SAFETY: as above.
    let mut before: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
    // SAFETY: the handler has the signature of one with information, and calls nothing that a handler must not call.
    let done = unsafe { libc::sigaction(signal, &raw const action, &raw mut before) };
    assert_eq!(done, 0, "a handler can be set for signal {signal}");
    before
}

/// The handler. Where nobody goes on, and the fault is not a driver's, what was there before sees it again.
extern "C" fn faulted(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    #[cfg(images)]
    if let Some(look) = FIRST.get() {
        // SAFETY: the system passes what it knows of the signal, and the context of the thread, which nobody else has.
        let (info, context) = unsafe { (&*info, &mut *context.cast()) };
        if look(info, context) {
            return;
        }
    }
    #[cfg(not(images))]
    let _ = context;
    let me = this_thread();
    if ASKS.load(Ordering::Acquire) && me != WATCHDOG.load(Ordering::Acquire) {
        // SAFETY: the system passes what it knows of the signal.
        ask(me, unsafe { (*info).si_addr() } as usize);
    }
    let before = SIGNALS.iter().position(|&known| known == signal);
    if let (Some(before), Some(index)) = (BEFORE.get(), before) {
        // SAFETY: puts back what was there.
        unsafe { libc::sigaction(signal, &raw const before[index], ptr::null_mut()) };
    }
}

/// Waits until the watchdog has said that the fault is none of a driver: for one that is, it ends the process.
fn ask(me: usize, address: usize) {
    while THREAD
        .compare_exchange(0, me, Ordering::AcqRel, Ordering::Acquire)
        .is_err()
    {
        wait();
    }
    ADDRESS.store(address, Ordering::Release);
    STATE.store(ASKED, Ordering::Release);
    while STATE.load(Ordering::Acquire) == ASKED {
        wait();
    }
    STATE.store(IDLE, Ordering::Release);
    THREAD.store(0, Ordering::Release);
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
