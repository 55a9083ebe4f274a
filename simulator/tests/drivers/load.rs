//! Drivers that do not load, and physical miniports: what is called, at which IRQL, with which locks.

use std::cell::RefCell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, IoError, LoadError, Machine, Role, SrbForm};

use crate::raw::misdeed::{Event, but, passive, start_with};
use crate::raw::pnp;
use crate::raw::ramdisk as raw;

fn load(
    change: impl Fn(&mut HW_INITIALIZATION_DATA) + 'static,
    hook: impl Fn(&Event<'_>) -> u32 + 'static,
) -> LoadError {
    let machine = Machine::new(1);
    let error = start_with(&machine, AdapterOptions::new(), change, hook).unwrap_err();
    // An adapter that does not start is no violation by itself.
    machine.shutdown().assert_clean();
    assert!(error.to_string().len() > 20, "{error}");
    error
}

#[test]
fn initialisation_data_that_storport_refuses() {
    type Change = fn(&mut HW_INITIALIZATION_DATA);
    let refused = |change: Change| load(change, |event| event.proceed());
    let callbacks: [(Change, _); 6] = [
        (|data| data.HwInitialize = None, "HwInitialize"),
        (|data| data.HwStartIo = None, "HwStartIo"),
        (|data| data.HwFindAdapter = null_mut(), "HwFindAdapter"),
        (|data| data.HwResetBus = None, "HwResetBus"),
        (|data| data.HwAdapterControl = None, "HwAdapterControl"),
        (
            |data| data.HwFreeAdapterResources = None,
            "HwFreeAdapterResources",
        ),
    ];
    for (change, callback) in callbacks {
        let error = refused(change);
        assert_eq!(error, LoadError::MissingCallback { callback });
    }
    assert_eq!(
        refused(|data| data.HwInitializationDataSize -= 8),
        LoadError::BadInitializationDataSize {
            found: 200,
            expected: 208
        }
    );
    let fields: [(Change, _); 5] = [
        (|data| data.AutoRequestSense = FALSE, "AutoRequestSense"),
        (|data| data.DeviceExtensionSize = 0, "DeviceExtensionSize"),
        (
            |data| data.HwInterrupt = Some(raw::initialize),
            "HwInterrupt",
        ),
        (|data| data.HwDmaStarted = Some(dma_started), "HwDmaStarted"),
        (
            |data| data.HwAdapterState = Some(adapter_state),
            "HwAdapterState",
        ),
    ];
    for (change, expected) in fields {
        match refused(change) {
            LoadError::BadInitializationData { field, .. } => assert_eq!(field, expected),
            other => panic!("{other}"),
        }
    }
}

unsafe extern "system" fn dma_started(_: PVOID) {}
unsafe extern "system" fn adapter_state(_: PVOID, _: PVOID, _: BOOLEAN) -> BOOLEAN {
    TRUE
}
unsafe extern "system" fn forgets(_: PVOID, _: PVOID) -> u32 {
    0
}
unsafe extern "system" fn fails(_: PVOID, _: PVOID) -> u32 {
    STATUS_INSUFFICIENT_RESOURCES.cast_unsigned()
}
unsafe extern "system" fn wrong_object(_: PVOID, path: PVOID) -> u32 {
    let mut data = raw::initialization_data();
    unsafe { StorPortInitialize(null_mut(), path, &raw mut data, null_mut()) }
}

#[test]
fn a_driver_entry_that_fails() {
    let load = |entry| Machine::new(1).load(entry).unwrap_err();
    assert_eq!(load(forgets), LoadError::NotInitialized);
    assert_eq!(
        load(fails),
        LoadError::DriverEntryFailed {
            status: 0xC000_009A
        }
    );
    assert_eq!(
        load(wrong_object),
        LoadError::BadInitializeArgument {
            argument: "Argument1"
        }
    );
}

#[test]
fn an_adapter_that_does_not_start() {
    let not_found = load(|_| {}, but(Role::VirtualHwFindAdapter, SP_RETURN_NOT_FOUND));
    assert_eq!(not_found, LoadError::AdapterNotFound { returned: 0 });
    let failed = load(|_| {}, but(Role::HwInitialize, 0));
    assert_eq!(failed, LoadError::InitializeFailed);
    let failed = load(
        |_| {},
        |event| match event.role {
            Role::HwInitialize => unsafe {
                u32::from(StorPortEnablePassiveInitialization(
                    event.device,
                    Some(passive),
                ))
            },
            Role::HwPassiveInitialize => 0,
            _ => event.proceed(),
        },
    );
    assert_eq!(failed, LoadError::PassiveInitializeFailed);
}

unsafe extern "system" fn find_physical(
    a: PVOID,
    b: PVOID,
    c: PVOID,
    d: PCHAR,
    e: PPORT_CONFIGURATION_INFORMATION,
    f: PBOOLEAN,
) -> u32 {
    let found = unsafe { raw::find_adapter(a, b, c, null_mut(), d, e, f) };
    unsafe { (*e).VirtualDevice = FALSE };
    found
}

unsafe extern "system" fn not_mine(_: PVOID) -> BOOLEAN {
    FALSE
}

/// Whether this machine calls `ScsiStopAdapter` and `ScsiRestartAdapter` at DIRQL: the pages leave it open.
fn stops_at_device_level(seed: u64) -> bool {
    let machine = Machine::new(seed);
    let controls = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&controls);
    let adapter = start_with(
        &machine,
        AdapterOptions::new().srb_form(SrbForm::Storage),
        |data| {
            data.FeatureSupport = 0;
            data.AdapterInterfaceType = PCIBus;
            data.HwInterrupt = Some(not_mine);
            data.HwFindAdapter = find_physical as HW_FIND_ADAPTER as PVOID;
            data.HwFreeAdapterResources = None;
        },
        move |event| {
            let irql = unsafe { KeGetCurrentIrql() };
            match event.role {
                Role::HwAdapterControl => seen.borrow_mut().push(irql),
                Role::HwInitialize => assert!(irql > DISPATCH_LEVEL),
                Role::HwStartIo => assert_eq!(irql, DISPATCH_LEVEL),
                _ => {}
            }
            event.proceed()
        },
    )
    .unwrap();
    // What the disk's memory is freed in: a physical miniport has no HwFreeAdapterResources.
    pnp::HOOK.set(Some(Rc::new(|device, _, action| {
        if action == StorRemoveDevice {
            unsafe { raw::free_adapter_resources(device) };
        }
        None
    })));
    let disk = adapter.disks().remove(0);
    disk.write(0, &[1; 4096]).unwrap();
    assert!(adapter.stop().unwrap());
    assert_eq!(disk.write(0, &[1; 512]), Err(IoError::NotStarted));
    adapter.restart().unwrap();
    let report = machine.shutdown();
    pnp::HOOK.set(None);
    report.assert_clean();
    // Plug and play and power come to StartIo with and without BuildIo: six and four at most.
    let unbuilt = report.calls_of(Role::HwStartIo) - report.calls_of(Role::HwBuildIo);
    assert!(unbuilt <= 10, "{report}");
    assert_eq!(report.calls_of(Role::HwFreeAdapterResources), 0);
    let [query, stop, _, stop_of_removal] = controls.borrow()[..] else {
        panic!("a query, a stop, a restart and a stop");
    };
    assert_eq!(query, PASSIVE_LEVEL);
    // What a driver has allocated is freed there.
    assert!(stop_of_removal <= DISPATCH_LEVEL);
    stop > DISPATCH_LEVEL
}

