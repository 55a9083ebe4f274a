//! Layouts of runtime power management, and what units are capable of.

use super::super::*;
use super::layout;

layout! { STOR_POFX_COMPONENT_IDLE_STATE: 32, 8;
    Version @ 0..4,
    Size @ 4..8,
    TransitionLatency @ 8..16,
    ResidencyRequirement @ 16..24,
    NominalPower @ 24..28,
}

layout! { STOR_POFX_COMPONENT: 64, 8;
    Version @ 0..4,
    Size @ 4..8,
    FStateCount @ 8..12,
    DeepestWakeableFState @ 12..16,
    Id @ 16..32,
    FStates @ 32..64,
}

layout! { STOR_POFX_COMPONENT_V2: 72, 8;
    Version @ 0..4,
    Size @ 4..8,
    FStateCount @ 8..12,
    DeepestWakeableFState @ 12..16,
    Id @ 16..32,
    DeepestAdapterPowerRequiredFState @ 32..36,
    DeepestCrashDumpReadyFState @ 36..40,
    FStates @ 40..72,
}

layout! { STOR_POFX_DEVICE: 80, 8;
    Version @ 0..4,
    Size @ 4..8,
    ComponentCount @ 8..12,
    Flags @ 12..16,
    Components @ 16..80,
}

layout! { STOR_POFX_DEVICE_V2: 88, 8;
    Version @ 0..4,
    Size @ 4..8,
    ComponentCount @ 8..12,
    Flags @ 12..16,
    #[cfg(not(wdk_sys))]
    UnitMinIdleTimeoutInMS @ 16..20,
    Components @ 24..88,
}

layout! { STOR_POFX_DEVICE_V3: 88, 8;
    Version @ 0..4,
    Size @ 4..8,
    ComponentCount @ 8..12,
    Flags @ 12..16,
    #[cfg(not(wdk_sys))]
    UnitMinIdleTimeoutInMS @ 16..20,
    MinimumPowerCyclePeriodInMS @ 20..24,
    Components @ 24..88,
}

layout! { STOR_POFX_PERF_STATE: 24, 8;
    Version @ 0..4,
    Size @ 4..8,
    Value @ 8..16,
    Context @ 16..24,
}

layout! { STOR_POFX_COMPONENT_PERF_SET: 40, 8;
    Version @ 0..4,
    Size @ 4..8,
    Flags @ 8..16,
    PStateUnit @ 16..20,
    PStateType @ 20..24,
    PStates.Discrete.Count @ 24..28,
    PStates.Discrete.Offset @ 28..32,
    PStates.Range.Minimum @ 24..32,
    PStates.Range.Maximum @ 32..40,
}

layout! { STOR_DEVICE_CAPABILITIES: 8, 4;
    Version @ 0..2,
    Bits @ 4..8,
}

layout! { STOR_DEVICE_CAPABILITIES_EX: 24, 4;
    Version @ 0..2,
    Size @ 2..4,
    Bits @ 4..8,
    Address @ 8..12,
    UINumber @ 12..16,
    Reserved1 @ 16..24,
}

layout! { STOR_UNIT_ATTRIBUTES: 4, 4;
    Bits @ 0..4,
}

// Bit fields.
const _: () = {
    assert!(STOR_DEVICE_CAPABILITIES::DeviceD1 == 1 << 0);
    assert!(STOR_DEVICE_CAPABILITIES::DeviceD2 == 1 << 1);
    assert!(STOR_DEVICE_CAPABILITIES::LockSupported == 1 << 2);
    assert!(STOR_DEVICE_CAPABILITIES::EjectSupported == 1 << 3);
    assert!(STOR_DEVICE_CAPABILITIES::Removable == 1 << 4);
    assert!(STOR_DEVICE_CAPABILITIES::DockDevice == 1 << 5);
    assert!(STOR_DEVICE_CAPABILITIES::UniqueID == 1 << 6);
    assert!(STOR_DEVICE_CAPABILITIES::SilentInstall == 1 << 7);
    assert!(STOR_DEVICE_CAPABILITIES::SurpriseRemovalOK == 1 << 8);
    assert!(STOR_DEVICE_CAPABILITIES::NoDisplayInUI == 1 << 9);
    assert!(STOR_DEVICE_CAPABILITIES_EX::DeviceD1 == 1 << 0);
    assert!(STOR_DEVICE_CAPABILITIES_EX::DeviceD2 == 1 << 1);
    assert!(STOR_DEVICE_CAPABILITIES_EX::LockSupported == 1 << 2);
    assert!(STOR_DEVICE_CAPABILITIES_EX::EjectSupported == 1 << 3);
    assert!(STOR_DEVICE_CAPABILITIES_EX::Removable == 1 << 4);
    assert!(STOR_DEVICE_CAPABILITIES_EX::DockDevice == 1 << 5);
    assert!(STOR_DEVICE_CAPABILITIES_EX::UniqueID == 1 << 6);
    assert!(STOR_DEVICE_CAPABILITIES_EX::SilentInstall == 1 << 7);
    assert!(STOR_DEVICE_CAPABILITIES_EX::RawDeviceOK == 1 << 8);
    assert!(STOR_DEVICE_CAPABILITIES_EX::SurpriseRemovalOK == 1 << 9);
    assert!(STOR_DEVICE_CAPABILITIES_EX::NoDisplayInUI == 1 << 10);
    assert!(STOR_DEVICE_CAPABILITIES_EX::DefaultWriteCacheEnabled == 1 << 11);
    assert!(STOR_UNIT_ATTRIBUTES::DeviceAttentionSupported == 1 << 0);
    assert!(STOR_UNIT_ATTRIBUTES::AsyncNotificationSupported == 1 << 1);
    assert!(STOR_UNIT_ATTRIBUTES::D3ColdNotSupported == 1 << 2);
    assert!(STOR_UNIT_ATTRIBUTES::BypassIOSupported == 1 << 3);
};
