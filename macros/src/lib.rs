//! The attributes and derives of the `miniport` crate, which re-exports them. Only the entry points are here.

use proc_macro::TokenStream;

/// What stands before the example of a role: a device extension of its family.
macro_rules! head {
    ("storport") => {
        "\n```\n# use miniport::prelude::*;\n# #[derive(DeviceExtension)]\n# struct Adapter;\n# impl Adapter { "
    };
    ("dump") => {
        concat!(
            "\n```\n# use miniport::prelude::*;\n# #[derive(DeviceExtension)]\n# #[device_extension(dump)]\n# struct Adapter;\n",
            "# impl Adapter { "
        )
    };
    ("wdm") => {
        concat!(
            "\n```\n# use miniport::wdm::prelude::*;\n# #[derive(DeviceExtension)]\n# #[device_extension(wdm)]\n# struct Device;\n",
            "# impl PnpDevice for Device {\n#     type Hardware = ();\n",
            "#     fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> { Ok(()) }\n# }\n# impl Device { "
        )
    };
}

/// The module of the runtime that has a role's trait.
macro_rules! module {
    ("storport") => {
        "miniport::role::"
    };
    ("dump") => {
        "miniport::dump::role::"
    };
    ("wdm") => {
        "miniport::wdm::role::"
    };
}

/// The folder of the documentation's pages.
macro_rules! folder {
    ("dump") => {
        "storport"
    };
    ($header:tt) => {
        $header
    };
}

/// Writes an attribute for each row of the table.
macro_rules! attributes {
    ($($attribute:ident: $role_trait:ident = $number:literal {
        header: $header:tt,
        role_type: $role_type:literal,
        registered: $registered:literal,
        about: $about:literal,
        arguments: $arguments:literal,
        signature: $signature:literal,
        argument: $argument:literal,
        body: $body:literal,
        helper: $helper:literal,
        answer: $answer:literal,
        irql: $irql:literal,
        locks: $locks:literal,
        elsewhere: $elsewhere:literal,
        page: $page:literal,
    })+) => {$(
        #[doc = $about]
        #[doc = concat!("\nMakes a function the `", $role_type, "` callback of a driver. The function stays as it is; beside it there is ")]
        #[doc = concat!("a type of its name that implements `", module!($header), stringify!($role_trait), "`.\n")]
        #[doc = concat!("- IRQL: ", $irql)]
        #[doc = concat!("- locks held: ", $locks)]
        #[doc = concat!("- drivers of another kind: ", $elsewhere)]
        #[doc = concat!("- [`", $role_type, "` in the Windows documentation](https://learn.microsoft.com/windows-hardware/drivers/ddi/", folder!($header), "/", $page, ")")]
        #[doc = concat!(head!($header), $helper, " }")]
        #[doc = concat!("#[", stringify!($attribute), $arguments, "]\n", $signature, " {\n    ", $body, "\n}\n```\n")]
        #[doc = $answer]
        #[proc_macro_attribute]
        pub fn $attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
            miniport_expand::attribute(stringify!($attribute), &arguments.into(), &item.into()).into()
        }
    )+};
}
miniport_roles::roles!(attributes);

/// The trait of a role's handlers, from its row in the table. For the runtime: it declares a trait, and implements none.
#[doc(hidden)]
#[proc_macro]
pub fn role_trait(attribute: TokenStream) -> TokenStream {
    miniport_expand::role_trait(&attribute.into()).into()
}

/// The tokens behind the first one, at its place. For the runtime: what it writes by a macro looks as if it stood there.
#[doc(hidden)]
#[proc_macro]
pub fn __at(tokens: TokenStream) -> TokenStream {
    miniport_expand::at_the_first(tokens.into()).into()
}

/// The contexts of all roles, and the fields of all that are registered. For the runtime.
#[doc(hidden)]
#[proc_macro]
pub fn __role_list(list: TokenStream) -> TokenStream {
    miniport_expand::role_list(&list.into()).into()
}

