//! What is seen of the values that find-adapter built: which are alive, and who looked at one that is not.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use miniport::prelude::PoolBox;

/// What happened.
#[derive(Debug, Default)]
pub struct Seen {
    pub built: u32,
    pub dropped: u32,
    /// `#[hw_free_adapter_resources]` ran.
    pub freed: u32,
    /// How often each handler ran.
    pub calls: BTreeMap<&'static str, u32>,
    /// What must not happen.
    pub wrong: Vec<String>,
    alive: BTreeSet<u32>,
    freed_values: BTreeSet<u32>,
}

/// How an adapter starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Works,
    FindFails,
    InitializeFails,
    PassiveFails,
}

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::default();
    static START: Cell<Start> = const { Cell::new(Start::Works) };
    static SEED: Cell<u64> = const { Cell::new(0) };
    static SLOW: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// Begins anew.
pub fn begin(start: Start, seed: u64) {
    SEED.set(seed);
    SEEN.take();
    START.set(start);
    SLOW.set(None);
}

/// How the adapter is to start.
pub fn start() -> Start {
    START.get()
}

/// From now on one kind of handler takes longer than the end has patience between two looks; the seed says which.
pub fn slow_down() {
    let seed = SEED.get();
    let handlers = [
        "dpc",
        "wake",
        "expired",
        "tick",
        "work",
        "tracing",
        "control",
        "changed",
        "parameters",
    ];
    SLOW.set(handlers.get((seed / 2 % 11) as usize).copied());
}

/// Whether a handler takes so long.
pub fn is_slow(who: &str) -> bool {
    SLOW.get() == Some(who)
}

/// Ends with what was seen.
#[track_caller]
pub fn end() -> Seen {
    let seen = SEEN.take();
    assert!(seen.wrong.is_empty(), "{seen:?}");
    seen
}

/// The part of an extension that knows whether it is alive.
#[derive(Debug)]
pub struct Value {
    number: u32,
    /// Freed with the value.
    _memory: PoolBox<[u64; 8]>,
}

impl Value {
    pub fn new(memory: PoolBox<[u64; 8]>) -> Self {
        SEEN.with_borrow_mut(|seen| {
            seen.built += 1;
            seen.alive.insert(seen.built);
            Self {
                number: seen.built,
                _memory: memory,
            }
        })
    }

    /// A handler looks at it.
    pub fn visit(&self, who: &'static str) {
        SEEN.with_borrow_mut(|seen| {
            *seen.calls.entry(who).or_default() += 1;
            self.check(seen, who);
        });
    }

    fn check(&self, seen: &mut Seen, who: &str) {
        if !seen.alive.contains(&self.number) {
            seen.wrong
                .push(format!("{who} uses a value that was dropped"));
        } else if seen.freed_values.contains(&self.number) && !who.starts_with("interrupt") {
            seen.wrong
                .push(format!("{who} runs after the free handler"));
        }
    }

    /// The driver's free handler.
    pub fn free(&self) {
        SEEN.with_borrow_mut(|seen| {
            self.check(seen, "free");
            SLOW.set(None);
            seen.freed += 1;
            seen.freed_values.insert(self.number);
        });
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        SEEN.with_borrow_mut(|seen| {
            seen.dropped += 1;
            if !seen.alive.remove(&self.number) {
                seen.wrong.push("a value is dropped twice".to_owned());
            }
        });
    }
}
