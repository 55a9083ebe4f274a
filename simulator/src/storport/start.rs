//! The start of an adapter: `HwStorFindAdapter`, the control types, `HwStorInitialize`, passive initialisation.

use std::rc::Rc;

use miniport::ffi;

use super::adapter::{AdapterState, Phase};
use super::configuration::{self, Configuration, UNINITIALIZED};
use super::error::LoadError;
use super::hardware;
use super::hooked_irp::{Asked, Outcome};
use super::image::{Image, is_virtual};
use super::options::AdapterOptions;
use super::port::Storport;
use crate::device::Device;
use crate::kernel::level::{DIRQL, PASSIVE_LEVEL};
use crate::kernel::lock::Lock;
use crate::kernel::memory::block::Block;
use crate::kernel::nt::device::Port;
use crate::verifier::{Role, Rule};

/// What the driver registered for this kind of adapter.
fn initialization_for(
    image: &Image,
    has_device: bool,
) -> Result<ffi::HW_INITIALIZATION_DATA, LoadError> {
    let all = image.initializations.borrow();
    let Some(first) = all.first() else {
        return Err(LoadError::NotInitialized);
    };
    if !has_device {
        return Ok(*first);
    }
    let fits = all
        .iter()
        .find(|init| init.AdapterInterfaceType == ffi::PCIBus && !is_virtual(init));
    fits.copied().ok_or(LoadError::BadInitializationData {
        field: "AdapterInterfaceType",
        reason: "is not PCIBus, and the adapter is a PCI function",
    })
}

