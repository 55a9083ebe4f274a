// The expansion of
//
// #[virtual_hw_find_adapter]
// fn find_adapter(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {
//     Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))
// }

#[inline(always)]
#[allow(
    clippy::inline_always,
    clippy::needless_pass_by_ref_mut,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "the role decides the signature"
)]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))
}
/// The `VIRTUAL_HW_FIND_ADAPTER` callback [`find_adapter()`](fn@find_adapter), where a type names it.
#[allow(non_camel_case_types)]
enum find_adapter {}
const _: () = {
    unsafe impl ::miniport::role::HandlerOf<Adapter> for find_adapter {}
    unsafe impl ::miniport::role::VirtualHwFindAdapter for find_adapter {
        type Extension = Adapter;
        const ROUTINE: ::miniport::ffi::VIRTUAL_HW_FIND_ADAPTER = {
            unsafe extern "system" fn trampoline(
                device_extension: ::miniport::ffi::PVOID,
                hw_context: ::miniport::ffi::PVOID,
                bus_information: ::miniport::ffi::PVOID,
                lower_device: ::miniport::ffi::PVOID,
                argument_string: ::miniport::ffi::PCHAR,
                config_info: ::miniport::ffi::PPORT_CONFIGURATION_INFORMATION,
                again: ::miniport::ffi::PBOOLEAN,
            ) -> ::miniport::ffi::ULONG {
                unsafe {
                    ::miniport::__private::virtual_hw_find_adapter::enter::<
                        find_adapter,
                    >(
                        device_extension,
                        hw_context,
                        bus_information,
                        lower_device,
                        argument_string,
                        config_info,
                        again,
                    )
                }
            }
            trampoline
        };
        #[inline(always)]
        fn call(
            cx: &mut ::miniport::FindAdapter<'_, Adapter>,
            config: &mut ::miniport::PortConfiguration<'_>,
        ) -> ::miniport::__private::core::result::Result<
            ::miniport::Found<Adapter>,
            ::miniport::FindAdapterError,
        > {
            find_adapter(cx, config)
        }
    }
};