#[test]
fn a_physical_miniport_is_called_with_its_locks() {
    let at_device_level = (0..20).filter(|&seed| stops_at_device_level(seed)).count();
    assert!((1..20).contains(&at_device_level), "{at_device_level}");
}

/// What public virtual miniports do: the structure of their kind, whose size says it, without physical addresses and without limits.
#[test]
fn a_virtual_miniport_registers_with_its_own_structure() {
    unsafe extern "system" fn entry(object: PVOID, path: PVOID) -> u32 {
        let mut data = raw::initialization_data();
        data.HwInitializationDataSize = size_of::<VIRTUAL_HW_INITIALIZATION_DATA>() as u32;
        data.HwFindAdapter = find as VIRTUAL_HW_FIND_ADAPTER as PVOID;
        data.NeedPhysicalAddresses = FALSE;
        let mut short: VIRTUAL_HW_INITIALIZATION_DATA = unsafe { std::mem::zeroed() };
        unsafe {
            std::ptr::copy_nonoverlapping((&raw const data).cast(), &raw mut short, 1);
            StorPortInitialize(object, path, (&raw mut short).cast(), null_mut())
        }
    }
    unsafe extern "system" fn find(
        a: PVOID,
        b: PVOID,
        c: PVOID,
        d: PVOID,
        e: PCHAR,
        config: PPORT_CONFIGURATION_INFORMATION,
        g: PBOOLEAN,
    ) -> u32 {
        unsafe {
            let found = raw::find_adapter(a, b, c, d, e, config, g);
            (*config).MaximumTransferLength = u32::MAX;
            (*config).NumberOfPhysicalBreaks = u32::MAX;
            found
        }
    }
    let machine = Machine::new(1);
    let driver = machine.load(entry).unwrap();
    let adapter = machine.add_adapter(&driver, "blocks=2048").unwrap();
    let disk = &adapter.disks()[0];
    assert_eq!(disk.longest_transfer(), 16 * 4096);
    let pattern: Vec<u8> = (0..300_000u32 / 512 * 512).map(|at| at as u8).collect();
    disk.write(0, &pattern).unwrap();
    let mut data = vec![0; pattern.len()];
    disk.read(0, &mut data).unwrap();
    assert!(data == pattern);
    machine.shutdown().assert_clean();
}
