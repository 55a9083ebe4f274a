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
    const _: () = {
        extern crate miniport as __m;
        #[allow(unused_imports)]
        use __m::__private::PlainField as _;
        type __Field0 = Mmio<Registers>;
        const _: __m::__private::Checked<__Field0> = <__m::__private::FieldOf<
            __Field0,
        >>::KIND
            .check();
        type __Field1 = Locked<InterruptLock, Ring<Finished, 64>>;
        const _: __m::__private::Checked<__Field1> = <__m::__private::FieldOf<
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
            __m::__private::same::<__Field0, _>(&raw mut __extension.registers);
            __m::__private::same::<__Field1, _>(&raw mut __extension.finished);
            __m::__private::same::<__Field2, _>(&raw mut __extension.complete);
            __m::__private::same::<__Field3, _>(&raw mut __extension.queues);
            __m::__private::same::<__Field4, _>(&raw mut __extension.rescan);
            __m::__private::same::<__Field5, _>(&raw mut __extension.tick);
        }
        type __SrbExtension = Request;
        const _: __m::__private::SrbExtension = __m::__private::SrbExtension::of::<
            __SrbExtension,
        >();
        type __LuExtension = Unit;
        const _: __m::__private::Checked<__LuExtension> = <__m::__private::FieldOf<
            __LuExtension,
        >>::KIND
            .check();
        const _: __m::__private::LuExtension = __m::__private::LuExtension::of::<
            __LuExtension,
        >();
        unsafe impl __m::HasLuExtension<__LuExtension> for Adapter {}
        type __Handler0 = __m::__private::Handler<complete>;
        const __COUNT0: __m::__private::core::primitive::usize = <__Field2 as __m::__private::IsDpc<
            __Handler0,
        >>::COUNT;
        unsafe impl __m::HasDpc<__Handler0> for Adapter {
            const OFFSET: __m::__private::core::primitive::usize = __m::__private::core::mem::offset_of!(
                __Slots, 0
            );
        }
        type __Handler1 = __m::__private::Handler<queue>;
        const __COUNT1: __m::__private::core::primitive::usize = <__Field3 as __m::__private::IsDpc<
            __Handler1,
        >>::COUNT;
        unsafe impl __m::HasDpcArray<__Handler1> for Adapter {
            const OFFSET: __m::__private::core::primitive::usize = __m::__private::core::mem::offset_of!(
                __Slots, 1
            );
            const COUNT: __m::__private::core::primitive::usize = {
                let _ = __m::__private::core::mem::offset_of!(Adapter, queues);
                __COUNT1
            };
        }
        type __Handler2 = __m::__private::Handler<rescan>;
        const __COUNT2: __m::__private::core::primitive::usize = <__Field4 as __m::__private::IsWorkItem<
            __Handler2,
        >>::COUNT;
        unsafe impl __m::HasWorkItem<__Handler2> for Adapter {
            const OFFSET: __m::__private::core::primitive::usize = __m::__private::core::mem::offset_of!(
                __Slots, 2
            );
        }
        type __Handler3 = __m::__private::Handler<tick>;
        const __COUNT3: __m::__private::core::primitive::usize = <__Field5 as __m::__private::IsTimer<
            __Handler3,
        >>::COUNT;
        unsafe impl __m::HasTimer<__Handler3> for Adapter {
            const OFFSET: __m::__private::core::primitive::usize = __m::__private::core::mem::offset_of!(
                __Slots, 3
            );
        }
        #[repr(C)]
        struct __Slots(
            __m::__private::DpcMemory<__COUNT0>,
            __m::__private::DpcMemory<__COUNT1>,
            __m::__private::WorkItemMemory<__COUNT2>,
            __m::__private::TimerMemory<__COUNT3>,
        );
        unsafe impl __m::HasSrbExtension<__SrbExtension> for Adapter {}
        unsafe impl __m::Extension for Adapter {
            type Kind = __m::kind::Physical;
            type Slots = __m::__private::SlotMemory<
                { __m::__private::core::mem::size_of::<__Slots>() },
            >;
        }
        unsafe impl __m::DeviceExtension for Adapter {
            type Interrupts = __m::kind::PerMessage;
            type Channels = __m::kind::Concurrent;
            const SRB_EXTENSION: __m::__private::SrbExtension = __m::__private::SrbExtension::of::<
                __SrbExtension,
            >();
            const LU_EXTENSION: __m::__private::LuExtension = __m::__private::LuExtension::of::<
                __LuExtension,
            >();
            const SLOTS: &'static [__m::__private::Slot] = &[
                __m::__private::Slot::dpc::<
                    __Handler0,
                    Adapter,
                    _,
                >(__m::__private::core::mem::offset_of!(__Slots, 0), __COUNT0),
                __m::__private::Slot::dpc::<
                    __Handler1,
                    Adapter,
                    _,
                >(__m::__private::core::mem::offset_of!(__Slots, 1), __COUNT1),
                __m::__private::Slot::work_item::<
                    __Handler2,
                    Adapter,
                    _,
                >(__m::__private::core::mem::offset_of!(__Slots, 2), __COUNT2),
                __m::__private::Slot::timer::<
                    __Handler3,
                    Adapter,
                >(__m::__private::core::mem::offset_of!(__Slots, 3), __COUNT3),
            ];
        }
        const _: () = __m::__private::check_size::<Adapter>();
    };
};
