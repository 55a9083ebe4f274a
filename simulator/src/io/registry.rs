//! A small registry in memory: keys by their path, values by their name, handles of open keys.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// A value of a key: its name as it was written, its type, its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub name: String,
    pub kind: u32,
    pub data: Vec<u8>,
}

/// The values of a key, by their name in lower case.
type Key = BTreeMap<String, Value>;

/// An open key.
#[derive(Clone, Debug)]
struct Open {
    path: String,
    owner: usize,
}

/// The registry of a machine.
#[derive(Default)]
pub(crate) struct Registry {
    keys: RefCell<BTreeMap<String, Key>>,
    handles: RefCell<BTreeMap<usize, Open>>,
    next: Cell<usize>,
}

/// Where handles begin, and how far they lie from each other: not at those of threads.
const FIRST: usize = 0x8000_0000;
const STEP: usize = 4;

impl Registry {
    /// Makes a key: whether it was not there.
    pub fn create(&self, path: &str) -> bool {
        let mut keys = self.keys.borrow_mut();
        let new = !keys.contains_key(&path.to_lowercase());
        keys.entry(path.to_lowercase()).or_default();
        new
    }

    pub fn exists(&self, path: &str) -> bool {
        self.keys.borrow().contains_key(&path.to_lowercase())
    }

    /// A handle of a key.
    pub fn open(&self, path: &str, owner: usize) -> usize {
        let handle = FIRST + self.next.replace(self.next.get() + 1) * STEP;
        let path = path.to_lowercase();
        let mut handles = self.handles.borrow_mut();
        handles.insert(handle, Open { path, owner });
        handle
    }

    /// Closes a handle: whether there was one.
    pub fn close(&self, handle: usize) -> bool {
        self.handles.borrow_mut().remove(&handle).is_some()
    }

    /// The path of an open key.
    pub fn path(&self, handle: usize) -> Option<String> {
        let handles = self.handles.borrow();
        handles.get(&handle).map(|open| open.path.clone())
    }

    pub fn get(&self, path: &str, name: &str) -> Option<Value> {
        let keys = self.keys.borrow();
        keys.get(&path.to_lowercase())?
            .get(&name.to_lowercase())
            .cloned()
    }

    pub fn set(&self, path: &str, value: Value) {
        let mut keys = self.keys.borrow_mut();
        let key = keys.entry(path.to_lowercase()).or_default();
        key.insert(value.name.to_lowercase(), value);
    }

    /// Deletes a value: whether there was one.
    pub fn remove(&self, path: &str, name: &str) -> bool {
        let mut keys = self.keys.borrow_mut();
        let key = keys.get_mut(&path.to_lowercase());
        key.is_some_and(|key| key.remove(&name.to_lowercase()).is_some())
    }

    /// How many handles of an owner are open. They are closed.
    pub fn take_handles_of(&self, owner: usize) -> usize {
        let mut handles = self.handles.borrow_mut();
        let before = handles.len();
        handles.retain(|_, open| open.owner != owner);
        before - handles.len()
    }
}