impl Storport<'_> {
    /// Makes an adapter of the driver's first kind and starts it, up to the scan of its buses.
    pub fn start_adapter(
        &self,
        image: &Rc<Image>,
        options: AdapterOptions,
        device: Option<Box<dyn Device>>,
    ) -> Result<Rc<AdapterState>, LoadError> {
        let number = self.kernel.new_owner("adapter");
        let hardware =
            device.map(|device| self.kernel.enumerate(device, options.interrupts, number));
        let init = initialization_for(image, hardware.is_some())?;
        let adapter = AdapterState::new(number, image, init, options, hardware, None);
        self.add_adapter(Rc::clone(&adapter));
        let step = match self.begin_irp(&adapter, None, Asked::Start) {
            Ok(step) => step,
            Err(status) => {
                self.fail_unfound(&adapter);
                return Err(LoadError::StartFailed { status });
            }
        };
        let found = if adapter.options.lower_fails {
            Err(LoadError::LowerStack)
        } else {
            self.find_adapter(&adapter, PASSIVE_LEVEL)
        };
        if found.is_ok() {
            self.connect(&adapter);
        }
        let result = found
            .clone()
            .and_then(|()| self.initialize(&adapter, false));
        self.end_irp(step, result.status());
        if result.is_ok() {
            adapter.phase.set(Phase::Started);
            self.tell_of_start(&adapter);
        } else if found == Err(LoadError::LowerStack) {
            self.fail_unfound(&adapter);
        } else {
            self.fail_start(&adapter, found.is_ok());
        }
        result.map(|()| adapter)
    }

    /// The requests of a start. Their time relative to the initialisation, and to each other, is nowhere said: behind it they are
    /// certainly allowed.
    pub fn tell_of_start(&self, adapter: &Rc<AdapterState>) {
        let actions = [ffi::StorQueryCapabilities, ffi::StorStartDevice];
        let first = self.kernel.below(2);
        for action in [actions[first], actions[1 - first]] {
            if action == ffi::StorQueryCapabilities {
                self.with_irp(adapter, None, Asked::Capabilities, || {
                    self.tell(adapter, action);
                });
            } else {
                self.tell(adapter, action);
            }
        }
        // Who turns tracing on knows nothing of the adapter's start.
        self.trace_sometime(adapter, true);
        self.trace_sometime(adapter, false);
    }

    /// `HwStorFindAdapter` once more: at `DISPATCH_LEVEL` for a restart without `ScsiRestartAdapter`, at `PASSIVE_LEVEL` for a start
    /// after a stop.
    pub fn find_adapter_again(
        &self,
        adapter: &Rc<AdapterState>,
        irql: u8,
    ) -> Result<(), LoadError> {
        adapter.rerun.set(true);
        Self::forget_data(adapter);
        // They were of what find-adapter made before.
        adapter.pointers.set(None);
        let found = self.find_adapter(adapter, irql);
        adapter.rerun.set(false);
        found
    }

    fn find_adapter(&self, adapter: &Rc<AdapterState>, irql: u8) -> Result<(), LoadError> {
        if let Some(hardware) = adapter.hardware.as_ref().filter(|_| irql == PASSIVE_LEVEL) {
            self.kernel.enable_messages(hardware);
        }
        let inner = Rc::clone(adapter);
        let (returned, found) = self
            .perform(irql, move |core| core.call_find_adapter(&inner))
            .ok_or(LoadError::Halted)?;
        if returned != ffi::SP_RETURN_FOUND {
            if returned > ffi::SP_RETURN_BAD_CONFIG {
                self.broke(
                    adapter,
                    Rule::BadConfiguration,
                    format!("HwStorFindAdapter returned {returned} (SpReturnValue)"),
                );
            }
            return Err(LoadError::AdapterNotFound { returned });
        }
        self.check_configuration(adapter, &found)?;
        self.check_hardware(adapter, &found);
        self.choose_interrupts(adapter, &found);
        let configuration = Configuration::found(&found, adapter.form, &adapter.options);
        let _ = adapter.configuration.set(configuration);
        // "Miniport drivers must not modify this value", and drivers that ship do: they hear nothing of WMI then.
        adapter.wmi.is_provider.set(found.WmiDataProvider != 0);
        Ok(())
    }

    pub(super) fn call_find_adapter(
        &self,
        adapter: &Rc<AdapterState>,
    ) -> (u32, ffi::PORT_CONFIGURATION_INFORMATION) {
        // Guarded, and as long as the extension: a driver may keep the pointer only during the call, which poison shows.
        let block = Block::new(size_of::<ffi::PORT_CONFIGURATION_INFORMATION>(), 16, 0);
        let place = block.as_ptr().cast::<ffi::PORT_CONFIGURATION_INFORMATION>();
        let ranges = Block::new(
            size_of::<ffi::ACCESS_RANGE>() * (adapter.init.NumberOfAccessRanges as usize).max(1),
            16,
            0,
        );
        let mut offered =
            Configuration::offered(&adapter.init, adapter.virtual_device, adapter.form);
        offered.AccessRanges = ranges.as_ptr().cast();
        offered.BusResetHoldTime = self.usual_reset_hold();
        if let Some(hardware) = &adapter.hardware {
            hardware::offer(hardware, &mut offered);
        }
        let role = if let Some(mode) = adapter.dump_mode {
            offered.DumpMode = mode;
            let private = adapter
                .pointers
                .get()
                .map_or(0, |pointers| pointers.private);
            offered.MiniportDumpData = private as ffi::PVOID;
            Role::DumpHwFindAdapter
        } else {
            Role::HwFindAdapter
        };
        // SAFETY: the block has room for the structure and is aligned to 16.
        unsafe { place.write(offered) };
        let mut again: ffi::BOOLEAN = ffi::FALSE;
        let extension = adapter.device_extension();
        let context = adapter.image.context.get() as ffi::PVOID;
        let argument = adapter.argument.as_ptr().cast_mut().cast::<ffi::CHAR>();
        let routine = adapter.init.HwFindAdapter;
        let returned = if adapter.virtual_device {
            // SAFETY: HwFindAdapter of a virtual miniport is a VIRTUAL_HW_FIND_ADAPTER; it is not NULL (`driver::check`).
            let routine =
                unsafe { std::mem::transmute::<ffi::PVOID, ffi::VIRTUAL_HW_FIND_ADAPTER>(routine) };
            let routine = self.kernel.callable(routine);
            // The page gives HwContext, BusInformation and LowerDevice other meanings than that of HW_FIND_ADAPTER.
            let physical: ffi::PVOID = adapter.objects.physical().cast();
            let functional: ffi::PVOID = adapter.objects.functional(&adapter.image).cast();
            for (object, port) in [(physical, Port::Physical), (functional, Port::Functional)] {
                self.kernel
                    .add_port_device(object as usize, adapter.number, port);
            }
            // SAFETY: the arguments are those of the role type; the device objects live as long as the adapter.
            self.callback(adapter, Role::VirtualHwFindAdapter, || unsafe {
                routine(
                    extension,
                    physical,
                    functional,
                    physical,
                    argument,
                    place,
                    &raw mut again,
                )
            })
        } else {
            // SAFETY: HwFindAdapter of a physical miniport is a HW_FIND_ADAPTER; it is not NULL (`driver::check`).
            let routine =
                unsafe { std::mem::transmute::<ffi::PVOID, ffi::HW_FIND_ADAPTER>(routine) };
            let routine = self.kernel.callable(routine);
            // SAFETY: the arguments are those of the role type.
            self.callback(adapter, role, || unsafe {
                routine(
                    extension,
                    context,
                    std::ptr::null_mut(),
                    argument,
                    place,
                    &raw mut again,
                )
            })
        };
        if block.check().is_err() {
            self.broke(
                adapter,
                Rule::Overrun,
                "PORT_CONFIGURATION_INFORMATION was written outside of its bounds",
            );
        }
        // SAFETY: as above; the driver has returned.
        let mut found = unsafe { place.read() };
        if returned == ffi::SP_RETURN_FOUND
            && let Some(member) = configuration::changed(&offered, &found)
        {
            let message =
                format!("PORT_CONFIGURATION_INFORMATION.{member} is not the driver's to change");
            self.broke(adapter, Rule::BadConfiguration, message);
        }
        found.HwMSInterruptRoutine = found
            .HwMSInterruptRoutine
            .map(|routine| self.kernel.callable(routine));
        (returned, found)
    }

    pub(super) fn check_configuration(
        &self,
        adapter: &AdapterState,
        found: &ffi::PORT_CONFIGURATION_INFORMATION,
    ) -> Result<(), LoadError> {
        let wrong = |field, reason| Err(LoadError::BadConfiguration { field, reason });
        // Virtual miniports that ship leave both as they are; SDV's rule StorPortFindAdapter is for all.
        let is_physical = !adapter.virtual_device;
        if found.MaximumTransferLength == UNINITIALIZED && is_physical {
            return wrong("MaximumTransferLength", "was not set (StorPortFindAdapter)");
        }
        if found.MaximumTransferLength == 0 {
            return wrong("MaximumTransferLength", "is 0");
        }
        if found.NumberOfPhysicalBreaks == UNINITIALIZED && is_physical {
            return wrong(
                "NumberOfPhysicalBreaks",
                "was not set (StorPortFindAdapter)",
            );
        }
        if found.NumberOfPhysicalBreaks == 0 {
            return wrong("NumberOfPhysicalBreaks", "is 0");
        }
        if !(found.AlignmentMask.wrapping_add(1)).is_power_of_two() || found.AlignmentMask > 0xFFF {
            return wrong("AlignmentMask", "is no power of two minus one up to 4095");
        }
        if found.MapBuffers > ffi::STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE {
            return wrong("MapBuffers", "is none of its values");
        }
        if (found.VirtualDevice != 0) != adapter.virtual_device {
            let kind = if adapter.virtual_device {
                "a virtual"
            } else {
                "a physical"
            };
            self.broke(
                adapter,
                Rule::VirtualDevice,
                format!(
                    "VirtualDevice is {} for {kind} miniport",
                    found.VirtualDevice
                ),
            );
        }
        if found.SynchronizationModel != ffi::StorSynchronizeFullDuplex {
            self.broke(
                adapter,
                Rule::BadConfiguration,
                "SynchronizationModel is not StorSynchronizeFullDuplex (SpDuplex)",
            );
        }
        if let Some(what) = configuration::senseless(found, adapter.form) {
            self.broke(adapter, Rule::BadConfiguration, what);
        }
        if found.Length as usize != size_of::<ffi::PORT_CONFIGURATION_INFORMATION>() {
            self.broke(
                adapter,
                Rule::BadConfiguration,
                "PORT_CONFIGURATION_INFORMATION.Length was changed",
            );
        }
        Ok(())
    }

    /// `HwStorInitialize`, passive initialisation, and after a start the queries of control types, which come "after the HBA has been
    /// initialized but before the first I/O".
    pub fn initialize(&self, adapter: &Rc<AdapterState>, again: bool) -> Result<(), LoadError> {
        self.initialize_hardware(adapter, again)?;
        if !again {
            self.query_control_types(adapter).ok_or(LoadError::Halted)?;
        }
        Ok(())
    }

    fn initialize_hardware(
        &self,
        adapter: &Rc<AdapterState>,
        again: bool,
    ) -> Result<(), LoadError> {
        adapter.passive_initialize.set(None);
        adapter.reinitializing.set(again);
        let inner = Rc::clone(adapter);
        let irql = if adapter.virtual_device {
            PASSIVE_LEVEL
        } else {
            DIRQL
        };
        let initialized = self.perform(irql, move |core| {
            let Some(initialize) = inner.init.HwInitialize else {
                return false;
            };
            let locks: &[Lock] = if inner.virtual_device {
                &[]
            } else {
                &[inner.interrupt_lock()]
            };
            let extension = inner.device_extension();
            core.kernel.with_locks(locks, || {
                // SAFETY: the driver registered the routine for this extension.
                core.callback(&inner, Role::HwInitialize, || unsafe {
                    initialize(extension)
                }) != 0
            })
        });
        adapter.reinitializing.set(false);
        if !initialized.ok_or(LoadError::Halted)? {
            return Err(LoadError::InitializeFailed);
        }
        let Some(routine) = adapter.passive_initialize.take() else {
            return Ok(());
        };
        let inner = Rc::clone(adapter);
        let initialized = self.perform(PASSIVE_LEVEL, move |core| {
            let extension = inner.device_extension();
            // SAFETY: the driver registered the routine for this extension in HwStorInitialize.
            core.callback(&inner, Role::HwPassiveInitialize, || unsafe {
                routine(extension)
            }) != 0
        });
        if initialized.ok_or(LoadError::Halted)? {
            Ok(())
        } else {
            Err(LoadError::PassiveInitializeFailed)
        }
    }
}
