//! HW_STARTIO may allocate pool: in full duplex, which Storport always is here, and in virtual miniports (its page).
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code, unused_imports)]

mod hardware {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    struct Adapter {
        last: Locked<StartIoLock, Option<PoolBox<u32>>>,
    }

    #[hw_startio]
    fn start_io(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        srb: Srb<Adapter>,
    ) -> Result<(), Srb<Adapter>> {
        let Ok(value) = cx.allocate(0_u32) else {
            return Err(srb);
        };
        *adapter.last.get(cx) = Some(value);
        srb.complete(cx, SrbStatus::Success);
        Ok(())
    }
}

mod no_hardware {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    fn copy<S: Scope>(cx: &mut Context<'_, Adapter, S>) -> Result<PoolBox<[u8]>, PoolError>
    where
        S::Irql: AtMost<irql::Dispatch>,
    {
        cx.allocate_zeroed(512)
    }

    #[hw_startio]
    fn start_io(
        _: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        srb: Srb<Adapter>,
    ) -> Result<(), Srb<Adapter>> {
        match copy(cx) {
            Ok(bytes) => {
                bytes.free(cx);
                srb.complete(cx, SrbStatus::Success);
                Ok(())
            }
            Err(_) => Err(srb),
        }
    }
}

fn main() {}
