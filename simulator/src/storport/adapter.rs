//! The state of an adapter.

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::CString;
use std::rc::Rc;

use miniport::ffi;

use super::beside::Beside;
use super::change::StateChanges;
use super::configuration::Configuration;
use super::image::{Image, form_of, is_virtual};
use super::initiator::info::DiskInfo;
use super::link::Link;
use super::objects::Objects;
use super::options::AdapterOptions;
use super::options::SrbForm;
use super::parameters::Notification;
use super::pointers::Pointers;
use super::registry::Written;
use super::request::slot::{Holder, Slots};
use super::request::table::Requests;
use super::routines::power::Framework;
use super::said::Said;
use super::service::Services;
use super::unit::Units;
use super::wmi::Provided;
use crate::kernel::deferred::{Deferred, TimerRoutine};
use crate::kernel::hardware::function::Function;
use crate::kernel::map::FastMap;
use crate::kernel::memory::block::Block;

/// Where an adapter is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// `HwStorFindAdapter` and `HwStorInitialize`.
    Starting,
    /// Requests are sent.
    Started,
    /// Stopped for power or for other resources.
    Stopped,
    /// The device is gone; the driver is still there.
    SurpriseRemoved,
    /// The driver has freed its resources.
    Removed,
}

/// An opaque object that the driver has the address of.
pub(crate) struct Handle {
    pub block: Block,
    /// What a high resolution timer runs, which was said when it was made.
    pub fixed: Option<TimerRoutine>,
}

/// An adapter.
pub(crate) struct AdapterState {
    pub number: usize,
    pub image: Rc<Image>,
    pub init: ffi::HW_INITIALIZATION_DATA,
    pub virtual_device: bool,
    /// It is that of a dump path, loaded for this mode (`DUMP_MODE_*`).
    pub dump_mode: Option<u8>,
    pub form: SrbForm,
    pub options: AdapterOptions,
    pub argument: CString,
    pub extension: Block,
    /// `None` for a virtual miniport, or a driver that has no device.
    pub hardware: Option<Rc<Function>>,
    pub uncached: RefCell<Option<Block>>,
    /// `STOR_PERF_INTERRUPT_MESSAGE_RANGES`: the first and the last message.
    pub redirection: Cell<Option<(u32, u32)>>,
    /// `HwStorFindAdapter` runs again: after a stop, or because the driver does not support `ScsiRestartAdapter`.
    pub rerun: Cell<bool>,
    /// It was stopped to be given other resources (`IRP_MN_STOP_DEVICE`): its next start finds it again.
    pub released: Cell<bool>,
    /// The size of SRB extensions when the uncached extension was allocated.
    pub uncached_after: Cell<Option<u32>>,
    pub configuration: OnceCell<Configuration>,
    pub phase: Cell<Phase>,
    pub supported_controls: RefCell<Vec<bool>>,
    pub supported_unit_controls: RefCell<Vec<bool>>,
    /// What the driver asked for (`StorPortSetFeatureList`), as bits.
    pub features: Cell<u32>,
    /// `ScsiStopAdapter` was its last control type of its kind: it does not come again.
    pub stopped: Cell<bool>,
    /// The driver was told that it is removed (`StorRemoveDevice`).
    pub ends: Cell<bool>,
    /// It is in D3 by `ScsiAdapterPower`, not stopped.
    pub without_power: Cell<bool>,
    pub passive_initialize: Cell<ffi::PHW_PASSIVE_INITIALIZE_ROUTINE>,
    /// `HwStorInitialize` runs because of a restart, not of the first start.
    pub reinitializing: Cell<bool>,
    pub requests: RefCell<Requests>,
    pub slots: RefCell<Slots>,
    pub units: RefCell<Units>,
    pub deferred: Rc<Deferred>,
    /// The workers and timers that the driver made, by their address, which is what the driver has of them.
    pub handles: RefCell<FastMap<usize, Handle>>,
    /// Events are traced.
    pub tracing: Cell<bool>,
    /// What is registered with the power management framework.
    pub framework: Framework,
    /// The registry values that the driver has written.
    pub written: Written,
    /// The registry buffer that the driver has; 0 if none.
    pub registry_buffer: Cell<usize>,
    /// Requests that the driver has, or is about to be given.
    pub outstanding: Cell<u32>,
    pub paused: Cell<bool>,
    pub link: Link,
    /// How many reasons of Storport's own there are to give the driver no requests.
    pub holds: Cell<u32>,
    pub pause_generation: Cell<u64>,
    /// How many requests must complete before the next is given to the driver.
    pub busy: Cell<u32>,
    pub watching: Cell<bool>,
    /// When something was reset last, by whomever: what tells why a request was ended.
    pub last_reset: Cell<Option<u64>>,
    /// The driver said that a bus has changed, and no test has asked for a scan since then.
    pub bus_changed: Cell<bool>,
    /// The plug and play manager is about to scan.
    pub scan_due: Cell<bool>,
    pub concurrent_channels: Cell<u32>,
    pub next_tag: Cell<u32>,
    /// The disks that the last scan found.
    pub disks: RefCell<Vec<Rc<DiskInfo>>>,
    pub said: Said,
    pub services: Services,
    pub objects: Objects,
    pub state_change: StateChanges,
    pub notification: Notification,
    pub beside: Beside,
    pub wmi: Provided,
    /// It has a disk that is used for dumps, and has answered for it.
    pub pointers: Cell<Option<Pointers>>,
}

