//! Two miniports whose callbacks do what a test says: one without hardware, one with the [`Scratch`](crate::device::Scratch) device.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use miniport::prelude::*;
use miniport_sim::{
    Adapter as Started, AdapterOptions, Address as Unit, Completion, Direction, InterruptResources,
    LoadError, Machine,
};

use crate::device::Scratch;

/// A driver whose callbacks call what a test gave: `find` of what it keeps, `initialize`, `start`.
macro_rules! driver {
    (
        $name:ident($($options:tt)*), $find:ident, { $($extension:tt)* }, kept $kept:ty, found $found:ident $(::<$message:ident>)?,
        registered { $($registered:tt)* } more { $($more:tt)* }
    ) => {
        pub mod $name {
            use super::*;

            #[derive(DeviceExtension)]
            #[device_extension($($options)*)]
            pub struct Adapter { pub passive: WorkItem<work>, $($extension)* }

            type Finds = fn(&mut FindAdapter<'_, Adapter>, &mut PortConfiguration<'_>) -> Result<$kept, FindAdapterError>;
            type Initializes = Rc<dyn Fn(&Adapter, &mut Initialize<'_, Adapter>)>;
            type Starts = Rc<dyn Fn(&Adapter, &mut StartIo<'_, Adapter>, Srb<Adapter>)>;
            type Works = Rc<dyn Fn(&Adapter, &mut Passive<'_, Adapter>)>;

            thread_local! {
                pub static FIND: RefCell<Option<Finds>> = const { RefCell::new(None) };
                pub static INITIALIZE: RefCell<Option<Initializes>> = const { RefCell::new(None) };
                pub static START: RefCell<Option<Starts>> = const { RefCell::new(None) };
                pub static WORK: RefCell<Option<Works>> = const { RefCell::new(None) };
            }

            /// What `start_io` does from here on.
            pub fn start(does: impl Fn(&Adapter, &mut StartIo<'_, Adapter>, Srb<Adapter>) + 'static) {
                START.set(Some(Rc::new(does)));
            }

            /// What the work item does from here on; `start_io` queues it if there is nothing else to do.
            #[allow(dead_code, reason = "not of both drivers")]
            pub fn work_is(does: impl Fn(&Adapter, &mut Passive<'_, Adapter>) + 'static) {
                WORK.set(Some(Rc::new(does)));
            }

            #[$find]
            pub fn find(
                cx: &mut FindAdapter<'_, Adapter>,
                config: &mut PortConfiguration<'_>,
            ) -> Result<Found<Adapter>, FindAdapterError> {
                config
                    .set_number_of_buses(1)
                    .set_maximum_number_of_targets(1)
                    .set_maximum_number_of_logical_units(1);
                let adapter = build(cx, config)?;
                Ok(Found::$found$(::<$message>)?(adapter, const { Limits::new(1 << 16, 17) }))
            }

            #[hw_initialize]
            fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
                if let Some(does) = INITIALIZE.with_borrow(Clone::clone) {
                    does(adapter, cx);
                }
                true
            }

            #[hw_startio]
            fn start_io(
                adapter: &Adapter,
                cx: &mut StartIo<'_, Adapter>,
                srb: Srb<Adapter>,
            ) -> Result<(), Srb<Adapter>> {
                // Others may run meanwhile: the cell is not borrowed.
                if let Some(does) = START.with_borrow(Clone::clone) {
                    does(adapter, cx, srb);
                } else {
                    let _ = adapter.passive.queue(cx, ());
                    srb.complete(cx, SrbStatus::Success);
                }
                Ok(())
            }

            #[hw_workitem]
            pub fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
                if let Some(does) = WORK.with_borrow(Clone::clone) {
                    does(adapter, cx);
                }
            }

            #[hw_reset_bus]
            fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
                true
            }

            #[hw_adapter_control(StopAdapter, RestartAdapter)]
            fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
                AdapterControlStatus::Success
            }

            $($more)*

            driver_entry! {
                Driver::<Adapter>::new()
                    .$find::<find>()
                    .hw_initialize::<initialize>()
                    .hw_startio::<start_io>()
                    .hw_reset_bus::<reset_bus>()
                    .hw_adapter_control::<adapter_control>()
                    $($registered)*
            }
        }
    };
}

driver! {
    unreal(virtual), virtual_hw_find_adapter, {}, kept (), found new,
    registered {}
    more {
        fn build(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Adapter, FindAdapterError> {
            if let Some(find) = FIND.with_borrow(|find| *find) {
                find(cx, config)?;
            }
            Ok(Adapter { passive: WorkItem::new() })
        }
    }
}

driver! {
    real(physical, interrupts = message), hw_find_adapter,
    {
        pub registers: Mmio<crate::device::Memory>,
        pub ports: Ports<crate::device::Io>,
        pub kept: Kept,
        pub messages: AtomicU32,
    },
    kept Kept, found with_message_interrupt::<message>,
    registered { .hw_interrupt::<line>() }
    more {
        pub use crate::memory::Kept;

        fn build(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Adapter, FindAdapterError> {
            let registers = cx.map_registers(config, 0).map_err(|_| FindAdapterError::Error)?;
            let ports = cx.map_ports(config, 1).map_err(|_| FindAdapterError::Error)?;
            let kept = match FIND.with_borrow(|find| *find) {
                Some(find) => find(cx, config)?,
                None => Kept::default(),
            };
            Ok(Adapter { passive: WorkItem::new(), registers, ports, kept, messages: AtomicU32::new(0) })
        }

        #[hw_message_signaled_interrupt]
        fn message(adapter: &Adapter, _: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
            adapter.messages.fetch_add(1 << (8 * message.id()), Ordering::Relaxed);
            true
        }

        #[hw_interrupt]
        fn line(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
            false
        }
    }
}

/// The unit that tests talk to.
pub const UNIT: Unit = Unit {
    path_id: 0,
    target_id: 0,
    lun: 0,
};

pub fn options() -> AdapterOptions {
    AdapterOptions::new().without_scan()
}

/// An adapter without hardware.
pub fn start_unreal(machine: &Machine, options: AdapterOptions) -> Started {
    let driver = machine.load(unreal::DriverEntry).expect("it loads");
    machine.add_adapter(&driver, options).expect("it starts")
}

/// An adapter with the device.
pub fn start_real(machine: &Machine, options: AdapterOptions) -> Result<Started, LoadError> {
    let driver = machine.load(real::DriverEntry).expect("it loads");
    let options = options.interrupts(InterruptResources::Messages(2));
    machine.add_pci_adapter(&driver, Scratch::new(), options)
}

/// Sends a command without data; what was done is in `start_io`.
pub fn poke(adapter: &Started) -> Completion {
    adapter
        .execute(UNIT, &[0; 6], Direction::None, &mut [])
        .expect("an answer")
}
