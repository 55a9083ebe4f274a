//! A helper says what it acquires, and so does who calls it.
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    opens: Locked<DeviceLock, u32>,
    causes: Locked<InterruptLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn count<S: MayAcquire<DeviceLock>>(device: &Device, cx: &mut Context<'_, Device, S>) {
    device.opens.lock(cx, |opens, _| *opens += 1);
}

fn note<S: Holds<InterruptLock>>(device: &Device, cx: &mut Context<'_, Device, S>) {
    *device.causes.get(cx) += 1;
}

fn both<S: Scope>(device: &Device, cx: &mut Context<'_, Device, S>) {
    count(device, cx);
    note(device, cx);
}

fn main() {}
