//! How a driver is paused, and goes on: while its device is stopped, or has no power, no IRP reaches it, and it has done with those that
//! have.
//!
//! The gate closes first, then the driver's [`pause`](crate::wdm::PnpDevice::pause) is called, and called again until no IRP counts; so what the
//! hardware keeps for ever is completed or put aside there. IRPs that wait in the system queue are parked by the runtime. When the driver goes
//! on, they are started again, [`resume`](crate::wdm::PnpDevice::resume) is called, and the gate opens.

use super::activity::Gate;
use super::extension::WdmExtension;
use super::pnp::{PowerState, State};
use super::role::entry;
use super::{deferred, scope};
use crate::shared::context::Context;
use crate::shared::extension::Storage;

impl<E: WdmExtension> Storage<E> {
    /// Whether IRPs may reach the driver.
    fn may_go_on(&self) -> bool {
        let pnp = &self.kept.pnp;
        pnp.state.get() == State::Started && pnp.power.get() == PowerState::On
    }

    /// Begins a pause: IRPs do not reach the driver any more. False if it is paused, or its device is gone.
    fn begin_pause(&self) -> bool {
        let activity = &self.kept.activity;
        let goes_on = matches!(activity.gate(), Gate::Open | Gate::Resuming);
        if goes_on {
            activity.set_gate(Gate::Holding);
        }
        goes_on
    }

    /// Asks the driver to let go of the IRPs that it has.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`, no lock, with the turn; there is hardware, its interrupt is connected, and it has power; a pause has begun.
    unsafe fn ask_to_pause(&self) {
        // SAFETY: the caller's word.
        unsafe {
            deferred::park(self);
            self.value()
                .pause(&mut entry::hook::<E, scope::Power>(self).cx);
        }
    }

    /// Begins a pause, or goes on with one, without waiting: true when the driver has done with the IRPs that have reached it. One that somebody
    /// else has ended between two looks begins again.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`, no lock, with the turn; there is hardware, its interrupt is connected, and it has power unless the driver is
    /// paused.
    pub(crate) unsafe fn look_at_pause(&self) -> bool {
        let irps = &self.kept.activity.irps;
        // SAFETY: the caller's word. Who begins a pause closes the count, and nobody else waits for it in this turn.
        unsafe {
            if self.begin_pause() || !irps.is_over_now() {
                self.ask_to_pause();
            }
            irps.is_over_now()
        }
    }

    /// Pauses the driver, and waits until it has done with the IRPs that have reached it. A power request may have begun.
    ///
    /// # Safety
    /// As [`Storage::look_at_pause`], in a plug and play request at `PASSIVE_LEVEL`: it may take long, so that neither a power request nor a work
    /// item waits here.
    pub(crate) unsafe fn pause(&self) {
        // SAFETY: the caller's word.
        unsafe {
            if !self.look_at_pause() {
                let irps = &self.kept.activity.irps;
                irps.wait_with(|| self.ask_to_pause());
            }
        }
    }

    /// Calls a hook in which the driver takes its hardware into use; [`Storage::go_on`] comes next.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`, no lock, with the turn; there is hardware, its interrupt is connected, and it has power.
    pub(crate) unsafe fn take_up(&self, hook: fn(&E, &mut Context<'_, E, scope::Power>)) {
        if self.may_go_on() {
            self.kept.activity.set_gate(Gate::Resuming);
        }
        // SAFETY: the caller's word.
        unsafe {
            hook(self.value(), &mut entry::hook::<E, scope::Power>(self).cx);
        }
    }

    /// Lets IRPs reach the driver, if the device is started and has power.
    ///
    /// # Safety
    /// As [`Storage::take_up`], if the device is started and has power.
    pub(crate) unsafe fn go_on(&self) {
        if self.may_go_on() {
            self.kept.activity.set_gate(Gate::Resuming);
            // SAFETY: the caller's word. Those that were parked came before those that are held back.
            unsafe {
                deferred::unpark(self);
                self.value()
                    .resume(&mut entry::hook::<E, scope::Power>(self).cx);
                self.kept.activity.set_gate(Gate::Open);
                self.let_go();
            }
        }
    }
}