impl Drop for AdapterState {
    fn drop(&mut self) {
        let kept = self.slots.get_mut().take_kept();
        if kept.is_empty() & !self.services.leak() {
            return;
        }
        // The driver still has requests: they stay, with their data and the extension that they name, as long as the process.
        for (slot, holder) in kept {
            if let Holder::Driver(index) = holder
                && let Some(request) = self.requests.get_mut().get(index)
            {
                request.take_buffers().for_each(std::mem::forget);
            }
            std::mem::forget(slot);
        }
        let none = Block::new(0, 16, 0);
        std::mem::forget(std::mem::replace(&mut self.extension, none));
    }
}

impl AdapterState {
    /// The driver has requests that it will not complete any more.
    pub fn has_lost(&self) -> bool {
        let slots = self.slots.borrow();
        slots.iter().any(|(_, slot)| slot.holder == Holder::Lost)
    }

    pub fn new(
        number: usize,
        image: &Rc<Image>,
        init: ffi::HW_INITIALIZATION_DATA,
        options: AdapterOptions,
        hardware: Option<Rc<Function>>,
        dump_mode: Option<u8>,
    ) -> Rc<Self> {
        let virtual_device = is_virtual(&init);
        let form = form_of(&init, options.form);
        Rc::new(Self {
            number,
            image: Rc::clone(image),
            virtual_device,
            dump_mode,
            form,
            argument: CString::new(options.argument.replace('\0', "")).unwrap_or_default(),
            options,
            extension: Block::new(init.DeviceExtensionSize as usize, 16, 0),
            init,
            hardware,
            uncached: RefCell::new(None),
            redirection: Cell::new(None),
            rerun: Cell::new(false),
            released: Cell::new(false),
            uncached_after: Cell::new(None),
            configuration: OnceCell::new(),
            phase: Cell::new(Phase::Starting),
            supported_controls: RefCell::default(),
            supported_unit_controls: RefCell::default(),
            features: Cell::new(0),
            stopped: Cell::new(false),
            ends: Cell::new(false),
            without_power: Cell::new(false),
            passive_initialize: Cell::new(None),
            reinitializing: Cell::new(false),
            requests: RefCell::new(Requests::default()),
            slots: RefCell::new(Slots::default()),
            units: RefCell::new(Units::default()),
            deferred: Rc::default(),
            handles: RefCell::default(),
            tracing: Cell::new(false),
            framework: Framework::default(),
            written: Written::default(),
            registry_buffer: Cell::new(0),
            outstanding: Cell::new(0),
            paused: Cell::new(false),
            link: Link::default(),
            holds: Cell::new(0),
            pause_generation: Cell::new(0),
            busy: Cell::new(0),
            // Requests of a dump path are timed by whoever polls.
            watching: Cell::new(dump_mode.is_some()),
            last_reset: Cell::new(None),
            bus_changed: Cell::new(false),
            scan_due: Cell::new(false),
            concurrent_channels: Cell::new(1),
            next_tag: Cell::new(1),
            disks: RefCell::new(Vec::new()),
            said: Said::default(),
            services: Services::default(),
            objects: Objects::default(),
            state_change: StateChanges::default(),
            notification: Notification::default(),
            beside: Beside::default(),
            wmi: Provided::default(),
            pointers: Cell::new(None),
        })
    }

    /// Who has the device, for the memory that it may reach: a dump path uses that of the running system.
    pub fn device_owner(&self) -> usize {
        self.hardware
            .as_ref()
            .map_or(self.number, |hardware| hardware.owner)
    }

    /// The device extension as the driver gets it.
    pub fn device_extension(&self) -> ffi::PVOID {
        self.extension.as_ptr().cast()
    }

    pub fn configuration(&self) -> &Configuration {
        // Before HwStorFindAdapter has succeeded: what it is offered, for the request that removes the adapter then.
        self.configuration.get_or_init(|| {
            let offered = Configuration::offered(&self.init, self.virtual_device, self.form);
            Configuration::found(&offered, self.form, &self.options)
        })
    }
}
