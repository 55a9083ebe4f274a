//! The RAM disk with a hook in every callback: a test does one thing wrong (or different), the rest stays right.

use std::cell::RefCell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{
    Adapter, AdapterOptions, LoadError, Machine, MachineBuilder, Report, Role, Rule, SrbForm,
    Violation,
};

use super::pnp;
use super::ramdisk as raw;

/// The device extension: the RAM disk's, and room for what tests keep.
#[repr(C)]
pub struct Extension {
    disk: raw::DeviceExtension,
    pub dpc: STOR_DPC,
    pub other_dpc: STOR_DPC,
    pub worker: PVOID,
    pub timer: PVOID,
    pub pool: PVOID,
    pub kept: PSCSI_REQUEST_BLOCK,
    pub count: u32,
}

/// A callback that was called.
pub struct Event<'a> {
    pub role: Role,
    /// The device extension, as the driver gets it.
    pub device: PVOID,
    /// The request of BuildIo and StartIo; NULL elsewhere.
    pub srb: PSCSI_REQUEST_BLOCK,
    /// The configuration of FindAdapter; NULL elsewhere.
    pub config: PPORT_CONFIGURATION_INFORMATION,
    normal: &'a dyn Fn() -> u32,
}

impl Event<'_> {
    /// What the RAM disk does, and its result.
    pub fn proceed(&self) -> u32 {
        (self.normal)()
    }

    /// The extension.
    #[allow(clippy::mut_from_ref, reason = "the drivers are written as in C")]
    pub fn extension(&self) -> &mut Extension {
        unsafe { &mut *self.device.cast() }
    }

    /// Issues the DPC of the extension, and says whether it was not issued before.
    pub fn issue_dpc(&self) -> bool {
        let dpc = &raw mut self.extension().dpc;
        unsafe { StorPortIssueDpc(self.device, dpc, null_mut(), null_mut()) != FALSE }
    }

    /// Whether this is StartIo with a WRITE (10) in the form of SCSI port.
    pub fn is_write(&self) -> bool {
        self.role == Role::HwStartIo
            && unsafe {
                (*self.srb).Function == SRB_FUNCTION_EXECUTE_SCSI && (*self.srb).Cdb[0] == 0x2A
            }
    }
}

/// A hook by which one callback does nothing and returns this.
pub fn but(role: Role, returned: u32) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    move |event| {
        if event.role == role {
            returned
        } else {
            event.proceed()
        }
    }
}

