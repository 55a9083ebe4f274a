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
    extern crate miniport as __m;
    use __m::__private as __p;
    use __p::PlainField as _;
    type __Field0 = Mmio<Registers>;
    const _: __p::Checked<__Field0> = <__p::FieldOf<__Field0>>::KIND.check();
    type __Field1 = Locked<InterruptLock, Ring<Finished, 64>>;
    const _: __p::Checked<__Field1> = <__p::FieldOf<__Field1>>::KIND.check();
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
        __p::same::<__Field0, _>(&raw mut __extension.registers);
        __p::same::<__Field1, _>(&raw mut __extension.finished);
        __p::same::<__Field2, _>(&raw mut __extension.complete);
        __p::same::<__Field3, _>(&raw mut __extension.queues);
        __p::same::<__Field4, _>(&raw mut __extension.rescan);
        __p::same::<__Field5, _>(&raw mut __extension.tick);
    }
    type __Srb = Request;
    const _: __p::SrbExtension = __p::SrbExtension::of::<__Srb>();
    type __Lu = Unit;
    const _: __p::Checked<__Lu> = <__p::FieldOf<__Lu>>::KIND.check();
    const _: __p::LuExtension = __p::LuExtension::of::<__Lu>();
    unsafe impl __m::HasLuExtension<__Lu> for Adapter {}
    type __H0 = __p::Handler<complete>;
    const __N0: __p::usize = <__Field2 as __p::IsDpc<__H0>>::COUNT;
    unsafe impl __m::HasDpc<__H0> for Adapter {
        const OFFSET: __p::usize = __p::offset_of!(__Slots, 0);
    }
    type __H1 = __p::Handler<queue>;
    const __N1: __p::usize = <__Field3 as __p::IsDpc<__H1>>::COUNT;
    unsafe impl __m::HasDpcArray<__H1> for Adapter {
        const OFFSET: __p::usize = __p::offset_of!(__Slots, 1);
        const COUNT: __p::usize = (__N1, __p::offset_of!(Adapter, queues)).0;
    }
    type __H2 = __p::Handler<rescan>;
    const __N2: __p::usize = <__Field4 as __p::IsWorkItem<__H2>>::COUNT;
    unsafe impl __m::HasWorkItem<__H2> for Adapter {
        const OFFSET: __p::usize = __p::offset_of!(__Slots, 2);
    }
    type __H3 = __p::Handler<tick>;
    const __N3: __p::usize = <__Field5 as __p::IsTimer<__H3>>::COUNT;
    unsafe impl __m::HasTimer<__H3> for Adapter {
        const OFFSET: __p::usize = __p::offset_of!(__Slots, 3);
    }
    #[repr(C)]
    struct __Slots(
        __p::DpcMemory<__N0>,
        __p::DpcMemory<__N1>,
        __p::WorkItemMemory<__N2>,
        __p::TimerMemory<__N3>,
    );
    unsafe impl __m::HasSrbExtension<__Srb> for Adapter {}
    unsafe impl __m::Extension for Adapter {
        type Kind = __m::kind::Physical;
        type Slots = __p::SlotMemory<{ __p::size_of::<__Slots>() }>;
    }
    unsafe impl __m::DeviceExtension for Adapter {
        type Interrupts = __m::kind::PerMessage;
        type Channels = __m::kind::Concurrent;
        const SRB_EXTENSION: __p::SrbExtension = __p::SrbExtension::of::<__Srb>();
        const LU_EXTENSION: __p::LuExtension = __p::LuExtension::of::<__Lu>();
        const SLOTS: &'static [__p::Slot] = &[
            __p::Slot::dpc::<__H0, Adapter, _>(__p::offset_of!(__Slots, 0), __N0),
            __p::Slot::dpc::<__H1, Adapter, _>(__p::offset_of!(__Slots, 1), __N1),
            __p::Slot::work_item::<__H2, Adapter, _>(__p::offset_of!(__Slots, 2), __N2),
            __p::Slot::timer::<__H3, Adapter>(__p::offset_of!(__Slots, 3), __N3),
        ];
    }
    const _: () = __p::check_size::<Adapter>();
};
