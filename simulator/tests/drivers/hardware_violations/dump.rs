//! What a driver does in dump mode that is not there.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{Address, DumpError, LoadError, Machine, Report, Role, Rule};

use crate::raw::physical::{self, Event, HOOK};
use crate::raw::ramdisk;
use crate::raw::toy::Toy;

/// Crashes a machine whose driver does `deed` in find-adapter of dump mode, and then finds nothing.
fn crash(deed: impl Fn(&Event) + 'static) -> (Result<(), DumpError>, Report) {
    let crashed = Rc::new(Cell::new(false));
    let flag = Rc::clone(&crashed);
    HOOK.set(Some(Rc::new(move |event: &Event| {
        (flag.get() && event.role == Role::HwFindAdapter).then(|| {
            deed(event);
            SP_RETURN_NOT_FOUND
        })
    })));
    let machine = Machine::new(3);
    let driver = machine.load(physical::entry).unwrap();
    let (device, _) = Toy::new(1 << 20);
    let adapter = machine.add_pci_adapter(&driver, device, "line").unwrap();
    crashed.set(true);
    let written = adapter.crash_dump(Address::default(), 8, &[7; 512]);
    HOOK.set(None);
    (written, machine.shutdown())
}

#[test]
fn what_the_dump_port_does_not_have_is_not_called() {
    type Deed = fn(&Event);
    let deeds: [(&str, Deed); 7] = [
        ("StorPortAllocatePool", |event| unsafe {
            let mut block = null_mut();
            let status = StorPortAllocatePool(event.device, 64, 0x3130, &raw mut block);
            assert_ne!(status, STOR_STATUS_SUCCESS);
        }),
        ("StorPortAcquireSpinLock", |event| unsafe {
            let mut handle = std::mem::zeroed();
            StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut handle);
        }),
        ("StorPortInitializeDpc", |event| unsafe {
            unsafe extern "system" fn routine(_: PSTOR_DPC, _: PVOID, _: PVOID, _: PVOID) {}
            let mut dpc = std::mem::zeroed();
            StorPortInitializeDpc(event.device, &raw mut dpc, Some(routine));
        }),
        ("StorPortInitializeTimer", |event| unsafe {
            let mut timer = null_mut();
            StorPortInitializeTimer(event.device, &raw mut timer);
        }),
        ("StorPortNotification(RequestTimerCall)", |event| unsafe {
            notify_request_timer_call(event.device, None, 0);
        }),
        ("StorPortInitializeWorker", |event| unsafe {
            let mut worker = null_mut();
            StorPortInitializeWorker(event.device, &raw mut worker);
        }),
        ("StorPortQuerySystemTime", |_| unsafe {
            let mut time = LARGE_INTEGER::default();
            StorPortQuerySystemTime(&raw mut time);
        }),
    ];
    for (name, deed) in deeds {
        let (written, report) = crash(deed);
        assert_eq!(
            written,
            Err(DumpError::Load(LoadError::AdapterNotFound {
                returned: SP_RETURN_NOT_FOUND
            }))
        );
        let found: Vec<_> = report.violations_of(Rule::DumpMode).collect();
        let [violation] = found[..] else {
            panic!("{name}: {report}");
        };
        assert!(violation.message.contains(name), "{name}: {report}");
        assert_eq!(violation.role, Some(Role::DumpHwFindAdapter), "{report}");
        assert_eq!(report.violations.len(), 1, "{report}");
    }
}

#[test]
fn what_the_dump_port_has_is_called_at_high_level() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let inner = Rc::clone(&seen);
    let (_, report) = crash(move |event| unsafe {
        let config = &mut *event.config;
        inner.borrow_mut().push(u32::from(config.DumpMode));
        let mut id = [0u16; 2];
        let (bus, slot) = (config.SystemIoBusNumber, config.SlotNumber);
        let kind = PCIConfiguration as u32;
        let read = StorPortGetBusData(event.device, kind, bus, slot, id.as_mut_ptr().cast(), 4);
        inner.borrow_mut().push(read);
        let range = *config.AccessRanges;
        let (start, length) = (range.RangeStart, range.RangeLength);
        let base = StorPortGetDeviceBase(event.device, PCIBus, bus, start, length, FALSE);
        inner.borrow_mut().push(u32::from(!base.is_null()));
        StorPortStallExecution(100);
        StorPortReadRegisterUlong(event.device, base.cast());
        let extension = event.device;
        let marked = StorPortMarkDumpMemory(extension, extension, 16, 0);
        inner.borrow_mut().push(marked);
        StorPortFreeDeviceBase(event.device, base);
    });
    report.assert_clean();
    assert_eq!(
        *seen.borrow(),
        [u32::from(DUMP_MODE_CRASH), 4, 1, STOR_STATUS_SUCCESS]
    );
    let find = report
        .callbacks
        .iter()
        .find(|callback| callback.role == Role::DumpHwFindAdapter);
    assert_eq!(find.map(|find| find.irql), Some((15, 15)));
}

