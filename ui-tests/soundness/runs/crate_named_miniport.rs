//! Runs cleanly: everything that a driver can call as the runtime does is called so, and means something else.

#![allow(non_camel_case_types, dead_code)]

mod driver {
    use ::miniport::prelude::*;

    use crate::fixture::Canary;

    pub mod miniport {
        pub mod __private {
            pub fn complete() {}
            pub mod core {}
        }
        pub struct DeviceExtension;
    }
    pub mod core {}
    pub mod std {}
    struct __Slots;
    struct Storage;
    struct Slot;
    #[allow(unused_macros)]
    macro_rules! offset_of {
        ($($any:tt)*) => {
            1 << 30
        };
    }
    type usize = bool;
    const SIZE: &str = "";
    const OFFSET: &str = "";
    trait Anything {
        const KIND: () = ();
        const OFFSET: &str = "";
        fn check(&self) {}
        fn cast(&self) {}
        fn call(&self) {}
    }
    impl<T: ?Sized> Anything for *mut T {}

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter {
        value: Canary,
        work: WorkItem<work>,
        dpc: Dpc<dpc>,
        slots: Canary,
    }

    fn make() -> Adapter {
        Adapter {
            value: Canary::new(),
            work: WorkItem::new(),
            dpc: Dpc::new(),
            slots: Canary::new(),
        }
    }

    #[hw_workitem]
    fn work(adapter: &Adapter, _: &mut Passive<'_, Adapter>) {
        adapter.value.sing();
        adapter.slots.sing();
    }

    #[hw_dpc]
    fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
        adapter.work.queue(cx, ()).ok();
    }

    #[hw_startio]
    fn start_io(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        srb: Srb<Adapter>,
    ) -> Result<(), Srb<Adapter>> {
        adapter.dpc.issue(cx, ()).ok();
        srb.complete(cx, SrbStatus::Success);
        Ok(())
    }

    #[hw_reset_bus]
    fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
        true
    }

    callbacks! { virtual_find initialize control virtual_entry }
}

#[test]
fn crate_named_miniport() {
    crate::fixture::each_seed(|seed| {
        let machine = crate::fixture::machine(seed);
        let adapter = crate::fixture::add_virtual(&machine, driver::DriverEntry);
        assert!(adapter.is_ok());
        crate::fixture::live_and_die(machine, seed, adapter).assert_clean();
    });
}
