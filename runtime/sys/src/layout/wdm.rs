//! Layouts of wdm.h and ntdef.h.

mod dispatcher;
mod dma;
mod dma_operations;
mod driver;
mod interrupt;
mod irp;
mod pnp;
mod queue;
mod registry;
mod requirements;
mod resources;
mod stack;
mod types;

use super::super::DEVICE_CAPABILITIES;

// Bit fields.
const _: () = {
    assert!(DEVICE_CAPABILITIES::DeviceD1 == 1 << 0);
    assert!(DEVICE_CAPABILITIES::DeviceD2 == 1 << 1);
    assert!(DEVICE_CAPABILITIES::LockSupported == 1 << 2);
    assert!(DEVICE_CAPABILITIES::EjectSupported == 1 << 3);
    assert!(DEVICE_CAPABILITIES::Removable == 1 << 4);
    assert!(DEVICE_CAPABILITIES::DockDevice == 1 << 5);
    assert!(DEVICE_CAPABILITIES::UniqueID == 1 << 6);
    assert!(DEVICE_CAPABILITIES::SilentInstall == 1 << 7);
    assert!(DEVICE_CAPABILITIES::RawDeviceOK == 1 << 8);
    assert!(DEVICE_CAPABILITIES::SurpriseRemovalOK == 1 << 9);
    assert!(DEVICE_CAPABILITIES::WakeFromD0 == 1 << 10);
    assert!(DEVICE_CAPABILITIES::WakeFromD1 == 1 << 11);
    assert!(DEVICE_CAPABILITIES::WakeFromD2 == 1 << 12);
    assert!(DEVICE_CAPABILITIES::WakeFromD3 == 1 << 13);
    assert!(DEVICE_CAPABILITIES::HardwareDisabled == 1 << 14);
    assert!(DEVICE_CAPABILITIES::NonDynamic == 1 << 15);
    assert!(DEVICE_CAPABILITIES::WarmEjectSupported == 1 << 16);
    assert!(DEVICE_CAPABILITIES::NoDisplayInUI == 1 << 17);
    assert!(DEVICE_CAPABILITIES::WakeFromInterrupt == 1 << 19);
    assert!(DEVICE_CAPABILITIES::SecureDevice == 1 << 20);
    assert!(DEVICE_CAPABILITIES::ChildOfVgaEnabledBridge == 1 << 21);
    assert!(DEVICE_CAPABILITIES::DecodeIoOnBoot == 1 << 22);
};
