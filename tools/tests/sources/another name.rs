#[driver_dispatch]
fn control(_device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, InternalDeviceControl>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS)
}
