//! Names of the user's own that the expansions could meet.
#![allow(
    dead_code,
    non_camel_case_types,
    non_upper_case_globals,
    unused_variables
)]

mod miniport {}
mod core {}

struct Result;
struct Option;
struct Some;
struct Srb;
struct Dpc;
struct H;
type bool = u8;
type u32 = u8;
type usize = u8;
trait Sized {}
static trampoline: u8 = 0;
static fields: u8 = 0;

#[derive(Default)]
struct Slots;

#[derive(::miniport::DeviceExtension)]
#[device_extension(virtual, srb_extension = Slots)]
struct Adapter {
    slots: Slots,
    size: usize,
    call: ::miniport::Dpc<call>,
    check: ::miniport::Dpc<check>,
    handler: ::miniport::WorkItem<handler>,
}

#[::miniport::hw_dpc]
fn call(_: &Adapter, _: &mut ::miniport::Deferred<'_, Adapter>, _: self::u32) {}

#[::miniport::hw_dpc]
fn check(_: &Adapter, _: &mut ::miniport::Deferred<'_, Adapter>) {}

#[::miniport::hw_workitem]
fn handler(_: &Adapter, _: &mut ::miniport::Passive<'_, Adapter>) {}

#[::miniport::hw_initialize]
fn enter(_: &Adapter, _: &mut ::miniport::Initialize<'_, Adapter>) -> ::core::primitive::bool {
    true
}

#[::miniport::hw_reset_bus]
fn reset(
    _: &Adapter,
    _: &mut ::miniport::ResetBus<'_, Adapter>,
    _: ::core::primitive::u32,
) -> ::core::primitive::bool {
    true
}

#[::miniport::hw_buildio]
fn build(
    _: &Adapter,
    _: &mut ::miniport::BuildIo<'_, Adapter>,
    srb: ::miniport::Srb<Adapter>,
) -> ::core::option::Option<::miniport::Srb<Adapter>> {
    ::core::option::Option::Some(srb)
}

#[::miniport::virtual_hw_find_adapter]
fn find(
    _: &mut ::miniport::FindAdapter<'_, Adapter>,
    _: &mut ::miniport::PortConfiguration<'_>,
) -> ::core::result::Result<::miniport::Found<Adapter>, ::miniport::FindAdapterError> {
    ::core::result::Result::Err(::miniport::FindAdapterError::NotFound)
}

fn main() {}
