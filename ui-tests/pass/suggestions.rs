//! What the diagnostics of a miniport advise, as they write it: `tests/suggestions.rs` looks for each piece here.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

use core::sync::atomic::AtomicU32;

use miniport::prelude::*;

const N: usize = 2;

/// What a helper says of where it runs.
mod helpers {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        data: Locked<StartIoLock, u32>,
        other: Locked<StartIoLock, u32>,
        plain: AtomicU32,
    }

    fn helper<S: Scope>(cx: &mut Context<'_, Adapter, S>) {
        is_called_at_any_level(cx);
    }

    fn is_called_at_any_level<S: Scope>(_: &mut Context<'_, Adapter, S>) {}

    fn allocates<S: Scope>(cx: &mut Context<'_, Adapter, S>) -> Result<PoolBox<u32>, PoolError>
    where S: UpTo<DISPATCH_LEVEL>
    {
        cx.allocate(0)
    }

    fn is_upgraded<S>(cx: &mut Context<'_, Adapter, S>) -> bool
    where S: UpTo<PASSIVE_LEVEL>
    {
        cx.is_upgraded_installation().unwrap_or_default()
    }

    fn waits<S>(cx: &mut Context<'_, Adapter, S>)
    where S: CanWait
    {
        cx.stall(const { Microseconds::new(10) });
    }

    fn is_built<'a, S: Scope>(cx: &mut Context<'a, Adapter, S>) -> &'a Adapter
    where S::Extension: IsBuilt
    {
        cx.extension()
    }

    fn answers<S>(cx: &mut Context<'_, Adapter, S>, irp: ServiceIrp<Adapter>)
    where S: HoldsNoLock
    {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }

    fn acquires<S>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)
    where S: MayAcquire<StartIoLock>
    {
        let data = &adapter.data;
        data.lock(cx, |data, cx| { holds_it(cx); *data += 1 });
        // Several pieces under one acquisition.
        cx.with_lock::<StartIoLock, _>(|cx| { *data.get(cx) += 1; *adapter.other.get(cx) += 1 });
    }

    fn holds_it<S: Scope>(_: &mut Context<'_, Adapter, S>) {}

    fn acquires_too(adapter: &Adapter, cx: &mut Context<'_, Adapter, impl MayAcquire<StartIoLock>>) {
        adapter.data.lock(cx, |data, _| *data += 1);
    }

    fn holds_too(data: &Locked<StartIoLock, u32>, cx: &mut Context<'_, Adapter, impl Holds<StartIoLock>>) {
        *data.get(cx) += 1;
    }

    fn holds<S>(data: &Locked<StartIoLock, u32>, cx: &mut Context<'_, Adapter, S>) -> u32
    where S: Holds<StartIoLock>
    {
        *data.get(cx)
    }

    #[hw_reset_bus]
    fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
        holds(&adapter.data, cx) == 0
    }

    #[hw_workitem]
    fn everything(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
        allocates(cx).ok();
        is_upgraded(cx);
        waits(cx);
        is_built(cx);
        acquires(adapter, cx);
    }

    /// The same, as functions without named parameters.
    fn unnamed(cx: &mut Context<'_, Adapter, impl UpTo<DISPATCH_LEVEL> + CanWait + CanDefer>) {
        cx.stall(const { Microseconds::new(10) });
        cx.allocate(0).ok();
    }

    #[hw_process_service_request]
    fn request(_: &Adapter, cx: &mut ProcessServiceRequest<'_, Adapter>, irp: ServiceIrp<Adapter>) {
        unnamed(cx);
        answers(cx, irp);
    }
}

/// Deferred objects, alone and in arrays.
mod deferred {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        field: Dpc<f>,
        data: Locked<DpcLock<f>, u32>,
        each: [Dpc<queue>; N],
        work: WorkItem<name>,
        works: [WorkItem<rescan>; N],
        timer: Timer<tick>,
    }

    #[hw_dpc]
    fn f(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, argument: u32) {
        adapter.data.lock(cx, |data, _| *data += argument);
        later(adapter, cx, argument, 0);
    }

    fn later<S>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>, argument: u32, index: usize)
    where S: CanDefer + UpTo<DISPATCH_LEVEL>
    {
        adapter.field.issue(cx, argument).ok();
        cx.issue_dpc::<queue>(index, argument).ok();
        cx.queue_work_item::<rescan>(index, argument).ok();
    }

    fn only_defers<S>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)
    where S: CanDefer
    {
        adapter.field.issue(cx, 0).ok();
    }

    #[hw_dpc]
    fn queue(_: &Adapter, _: &mut Deferred<'_, Adapter>, _: u32) {}

    #[hw_workitem]
    fn name(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, argument: u32) {
        only_defers(adapter, cx);
        let adapter = Works { field: &adapter.work };
        adapter.field.queue(cx, argument).ok();
    }

    struct Works<'a> {
        field: &'a WorkItem<name>,
    }

    #[hw_workitem]
    fn rescan(_: &Adapter, _: &mut Passive<'_, Adapter>, _: u32) {}

    #[hw_timer_ex]
    fn tick(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}
}

/// Arrays of DPCs by the name of the note.
mod array {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        each: [Dpc<f>; N],
        one: Dpc<handler>,
        timer: Timer<name>,
    }

    #[hw_dpc]
    fn handler(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

    #[hw_dpc]
    fn f(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

    #[hw_timer_ex]
    fn name(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}
}

/// A DPC and types of the driver's own that are called as the runtime's.
mod own_types {
    use miniport::{DeviceExtension, Deferred, hw_dpc};

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        dpc: self::Dpc<u32>,
        timer: self::Timer<u32>,
        work: self::WorkItem<u32>,
        right: miniport::Dpc<name>,
    }

    pub struct Dpc<T>(T);
    pub struct Timer<T>(T);
    pub struct WorkItem<T>(T);

    mod right {
        use super::{Adapter, name};
        use miniport::prelude::*;
        fn is(_: &Adapter) -> Option<Dpc<name>> {
            None
        }
        #[hw_workitem]
        fn work(_: &Adapter, _: &mut Passive<'_, Adapter>) {}
        type Work = WorkItem<work>;
    }

    #[hw_dpc]
    pub fn name(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
}

/// What the extension says of the adapter.
mod options {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(physical)]
    struct Plain;

    #[derive(DeviceExtension)]
    #[device_extension(channels = concurrent)]
    struct Concurrent;

    #[hw_initialize]
    fn initialize(_: &Concurrent, cx: &mut Initialize<'_, Concurrent>) -> bool {
        let (channels, options) = (4, PerfOptions::new());
        cx.initialize_concurrent_channels(channels, &options).is_ok()
    }

    #[derive(DeviceExtension)]
    #[device_extension(interrupts = message)]
    struct AllMessages {
        guarded: Locked<InterruptLock, u32>,
    }

    #[hw_message_signaled_interrupt]
    fn handler(adapter: &AllMessages, cx: &mut MessageInterrupt<'_, AllMessages>, _: Message<'_>) -> bool {
        *adapter.guarded.get(cx) == 0
    }

    #[hw_find_adapter]
    fn find(
        _: &mut FindAdapter<'_, AllMessages>,
        _: &mut PortConfiguration<'_>,
    ) -> Result<Found<AllMessages>, FindAdapterError> {
        let extension = AllMessages { guarded: Locked::new(0) };
        let limits = const { Limits::new(1 << 20, 17) };
        Ok(Found::with_message_interrupt::<handler>(extension, limits))
    }

    #[derive(DeviceExtension)]
    #[device_extension(interrupts = per_message)]
    struct EachMessage;

    #[derive(DeviceExtension)]
    #[device_extension(lu_extension = Unit)]
    struct Units;

    #[derive(Default)]
    struct Unit(AtomicU32);

    #[derive(DeviceExtension)]
    #[device_extension(srb_extension = Request)]
    struct Requests;

    #[derive(Default)]
    struct Request(u32);

    #[derive(DeviceExtension)] #[device_extension(dump)] struct Path { guarded: Locked<DumpLock, u32> }

    #[dump_hw_interrupt]
    fn poll(path: &Path, cx: &mut miniport::dump::Dumping<'_, Path>) -> bool {
        *path.guarded.get(cx) == 0
    }
}

/// What is registered, and the control types of an attribute.
mod registered {
    use super::*;

    #[derive(DeviceExtension)]
    struct Adapter {
        field: Dpc<complete>,
        other: Locked<InterruptLock, u32>,
    }

    mod named {
        use miniport::prelude::*;
        use super::Adapter;

        #[hw_interrupt]
        pub fn handler(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
            true
        }
    }

    #[hw_dpc]
    fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

    fn driver() {
        use named::handler;
        let _ = Driver::<Adapter>::new()
            .hw_interrupt::<handler>();
    }

    #[hw_unit_control(Start, Power)]
    fn unit_control(_: &Adapter, control: UnitControl<'_, Adapter>) -> UnitControlStatus {
        let _ = control;
        UnitControlStatus::Success
    }
}

/// Events of the driver's.
mod events {
    use miniport::event::ParameterName;

    const NAME: ParameterName = ParameterName::new("Depth");

    fn list(value: u64) -> [(&'static ParameterName, u64); 1] {
        [(&NAME, value), ]
    }
}

fn main() {}
