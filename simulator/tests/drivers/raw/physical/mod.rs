//! A driver for the small controller, as a careful C author writes a physical miniport. A hook lets tests do one thing wrong.
//!
//! The argument string says how it is interrupted: `line`, `all` or `per`.

mod interrupts;
mod io;

use std::cell::RefCell;
use std::ptr;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::Role;

use super::toy::{ENTRIES, ID, QUEUES, RING};
use interrupts::{finish, interrupt, message_interrupt};
use io::{Command, build_io, start_io};
pub use io::{ring, submit};

unsafe extern "C" {
    fn MiniportSimWriteRegister64(extension: PVOID, register: *mut u64, value: u64);
}

pub const BLOCK: u64 = 512;
/// How long the SRB extension is.
pub const COMMAND: usize = size_of::<Command>();
pub const MAXIMUM_TRANSFER: u32 = 64 * 1024;
const PIECES: usize = 24;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Entry {
    srb: PSCSI_REQUEST_BLOCK,
    status: u32,
    phase: u32,
}

/// `HW_DEVICE_EXTENSION`
#[repr(C)]
pub struct Extension {
    pub registers: *mut u8,
    pub ports: *mut u32,
    pub rings: *mut Entry,
    heads: [u64; QUEUES],
    pub dpcs: [STOR_DPC; QUEUES],
    pub mode: INTERRUPT_SYNCHRONIZATION_MODE,
    pub messages: u32,
    pub next: u32,
    /// For tests.
    pub started: u32,
    pub finished: u32,
    pub stopped: bool,
    pub kept: PSCSI_REQUEST_BLOCK,
}

/// What `StorPortInitializePerfOpts` gets, of its last version.
pub fn performance(flags: u32) -> PERF_CONFIGURATION_DATA {
    let mut data: PERF_CONFIGURATION_DATA = unsafe { std::mem::zeroed() };
    data.Version = STOR_PERF_VERSION_5;
    data.Size = size_of_val(&data) as u32;
    data.Flags = flags;
    data
}

/// A callback that was called.
pub struct Event {
    pub role: Role,
    pub device: PVOID,
    pub srb: PSCSI_REQUEST_BLOCK,
    pub config: PPORT_CONFIGURATION_INFORMATION,
    /// The message, or the control type.
    pub number: u32,
}

impl Event {
    #[allow(clippy::mut_from_ref, reason = "the drivers are written as in C")]
    pub fn extension(&self) -> &mut Extension {
        unsafe { &mut *self.device.cast() }
    }
    pub fn is_write(&self) -> bool {
        !self.srb.is_null() && unsafe { (*self.srb).Cdb[0] == 0x2A }
    }
}

/// What happens instead of the callback, if it says so.
pub type Hook = Rc<dyn Fn(&Event) -> Option<u32>>;
type Change = Rc<dyn Fn(&mut HW_INITIALIZATION_DATA)>;

thread_local! {
    pub static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
    pub static CHANGE: RefCell<Option<Change>> = const { RefCell::new(None) };
}

fn hooked(role: Role, device: PVOID, srb: PSCSI_REQUEST_BLOCK, number: u32) -> Option<u32> {
    let hook = HOOK.with_borrow(Clone::clone)?;
    hook(&Event {
        role,
        device,
        srb,
        config: ptr::null_mut(),
        number,
    })
}

/// The entry of the driver.
pub unsafe extern "system" fn entry(object: PVOID, path: PVOID) -> u32 {
    let mut data: HW_INITIALIZATION_DATA = unsafe { std::mem::zeroed() };
    data.HwInitializationDataSize = size_of::<HW_INITIALIZATION_DATA>() as u32;
    data.AdapterInterfaceType = PCIBus;
    data.HwInitialize = Some(initialize);
    data.HwBuildIo = Some(build_io);
    data.HwStartIo = Some(start_io);
    data.HwInterrupt = Some(interrupt);
    data.HwFindAdapter = find_adapter as HW_FIND_ADAPTER as PVOID;
    data.HwResetBus = Some(reset_bus);
    data.HwAdapterControl = Some(adapter_control);
    data.DeviceExtensionSize = size_of::<Extension>() as u32;
    data.SrbExtensionSize = size_of::<Command>() as u32;
    data.NumberOfAccessRanges = 2;
    data.MapBuffers = STOR_MAP_NON_READ_WRITE_BUFFERS;
    data.NeedPhysicalAddresses = TRUE;
    data.TaggedQueuing = TRUE;
    data.AutoRequestSense = TRUE;
    data.MultipleRequestPerLu = TRUE;
    data.SrbTypeFlags = SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK;
    if let Some(change) = CHANGE.with_borrow(Clone::clone) {
        change(&mut data);
    }
    unsafe { StorPortInitialize(object, path, &raw mut data, ptr::null_mut()) }
}

