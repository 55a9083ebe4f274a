//! A virtual miniport with blocks of every kind, for the adapter; its unit has one that a work item answers.

use miniport::ffi::GUID;
use miniport::prelude::*;
use miniport::wmi::{Instance, MethodCall, Target, WmiError};
use miniport::{scope, wmi_value};

/// A GUID of this driver.
pub const fn guid(number: u32) -> GUID {
    GUID {
        Data1: number,
        Data2: 0x17,
        Data3: 0x4a2b,
        Data4: *b"testwmi\0",
    }
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
pub struct Adapter {
    state: Locked<StartIoLock, State>,
    work: WorkItem<work>,
    waiting: Locked<StartIoLock, Option<Srb<Adapter>>>,
}

/// What the blocks are about.
struct State {
    limits: Limits,
    resets: u32,
    collected: bool,
    wanted: bool,
    /// The actions are not there any more.
    reduced: bool,
}

wmi_value! {
    /// 13 bytes: three instances are padded.
    #[derive(Debug, PartialEq)]
    pub struct Counters {
        pub index: u64,
        pub errors: u32,
        pub tail: u8,
    }
}

impl wmi::DataBlock<Adapter> for Counters {
    const GUID: GUID = guid(1);
    type Data = Self;
    const INSTANCES: u32 = 3;

    fn query(
        _: &Adapter,
        _: &mut StartIo<'_, Adapter>,
        instance: Instance,
    ) -> Result<Self, WmiError> {
        assert_eq!(instance.target, Target::Adapter);
        Ok(Self {
            index: instance.index.into(),
            errors: 0x0101_0101 * instance.index,
            tail: 0xEE,
        })
    }
}

wmi_value! {
    #[derive(Debug, PartialEq)]
    pub struct Limits {
        pub depth: u32,
        pub name: [u16; 4],
    }
}

impl wmi::DataBlock<Adapter> for Limits {
    const GUID: GUID = guid(2);
    type Data = Self;

    fn query(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        _: Instance,
    ) -> Result<Self, WmiError> {
        Ok(adapter.state.lock(cx, |state, _| state.limits))
    }

    fn set(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        _: Instance,
        data: Self,
    ) -> Result<(), WmiError> {
        if data.depth == 0 {
            return Err(WmiError::BadValue);
        }
        adapter.state.lock(cx, |state, _| state.limits = data);
        Ok(())
    }

    fn set_item(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        _: Instance,
        item: u32,
        value: DataBuffer<'_>,
    ) -> Result<(), WmiError> {
        let mut depth = [0; 4];
        if item != 1 || value.len() != 4 || value.read_at(0, &mut depth).is_err() {
            return Err(WmiError::NotFound);
        }
        let depth = u32::from_le_bytes(depth);
        adapter
            .state
            .lock(cx, |state, _| state.limits.depth = depth);
        Ok(())
    }
}

/// A block of methods: its data are the number of resets.
pub struct Actions;

impl wmi::DataBlock<Adapter> for Actions {
    const GUID: GUID = guid(3);
    type Data = u32;

    fn query(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        _: Instance,
    ) -> Result<u32, WmiError> {
        Ok(adapter.state.lock(cx, |state, _| state.resets))
    }

    fn execute(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        _: Instance,
        call: MethodCall<'_>,
    ) -> Result<u32, WmiError> {
        match call.method() {
            // Resets so many times, and says what there was before, in a long answer.
            1 => {
                let resets: u32 = call.parameters()?;
                call.has_room(256)?;
                let before = adapter.state.lock(cx, |state, _| {
                    let before = state.resets;
                    state.resets += resets;
                    before
                });
                let mut answer = [0xAB; 256];
                answer[..4].copy_from_slice(&before.to_le_bytes());
                call.answer(answer)
            }
            2 => Ok(0),
            // It says that it wrote more than there is room for at first.
            3 => Ok(5000),
            _ => Err(WmiError::NotFound),
        }
    }
}

/// Data that cost something.
pub struct Traffic;

impl wmi::DataBlock<Adapter> for Traffic {
    const GUID: GUID = guid(4);
    type Data = u8;
    const EXPENSIVE: bool = true;

    fn query(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        _: Instance,
    ) -> Result<u8, WmiError> {
        Ok(adapter.state.lock(cx, |state, _| state.collected.into()))
    }

    fn collect(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, _: Target, wanted: bool) {
        adapter.state.lock(cx, |state, _| state.collected = wanted);
    }
}

/// The adapter was asked for something.
pub struct Asked;

impl wmi::Event for Asked {
    const GUID: GUID = guid(5);
    type Data = [u8; 64];
    const INSTANCES: u32 = 2;
}

impl wmi::EventBlock<Adapter> for Asked {
    fn enable(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, _: Target, wanted: bool) {
        adapter.state.lock(cx, |state, _| state.wanted = wanted);
    }
}

/// What the unit has; it takes its time.
pub struct Health;

impl wmi::DataBlock<Adapter, scope::Passive> for Health {
    const GUID: GUID = guid(6);
    type Data = [u8; 3];

    fn query(
        _: &Adapter,
        _: &mut Passive<'_, Adapter>,
        instance: Instance,
    ) -> Result<[u8; 3], WmiError> {
        let Target::Unit(unit) = instance.target else {
            return Err(WmiError::Failed);
        };
        Ok([unit.path_id, unit.target_id, unit.lun])
    }
}

fn of_unit() -> wmi::Table<impl wmi::Rows<Adapter, scope::Passive>> {
    wmi::Table::new().block::<Health>()
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config
        .set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(2);
    let limits = Limits {
        depth: 20,
        name: [0; 4],
    };
    let adapter = Adapter {
        state: Locked::new(State {
            limits,
            resets: 5,
            collected: false,
            wanted: false,
            reduced: false,
        }),
        work: WorkItem::new(),
        waiting: Locked::new(None),
    };
    Ok(Found::new(
        adapter,
        const { miniport::Limits::new(1 << 16, 17) },
    ))
}

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    match srb.wmi_target() {
        Some(Target::Adapter) => of_adapter(adapter, cx, srb),
        Some(Target::Unit(_)) => {
            if let Err(srb) = srb.register_wmi::<scope::Passive, _>(cx, &of_unit()) {
                adapter.waiting.lock(cx, |waiting, _| *waiting = Some(srb));
                adapter.work.queue(cx, ()).ok();
            }
        }
        None => told(adapter, cx, srb),
    }
    Ok(())
}

