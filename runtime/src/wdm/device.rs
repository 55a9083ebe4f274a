//! [`PnpDevice`]: what a driver does when its device comes, goes, and changes power. The runtime handles the IRPs.

use super::extension::{Wdm, WdmExtension};
use super::resources::Resources;
use super::status::NtStatus;
use crate::shared::context::Context;
use crate::shared::extension::{Extension, ExtensionPart, Storage};
use crate::wdm::irp::FileId;
use crate::wdm::scope;

/// While the device is started: `PASSIVE_LEVEL`.
pub type Start<'a, E> = Context<'a, E, scope::Start>;
/// When the device stops or goes: `PASSIVE_LEVEL`.
pub type Stop<'a, E> = Context<'a, E, scope::Stop>;
/// When the system asks, or a file is closed: `PASSIVE_LEVEL`.
pub type Pnp<'a, E> = Context<'a, E, scope::Pnp>;
/// When the device's power changes: what is allowed at `DISPATCH_LEVEL` only, because a disk that paged memory would need may have no power.
pub type Power<'a, E> = Context<'a, E, scope::Power>;

/// When a device loses its power that is told so ([`PnpDevice::power_down`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PowerLoss {
    /// Now: the lower drivers take it. A driver that can switch its device off does so.
    Now,
    /// When the hibernation file is written, which the device contains: everything is done as for the other, but the driver does not switch
    /// the device off (`IRP_MN_DEVICE_USAGE_NOTIFICATION`, `PowerActionHibernate`).
    AfterHibernation,
}

/// A device that is plugged, unplugged, stopped for a while and put to sleep.
///
/// The runtime answers `IRP_MJ_PNP` and `IRP_MJ_POWER` as the pages of their minor functions prescribe, and calls these in between. IRPs of
/// other major functions reach the driver only while the device is started and has power: those that come while it is stopped for a
/// while or sleeps wait, and those that come when it is gone fail. Those that have reached it are over, or wait in its queues, before `stop` and
/// `power_down` are called: [`pause`](PnpDevice::pause) is where the driver sees to that. Before `stop` its DPCs, work items and timer are over, too.
///
/// Harmless to implement: it makes no promise that the runtime relies on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what its device does when it is started and stopped",
    label = "no `impl PnpDevice for {Self}`",
    note = "write `impl PnpDevice for {Self} {{ type Hardware = (); fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {{ Ok(()) }} }}`"
)]
pub trait PnpDevice: Extension {
    /// What the device has while it is started: registers, DMA memory, data that locks guard. It is dropped when the device is stopped,
    /// after everything that could use it.
    type Hardware: ExtensionPart<Guarded: Send> + InWdm<Self::Kind> + 'static;