unsafe extern "system" fn find_adapter(
    device: PVOID,
    _: PVOID,
    _: PVOID,
    argument: PCHAR,
    config: PPORT_CONFIGURATION_INFORMATION,
    again: PBOOLEAN,
) -> u32 {
    unsafe {
        *again = FALSE;
        let extension = &mut *device.cast::<Extension>();
        let mut id = [0u16; 2];
        let length = StorPortGetBusData(
            device,
            PCIConfiguration as u32,
            (*config).SystemIoBusNumber,
            (*config).SlotNumber,
            id.as_mut_ptr().cast(),
            4,
        );
        if length != 4 || id != [0x1234, 0x546F] {
            return SP_RETURN_NOT_FOUND;
        }
        let map = |index: usize| {
            let range = *(*config).AccessRanges.add(index);
            StorPortGetDeviceBase(
                device,
                (*config).AdapterInterfaceType,
                (*config).SystemIoBusNumber,
                range.RangeStart,
                range.RangeLength,
                (range.RangeInMemory == 0).into(),
            )
        };
        extension.registers = map(0).cast();
        extension.ports = map(1).cast();
        extension.mode = match *argument.cast::<u8>() {
            b'a' => InterruptSynchronizeAll,
            b'p' => InterruptSynchronizePerMessage,
            _ => InterruptSupportNone,
        };
        (*config).InterruptSynchronizationMode = extension.mode;
        if extension.mode != InterruptSupportNone {
            (*config).HwMSInterruptRoutine = Some(message_interrupt);
        }
        (*config).MaximumTransferLength = MAXIMUM_TRANSFER;
        (*config).NumberOfPhysicalBreaks = MAXIMUM_TRANSFER / 4096 + 1;
        (*config).MaximumNumberOfTargets = 1;
        (*config).MaximumNumberOfLogicalUnits = 1;
        (*config).SynchronizationModel = StorSynchronizeFullDuplex;
        (*config).Dma64BitAddresses = SCSI_DMA64_MINIPORT_FULL64BIT_SUPPORTED;
        (*config).VirtualDevice = FALSE;
        let bytes = (QUEUES * ENTRIES as usize * size_of::<Entry>()) as u32;
        if let Some(hook) = HOOK.with_borrow(Clone::clone)
            && let Some(result) = hook(&Event {
                role: Role::HwFindAdapter,
                device,
                srb: ptr::null_mut(),
                config,
                number: 0,
            })
        {
            return result;
        }
        extension.rings = StorPortGetUncachedExtension(device, config, bytes).cast();
        if extension.registers.is_null() || extension.rings.is_null() {
            return SP_RETURN_ERROR;
        }
        assert_eq!(
            StorPortReadRegisterUlong(device, extension.registers.add(ID as usize).cast()),
            0x0121_5954
        );
        StorPortWritePortUlong(device, extension.ports, 0xC0FF_EE00);
        assert_eq!(StorPortReadPortUlong(device, extension.ports), 0xC0FF_EE00);
    }
    SP_RETURN_FOUND
}

unsafe fn program(device: PVOID, extension: &mut Extension) {
    unsafe {
        let bytes = QUEUES * ENTRIES as usize * size_of::<Entry>();
        ptr::write_bytes(extension.rings.cast::<u8>(), 0, bytes);
        extension.heads = [0; QUEUES];
        for queue in 0..QUEUES {
            let ring = extension.rings.add(queue * ENTRIES as usize);
            let mut length = 0;
            let address =
                StorPortGetPhysicalAddress(device, ptr::null_mut(), ring.cast(), &raw mut length);
            assert!(length as usize >= ENTRIES as usize * size_of::<Entry>());
            let register = extension.registers.add(RING as usize + queue * 8).cast();
            MiniportSimWriteRegister64(device, register, address.QuadPart as u64);
        }
    }
}

unsafe extern "system" fn initialize(device: PVOID) -> BOOLEAN {
    if let Some(result) = hooked(Role::HwInitialize, device, ptr::null_mut(), 0) {
        return result as u8;
    }
    unsafe {
        let extension = &mut *device.cast::<Extension>();
        extension.messages = 0;
        let mut information: MESSAGE_INTERRUPT_INFORMATION = std::mem::zeroed();
        while StorPortGetMSIInfo(device, extension.messages, &raw mut information)
            == STOR_STATUS_SUCCESS
        {
            extension.messages += 1;
        }
        program(device, extension);
        StorPortEnablePassiveInitialization(device, Some(passive))
    }
}

unsafe extern "system" fn passive(device: PVOID) -> BOOLEAN {
    if let Some(result) = hooked(Role::HwPassiveInitialize, device, ptr::null_mut(), 0) {
        return result as u8;
    }
    let extension = unsafe { &mut *device.cast::<Extension>() };
    for queue in &mut extension.dpcs {
        unsafe { StorPortInitializeDpc(device, &raw mut *queue, Some(finish)) };
    }
    TRUE
}

unsafe extern "system" fn reset_bus(device: PVOID, path: u32) -> BOOLEAN {
    hooked(Role::HwResetBus, device, ptr::null_mut(), path).unwrap_or(1) as u8
}

unsafe extern "system" fn adapter_control(
    device: PVOID,
    control: SCSI_ADAPTER_CONTROL_TYPE,
    parameters: PVOID,
) -> SCSI_ADAPTER_CONTROL_STATUS {
    if control == ScsiQuerySupportedControlTypes {
        let list = parameters.cast::<SCSI_SUPPORTED_CONTROL_TYPE_LIST>();
        let entries = unsafe { (&raw mut (*list).SupportedTypeList).cast::<BOOLEAN>() };
        // A hook that answers the question leaves the driver with one control type.
        let few = hooked(Role::HwAdapterControl, device, ptr::null_mut(), 0).is_some();
        let supported = [
            ScsiQuerySupportedControlTypes,
            ScsiStopAdapter,
            ScsiRestartAdapter,
            ScsiAdapterPower,
        ];
        for &supported in &supported[..if few { 2 } else { 4 }] {
            unsafe { *entries.add(supported as usize) = TRUE };
        }
        return ScsiAdapterControlSuccess;
    }
    if let Some(result) = hooked(
        Role::HwAdapterControl,
        device,
        ptr::null_mut(),
        control as u32,
    ) {
        return result as i32;
    }
    let has_power = || unsafe {
        (*parameters.cast::<STOR_ADAPTER_CONTROL_POWER>()).PowerState == StorPowerDeviceD0
    };
    if control == ScsiRestartAdapter || (control == ScsiAdapterPower && has_power()) {
        unsafe { program(device, &mut *device.cast()) };
    }
    ScsiAdapterControlSuccess
}