/// Makes a structure the device extension of a driver: what Storport keeps for each adapter, or the I/O manager for each device.
///
/// - `#[device_extension(virtual)]`: a virtual miniport
/// - `#[device_extension(physical, interrupts = line | message | per_message, channels = single | concurrent)]`: a
///   physical one; `physical`, `line` and `single` are what is meant where nothing is said
/// - `#[device_extension(srb_extension = Type)]`: what each request carries for the driver
/// - `#[device_extension(lu_extension = Type)]`: what a physical miniport keeps for each logical unit
/// - `#[device_extension(dump)]`: the extension of a miniport's dump path, a second and smaller one (`miniport::dump`)
/// - `#[device_extension(wdm, interrupts = line | message | none, transfer = buffered | direct, interface = "GUID")]`: a WDM driver (see
///   below)
/// - `#[device_extension(crate = mp)]`: the name of `miniport` in this crate, where it cannot be found out
///
/// The extension, and each of the types named there, has at most 8 KiB: they are made by value on a kernel stack. Keep big parts in
/// a `PoolBox`.
///
/// Processors share every field: it is `Send` and `Sync`, or `Locked` data, or a structure with `#[derive(ExtensionPart)]`.
/// Fields `Dpc<h>`, `WorkItem<h>` and `Timer<h>`, and arrays of the first two, stand for deferred objects that the runtime
/// initialises and frees.
///
/// ```
/// # use miniport::prelude::*;
/// # type Queue = [u32; 8];
/// # type Request = ();
/// # #[hw_dpc]
/// # fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
/// #[derive(DeviceExtension)]
/// #[device_extension(virtual, srb_extension = Request)]
/// struct Adapter {
///     blocks: u64,
///     waiting: Locked<StartIoLock, Queue>,
///     complete: Dpc<complete>,
/// }
/// ```
///
/// # WDM drivers
///
/// - `wdm`: the extension is that of a device object, and implements `wdm::PnpDevice`
/// - `interrupts`: how the device interrupts; `line` is meant where nothing is said. With `line`, `wdm_driver_entry!` wants a
///   `#[kservice]` routine, with `message` that and a `#[kmessage_service]` one. With `none` there is no `InterruptLock`
/// - `transfer`: how reads and writes give their data (`DO_BUFFERED_IO`, `DO_DIRECT_IO`): `buffered`, which is meant where nothing is said, by a
///   buffer of the I/O manager's that it copies; `direct` by the requester's locked memory. Device controls say so by their codes
/// - `interface`: the GUID of the class by which programs find the device (`IoRegisterDeviceInterface`)
///
/// Fields `DpcForIsr<h>`, `CustomDpc<h>`, `CustomTimer<h>`, `IoWorkItem<h>` and `IoTimer<h>` stand for deferred objects, `SystemQueue<h>` for the device's
/// own queue, and `IrpQueue<Name>` for a cancel-safe queue that a type of the driver's names. The device's registers, its DMA memory and what its
/// interrupt lock guards are not here, but in `PnpDevice::Hardware`, which is there while the device is started.
///
/// ```
/// # use miniport::wdm::prelude::*;
/// # enum Waiting {}
/// # #[io_workitem]
/// # fn answer(_: &Device, _: &mut Passive<'_, Device>) {}
/// #[derive(DeviceExtension)]
/// #[device_extension(wdm, interrupts = none, transfer = direct, interface = "5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2a")]
/// struct Device {
///     opened: Locked<DeviceLock, u32>,
///     waiting: IrpQueue<Waiting>,
///     answer: IoWorkItem<answer>,
/// }
/// # impl PnpDevice for Device {
/// #     type Hardware = ();
/// #     fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> { Ok(()) }
/// # }
/// ```
#[proc_macro_derive(DeviceExtension, attributes(device_extension))]
pub fn device_extension(item: TokenStream) -> TokenStream {
    miniport_expand::derive(&item.into()).into()
}

/// Makes a structure a part of a device extension that may hold `Locked` data.
///
/// ```
/// # use miniport::prelude::*;
/// # type Queue = [u32; 8];
/// #[derive(ExtensionPart)]
/// struct Channel {
///     doorbell: u32,
///     waiting: Locked<StartIoLock, Queue>,
/// }
/// ```
#[proc_macro_derive(ExtensionPart, attributes(device_extension))]
pub fn extension_part(item: TokenStream) -> TokenStream {
    miniport_expand::derive_part(&item.into()).into()
}
