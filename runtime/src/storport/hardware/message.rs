//! Message-signaled interrupts (MSI, MSI-X): [`Message`], which messages there are, and which extensions have them.

use core::marker::PhantomData;

use crate::ffi;
use crate::kind::{Interrupts, Line, NoInterrupt, PerMessage};
use crate::scope::{Initialising, IsBuilt, Scope};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::hardware::PhysicalAddress;
use crate::storport::extension::DeviceExtension;

/// The message that an interrupt came with, in `#[hw_message_signaled_interrupt]`.
///
/// It is the proof that this message's lock is held (`interrupts = per_message`), so that it opens the message's data
/// ([`ByMessage::get`](super::ByMessage::get)). Safe code cannot make, copy, send or keep one.
#[derive(Debug)]
pub struct Message<'a> {
    id: u32,
    // Not Send, not Sync.
    callback: PhantomData<*mut ()>,
    // Invariant: the message ends with the callback, neither sooner nor later.
    lifetime: PhantomData<fn(&'a ()) -> &'a ()>,
}

impl Message<'_> {
    /// # Safety
    /// Storport called the message interrupt handler with this number, and the result does not leave the call.
    #[inline(always)]
    pub(crate) unsafe fn new(id: u32) -> Self {
        Self {
            id,
            callback: PhantomData,
            lifetime: PhantomData,
        }
    }

    /// The message's number, from 0.
    #[inline(always)]
    pub fn id(&self) -> u32 {
        self.id
    }
}

/// The adapter interrupts by messages: `interrupts = message` or `interrupts = per_message`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the device extension does not say that the adapter interrupts by messages (it says `{Self}`)",
    label = "this needs message-signaled interrupts",
    note = "say `#[device_extension(interrupts = message)]` (all under the interrupt lock) or `#[device_extension(interrupts = per_message)]` (each under its own lock)"
)]
pub trait HasMessages: Interrupts {}
#[diagnostic::do_not_recommend]
impl HasMessages for crate::kind::Message {}
#[diagnostic::do_not_recommend]
impl HasMessages for PerMessage {}

/// Each message has a lock of its own: `interrupts = per_message`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "messages have no locks of their own here: the device extension says `{Self}`",
    label = "this needs `InterruptSynchronizePerMessage`",
    note = "SDV rule StorPortMSILock: the lock of a message exists only with `#[device_extension(interrupts = per_message)]`",
    note = "with `interrupts = message` all messages are under the interrupt lock: use `Locked<InterruptLock, T>`"
)]
pub trait HasMessageLocks: HasMessages {}
#[diagnostic::do_not_recommend]
impl HasMessageLocks for PerMessage {}

/// The adapter does not interrupt by messages.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the adapter interrupts by messages (`{Self}`), and no `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE` is registered here",
    label = "a handler is missing",
    note = "name it: `Found::with_message_interrupt::<handler>(extension, limits)`, where `handler` is a function with `#[hw_message_signaled_interrupt]`",
    note = "register `#[hw_interrupt]` too, for machines that have no messages: `.hw_interrupt::<handler>()`"
)]
pub trait HasNoMessages: Interrupts {}
#[diagnostic::do_not_recommend]
impl HasNoMessages for NoInterrupt {}
#[diagnostic::do_not_recommend]
impl HasNoMessages for Line {}

/// One message (`MESSAGE_INTERRUPT_INFORMATION`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageInformation {
    /// What the device writes.
    pub data: u32,
    /// Where it writes.
    pub address: PhysicalAddress,
    /// The processor's vector.
    pub vector: u32,
    /// The IRQL at which the handler runs.
    pub level: u32,
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// How many messages the system gave to the adapter; 0 where it interrupts by its line (`HW_INTERRUPT`).
    ///
    /// The runtime counts them right before `#[hw_initialize]`.
    #[inline]
    pub fn message_count(&self) -> u32
    where
        S::Extension: IsBuilt,
        E::Interrupts: HasMessages,
    {
        self.storage()
            .kept
            .messages
            .load(core::sync::atomic::Ordering::Relaxed)
    }

    /// What is known of a message (`StorPortGetMSIInfo`). `None` if there are not so many.
    ///
    /// Only in `#[hw_initialize]` and `#[hw_passive_initialize]`: an interrupt handler should not ask.
    pub fn message_information(&mut self, message: u32) -> Option<MessageInformation>
    where
        S: Initialising,
        E::Interrupts: HasMessages,
    {
        // SAFETY: this is initialisation, and the extension is the context's own.
        let raw = unsafe { information(self.device_extension(), message) }?;
        Some(MessageInformation {
            data: raw.MessageData,
            address: raw.MessageAddress.into(),
            vector: raw.InterruptVector,
            level: raw.InterruptLevel,
        })
    }
}

/// Counts the messages of an adapter that may have some.
///
/// # Safety
/// Called at the beginning of `HW_INITIALIZE`.
pub(crate) unsafe fn count_messages<E: DeviceExtension>(storage: &Storage<E>) {
    if E::Interrupts::MODE == ffi::InterruptSupportNone {
        return;
    }
    // MSI-X has at most 2048 messages.
    let count = (0..2048)
        // SAFETY: the caller's word.
        .find(|&message| unsafe { information(storage.device_extension(), message) }.is_none())
        .unwrap_or(2048);
    storage
        .kept
        .messages
        .store(count, core::sync::atomic::Ordering::Relaxed);
}

/// # Safety
/// `device_extension` is that of a callback other than the message interrupt handler.
unsafe fn information(
    device_extension: ffi::PVOID,
    message: u32,
) -> Option<ffi::MESSAGE_INTERRUPT_INFORMATION> {
    let mut information = ffi::MESSAGE_INTERRUPT_INFORMATION {
        MessageId: message,
        MessageData: 0,
        MessageAddress: ffi::PHYSICAL_ADDRESS::default(),
        InterruptVector: 0,
        InterruptLevel: 0,
        InterruptMode: 0,
    };
    // SAFETY: the caller's word; the routine fills the structure.
    let status =
        unsafe { ffi::StorPortGetMSIInfo(device_extension, message, &raw mut information) };
    (status == ffi::STOR_STATUS_SUCCESS).then_some(information)
}
