//! [`List`]: an owned queue of values in pool memory, in place of linked lists whose entries lie in the values.

use core::fmt;
use core::iter;
use core::marker::PhantomData;
use core::mem;
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};

use super::PoolBox;

/// A list of values, each in pool memory of its own: first in, first out, or as a stack.
///
/// Neither putting in nor taking out allocates or frees, so both are allowed at any IRQL: a value is put in with the memory that it lies in,
/// and comes out with it. Where processors share a list it is the data of a lock, `Locked<InterruptLock, List<T>>`; that is what the
/// interlocked lists of Storport do with a lock of their own, but here an entry is in one list at a time, and somebody's.
///
/// ```
/// # use miniport::prelude::*;
/// # use miniport::{List, ListNode};
/// # use miniport::irql::Dispatch;
/// # fn remember<S: UpTo<Dispatch>, E: DeviceExtension>(cx: &mut Context<'_, E, S>, list: &mut List<u32>) -> Result<(), PoolError> {
/// list.push_back(cx.allocate(ListNode::new(7))?);
/// if let Some(node) = list.pop_front() {
///     assert_eq!(**node, 7);
/// }
/// # Ok(())
/// # }
/// ```
pub struct List<T> {
    // Invariant: from `first` by `next` to `last`, each node once, all owned here; both are null if there is none.
    first: *mut ListNode<T>,
    last: *mut ListNode<T>,
    length: usize,
    nodes: PhantomData<PoolBox<ListNode<T>>>,
}

/// A value that can be in a [`List`], with its place for the next one.
pub struct ListNode<T> {
    next: *mut ListNode<T>,
    value: T,
}

// SAFETY: the values are owned, like in a `Box`; what a node points to is used by the list that owns it only.
unsafe impl<T: Send> Send for List<T> {}
// SAFETY: as above; a shared list only lends shared values.
unsafe impl<T: Sync> Sync for List<T> {}
// SAFETY: as for the list.
unsafe impl<T: Send> Send for ListNode<T> {}
// SAFETY: as for the list.
unsafe impl<T: Sync> Sync for ListNode<T> {}

impl<T> ListNode<T> {
    /// A node in no list.
    pub const fn new(value: T) -> Self {
        Self {
            next: ptr::null_mut(),
            value,
        }
    }

    /// The value.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> List<T> {
    /// An empty list.
    pub const fn new() -> Self {
        Self {
            first: ptr::null_mut(),
            last: ptr::null_mut(),
            length: 0,
            nodes: PhantomData,
        }
    }

    /// How many values.
    pub fn len(&self) -> usize {
        self.length
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Puts a value before the others.
    pub fn push_front(&mut self, node: PoolBox<ListNode<T>>) {
        let node = node.into_raw().as_ptr();
        // SAFETY: the node is owned.
        unsafe { (*node).next = self.first };
        self.first = node;
        if self.last.is_null() {
            self.last = node;
        }
        self.length += 1;
    }

    /// Puts a value behind the others.
    pub fn push_back(&mut self, node: PoolBox<ListNode<T>>) {
        let node = node.into_raw().as_ptr();
        // SAFETY: the node is owned.
        unsafe { (*node).next = ptr::null_mut() };
        match NonNull::new(self.last) {
            // SAFETY: the last node is the list's.
            Some(last) => unsafe { (*last.as_ptr()).next = node },
            None => self.first = node,
        }
        self.last = node;
        self.length += 1;
    }

    /// Takes the first value out.
    pub fn pop_front(&mut self) -> Option<PoolBox<ListNode<T>>> {
        let node = NonNull::new(self.first)?;
        // SAFETY: the first node is the list's.
        self.first = unsafe { mem::replace(&mut (*node.as_ptr()).next, ptr::null_mut()) };
        if self.first.is_null() {
            self.last = ptr::null_mut();
        }
        self.length -= 1;
        // SAFETY: the node came from `into_raw`, and the list does not have it any more.
        Some(unsafe { PoolBox::from_raw(node) })
    }

    /// Takes all values out, in their order.
    #[must_use = "the values are dropped with it"]
    pub fn take(&mut self) -> Self {
        mem::take(self)
    }

    /// The values, the first first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        // SAFETY: the nodes are the list's, which is borrowed.
        let mut next = unsafe { self.first.as_ref() };
        iter::from_fn(move || {
            let node = next?;
            // SAFETY: as above.
            next = unsafe { node.next.as_ref() };
            Some(&node.value)
        })
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for List<T> {
    fn drop(&mut self) {
        while self.pop_front().is_some() {}
    }
}

impl<T> Deref for ListNode<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for ListNode<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: fmt::Debug> fmt::Debug for ListNode<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.value, f)
    }
}
