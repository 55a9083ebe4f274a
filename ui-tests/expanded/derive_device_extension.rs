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
    fn fields() {
        #[allow(unused_imports)]
        use ::miniport::__private::{PartField as _, PlainField as _};
        let _: ::miniport::__private::Checked<Mmio<Registers>> = (&::miniport::__private::FieldOf::<
            Mmio<Registers>,
        >::NEW)
            .kind()
            .check();
        let _: ::miniport::__private::Checked<
            Locked<InterruptLock, Ring<Finished, 64>>,
        > = (&::miniport::__private::FieldOf::<
            Locked<InterruptLock, Ring<Finished, 64>>,
        >::NEW)
            .kind()
            .check();
        let _: ::miniport::__private::Checked<Dpc<complete>> = (&::miniport::__private::FieldOf::<
            Dpc<complete>,
        >::NEW)
            .kind()
            .check();
        let _: ::miniport::__private::Checked<[Dpc<queue>; 8]> = (&::miniport::__private::FieldOf::<
            [Dpc<queue>; 8],
        >::NEW)
            .kind()
            .check();
        let _: ::miniport::__private::Checked<WorkItem<rescan>> = (&::miniport::__private::FieldOf::<
            WorkItem<rescan>,
        >::NEW)
            .kind()
            .check();
        let _: ::miniport::__private::Checked<Timer<tick>> = (&::miniport::__private::FieldOf::<
            Timer<tick>,
        >::NEW)
            .kind()
            .check();
        let _: ::miniport::__private::Checked<Unit> = (&::miniport::__private::FieldOf::<
            Unit,
        >::NEW)
            .kind()
            .check();
    }
    type __Slots = ::miniport::__private::SlotList<
        ::miniport::__private::DpcSlots<Adapter, complete, { 1 }>,
        ::miniport::__private::SlotList<
            ::miniport::__private::DpcSlots<Adapter, queue, { 8 }>,
            ::miniport::__private::SlotList<
                ::miniport::__private::WorkItemSlots<Adapter, rescan, { 1 }>,
                ::miniport::__private::SlotList<
                    ::miniport::__private::TimerSlots<Adapter, tick, { 1 }>,
                    (),
                >,
            >,
        >,
    >;
    unsafe impl ::miniport::DeviceExtension for Adapter {
        type Kind = ::miniport::kind::Physical;
        type Interrupts = ::miniport::kind::PerMessage;
        type Channels = ::miniport::kind::Concurrent;
        type SrbExtension = Request;
        const LU_EXTENSION_SIZE: ::miniport::__private::core::primitive::u32 = ::miniport::__private::lu_extension_size::<
            Unit,
        >();
        type Slots = ::miniport::__private::SlotMemory<
            { ::miniport::__private::core::mem::size_of::<__Slots>() },
        >;
        const SLOTS: ::miniport::__private::SlotTable = ::miniport::__private::SlotTable::of::<
            __Slots,
        >();
    }
    unsafe impl ::miniport::HasDpc<complete> for Adapter {
        const OFFSET: ::miniport::__private::core::primitive::usize = ::miniport::__private::core::mem::offset_of!(
            __Slots, head
        );
        const COUNT: ::miniport::__private::core::primitive::usize = 1;
        const ROUTINE: ::miniport::ffi::HW_DPC_ROUTINE = ::miniport::__private::dpc_routine::<
            complete,
            Adapter,
            _,
        >();
    }
    unsafe impl ::miniport::HasDpc<queue> for Adapter {
        const OFFSET: ::miniport::__private::core::primitive::usize = ::miniport::__private::core::mem::offset_of!(
            __Slots, tail.head
        );
        const COUNT: ::miniport::__private::core::primitive::usize = {
            let _ = ::miniport::__private::core::mem::offset_of!(Adapter, queues);
            8
        };
        const ROUTINE: ::miniport::ffi::HW_DPC_ROUTINE = ::miniport::__private::dpc_routine::<
            queue,
            Adapter,
            _,
        >();
    }
    unsafe impl ::miniport::HasWorkItem<rescan> for Adapter {
        const OFFSET: ::miniport::__private::core::primitive::usize = ::miniport::__private::core::mem::offset_of!(
            __Slots, tail.tail.head
        );
        const COUNT: ::miniport::__private::core::primitive::usize = 1;
        const ROUTINE: ::miniport::ffi::HW_WORKITEM = ::miniport::__private::work_item_routine::<
            rescan,
            Adapter,
            _,
        >();
    }
    unsafe impl ::miniport::HasTimer<tick> for Adapter {
        const OFFSET: ::miniport::__private::core::primitive::usize = ::miniport::__private::core::mem::offset_of!(
            __Slots, tail.tail.tail.head
        );
        const COUNT: ::miniport::__private::core::primitive::usize = 1;
        const ROUTINE: ::miniport::ffi::HW_TIMER_EX = ::miniport::__private::timer_routine::<
            tick,
            Adapter,
        >();
    }
    unsafe impl ::miniport::HasLuExtension for Adapter {
        type LuExtension = Unit;
    }
};
