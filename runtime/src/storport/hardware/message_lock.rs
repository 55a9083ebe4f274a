//! [`ByMessage`]: data of each interrupt message, guarded by the message's lock.
//!
//! `StorPortAcquireMSISpinLock` exists only with `InterruptSynchronizePerMessage`. There the interrupt lock is all message
//! locks together ("it can use one call to `StorPortAcquireSpinLock` which will acquire a lock for each message in the
//! proper order", its page); and where the machine gave no messages, the line interrupt runs under it.

use core::cell::UnsafeCell;
use core::fmt;
use core::sync::atomic::Ordering;

use super::message::{HasMessageLocks, Message};
use crate::MessageInterrupt;
use crate::ffi;
use crate::lock::{Acquires, InterruptLock, Reaches, zeroed_handle};
use crate::scope::{Holding, Scope};
use crate::shared::context::Context;
use crate::shared::extension::ExtensionPart;
use crate::shared::owner::Owner;
use crate::storport::extension::DeviceExtension;

/// The lock of one interrupt message. Raises to the message's `DIRQL`.
///
/// It is a part of the interrupt lock, and comes as late in the order: it may be acquired where that may be.
///
/// In `#[hw_message_signaled_interrupt]` it may not: two handlers that take each other's lock would deadlock, and the order of
/// these locks is not documented. Hand over to a [`Dpc`](crate::Dpc).
#[derive(Debug)]
pub enum MessageLock {}
crate::shared::lock::lock! { [] last MessageLock: crate::irql::Dirql }

/// `N` values, one for each interrupt message; the value of message `n` is guarded by the lock of message `n`.
///
/// For extensions with `interrupts = per_message`, such as one queue for each message:
///
/// - in `#[hw_message_signaled_interrupt]`, [`get`](Self::get) with the message: the lock is held, free of cost;
/// - elsewhere [`lock`](Self::lock) (`StorPortAcquireMSISpinLock`);
/// - where the interrupt lock is held (`#[hw_interrupt]` on a machine without messages, `#[hw_initialize]`,
///   `with_lock::<InterruptLock, _>`), [`get_all`](Self::get_all).
///
/// Make `N` the most messages that the driver can use. A value whose message was not granted is guarded by the interrupt lock:
/// [`lock`](Self::lock) knows.
pub struct ByMessage<T, const N: usize> {
    // Nothing in a kernel build.
    owner: Owner,
    data: [UnsafeCell<T>; N],
}

// SAFETY: each value is reached under its lock only, and moves between processors only if it may (`Guarded`).
#[diagnostic::do_not_recommend]
unsafe impl<T, const N: usize> ExtensionPart for ByMessage<T, N> {
    type Guarded = T;
}

impl<T, const N: usize> ByMessage<T, N> {
    /// Wraps one value for each message.
    pub fn new(data: [T; N]) -> Self {
        Self {
            owner: Owner::none(),
            data: data.map(UnsafeCell::new),
        }
    }

    /// Makes the value of each message from its number.
    pub fn from_fn(mut make: impl FnMut(u32) -> T) -> Self {
        let mut message = 0;
        Self {
            owner: Owner::none(),
            data: [(); N].map(|()| {
                let value = make(message);
                message += 1;
                UnsafeCell::new(value)
            }),
        }
    }

    /// How many values.
    pub const fn len(&self) -> usize {
        N
    }

    /// There are none.
    pub const fn is_empty(&self) -> bool {
        N == 0
    }

    /// The values, without a lock: the caller owns them, as find-adapter does before it returns the extension.
    pub fn get_mut(&mut self) -> &mut [T; N] {
        self.owner.reset();
        // SAFETY: `UnsafeCell<T>` has the layout of `T`, and the borrow is exclusive.
        unsafe { &mut *(&raw mut self.data).cast::<[T; N]>() }
    }