/// Asks a physical driver that says that it answers for dump pointers, after it has made them right and done `deed` with them.
fn pointers(deed: impl Fn(&mut MINIPORT_DUMP_POINTERS) + 'static) -> Report {
    physical::CHANGE.set(Some(Rc::new(|data| {
        data.FeatureSupport |= STOR_FEATURE_DUMP_POINTERS;
    })));
    HOOK.set(Some(Rc::new(move |event: &Event| {
        let asks = !event.srb.is_null()
            && event.role == Role::HwBuildIo
            && unsafe { (*event.srb).Function } == SRB_FUNCTION_DUMP_POINTERS;
        asks.then(|| unsafe {
            let srb = &mut *event.srb;
            let pointers = &mut *srb.DataBuffer.cast::<MINIPORT_DUMP_POINTERS>();
            pointers.Version = DUMP_MINIPORT_VERSION_1;
            pointers.Size = size_of::<MINIPORT_DUMP_POINTERS>() as u16;
            deed(pointers);
            srb.SrbStatus = SRB_STATUS_SUCCESS;
            notify_request_complete(event.device, event.srb);
            u32::from(FALSE)
        })
    })));
    let machine = Machine::new(3);
    let driver = machine.load(physical::entry).unwrap();
    physical::CHANGE.set(None);
    let (device, _) = Toy::new(1 << 20);
    let adapter = machine.add_pci_adapter(&driver, device, "line").unwrap();
    adapter.use_for_dumps(Address::default()).unwrap();
    HOOK.set(None);
    machine.shutdown()
}

#[test]
fn dump_pointers_that_are_wrong() {
    type Deed = fn(&mut MINIPORT_DUMP_POINTERS);
    pointers(|_| ()).assert_clean();
    pointers(|pointers| pointers.DriverName[0] = u16::from(b'x')).assert_clean();
    let deeds: [(&str, Deed); 7] = [
        ("Version", |pointers| pointers.Version = 2),
        ("Size", |pointers| pointers.Size -= 4),
        ("DriverName", |pointers| pointers.DriverName = [97; 16]),
        ("DriverName", |pointers| {
            pointers.DriverName[..3].copy_from_slice(&[97, 92, 97]);
        }),
        ("MappedRegisterBase", |pointers| {
            pointers.MappedRegisterBase = std::ptr::dangling_mut::<u64>().cast();
        }),
        ("CommonBufferSize", |pointers| {
            pointers.CommonBufferSize = (64 << 10) + 1;
        }),
        ("AdapterInterfaceType", |pointers| {
            pointers.AdapterInterfaceType = Internal;
        }),
    ];
    for (name, deed) in deeds {
        let report = pointers(deed);
        let found: Vec<_> = report.violations_of(Rule::DumpMode).collect();
        let [violation] = found[..] else {
            panic!("{name}: {report}");
        };
        assert!(violation.message.contains(name), "{name}: {report}");
        assert_eq!(report.violations.len(), 1, "{report}");
    }
}

#[test]
fn a_virtual_miniport_without_dump_pointers() {
    let machine = Machine::new(3);
    let driver = machine.load(ramdisk::DriverEntry).unwrap();
    let adapter = machine.add_adapter(&driver, "").unwrap();
    let asked = adapter.use_for_dumps(Address::default());
    assert!(matches!(asked, Err(DumpError::Failed { .. })), "{asked:?}");
    let written = adapter.crash_dump(Address::default(), 0, &[7; 512]);
    assert_eq!(written, Err(DumpError::NotPrepared));
    let report = machine.shutdown();
    assert_eq!(report.violations_of(Rule::DumpMode).count(), 1, "{report}");
    assert_eq!(report.violations.len(), 1, "{report}");
}