    /// Starts the device with the resources that the system assigned (`IRP_MN_START_DEVICE`). The interrupt is connected afterwards.
    ///
    /// No lock is acquired here, at `PASSIVE_LEVEL`: what locks guard of the hardware is made here, and nobody else has it yet; what they guard of
    /// the extension is within reach in [`started`](PnpDevice::started).
    ///
    /// # Errors
    /// The status with which the start fails; the device is not used then.
    fn start(
        &self,
        cx: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Self::Hardware, NtStatus>;

    /// The interrupt is connected: the device may interrupt from here on.
    fn started(&self, _cx: &mut Power<'_, Self>) {}

    /// No IRP reaches the driver any more: the device is about to be stopped or to lose power. The driver completes what it
    /// keeps and the hardware would not finish soon, or puts it [back into a queue](crate::wdm::IrpQueue::put_back), where it waits for
    /// [`resume`](PnpDevice::resume). What waits in the system queue is kept by the runtime, and started when the driver goes on.
    ///
    /// The runtime waits until the driver has none; as what runs meanwhile may begin another one, this is called again every 10 ms until then. A
    /// driver whose hardware finishes each IRP by itself needs nothing here.
    fn pause(&self, _cx: &mut Power<'_, Self>) {}

    /// IRPs reach the driver again, and it looks at what waits in its queues: after [`started`](PnpDevice::started) and
    /// [`power_up`](PnpDevice::power_up), and when the device is not stopped after all (`IRP_MN_CANCEL_STOP_DEVICE`). New IRPs come afterwards.
    fn resume(&self, _cx: &mut Power<'_, Self>) {}

    /// The device is about to lose its resources (`IRP_MN_STOP_DEVICE`, `IRP_MN_REMOVE_DEVICE`, `IRP_MN_SURPRISE_REMOVAL`): it must not
    /// interrupt or write memory any more. Nothing that the driver began runs now. The device may be gone already; one that sleeps
    /// ([`has_power`](Context::has_power)) does neither, and is not accessed.
    fn stop(&self, _cx: &mut Stop<'_, Self>) {}

    /// The device is removed, or gone: the driver completes what it keeps and the hardware would have finished. IRPs that wait in queues
    /// of the runtime's are completed by the runtime. Called before `stop`; and as what runs meanwhile may begin another one, called again,
    /// every 10 ms, until the driver has completed all. Of a device that has no power the driver keeps none, and this is not called.
    fn abort(&self, _cx: &mut Abort<'_, Self>) {}

    /// Whether the device may be stopped for a while (`IRP_MN_QUERY_STOP_DEVICE`).
    ///
    /// # Errors
    /// Why not.
    fn query_stop(&self, _cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        Ok(())
    }

    /// Whether the device may be removed (`IRP_MN_QUERY_REMOVE_DEVICE`). Until it is, or until the system has changed its mind, IRPs come as before,
    /// but nobody opens the device.
    ///
    /// # Errors
    /// Why not.
    fn query_remove(&self, _cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        Ok(())
    }

    /// The device is about to lose power, now or [when the system has hibernated](PowerLoss): save what it would forget, and stop its
    /// interrupts. A service routine that has begun is over before the power goes; one that is called later, for another device on the line,
    /// reads ones.
    fn power_down(&self, _cx: &mut Power<'_, Self>, _loss: PowerLoss) {}

    /// The device has power again: restore it. The system may work for a while already, as it does not wait for the device. IRPs that wait come when this is over and the system knows of the power. Where the lower drivers
    /// could not give it power, this is not called: IRPs fail with [`NtStatus::DEVICE_POWER_FAILURE`], and the device is removed.
    fn power_up(&self, _cx: &mut Power<'_, Self>) {}

    /// The last handle of a file was closed (`IRP_MJ_CLEANUP`). The runtime has completed the file's IRPs that wait in queues; those that the
    /// hardware works for the driver finds in [`while_started`](Context::while_started).
    fn cleanup(&self, _cx: &mut Pnp<'_, Self>, _file: FileId) {}

    /// A file is gone (`IRP_MJ_CLOSE`).
    fn close(&self, _cx: &mut Pnp<'_, Self>, _file: FileId) {}
}

/// The family `Kind` has hardware that comes and goes by IRPs. Harmless to implement: it is asked for a better message.
#[diagnostic::on_unimplemented(
    message = "the plug and play of a miniport is Storport's: `PnpDevice` is for the device extension of a WDM driver",
    label = "not the hardware of a WDM driver's device",
    note = "a miniport starts its adapter in `#[hw_find_adapter]` and `#[hw_initialize]`, and stops it in `#[hw_adapter_control(StopAdapter, RestartAdapter)]`; a WDM driver says `#[device_extension(wdm)]`"
)]
pub trait InWdm<Kind> {}
#[diagnostic::do_not_recommend]
impl<T> InWdm<Wdm> for T {}

/// When the device is removed or gone: `PASSIVE_LEVEL`; deferred objects still work.
pub type Abort<'a, E> = Context<'a, E, scope::Passive>;

impl<E: WdmExtension> Context<'_, E, scope::Stop> {
    /// Whether the device has power: it may be stopped or removed while it sleeps, and is not accessed then.
    pub fn has_power(&self) -> bool {
        // SAFETY: `stop` is called with the turn.
        unsafe { self.storage().has_power() }
    }
}

impl<E: WdmExtension> Context<'_, E, scope::Pnp> {
    /// Calls `act` as a dispatch routine at `PASSIVE_LEVEL` would be called: with the hardware, the locks and what defers. The device neither
    /// stops nor loses its power before that returns.
    ///
    /// `None`, and no call, while the device is not started, is stopped for a while, sleeps, or is gone: the hardware works for no IRP then,
    /// because [`pause`](PnpDevice::pause) and [`abort`](PnpDevice::abort) saw to that.
    ///
    /// ```
    /// # use miniport::wdm::prelude::*;
    /// # #[derive(DeviceExtension)]
    /// # #[device_extension(wdm, interrupts = none)]
    /// # struct Scanner;
    /// #[derive(ExtensionPart)]
    /// struct Glass {
    ///     under_way: Locked<DeviceLock, Option<Irp<Scanner>>>,
    /// }
    ///
    /// impl PnpDevice for Scanner {
    ///     type Hardware = Glass;
    ///     # fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Glass, NtStatus> {
    ///     #     Ok(Glass { under_way: Locked::default() })
    ///     # }
    ///     fn cleanup(&self, cx: &mut Pnp<'_, Self>, file: FileId) {
    ///         cx.while_started(|cx| {
    ///             let its = |irp: &mut Irp<_>| irp.file() == file;
    ///             let irp = cx.hardware().under_way.lock(cx, |irp, _| irp.take_if(its));
    ///             if let Some(irp) = irp {
    ///                 irp.complete(cx, NtStatus::CANCELLED, 0);
    ///             }
    ///         });
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    pub fn while_started<R>(
        &mut self,
        act: impl FnOnce(&mut Context<'_, E, scope::DispatchPaged>) -> R,
    ) -> Option<R> {
        let storage = self.storage();
        if !storage.kept.activity.irps.enter() {
            return None;
        }
        let _held = Held(storage);
        // SAFETY: this is PASSIVE_LEVEL without a lock, as in that scope; the gate is open, and who closes it waits until this has left it.
        Some(act(&mut unsafe { self.with_scope() }))
    }
}

/// The device is held as by an IRP, until this is dropped: a host build may unwind.
struct Held<'s, E: WdmExtension>(&'s Storage<E>);

impl<E: WdmExtension> Drop for Held<'_, E> {
    fn drop(&mut self) {
        self.0.leave_irp();
    }
}
