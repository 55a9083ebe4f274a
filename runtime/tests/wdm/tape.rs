//! Scatter/gather lists: a device that transfers one piece at a time, requests that are mapped side by side, and those that wait for map
//! registers.

use std::time::Duration;

use miniport::ffi::{STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER};
use miniport::wdm::prelude::*;
use miniport_sim::device::edu::{Edu, EduHandle};
use miniport_sim::{
    DeviceOptions, File, InterruptResources, Machine, NtError, Role, Rule, WdmDevice,
};

enum Bar0 {}
impl RegisterBlock for Bar0 {
    const SIZE: usize = 0x100;
}
const STATUS: Register<Bar0, u32, ReadOnly> = Register::new(0x24);
const ACKNOWLEDGE: Register<Bar0, u32, WriteOnly> = Register::new(0x64);
const SOURCE: Register<Bar0, u64, ReadWrite> = Register::new(0x80);
const DESTINATION: Register<Bar0, u64, ReadWrite> = Register::new(0x88);
const COUNT: Register<Bar0, u64, ReadWrite> = Register::new(0x90);
const COMMAND: Register<Bar0, u64, ReadWrite> = Register::new(0x98);

/// The device's own memory, for its DMA engine, and its bytes.
const TAPE: u64 = 0x4_0000;
const LENGTH: usize = 4095;

/// Fills its output from the device, but for the first four bytes.
const FETCH: ControlCode = ControlCode::new(0x8000, 0x800, Method::OutDirect, 0);
/// Maps its output, and forgets it.
const FORGET: ControlCode = ControlCode::new(0x8000, 0x801, Method::OutDirect, 0);
/// Maps bytes that there are not.
const TOO_FAR: ControlCode = ControlCode::new(0x8000, 0x802, Method::OutDirect, 0);
/// Has no locked memory.
const BUFFERED: ControlCode = ControlCode::new(0x8000, 0x803, Method::Buffered, 0);

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = message, transfer = direct)]
pub struct Tape {
    done: DpcForIsr<done>,
}

#[derive(ExtensionPart)]
pub struct Hardware {
    registers: Mmio<Bar0>,
    adapter: DmaAdapter,
    engine: Locked<InterruptLock, Engine>,
}

#[derive(Default)]
struct Engine {
    /// What is transferred, which piece of it, and how many bytes came before that.
    current: Option<(MappedIrp<Tape>, usize, usize)>,
    waiting: [Option<MappedIrp<Tape>>; 8],
    is_done: bool,
}

impl Engine {
    /// Puts a request to those that wait; gives it back where there is no room.
    fn push(&mut self, irp: MappedIrp<Tape>) -> Option<MappedIrp<Tape>> {
        match self.waiting.iter_mut().find(|place| place.is_none()) {
            Some(place) => {
                *place = Some(irp);
                None
            }
            None => Some(irp),
        }
    }

    /// Begins the next piece, if the engine has nothing to do.
    fn go_on(&mut self, registers: &Mmio<Bar0>) {
        if self.current.is_none() {
            self.current = self.waiting[0].take().map(|irp| (irp, 0, 0));
            self.waiting.rotate_left(1);
        }
        let Some((irp, piece, before)) = &self.current else {
            return;
        };
        let (address, length) = irp.pieces().nth(*piece).expect("a piece");
        let (offset, writes) = place(&irp.request());
        let tape = TAPE + (offset + before) as u64;
        let (from, to, way) = if writes {
            (address.get(), tape, 0)
        } else {
            (tape, address.get(), 2)
        };
        registers.write(SOURCE, from);
        registers.write(DESTINATION, to);
        registers.write(COUNT, length.into());
        registers.write(COMMAND, 1 | 4 | way);
    }

    /// The piece is done; the request, if it was the last one.
    fn finish(&mut self) -> Option<MappedIrp<Tape>> {
        let (irp, piece, before) = self.current.take()?;
        let length = irp.pieces().nth(piece)?.1 as usize;
        if piece + 1 == irp.pieces().len() {
            return Some(irp);
        }
        self.current = Some((irp, piece + 1, before + length));
        None
    }
}

