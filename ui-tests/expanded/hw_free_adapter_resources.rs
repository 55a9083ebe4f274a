// The expansion of
//
// #[hw_free_adapter_resources]
// fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
//     adapter.power_off();
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
fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
    adapter.power_off();
}
/// The `HW_FREE_ADAPTER_RESOURCES` callback [`free()`](fn@free), where a type names it.
#[allow(non_camel_case_types)]
enum free {}
const _: () = {
    unsafe impl ::miniport::role::HandlerOf<Adapter> for free {}
    unsafe impl ::miniport::role::HwFreeAdapterResources for free {
        type Extension = Adapter;
        const ROUTINE: ::miniport::ffi::HW_FREE_ADAPTER_RESOURCES = {
            unsafe extern "system" fn trampoline(
                device_extension: ::miniport::ffi::PVOID,
            ) {
                unsafe {
                    ::miniport::__private::hw_free_adapter_resources::enter::<
                        free,
                    >(device_extension)
                }
            }
            trampoline
        };
        #[inline(always)]
        fn call(
            adapter: &Adapter,
            cx: &mut ::miniport::FreeAdapterResources<'_, Adapter>,
        ) {
            free(adapter, cx)
        }
    }
};
