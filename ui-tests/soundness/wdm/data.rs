//! Runs cleanly: drivers claim more than there was room for, write nothing of what they claim, leave gaps, and touch what they should not.

use miniport::ffi;
use miniport::wdm::prelude::*;

use crate::fixture::wdm;

const IN_DIRECT: ControlCode = ControlCode::new(0x22, 0x901, Method::InDirect, 0);
const OUT_DIRECT: ControlCode = ControlCode::new(0x22, 0x902, Method::OutDirect, 0);
const NEITHER: ControlCode = ControlCode::new(0x22, 0x903, Method::Neither, 0);

/// A device that answers as the length of the request says.
macro_rules! device {
    ($name:ident, $transfer:ident) => {
        mod $name {
            use super::*;

            #[derive(DeviceExtension)]
            #[device_extension(wdm, interrupts = none, transfer = $transfer)]
            struct Device {
                later: IoWorkItem<later>,
                kept: Locked<DeviceLock, Vec<Irp<Device>>>,
            }

            fn make() -> Device {
                Device {
                    later: IoWorkItem::new(),
                    kept: Locked::default(),
                }
            }

            #[driver_dispatch]
            fn read(
                device: &Device,
                cx: &mut Dispatch<'_, Device>,
                irp: Incoming<Device, Read>,
            ) -> Dispatched {
                let request = irp.parameters();
                let output = irp.output();
                assert_eq!(output.len(), request.length as usize);
                assert!(irp.input().is_empty());
                match request.offset {
                    CLAIM => irp.complete(cx, NtStatus::SUCCESS, usize::MAX),
                    CLAIM_LATER => {
                        let (irp, pending) = irp.pend();
                        device.kept.lock(cx, |kept, _| kept.push(irp));
                        device.later.queue(cx, ()).ok();
                        pending
                    }
                    WARN => irp.complete(cx, NtStatus::BUFFER_OVERFLOW, 1 << 40),
                    GAPS => {
                        output.write_at(10, &[1; 3]).expect("room");
                        output.fill_at(20, 2, 2).expect("room");
                        output.write_at(5, &[3]).expect("room");
                        output.write_at(30, &[]).expect("room");
                        let end = output.len();
                        assert!(output.write_at(end, &[1]).is_err());
                        assert!(output.write_at(usize::MAX, &[1; 2]).is_err());
                        assert!(output.fill_at(1, usize::MAX, 1).is_err());
                        irp.complete(cx, NtStatus::SUCCESS, 40)
                    }
                    _ => irp.complete(cx, NtStatus::IO_DEVICE_ERROR, usize::MAX),
                }
            }

            #[io_workitem]
            fn later(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
                for irp in device.kept.lock(cx, |kept, _| core::mem::take(kept)) {
                    irp.output().write_at(2, &[9]).expect("room");
                    irp.complete(cx, NtStatus::SUCCESS, usize::MAX / 2);
                }
            }

            #[driver_dispatch]
            fn write(
                _: &Device,
                cx: &mut Dispatch<'_, Device>,
                irp: Incoming<Device, Write>,
            ) -> Dispatched {
                assert!(irp.output().is_empty());
                let mut bytes = [0; 2000];
                let length = irp.input().len();
                assert_eq!(length, irp.parameters().length as usize);
                irp.input()
                    .read_at(0, &mut bytes[..length])
                    .expect("inside");
                assert!(bytes[..length].iter().all(|&byte| byte == 5));
                assert!(irp.input().read_at(length, &mut [0]).is_err());
                assert!(irp.input().read_at(usize::MAX, &mut [0; 9]).is_err());
                irp.complete(cx, NtStatus::SUCCESS, usize::MAX)
            }

            #[driver_dispatch_paged]
            fn control(
                _: &Device,
                cx: &mut DispatchPaged<'_, Device>,
                irp: Incoming<Device, DeviceControl>,
            ) -> Dispatched {
                let control = irp.parameters();
                let (input, output) = (irp.input(), irp.output());
                match control.code.method() {
                    Method::Neither => {
                        assert!(input.is_empty() && output.is_empty());
                        assert!(irp.direct_input().is_empty());
                        assert!(output.write_at(0, &[1]).is_err());
                    }
                    Method::InDirect => {
                        assert_eq!(input.len(), control.input_length as usize);
                        assert!(output.is_empty());
                        let direct = irp.direct_input();
                        assert_eq!(direct.len(), control.output_length as usize);
                        let mut bytes = [0; 64];
                        direct
                            .read_at(0, &mut bytes[..direct.len().min(64)])
                            .expect("inside");
                    }
                    Method::OutDirect | Method::Buffered => {
                        assert_eq!(input.len(), control.input_length as usize);
                        assert_eq!(output.len(), control.output_length as usize);
                    }
                }
                irp.complete(cx, NtStatus::SUCCESS, usize::MAX)
            }

            wdm! { pnp add }
            wdm! { entry_with }

            #[test]
            fn $name() {
                super::run(stringify!($transfer) == "buffered", DriverEntry);
            }
        }
    };
}

