//! Direct I/O: the memory of the requester itself, in the dispatch routine and later, at any IRQL.

use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine};

/// Exchanges the halves of its output, which is locked memory.
const SWAP: ControlCode = ControlCode::new(0x22, 0x810, Method::OutDirect, 0);

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none, transfer = direct)]
pub struct Mirror {
    queue: SystemQueue<start_io>,
    bytes: Locked<DeviceLock, [u8; 64]>,
}

impl PnpDevice for Mirror {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Mirror>) -> Result<Mirror, NtStatus> {
    Ok(Mirror {
        queue: SystemQueue::new(),
        bytes: Locked::new([0; 64]),
    })
}

#[driver_dispatch]
fn read(device: &Mirror, cx: &mut Dispatch<'_, Mirror>, irp: Incoming<Mirror, Read>) -> Dispatched {
    device.queue.start(cx, irp, None)
}

#[driver_dispatch]
fn write(
    device: &Mirror,
    cx: &mut Dispatch<'_, Mirror>,
    irp: Incoming<Mirror, Write>,
) -> Dispatched {
    let length = irp.input().len().min(64);
    let read = device
        .bytes
        .lock(cx, |bytes, _| irp.input().read_at(0, &mut bytes[..length]));
    let status = read.map_or(NtStatus::UNSUCCESSFUL, |()| NtStatus::SUCCESS);
    irp.complete(cx, status, length)
}

#[driver_dispatch_paged]
fn control(
    _: &Mirror,
    cx: &mut DispatchPaged<'_, Mirror>,
    irp: Incoming<Mirror, DeviceControl>,
) -> Dispatched {
    if irp.parameters().code != SWAP || irp.input().len() != 4 || irp.output().len() != 4 {
        return irp.complete(cx, NtStatus::INVALID_PARAMETER, 0);
    }
    let mut bytes = [0; 4];
    irp.input().read_at(0, &mut bytes).expect("four bytes");
    bytes.rotate_left(2);
    irp.output().write_at(0, &bytes).expect("four bytes");
    irp.complete(cx, NtStatus::SUCCESS, 4)
}

#[driver_startio]
fn start_io(device: &Mirror, cx: &mut StartIo<'_, Mirror>, irp: Irp<Mirror>) {
    let length = irp.output().len().min(64);
    let written = device
        .bytes
        .lock(cx, |bytes, _| irp.output().write_at(0, &bytes[..length]));
    let status = written.map_or(NtStatus::UNSUCCESSFUL, |()| NtStatus::SUCCESS);
    irp.complete(cx, status, length);
}

mod entry {
    use super::{Mirror, add_device, control, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Mirror>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
            .dispatch_device_control::<control>()
    }
}

#[test]
fn data_is_that_of_the_requester() {
    for seed in 0..50 {
        let machine = Machine::builder(seed).processors(2).preemption(40).build();
        let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        assert_eq!(file.write(0, b"mirror"), Ok(6));
        let mut data = [9; 8];
        assert_eq!(file.read(0, &mut data), Ok(8));
        assert_eq!(&data, b"mirror\0\0");
        assert_eq!(file.read(0, &mut []), Ok(0));
        let mut output = [0; 4];
        assert_eq!(file.control(SWAP.code(), b"abcd", &mut output), Ok(4));
        assert_eq!(&output, b"cdab");
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}