fn of_adapter(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    let all = wmi::Table::new()
        .mof_resource("MofResource")
        .block::<Counters>()
        .block::<Limits>()
        .block::<Traffic>()
        .event::<Asked>();
    if adapter.state.lock(cx, |state, _| state.reduced) {
        srb.answer_wmi(adapter, cx, &all);
    } else {
        srb.answer_wmi(adapter, cx, &all.block::<Actions>());
    }
}

/// Any other request makes the driver tell of something: a flush of an event, a shutdown that there are fewer blocks.
fn told(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    let target = Target::Adapter;
    match srb.function() {
        SrbFunction::Flush if adapter.state.lock(cx, |state, _| state.wanted) => {
            cx.wmi_event::<Asked>(Instance { target, index: 1 }, [7; 64]);
        }
        SrbFunction::ResetDevice => {
            cx.wmi_event::<Asked>(Instance { target, index: 1 }, [7; 64]);
        }
        SrbFunction::Shutdown => {
            adapter.state.lock(cx, |state, _| state.reduced = true);
            cx.wmi_reregister(target);
        }
        // What is no request of WMI is not answered with a table.
        SrbFunction::ResetBus => return srb.answer_wmi(adapter, cx, &wmi::Table::new()),
        _ => {}
    }
    srb.complete(cx, SrbStatus::Success);
}

#[hw_workitem]
fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let srb = adapter.waiting.lock(cx, |waiting, _| waiting.take());
    if let Some(srb) = srb {
        srb.answer_wmi(adapter, cx, &of_unit());
    }
}

callbacks! { reset_bus adapter_control }

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}
