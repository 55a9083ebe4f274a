// The expansion of
//
// #[derive(DeviceExtension)]
// #[device_extension(physical, interrupts = per_message, channels = concurrent, srb_extension = Request, lu_extension = Unit)]
// struct Adapter {
//     registers: Mmio<Registers>,
//     finished: Locked<InterruptLock, Ring<Finished, 64>>,
//     complete: Dpc<complete>,
//     queues: [Dpc<queue>; 8],
//     rescan: WorkItem<rescan>,
//     tick: Timer<tick>,
// }

const _: () = {
    extern crate miniport;
    #[allow(unused_imports)]
    use miniport::__private::PlainField as _;
    type __Field0 = Mmio<Registers>;
    const _: miniport::__private::Checked<__Field0> = <miniport::__private::FieldOf<
        __Field0,
    >>::KIND
        .check();
    type __Field1 = Locked<InterruptLock, Ring<Finished, 64>>;
    const _: miniport::__private::Checked<__Field1> = <miniport::__private::FieldOf<
        __Field1,
    >>::KIND
        .check();
    type __Field2 = Dpc<complete>;
    type __Field3 = [Dpc<queue>; 8];
    type __Field4 = WorkItem<rescan>;
    type __Field5 = Timer<tick>;
    fn __fields(__extension: &mut Adapter) {
        let Adapter {
            registers: _,
            finished: _,
            complete: _,
            queues: _,
            rescan: _,
            tick: _,
        } = *__extension;
        miniport::__private::same::<__Field0, _>(&raw mut __extension.registers);
        miniport::__private::same::<__Field1, _>(&raw mut __extension.finished);
        miniport::__private::same::<__Field2, _>(&raw mut __extension.complete);
        miniport::__private::same::<__Field3, _>(&raw mut __extension.queues);
        miniport::__private::same::<__Field4, _>(&raw mut __extension.rescan);
        miniport::__private::same::<__Field5, _>(&raw mut __extension.tick);
    }
    type __SrbExtension = Request;
    const _: miniport::__private::SrbExtension = miniport::__private::SrbExtension::of::<
        __SrbExtension,
    >();
    type __LuExtension = Unit;
    const _: miniport::__private::Checked<__LuExtension> = <miniport::__private::FieldOf<
        __LuExtension,
    >>::KIND
        .check();
    const _: miniport::__private::LuExtension = miniport::__private::LuExtension::of::<
        __LuExtension,
    >();
    unsafe impl miniport::HasLuExtension<__LuExtension> for Adapter {}
    type __Handler0 = miniport::__private::Handler<complete>;
    const __COUNT0: miniport::__private::core::primitive::usize = <__Field2 as miniport::__private::IsDpc<
        __Handler0,
    >>::COUNT;
    unsafe impl miniport::HasDpc<__Handler0> for Adapter {
        const OFFSET: miniport::__private::core::primitive::usize = miniport::__private::core::mem::offset_of!(
            __Slots, 0
        );
    }
    type __Handler1 = miniport::__private::Handler<queue>;
    const __COUNT1: miniport::__private::core::primitive::usize = <__Field3 as miniport::__private::IsDpc<
        __Handler1,
    >>::COUNT;
    unsafe impl miniport::HasDpcArray<__Handler1> for Adapter {
        const OFFSET: miniport::__private::core::primitive::usize = miniport::__private::core::mem::offset_of!(
            __Slots, 1
        );
        const COUNT: miniport::__private::core::primitive::usize = {
            let _ = miniport::__private::core::mem::offset_of!(Adapter, queues);
            __COUNT1
        };
    }
    type __Handler2 = miniport::__private::Handler<rescan>;
    const __COUNT2: miniport::__private::core::primitive::usize = <__Field4 as miniport::__private::IsWorkItem<
        __Handler2,
    >>::COUNT;
    unsafe impl miniport::HasWorkItem<__Handler2> for Adapter {
        const OFFSET: miniport::__private::core::primitive::usize = miniport::__private::core::mem::offset_of!(
            __Slots, 2
        );
    }
    type __Handler3 = miniport::__private::Handler<tick>;
    const __COUNT3: miniport::__private::core::primitive::usize = <__Field5 as miniport::__private::IsTimer<
        __Handler3,
    >>::COUNT;
    unsafe impl miniport::HasTimer<__Handler3> for Adapter {
        const OFFSET: miniport::__private::core::primitive::usize = miniport::__private::core::mem::offset_of!(
            __Slots, 3
        );
    }
    #[repr(C)]
    struct __Slots(
        miniport::__private::DpcMemory<__COUNT0>,
        miniport::__private::DpcMemory<__COUNT1>,
        miniport::__private::WorkItemMemory<__COUNT2>,
        miniport::__private::TimerMemory<__COUNT3>,
    );
    unsafe impl miniport::HasSrbExtension<__SrbExtension> for Adapter {}
    unsafe impl miniport::DeviceExtension for Adapter {
        type Kind = miniport::kind::Physical;
        type Interrupts = miniport::kind::PerMessage;
        type Channels = miniport::kind::Concurrent;
        const SRB_EXTENSION: miniport::__private::SrbExtension = miniport::__private::SrbExtension::of::<
            __SrbExtension,
        >();
        const LU_EXTENSION: miniport::__private::LuExtension = miniport::__private::LuExtension::of::<
            __LuExtension,
        >();
        type Slots = miniport::__private::SlotMemory<
            { miniport::__private::core::mem::size_of::<__Slots>() },
        >;
        const SLOTS: &'static [miniport::__private::Slot] = &[
            miniport::__private::Slot::dpc::<
                __Handler0,
                Adapter,
                _,
            >(miniport::__private::core::mem::offset_of!(__Slots, 0), __COUNT0),
            miniport::__private::Slot::dpc::<
                __Handler1,
                Adapter,
                _,
            >(miniport::__private::core::mem::offset_of!(__Slots, 1), __COUNT1),
            miniport::__private::Slot::work_item::<
                __Handler2,
                Adapter,
                _,
            >(miniport::__private::core::mem::offset_of!(__Slots, 2), __COUNT2),
            miniport::__private::Slot::timer::<
                __Handler3,
                Adapter,
            >(miniport::__private::core::mem::offset_of!(__Slots, 3), __COUNT3),
        ];
    }
    const _: () = miniport::__private::check_size::<Adapter>();
};
