//! Layouts of parameters of adapter and unit control.

use super::super::*;
use super::layout;

layout! { SCSI_SUPPORTED_CONTROL_TYPE_LIST: 4, 4;
    MaxControlType @ 0..4,
    SupportedTypeList @ 4..4,
}

layout! { STOR_POWER_CONTROL_HEADER: 16, 8;
    Version @ 0..4,
    Size @ 4..8,
    Address @ 8..16,
}

layout! { STOR_ADAPTER_CONTROL_POWER: 24, 8;
    Header @ 0..16,
    PowerAction @ 16..20,
    PowerState @ 20..24,
}

layout! { STOR_UNIT_CONTROL_POWER: 16, 8;
    Address @ 0..8,
    PowerAction @ 8..12,
    PowerState @ 12..16,
}

layout! { STOR_POWER_SETTING_INFO: 32, 8;
    PowerSettingGuid @ 0..16,
    Value @ 16..24,
    ValueLength @ 24..28,
}

layout! { STOR_SYSTEM_POWER_HINTS: 16, 4;
    Version @ 0..4,
    Size @ 4..8,
    SystemPower @ 8..12,
    ResumeLatencyMSec @ 12..16,
}

layout! { STOR_FILTER_RESOURCE_REQUIREMENTS: 16, 8;
    Version @ 0..4,
    Size @ 4..8,
    IoResourceRequirementsList @ 8..16,
}

layout! { STOR_MAX_OPERATIONAL_POWER: 16, 8;
    Version @ 0..4,
    Size @ 4..8,
    Value @ 8..16,
}

layout! { STOR_SERIAL_NUMBER: 268, 4;
    Version @ 0..4,
    Size @ 4..8,
    Unicode @ 8..9,
    SerialNumber @ 9..265,
}

layout! { STOR_UC_DEVICE_USAGE: 16, 8;
    Address @ 0..8,
    UsageType @ 8..12,
    InUse @ 12..13,
}

layout! { STOR_RICH_DEVICE_DESCRIPTION: 108, 4;
    Version @ 0..4,
    Size @ 4..8,
    VendorId @ 8..25,
    ModelNumber @ 25..90,
    FirmwareRevision @ 90..107,
}

layout! { STOR_RICH_DEVICE_DESCRIPTION_V2: 120, 8;
    Version @ 0..4,
    Size @ 4..8,
    VendorId @ 8..25,
    ModelNumber @ 25..90,
    FirmwareRevision @ 90..107,
    Address @ 112..120,
}

layout! { STOR_POFX_UNIT_POWER_INFO: 24, 8;
    Header @ 0..16,
    IdlePowerEnabled @ 16..17,
}

layout! { STOR_POFX_POWER_REQUIRED_CONTEXT: 24, 8;
    Header @ 0..16,
    PowerRequired @ 16..17,
}

layout! { STOR_POFX_ACTIVE_CONTEXT: 24, 8;
    Header @ 0..16,
    ComponentIndex @ 16..20,
    Active @ 20..21,
}

layout! { STOR_POFX_FSTATE_CONTEXT: 24, 8;
    Header @ 0..16,
    ComponentIndex @ 16..20,
    FState @ 20..24,
}

layout! { STOR_POFX_PERF_STATE_CONTEXT: 24, 8;
    Version @ 0..4,
    Size @ 4..8,
    ComponentIndex @ 8..12,
    Succeeded @ 12..13,
    Context @ 16..24,
}

layout! { STOR_POFX_POWER_CONTROL: 64, 8;
    Header @ 0..16,
    PowerControlCode @ 16..24,
    InBufferSize @ 24..32,
    OutBufferSize @ 32..40,
    InBuffer @ 40..48,
    OutBuffer @ 48..56,
    BytesReturned @ 56..64,
}

layout! { STOR_FRU_ID_DESCRIPTION: 152, 8;
    Version @ 0..4,
    Size @ 4..8,
    Address @ 8..16,
    FruId @ 16..145,
}

layout! { STOR_SET_EVENT_LOGGING: 8, 4;
    Channel @ 0..4,
    Enabled @ 4..5,
}

layout! { STOR_RESET_BUS_SYNCHRONOUS_PARAMETER: 16, 4;
    Version @ 0..4,
    Size @ 4..8,
    PathId @ 8..12,
    Reserved @ 12..16,
}

layout! { STOR_UNIT_CONTROL_QUERY_BUS_TYPE: 16, 8;
    Address @ 0..8,
    BusType @ 8..12,
}