const CLAIM: i64 = 0;
const CLAIM_LATER: i64 = 1;
const WARN: i64 = 2;
const GAPS: i64 = 3;

device! { buffered, buffered }
device! { direct, direct }

fn run(buffered: bool, entry: ffi::DRIVER_INITIALIZE) {
    for seed in 0..20 {
        let machine = wdm::machine(seed);
        let driver = machine.load_wdm(entry).expect("loaded");
        let device = machine
            .add_device(&driver, miniport_sim::DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        let read = |offset: i64, length| {
            let read = file.submit_read(offset.cast_unsigned(), length);
            read.wait().expect("an answer")
        };
        for length in [0, 1, 16, 1000, 70_000] {
            let answer = read(CLAIM, length);
            assert_eq!((answer.status, answer.information), (0, length));
            if buffered {
                assert!(
                    answer.data.iter().all(|&byte| byte == 0),
                    "{:?}",
                    answer.data
                );
            }
            let answer = read(WARN, length);
            assert_eq!(answer.information, length);
            let answer = file
                .submit_write(0, &vec![5; length.min(2000)])
                .wait()
                .expect("an answer");
            assert_eq!(answer.information, length.min(2000));
            for code in [wdm::CONTROL, IN_DIRECT, OUT_DIRECT, NEITHER] {
                for input in [&[][..], &[6; 8]] {
                    let answer = file
                        .submit_control(code.code(), input, length)
                        .wait()
                        .expect("an answer");
                    assert_eq!(answer.information, length);
                    if code == wdm::CONTROL {
                        let kept = input.len().min(length);
                        assert_eq!(answer.data[..kept], input[..kept]);
                        assert!(
                            answer.data[kept..].iter().all(|&byte| byte == 0),
                            "{:?}",
                            answer.data
                        );
                    }
                }
            }
        }
        let answer = read(CLAIM_LATER, 30);
        assert_eq!((answer.information, answer.data[2]), (30, 9));
        let answer = read(GAPS, 50);
        assert_eq!((answer.information, answer.data.len()), (40, 40));
        if buffered {
            let mut expected = [0; 40];
            expected[10..13].fill(1);
            expected[20..22].fill(2);
            expected[5] = 3;
            assert_eq!(answer.data, expected);
        }
        assert_eq!(read(77, 8).status, ffi::STATUS_IO_DEVICE_ERROR);
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}

/// What is locked for the requester is asked for, and kept, where it cannot be mapped: with the interrupt lock.
mod at_dirql {
    use super::*;
    use crate::fixture;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line, transfer = direct)]
    struct Device {
        kept: Locked<InterruptLock, Vec<Irp<Device>>>,
        dpc: CustomDpc<finish>,
    }

    fn make() -> Device {
        Device {
            kept: Locked::default(),
            dpc: CustomDpc::new(),
        }
    }

    /// It has data at any level if that was asked for before.
    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        let is_mapped = irp.parameters().offset == 1 && !irp.output().is_empty();
        let pending = device.kept.lock(cx, |kept, _| {
            assert_eq!(irp.output().write_at(0, &[1]).is_ok(), is_mapped);
            let (irp, pending) = irp.pend();
            assert_eq!(irp.output().is_empty(), !is_mapped);
            kept.push(irp);
            pending
        });
        device.dpc.queue(cx, ()).ok();
        pending
    }

    #[driver_dispatch]
    fn write(
        _: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        let length = cx.with_lock::<InterruptLock, _>(|_| irp.input().len());
        assert_eq!(irp.input().len(), 100);
        irp.complete(cx, NtStatus::SUCCESS, length)
    }

    #[kdeferred]
    fn finish(device: &Device, cx: &mut Deferred<'_, Device>) {
        for irp in device.kept.lock(cx, |kept, _| core::mem::take(kept)) {
            let length = irp.output().len();
            irp.output().fill_at(0, length, 9).expect("room");
            irp.complete(cx, NtStatus::SUCCESS, length);
        }
    }

    wdm! { pnp add control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn at_dirql() {
        fixture::each_seed(|seed| {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = wdm::add(&machine, &driver, 0).expect("started");
            let file = device.open().expect("open");
            let reads = [0, 1].map(|offset| file.submit_read(offset, 5000));
            assert_eq!(file.write(0, &[5; 100]), Ok(0));
            let [none, all] = reads.map(|read| read.wait().expect("an answer"));
            // What was kept where it could not be mapped is mapped in the DPC.
            for read in [none, all] {
                assert_eq!(read.information, 5000);
                assert!(read.data.iter().all(|&byte| byte == 9));
            }
            file.close().expect("closed");
            machine.shutdown().assert_clean();
        });
    }
}
