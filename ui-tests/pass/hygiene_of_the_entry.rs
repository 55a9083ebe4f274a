//! A whole driver where nothing that the compiler knows by itself means what it does elsewhere: no prelude, and modules, types,
//! values, traits and macros of those names.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![allow(
    dead_code,
    unused_macros,
    non_camel_case_types,
    non_upper_case_globals,
    clippy::all
)]

extern crate core as real;
extern crate self as core;
extern crate self as std;
extern crate self as alloc;
extern crate self as miniport_macros;

mod names {
    macro_rules! types {
        ($($name:ident)*) => { $(pub struct $name;)* };
    }
    types! {
        u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char str
        Some None Ok Err Option Result Box String Vec Context Driver Complete Storage PVOID
    }
    macro_rules! traits {
        ($($name:ident)*) => { $(pub trait $name {})* };
    }
    traits! {
        Sized Send Sync Copy Clone Drop Fn FnMut FnOnce Default Debug From Into AsRef AsMut Iterator IntoIterator Eq PartialEq
        Ord PartialOrd TryFrom TryInto FromIterator ToOwned ToString Unpin
    }
    macro_rules! values {
        ($($name:ident)*) => { $(pub const $name: () = ();)* };
    }
    values! {
        driver extension cx srb DriverObject RegistryPath adapter argument config drop size_of align_of driver_entry call
    }
}
pub use names::*;

macro_rules! macros {
    ($dollar:tt $($name:ident)*) => {
        $(
            macro_rules! $name { ($dollar($dollar any:tt)*) => { this_is_nobodys_macro!() }; }
        )*
    };
}
macros! {
    $ matches assert assert_eq debug_assert panic unreachable todo unimplemented format_args concat stringify env include
    compile_error write writeln vec format println offset_of cfg line file column module_path try_it __export_driver_entry
}

type Bool = real::primitive::bool;
type U32 = real::primitive::u32;

#[derive(::miniport::DeviceExtension)]
#[device_extension(virtual, srb_extension = Carried)]
struct Adapter {
    done: ::miniport::Dpc<done>,
    more: [::miniport::Dpc<more>; 3],
    work: ::miniport::WorkItem<work>,
    tick: ::miniport::Timer<tick>,
    part: Part,
    count: ::miniport::Locked<::miniport::StartIoLock, U32>,
}

struct Carried;
impl real::default::Default for Carried {
    fn default() -> Self {
        Self
    }
}

#[derive(::miniport::ExtensionPart)]
struct Part {
    count: ::miniport::Locked<::miniport::StartIoLock, U32>,
}

#[::miniport::hw_dpc]
fn done(_: &Adapter, _: &mut ::miniport::Deferred<'_, Adapter>, _: ::miniport::Srb<Adapter>) {}

#[::miniport::hw_dpc]
fn more(_: &Adapter, _: &mut ::miniport::Deferred<'_, Adapter>, _: U32) {}

#[::miniport::hw_workitem]
fn work(_: &Adapter, _: &mut ::miniport::Passive<'_, Adapter>, _: Bool) {}

#[::miniport::hw_timer_ex]
fn tick(_: &Adapter, _: &mut ::miniport::TimerExpired<'_, Adapter>) {}

#[::miniport::hw_timer]
fn watch(_: &Adapter, _: &mut ::miniport::TimerTick<'_, Adapter>) {}

#[::miniport::virtual_hw_find_adapter]
fn find(
    _: &mut ::miniport::FindAdapter<'_, Adapter>,
    _: &mut ::miniport::PortConfiguration<'_>,
) -> real::result::Result<::miniport::Found<Adapter>, ::miniport::FindAdapterError> {
    real::result::Result::Err(::miniport::FindAdapterError::NotFound)
}

#[::miniport::hw_initialize]
fn initialize(_: &Adapter, _: &mut ::miniport::Initialize<'_, Adapter>) -> Bool {
    ::miniport::debug_print!(3, "started {}", 1);
    true
}

#[::miniport::hw_passive_initialize]
fn passive(_: &Adapter, _: &mut ::miniport::PassiveInitialize<'_, Adapter>) -> Bool {
    true
}

#[::miniport::hw_startio]
fn start(
    _: &Adapter,
    _: &mut ::miniport::StartIo<'_, Adapter>,
    request: ::miniport::Srb<Adapter>,
) -> real::result::Result<(), ::miniport::Srb<Adapter>> {
    real::result::Result::Err(request)
}

#[::miniport::hw_reset_bus]
fn reset(_: &Adapter, _: &mut ::miniport::ResetBus<'_, Adapter>, _: U32) -> Bool {
    true
}

#[::miniport::hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(
    _: &Adapter,
    _: ::miniport::AdapterControl<'_, Adapter>,
) -> ::miniport::AdapterControlStatus {
    ::miniport::AdapterControlStatus::Success
}

#[::miniport::hw_free_adapter_resources]
fn free(_: &Adapter, _: &mut ::miniport::FreeAdapterResources<'_, Adapter>) {}

#[::miniport::hw_tracing_enabled]
fn tracing(_: &Adapter, _: &mut ::miniport::TracingEnabled<'_, Adapter>, _: Bool) {}

::miniport::driver_entry! {
    ::miniport::Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find>()
        .hw_initialize::<initialize>()
        .hw_startio::<start>()
        .hw_reset_bus::<reset>()
        .hw_adapter_control::<control>()
        .hw_free_adapter_resources::<free>()
        .hw_tracing_enabled::<tracing>()
}

fn main() {}