/// Where a request begins on the tape, and whether it writes there.
fn place(request: &Request) -> (usize, bool) {
    match request {
        Request::Read(read) => (usize::try_from(read.offset).unwrap_or(LENGTH), false),
        Request::Write(write) => (usize::try_from(write.offset).unwrap_or(LENGTH), true),
        _ => (0, false),
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Tape>) -> Result<Tape, NtStatus> {
    Ok(Tape {
        done: DpcForIsr::new(),
    })
}

impl PnpDevice for Tape {
    type Hardware = Hardware;

    fn start(
        &self,
        cx: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        Ok(Hardware {
            registers: resources.map_registers(cx, 0)?,
            adapter: cx.dma_adapter(BusMaster::new(28, 2 * 4096))?,
            engine: Locked::default(),
        })
    }

    fn stop(&self, cx: &mut Stop<'_, Self>) {
        if cx.has_power() {
            cx.hardware().registers.write(ACKNOWLEDGE, u32::MAX);
        }
    }

    fn abort(&self, cx: &mut Abort<'_, Self>) {
        let hardware = cx.hardware();
        if hardware.registers.read(STATUS) != u32::MAX {
            return;
        }
        let irps = hardware.engine.lock(cx, |engine, _| {
            let current = engine.current.take().map(|(irp, ..)| irp);
            (current, std::mem::take(&mut engine.waiting))
        });
        for irp in irps.1.into_iter().chain([irps.0]).flatten() {
            irp.put(cx).complete(cx, NtStatus::NO_SUCH_DEVICE, 0);
        }
    }

    fn power_down(&self, cx: &mut Power<'_, Self>, _loss: PowerLoss) {
        cx.hardware().registers.write(ACKNOWLEDGE, u32::MAX);
    }
}

/// Maps what one list can have of a request; the rest is not transferred.
fn map(cx: &mut Dispatch<'_, Tape>, irp: Irp<Tape>, wanted: usize) {
    let (offset, _) = place(&irp.request());
    let most = cx.hardware().adapter.longest_transfer();
    let length = wanted.min(most).min(LENGTH.saturating_sub(offset));
    if let Err(refused) = cx.get_scatter_gather_list::<begin>(irp, 0..length) {
        refused.irp.complete(cx, refused.reason.into(), 0);
    }
}

#[driver_dispatch]
fn read(_: &Tape, cx: &mut Dispatch<'_, Tape>, irp: Incoming<Tape, Read>) -> Dispatched {
    let (irp, pending) = irp.pend();
    let length = irp.output().len();
    map(cx, irp, length);
    pending
}

#[driver_dispatch]
fn write(_: &Tape, cx: &mut Dispatch<'_, Tape>, irp: Incoming<Tape, Write>) -> Dispatched {
    let (irp, pending) = irp.pend();
    let length = irp.input().len();
    map(cx, irp, length);
    pending
}

#[driver_dispatch_paged]
fn control(
    _: &Tape,
    cx: &mut DispatchPaged<'_, Tape>,
    irp: Incoming<Tape, DeviceControl>,
) -> Dispatched {
    let code = irp.parameters().code;
    let (irp, pending) = irp.pend();
    let length = irp.output().len();
    let got = if code == FORGET {
        cx.get_scatter_gather_list::<forget>(irp, 0..1)
    } else if code == TOO_FAR {
        cx.get_scatter_gather_list::<begin>(irp, 1..length + 1)
    } else {
        let most = cx.hardware().adapter.longest_transfer();
        cx.get_scatter_gather_list::<begin>(irp, 4..length.min(4 + most))
    };
    if let Err(refused) = got {
        refused.irp.complete(cx, refused.reason.into(), 0);
    }
    pending
}

#[driver_list_control]
fn begin(_: &Tape, cx: &mut ListControl<'_, Tape>, irp: MappedIrp<Tape>) {
    let hardware = cx.hardware();
    let rejected = hardware.engine.lock(cx, |engine, _| {
        let is_idle = engine.current.is_none();
        let rejected = engine.push(irp);
        if is_idle {
            engine.go_on(&hardware.registers);
        }
        rejected
    });
    if let Some(irp) = rejected {
        irp.put(cx).complete(cx, NtStatus::DEVICE_BUSY, 0);
    }
}

#[driver_list_control]
fn forget(_: &Tape, _: &mut ListControl<'_, Tape>, _: MappedIrp<Tape>) {}

#[kservice]
fn line(device: &Tape, cx: &mut Service<'_, Tape>) -> bool {
    service(device, cx)
}

#[kmessage_service]
fn message(device: &Tape, cx: &mut MessageService<'_, Tape>, _: u32) -> bool {
    service(device, cx)
}

fn service(device: &Tape, cx: &mut Service<'_, Tape>) -> bool {
    let hardware = cx.hardware();
    let causes = hardware.registers.read(STATUS);
    if causes == 0 || causes == u32::MAX {
        return false;
    }
    hardware.registers.write(ACKNOWLEDGE, causes);
    hardware.registers.read(STATUS);
    hardware.engine.get(cx).is_done = true;
    device.done.request(cx, None, ()).ok();
    true
}

#[io_dpc]
fn done(_: &Tape, cx: &mut DeferredIo<'_, Tape>, _: Option<Irp<Tape>>) {
    let hardware = cx.hardware();
    let finished = hardware.engine.lock(cx, |engine, _| {
        let is_done = std::mem::take(&mut engine.is_done);
        let finished = is_done.then(|| engine.finish()).flatten();
        if is_done {
            engine.go_on(&hardware.registers);
        }
        finished
    });
    if let Some(irp) = finished {
        let bytes = irp.bytes();
        // What was read is in the requester's memory now.
        irp.put(cx).complete(cx, NtStatus::SUCCESS, bytes);
    }
}

mod entry {
    use super::{Tape, add_device, control, line, message, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Tape>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
            .dispatch_device_control::<control>()
            .kservice::<line>()
            .kmessage_service::<message>()
    }
}

/// A machine for each seed, whose device has at least `registers` map registers, and what is found against the driver.
fn each_seed(test: impl Fn(&Machine, &WdmDevice, &File, &EduHandle), found: &[Rule]) {
    for seed in 0..60 {
        for interrupts in [InterruptResources::Line, InterruptResources::Messages(1)] {
            let machine = Machine::builder(seed).processors(3).preemption(40).build();
            let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
            let (hardware, edu) = Edu::builder().build();
            let options = DeviceOptions::new().interrupts(interrupts);
            let device = machine
                .add_pci_device(&driver, hardware, options)
                .expect("started");
            let file = device.open().expect("open");
            test(&machine, &device, &file, &edu);
            file.close().ok();
            let report = machine.shutdown();
            let rules: Vec<_> = report.violations.iter().map(|it| it.rule).collect();
            assert_eq!(rules, found, "{report}");
            assert!(edu.mistakes().is_empty(), "{:?}", edu.mistakes());
        }
    }
}

/// Writes and reads until all is done: a request may get less than it asked for.
fn whole(mut request: impl FnMut(usize) -> usize, length: usize) {
    let mut done = 0;
    while done < length {
        let part = request(done);
        assert!(part > 0);
        done += part;
        if part == 1 && length > 64 {
            // One map register: a byte at a time, which is enough of them.
            return;
        }
    }
}

#[test]
fn the_device_reads_and_writes_the_requesters_memory() {
    each_seed(
        |machine, _, file, edu| {
            let data: Vec<u8> = (0..=250).cycle().take(LENGTH).collect();
            let written = std::cell::Cell::new(0);
            whole(
                |done| {
                    let part = file.write(done as u64, &data[done..]).expect("written");
                    written.set(done + part);
                    part
                },
                LENGTH,
            );
            let written = written.get();
            assert!(edu.buffer()[..written] == data[..written]);
            let mut back = vec![0; written];
            whole(
                |done| file.read(done as u64, &mut back[done..]).expect("read"),
                written,
            );
            assert!(back[0] == data[0] && (written == 1 || back == data[..written]));
            let mut some = [0; 12];
            let fetched = file.control(FETCH.code(), &[], &mut some).expect("fetched");
            // So many bytes from the beginning are copied.
            let seen = fetched.saturating_sub(4);
            assert_eq!(some[4..4 + seen], data[..seen]);
            let report = machine.report();
            assert!(report.calls_of(Role::DriverListControl) >= 3, "{report}");
        },
        &[],
    );
}

#[test]
fn requests_that_are_mapped_side_by_side_wait_for_map_registers() {
    each_seed(
        |_, _, file, _| {
            let writes: Vec<_> = (0..6_u8)
                .map(|index| file.submit_write(u64::from(index) * 600, &[index + 1; 600]))
                .collect();
            let lengths: Vec<_> = writes
                .iter()
                .map(|write| write.success().expect("written").information)
                .collect();
            let reads: Vec<_> = (0..6)
                .map(|index| file.submit_read(index * 600, 600))
                .collect();
            for ((value, length), read) in (1..).zip(lengths).zip(&reads) {
                let answer = read.success().expect("read");
                assert_eq!(answer.information, length);
                assert!(answer.data[..length].iter().all(|&byte| byte == value));
            }
        },
        &[],
    );
}

#[test]
fn a_device_that_goes_or_sleeps_is_waited_for_with_its_lists() {
    each_seed(
        |machine, device, file, edu| {
            let submit =
                || -> Vec<_> { (0..4).map(|at| file.submit_read(at * 500, 500)).collect() };
            let reads = submit();
            machine.advance(Duration::from_millis(30));
            machine.sleep().expect("asleep");
            machine.resume().expect("awake");
            assert!(reads.iter().all(|read| read.success().is_ok()));
            let reads = submit();
            machine.advance(Duration::from_millis(130));
            device.rebalance().expect("rebalanced");
            assert!(reads.iter().all(|read| read.success().is_ok()));
            let reads = submit();
            machine.advance(Duration::from_millis(130));
            edu.remove();
            device.surprise_remove().expect("gone");
            for read in &reads {
                read.wait().expect("answered");
            }
            assert!(reads.iter().any(|read| read.success().is_err()));
        },
        &[],
    );
}

#[test]
fn a_list_that_is_dropped_is_put_back() {
    each_seed(
        |_, _, file, _| {
            let answer = file.control(FORGET.code(), &[], &mut [0; 16]);
            assert!(matches!(answer, Err(NtError::Status(_))), "{answer:?}");
            // Its map registers are free again.
            assert!(file.read(0, &mut [0; 16]).is_ok());
        },
        &[Rule::DroppedRequest],
    );
}

#[test]
fn what_cannot_be_mapped_comes_back() {
    each_seed(
        |_, _, file, _| {
            let status = |code: ControlCode| file.control(code.code(), &[], &mut [0; 16]);
            let parameter = Err(NtError::Status(STATUS_INVALID_PARAMETER));
            assert_eq!(status(TOO_FAR), parameter);
            let request = Err(NtError::Status(STATUS_INVALID_DEVICE_REQUEST));
            assert_eq!(status(BUFFERED), request);
            assert_eq!(file.read(LENGTH as u64, &mut [0; 16]), parameter);
        },
        &[],
    );
}