type Hook = Rc<dyn Fn(&Event<'_>) -> u32>;
type Change = Rc<dyn Fn(&mut HW_INITIALIZATION_DATA)>;

thread_local! {
    static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
    static CHANGE: RefCell<Option<Change>> = const { RefCell::new(None) };
}

fn event(
    role: Role,
    device: PVOID,
    srb: PSCSI_REQUEST_BLOCK,
    config: PPORT_CONFIGURATION_INFORMATION,
    normal: &dyn Fn() -> u32,
) -> u32 {
    let hook = HOOK.with_borrow(Clone::clone);
    let event = Event {
        role,
        device,
        srb,
        config,
        normal,
    };
    match hook {
        Some(hook) => hook(&event),
        None => event.proceed(),
    }
}

fn simple(role: Role, device: PVOID, normal: &dyn Fn() -> u32) -> u32 {
    event(role, device, null_mut(), null_mut(), normal)
}

unsafe extern "system" fn entry(object: PVOID, path: PVOID) -> u32 {
    let mut data = raw::initialization_data();
    data.DeviceExtensionSize = size_of::<Extension>() as u32;
    data.SrbExtensionSize = 64;
    data.HwFindAdapter = find_adapter as VIRTUAL_HW_FIND_ADAPTER as PVOID;
    data.HwInitialize = Some(initialize);
    data.HwBuildIo = Some(build_io);
    data.HwStartIo = Some(start_io);
    data.HwResetBus = Some(reset_bus);
    data.HwAdapterControl = Some(adapter_control);
    data.HwFreeAdapterResources = Some(free);
    if let Some(change) = CHANGE.with_borrow(Clone::clone) {
        change(&mut data);
    }
    unsafe { StorPortInitialize(object, path, &raw mut data, null_mut()) }
}

unsafe extern "system" fn find_adapter(
    a: PVOID,
    b: PVOID,
    c: PVOID,
    d: PVOID,
    e: PCHAR,
    f: PPORT_CONFIGURATION_INFORMATION,
    g: PBOOLEAN,
) -> u32 {
    event(Role::VirtualHwFindAdapter, a, null_mut(), f, &|| unsafe {
        raw::find_adapter(a, b, c, d, e, f, g)
    })
}
unsafe extern "system" fn initialize(a: PVOID) -> BOOLEAN {
    simple(Role::HwInitialize, a, &|| {
        unsafe { raw::initialize(a) }.into()
    }) as u8
}
unsafe extern "system" fn build_io(a: PVOID, srb: PSCSI_REQUEST_BLOCK) -> BOOLEAN {
    event(Role::HwBuildIo, a, srb, null_mut(), &|| 1) as u8
}
unsafe extern "system" fn start_io(a: PVOID, srb: PSCSI_REQUEST_BLOCK) -> BOOLEAN {
    if let Some(started) = unsafe { pnp::answer(a, srb) } {
        return started;
    }
    event(Role::HwStartIo, a, srb, null_mut(), &|| {
        unsafe { raw::start_io(a, srb) }.into()
    }) as u8
}
unsafe extern "system" fn reset_bus(a: PVOID, path: u32) -> BOOLEAN {
    simple(Role::HwResetBus, a, &|| {
        unsafe { raw::reset_bus(a, path) }.into()
    }) as u8
}
unsafe extern "system" fn adapter_control(a: PVOID, control: i32, parameters: PVOID) -> i32 {
    simple(
        Role::HwAdapterControl,
        a,
        &|| unsafe { raw::adapter_control(a, control, parameters) } as u32,
    ) as i32
}
unsafe extern "system" fn free(a: PVOID) {
    simple(Role::HwFreeAdapterResources, a, &|| {
        unsafe { raw::free_adapter_resources(a) };
        0
    });
}

/// For `StorPortInitializeDpc`: the DPC is one more callback with the hook.
pub unsafe extern "system" fn dpc(_dpc: PSTOR_DPC, a: PVOID, argument: PVOID, _: PVOID) {
    event(Role::HwDpc, a, argument.cast(), null_mut(), &|| 0);
}
/// For `StorPortQueueWorkItem`.
pub unsafe extern "system" fn work(a: PVOID, context: PVOID, _worker: PVOID) {
    event(Role::HwWorkItem, a, context.cast(), null_mut(), &|| 0);
}
/// For `StorPortRequestTimer`.
pub unsafe extern "system" fn timer_ex(a: PVOID, context: PVOID) {
    event(Role::HwTimerEx, a, context.cast(), null_mut(), &|| 0);
}
/// For `RequestTimerCall`.
pub unsafe extern "system" fn timer(a: PVOID) {
    simple(Role::HwTimer, a, &|| 0);
}
/// For `StorPortEnablePassiveInitialization`.
pub unsafe extern "system" fn passive(a: PVOID) -> BOOLEAN {
    simple(Role::HwPassiveInitialize, a, &|| 1) as u8
}

/// Starts the driver with a hook.
pub fn start(
    machine: &Machine,
    options: AdapterOptions,
    hook: impl Fn(&Event<'_>) -> u32 + 'static,
) -> Result<Adapter, LoadError> {
    start_with(machine, options, |_| {}, hook)
}

/// Starts the driver with a hook and a change of what it registers.
pub fn start_with(
    machine: &Machine,
    options: AdapterOptions,
    change: impl Fn(&mut HW_INITIALIZATION_DATA) + 'static,
    hook: impl Fn(&Event<'_>) -> u32 + 'static,
) -> Result<Adapter, LoadError> {
    CHANGE.set(Some(Rc::new(change)));
    HOOK.set(Some(Rc::new(hook)));
    let driver = machine.load(entry)?;
    machine.add_adapter(&driver, options)
}

/// Runs the driver with a hook: one write, one read, the end. A failure of a request is no failure here.
pub fn run_on(machine: MachineBuilder, hook: impl Fn(&Event<'_>) -> u32 + 'static) -> Report {
    let machine = machine.build();
    let options = AdapterOptions::from("blocks=256")
        .srb_form(SrbForm::Scsi)
        .timeout(3);
    if let Ok(adapter) = start(&machine, options, hook) {
        for disk in adapter.disks() {
            let _ = disk.write(7, &[0x5A; 1024]);
            let _ = disk.read(7, &mut [0; 1024]);
        }
        machine.run();
        machine.advance(std::time::Duration::from_secs(1));
    }
    HOOK.with_borrow(|hook| assert!(hook.is_some()));
    machine.shutdown()
}

/// Runs the driver with a hook on several seeds; each must show the rule broken by the role, and say so readably.
#[track_caller]
pub fn expect(
    rule: Rule,
    role: impl Into<Option<Role>>,
    hook: impl Fn(&Event<'_>) -> u32 + Clone + 'static,
) {
    let role = role.into();
    for seed in 1..=3 {
        let report = run_on(Machine::builder(seed), hook.clone());
        let found: Vec<&Violation> = report.violations_of(rule).collect();
        assert!(
            found.iter().any(|violation| violation.role == role),
            "{rule} by {role:?} is not in the report\n{report}"
        );
        assert!(found.iter().all(|violation| violation.seed == seed));
        let text = report.to_string();
        assert!(
            text.contains(&rule.to_string()) && text.contains(&format!("Machine::new({seed})")),
            "{text}"
        );
        // The mistake is the only thing that is reported, but for what follows from it.
        assert!(report.violations.len() <= 3, "{report}");
    }
}
