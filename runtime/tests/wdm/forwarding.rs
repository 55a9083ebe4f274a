//! A driver that sends on what it has kept, in a DPC: what is for `PASSIVE_LEVEL` only goes on in a work item.

use std::cell::Cell;

use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Forwarder {
    waiting: IrpQueue<Waiting>,
    for_passive: IrpQueue<ForPassive>,
    send: CustomDpc<send>,
    send_later: IoWorkItem<send_later>,
}

pub enum Waiting {}
pub enum ForPassive {}

impl PnpDevice for Forwarder {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Forwarder>) -> Result<Forwarder, NtStatus> {
    Ok(Forwarder {
        waiting: IrpQueue::new(),
        for_passive: IrpQueue::new(),
        send: CustomDpc::new(),
        send_later: IoWorkItem::new(),
    })
}

/// Keeps an IRP of any major function for the DPC.
fn keep<S: HoldsNoLock<Deferred: MayDefer>, M>(
    device: &Forwarder,
    cx: &mut Context<'_, Forwarder, S>,
    irp: Incoming<Forwarder, M>,
) -> Dispatched
where
    M: miniport::wdm::Major,
{
    let pending = device.waiting.put(cx, irp);
    device.send.queue(cx, ()).ok();
    pending
}

#[driver_dispatch_paged]
fn create(
    device: &Forwarder,
    cx: &mut DispatchPaged<'_, Forwarder>,
    irp: Incoming<Forwarder, Create>,
) -> Dispatched {
    keep(device, cx, irp)
}

#[driver_dispatch_paged]
fn flush(
    device: &Forwarder,
    cx: &mut DispatchPaged<'_, Forwarder>,
    irp: Incoming<Forwarder, FlushBuffers>,
) -> Dispatched {
    keep(device, cx, irp)
}

#[driver_dispatch_paged]
fn control(
    device: &Forwarder,
    cx: &mut DispatchPaged<'_, Forwarder>,
    irp: Incoming<Forwarder, DeviceControl>,
) -> Dispatched {
    keep(device, cx, irp)
}

#[driver_dispatch]
fn read(
    device: &Forwarder,
    cx: &mut Dispatch<'_, Forwarder>,
    irp: Incoming<Forwarder, Read>,
) -> Dispatched {
    keep(device, cx, irp)
}

thread_local! {
    /// IRPs that were sent in the DPC, and in the work item.
    static SENT: Cell<[u32; 2]> = const { Cell::new([0; 2]) };
}

fn count(place: usize) {
    let mut sent = SENT.get();
    sent[place] += 1;
    SENT.set(sent);
}

#[kdeferred]
fn send(device: &Forwarder, cx: &mut Deferred<'_, Forwarder>) {
    while let Some(irp) = device.waiting.take(cx) {
        match irp.pass_down_up_to_dispatch(cx) {
            Ok(()) => count(0),
            Err(irp) => {
                assert!(!matches!(irp.request(), Request::Read(_)));
                device.for_passive.put_back(cx, irp);
                device.send_later.queue(cx, ()).ok();
            }
        }
    }
}

#[io_workitem]
fn send_later(device: &Forwarder, cx: &mut Passive<'_, Forwarder>) {
    while let Some(irp) = device.for_passive.take(cx) {
        count(1);
        irp.pass_down(cx);
    }
}

mod entry {
    use super::{Forwarder, add_device, control, create, flush, read};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Forwarder>::new()
            .driver_add_device::<add_device>()
            .dispatch_create::<create>()
            .dispatch_flush_buffers::<flush>()
            .dispatch_read::<read>()
            .dispatch_device_control::<control>()
    }
}

#[test]
fn what_is_for_passive_level_is_not_sent_on_in_a_dpc() {
    for seed in 0..50 {
        SENT.set([0; 2]);
        let machine = Machine::builder(seed).processors(3).preemption(40).build();
        let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        // The bus driver knows none of these.
        assert!(file.read(0, &mut [0; 4]).is_err());
        assert!(file.control(0x8000_2000, &[], &mut []).is_err());
        assert!(file.flush().is_err());
        assert_eq!(SENT.get(), [1, 3]);
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}
