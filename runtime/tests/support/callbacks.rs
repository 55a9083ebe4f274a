//! The callbacks of a test's driver that are not what it is about.

/// Writes the named callbacks of the driver whose extension is `Adapter`.
macro_rules! callbacks {
    (@initialize) => {
        #[hw_initialize]
        fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
            true
        }
    };
    (@start_io) => {
        #[hw_startio]
        fn start_io(
            _: &Adapter,
            cx: &mut StartIo<'_, Adapter>,
            srb: Srb<Adapter>,
        ) -> Result<(), Srb<Adapter>> {
            srb.complete(cx, SrbStatus::NoDevice);
            Ok(())
        }
    };
    (@reset_bus) => {
        #[hw_reset_bus]
        fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
            true
        }
    };
    (@adapter_control) => {
        #[hw_adapter_control(StopAdapter, RestartAdapter)]
        fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
            AdapterControlStatus::Success
        }
    };
    ($($what:ident)+) => { $(callbacks!(@$what);)+ };
}
