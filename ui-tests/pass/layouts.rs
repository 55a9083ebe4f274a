//! Where handlers may stand, and how they may come about.
#![allow(dead_code)]

mod made_by_a_macro {
    use miniport::prelude::*;
    macro_rules! device {
        ($ext:ident, $dpc:ident) => {
            #[derive(DeviceExtension)]
            #[device_extension(virtual)]
            pub struct $ext {
                pub dpc: Dpc<$dpc>,
            }
            #[hw_dpc]
            pub fn $dpc(adapter: &$ext, cx: &mut Deferred<'_, $ext>) {
                let _ = (adapter, cx);
            }
        };
    }
    device!(One, one);
    device!(Two, two);
}

mod raw_names {
    use miniport::prelude::*;
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        pub r#type: Dpc<r#type>,
        pub r#match: Dpc<r#fn>,
        pub r#async: Dpc<r#async>,
    }
    #[hw_dpc]
    pub fn r#type(r#in: &Adapter, r#for: &mut Deferred<'_, Adapter>) {
        let _ = (r#in, r#for);
    }
    #[hw_dpc]
    pub fn r#fn(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
    #[hw_dpc]
    pub fn r#async(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, r#loop: u32) {
        adapter.r#type.issue(cx, ()).ok();
        let _ = r#loop;
    }
}

mod nested_modules {
    use miniport::prelude::*;
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter {
        a: Dpc<outer::inner::later>,
        b: Dpc<again>,
        c: WorkItem<self::outer::work>,
    }
    use outer::reexported::later as again;
    mod outer {
        use super::Adapter;
        use miniport::prelude::*;
        pub mod inner {
            use super::*;
            #[hw_dpc]
            pub fn later(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
                adapter.c.queue(cx, ()).ok();
                adapter.b.issue(cx, ()).ok();
                adapter.a.issue(cx, ()).ok();
            }
        }
        mod hidden {
            use super::*;
            #[hw_dpc]
            pub fn later(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
        }
        pub mod reexported {
            pub use super::hidden::later;
        }
        #[hw_workitem]
        pub(super) fn work(_: &Adapter, _: &mut Passive<'_, Adapter>) {}
    }
}

mod in_functions {
    use miniport::prelude::*;
    pub fn outer() {
        #[derive(DeviceExtension)]
        #[device_extension(virtual)]
        struct Adapter {
            later: Dpc<later>,
        }
        #[hw_dpc]
        fn later(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
            adapter.later.issue(cx, ()).ok();
        }
        let _ = Adapter { later: Dpc::new() };
        if true {
            #[hw_initialize]
            fn init(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
                true
            }
            let _ = Driver::<Adapter>::new().hw_initialize::<init>();
        }
    }
}

mod one_of_two_configurations {
    use miniport::prelude::*;
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        pub later: Dpc<later>,
    }
    #[cfg(all())]
    #[hw_dpc]
    pub fn later(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
    #[cfg(any())]
    #[hw_dpc]
    pub fn later(_: &Adapter, _: &mut Deferred<'_, Adapter>, _: u32) {}
    #[cfg(not(any()))]
    mod x {}
    #[cfg(any())]
    #[hw_dpc]
    pub fn x(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
}

mod a_function_beside_an_imported_handler {
    use miniport::prelude::*;
    mod handlers {
        use super::Adapter;
        use miniport::prelude::*;
        #[hw_dpc]
        pub fn later(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
    }
    use handlers::*;
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        pub later: Dpc<later>,
    }
    fn later() {}
}

mod one_name_in_two_modules {
    use miniport::prelude::*;
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        pub a: Dpc<a::later>,
        pub b: Dpc<b::later>,
    }
    pub mod a {
        use super::*;
        #[hw_dpc]
        pub fn later(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
    }
    pub mod b {
        use super::*;
        #[hw_dpc]
        pub fn later(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
    }
}

mod patterns {
    use miniport::prelude::*;
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        pub n: core::sync::atomic::AtomicU32,
        pub later: Dpc<later>,
    }
    #[hw_dpc]
    pub fn later(
        &Adapter { ref n, .. }: &Adapter,
        _cx: &mut miniport::Context<'_, self::Adapter, miniport::scope::Deferred>,
        (a, b): (u16, u16),
    ) {
        n.store(u32::from(a + b), core::sync::atomic::Ordering::Relaxed);
    }
}

mod generic_helpers {
    use miniport::prelude::*;
    pub trait Backend: 'static + Send + Sync {
        const NAME: &'static str;
    }
    pub struct Fast;
    impl Backend for Fast {
        const NAME: &'static str = "fast";
    }
    pub struct Part<B: Backend>(
        pub core::marker::PhantomData<fn() -> B>,
        pub core::sync::atomic::AtomicU32,
    );
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter {
        pub part: Part<Fast>,
        pub later: Dpc<later>,
    }
    fn helper<S: Scope, B: Backend>(_: &Part<B>, _: &mut Context<'_, Adapter, S>) -> &'static str {
        B::NAME
    }
    #[hw_dpc]
    pub fn later(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
        let _ = helper(&adapter.part, cx);
    }
}

fn main() {}
