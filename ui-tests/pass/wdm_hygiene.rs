//! Names of a WDM driver's own that the expansions could meet.
#![deny(unused_imports)]
#![allow(dead_code, non_camel_case_types)]

mod miniport {}
mod core {}

struct Result;
struct Option;
struct Some;
struct Irp;
struct Dispatched;
struct Context;
struct Memory;
struct Slot;
struct NtStatus;
struct GUID;
type bool = u8;
type u32 = u8;
type usize = u8;
trait Sized {}

#[derive(::miniport::DeviceExtension)]
#[device_extension(wdm, interrupts = line, interface = "5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2a")]
struct Device {
    call: ::miniport::wdm::DpcForIsr<call>,
    queue: ::miniport::wdm::SystemQueue<routine>,
    names: ::miniport::wdm::IrpQueue<Irp>,
    tick: self::CustomDpc<u8>,
}

struct CustomDpc<T>(T);

impl ::miniport::wdm::PnpDevice for Device {
    type Hardware = ();
    fn start(
        &self,
        _: &mut ::miniport::wdm::Start<'_, Self>,
        _: &::miniport::wdm::Resources<'_>,
    ) -> ::core::result::Result<(), ::miniport::wdm::NtStatus> {
        Ok(())
    }
}

#[::miniport::driver_add_device]
fn from_parts(
    _: &mut ::miniport::wdm::AddDevice<'_, Device>,
) -> ::core::result::Result<Device, ::miniport::wdm::NtStatus> {
    Err(::miniport::wdm::NtStatus::NOT_SUPPORTED)
}

#[::miniport::driver_dispatch]
fn dispatch(
    device: &Device,
    cx: &mut ::miniport::wdm::Dispatch<'_, Device>,
    irp: ::miniport::wdm::Incoming<Device, ::miniport::wdm::Read>,
) -> ::miniport::wdm::Dispatched {
    device.queue.start(cx, irp, None)
}

#[::miniport::driver_startio]
fn routine(
    _: &Device,
    cx: &mut ::miniport::wdm::StartIo<'_, Device>,
    irp: ::miniport::wdm::Irp<Device>,
) {
    irp.complete(cx, ::miniport::wdm::NtStatus::SUCCESS, 0);
}

#[::miniport::io_dpc]
fn call(
    _: &Device,
    _: &mut ::miniport::wdm::DeferredIo<'_, Device>,
    _: ::core::option::Option<::miniport::wdm::Irp<Device>>,
    _: self::u32,
) {
}

#[::miniport::kservice]
fn enter(_: &Device, _: &mut ::miniport::wdm::Service<'_, Device>) -> ::core::primitive::bool {
    true
}

::miniport::wdm_driver_entry! {
    ::miniport::wdm::WdmDriver::<Device>::new()
        .driver_add_device::<from_parts>()
        .dispatch_read::<dispatch>()
        .kservice::<enter>()
}

fn main() {}
