// The expansion of
//
// #[hw_adapter_control(StopAdapter, RestartAdapter)]
// fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
//     AdapterControlStatus::Success
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
fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}
/// The `HW_ADAPTER_CONTROL` callback [`control()`](fn@control), where a type names it.
#[allow(non_camel_case_types)]
enum control {}
const _: () = {
    unsafe impl ::miniport::role::HandlerOf<Adapter> for control {}
    unsafe impl ::miniport::role::HwAdapterControl for control {
        type Extension = Adapter;
        const SUPPORTED: &'static [::miniport::AdapterControlType] = &[
            ::miniport::AdapterControlType::StopAdapter,
            ::miniport::AdapterControlType::RestartAdapter,
        ];
        const ROUTINE: ::miniport::ffi::HW_ADAPTER_CONTROL = {
            unsafe extern "system" fn trampoline(
                device_extension: ::miniport::ffi::PVOID,
                control_type: ::miniport::ffi::SCSI_ADAPTER_CONTROL_TYPE,
                parameters: ::miniport::ffi::PVOID,
            ) -> ::miniport::ffi::SCSI_ADAPTER_CONTROL_STATUS {
                unsafe {
                    ::miniport::__private::hw_adapter_control::enter::<
                        control,
                    >(device_extension, control_type, parameters)
                }
            }
            trampoline
        };
        #[inline(always)]
        fn call(
            adapter: &Adapter,
            cx: ::miniport::AdapterControl<'_, Adapter>,
        ) -> ::miniport::AdapterControlStatus {
            control(adapter, cx)
        }
    }
};
