//! Runs: names of the author's scope are those that generated code could mean.
#![allow(non_camel_case_types, non_snake_case, dead_code)]

/// What is in scope around the derive and the entry point.
mod shadowed {
    use miniport::wdm::prelude::*;

    use crate::fixture::wdm;

    type u32 = &'static str;
    type usize = ();
    type bool = u8;
    mod core {
        pub mod mem {}
    }
    mod std {}
    mod wdm_ {}
    struct Option;
    struct Some;
    struct None;
    struct __Slots;
    struct __m;
    trait PlainField {}
    fn driver() -> u8 {
        0
    }
    fn driver_entry() {}
    struct WdmExtension;
    struct Extension;
    struct Memory;
    struct Slot;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line, transfer = direct, interface = "{5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2c}")]
    struct Device {
        slots: Locked<DeviceLock, [u8; 3]>,
        hardware: CustomDpc<hardware>,
        value: DpcForIsr<dpc>,
    }

    fn make() -> Device {
        Device {
            slots: Locked::new([0; 3]),
            hardware: CustomDpc::new(),
            value: DpcForIsr::new(),
        }
    }

    #[kdeferred]
    fn hardware(_: &Device, _: &mut Deferred<'_, Device>, (): ()) {}

    #[io_dpc]
    fn dpc(
        device: &Device,
        cx: &mut DeferredIo<'_, Device>,
        irp: ::core::option::Option<Irp<Device>>,
    ) {
        device.slots.lock(cx, |slots, _| slots[0] += 1);
        assert!(irp.is_none());
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            Ok(())
        }
        fn started(&self, cx: &mut Power<'_, Self>) {
            self.hardware.queue(cx, ()).expect("not queued");
        }
    }

    #[driver_add_device]
    fn add_device(_: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
        Ok(make())
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        device
            .value
            .request(cx, ::core::option::Option::None, ())
            .ok();
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[kservice]
    fn line(_: &Device, _: &mut Service<'_, Device>) -> ::core::primitive::bool {
        true
    }

    wdm_driver_entry! {
        WdmDriver::<Device>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .kservice::<line>()
    }

    #[test]
    fn shadowed() {
        crate::fixture::each_seed(|seed| wdm::live(seed, DriverEntry).assert_clean());
    }
}