    /// The value of the message that is being handled. `None` if the system gave more messages than `N`.
    #[inline(always)]
    #[track_caller]
    pub fn get<'c, E>(
        &'c self,
        cx: &'c mut MessageInterrupt<'_, E>,
        message: &Message<'_>,
    ) -> Option<&'c mut T>
    where
        E: DeviceExtension,
        E::Interrupts: HasMessageLocks,
    {
        self.owner.used_by(&cx.storage().identity);
        let place = self.data.get(message.id() as usize)?;
        // SAFETY: Storport holds this message's lock around the handler: the message is that of the callback whose context
        // this is, because neither can leave it. The mutable borrow of the context keeps a second borrow out.
        Some(unsafe { &mut *place.get() })
    }

    /// All values, where the interrupt lock is held: it is every message's lock.
    #[inline(always)]
    #[track_caller]
    pub fn get_all<'c, E, S>(&'c self, cx: &'c mut Context<'_, E, S>) -> &'c mut [T; N]
    where
        E: DeviceExtension,
        E::Interrupts: HasMessageLocks,
        S: Reaches<InterruptLock>,
    {
        self.owner.used_by(&cx.storage().identity);
        // SAFETY: the scope says that the interrupt lock is held, which all message locks are part of; where the adapter
        // has no messages, it is the only lock that guards the values (`lock`). The mutable borrow of the context keeps a
        // second borrow out. `UnsafeCell<T>` has the layout of `T`.
        unsafe { &mut *self.data.as_ptr().cast_mut().cast::<[T; N]>() }
    }

    /// Acquires the lock of `message`, runs `f` with its value, releases the lock (`StorPortAcquireMSISpinLock`,
    /// `StorPortReleaseMSISpinLock`; the interrupt lock if the system gave no such message).
    ///
    /// The context that `f` gets runs at `DIRQL` and can acquire no other lock.
    ///
    /// # Panics
    /// If `message` is not below `N`.
    #[inline(always)]
    #[track_caller]
    pub fn lock<E, S, R>(
        &self,
        cx: &mut Context<'_, E, S>,
        message: u32,
        f: impl FnOnce(&mut T, &mut Context<'_, E, Holding<S, MessageLock>>) -> R,
    ) -> R
    where
        E: DeviceExtension,
        E::Interrupts: HasMessageLocks,
        S: Acquires<MessageLock>,
    {
        let Some(place) = self.data.get(message as usize) else {
            panic!("the message's number is not below that of the values");
        };
        self.owner.used_by(&cx.storage().identity);
        let mut handle = zeroed_handle();
        let held = Acquired::new(cx, message, &mut handle);
        // SAFETY: the lock that guards the value has just been acquired: the message's, or the interrupt lock, which all
        // message locks are part of. The closure's scope says `Taken`, so that no second borrow of any value is made.
        let data = unsafe { &mut *place.get() };
        // SAFETY: the lock is held until `held` is dropped, and the outer context is borrowed meanwhile.
        let mut inner = unsafe { held.cx.with_scope() };
        f(data, &mut inner)
    }
}

impl<T, const N: usize> fmt::Debug for ByMessage<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ByMessage({N} values)")
    }
}

/// A lock that has been acquired and is released when dropped.
struct Acquired<'c, 'a, E: DeviceExtension, S: Scope> {
    cx: &'c mut Context<'a, E, S>,
    lock: Lock<'c>,
}

/// Which lock it is.
enum Lock<'c> {
    /// That of the message, with the IRQL to return to.
    Message { message: u32, irql: u32 },
    /// The interrupt lock. The handle is borrowed: Storport links it into the lock's queue.
    Interrupt(&'c mut ffi::STOR_LOCK_HANDLE),
}

impl<'c, 'a, E: DeviceExtension, S: Acquires<MessageLock>> Acquired<'c, 'a, E, S> {
    #[inline(always)]
    fn new(
        cx: &'c mut Context<'a, E, S>,
        message: u32,
        handle: &'c mut ffi::STOR_LOCK_HANDLE,
    ) -> Self {
        let device_extension = cx.device_extension();
        if message < cx.storage().kept.messages.load(Ordering::Relaxed) {
            let mut irql = 0;
            // SAFETY: the extension is the context's own; the message exists, no message's lock and not the interrupt lock
            // is held here (`MayAcquire`).
            let status = unsafe {
                ffi::StorPortAcquireMSISpinLock(device_extension, message, &raw mut irql)
            };
            if status == ffi::STOR_STATUS_SUCCESS {
                return Self {
                    cx,
                    lock: Lock::Message { message, irql },
                };
            }
        }
        // SAFETY: as above: the table of `StorPortAcquireSpinLock` allows the interrupt lock where it is `Free`.
        unsafe {
            ffi::StorPortAcquireSpinLock(
                device_extension,
                ffi::InterruptLock,
                core::ptr::null_mut(),
                handle,
            );
        };
        Self {
            cx,
            lock: Lock::Interrupt(handle),
        }
    }
}

impl<E: DeviceExtension, S: Scope> Drop for Acquired<'_, '_, E, S> {
    #[inline(always)]
    fn drop(&mut self) {
        let device_extension = self.cx.device_extension();
        // SAFETY: the lock was acquired in `new` and is released once, with what the acquisition gave.
        unsafe {
            match &mut self.lock {
                Lock::Message { message, irql } => {
                    ffi::StorPortReleaseMSISpinLock(device_extension, *message, *irql);
                }
                Lock::Interrupt(handle) => ffi::StorPortReleaseSpinLock(device_extension, *handle),
            }
        }
    }
}
