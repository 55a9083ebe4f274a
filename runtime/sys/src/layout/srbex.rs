//! Layouts of extended requests.

use super::super::*;
use super::layout;

layout! { STOR_ADDRESS: 16, 8;
    Type @ 0..2,
    Port @ 2..4,
    AddressLength @ 4..8,
    AddressData @ 8..9,
}

layout! { STOR_ADDR_BTL8: 16, 8;
    Type @ 0..2,
    Port @ 2..4,
    AddressLength @ 4..8,
    Path @ 8..9,
    Target @ 9..10,
    Lun @ 10..11,
    Reserved @ 11..12,
}

layout! { STORAGE_REQUEST_BLOCK_HEADER: 8, 8;
    Length @ 0..2,
    Function @ 2..3,
    SrbStatus @ 3..4,
}

layout! { STORAGE_REQUEST_BLOCK: 128, 8;
    Length @ 0..2,
    Function @ 2..3,
    SrbStatus @ 3..4,
    ReservedUlong1 @ 4..8,
    Signature @ 8..12,
    Version @ 12..16,
    SrbLength @ 16..20,
    SrbFunction @ 20..24,
    SrbFlags @ 24..28,
    ReservedUlong2 @ 28..32,
    RequestTag @ 32..36,
    RequestPriority @ 36..38,
    RequestAttribute @ 38..40,
    TimeOutValue @ 40..44,
    SystemStatus @ 44..48,
    ZeroGuard1 @ 48..52,
    AddressOffset @ 52..56,
    NumSrbExData @ 56..60,
    DataTransferLength @ 60..64,
    DataBuffer @ 64..72,
    ZeroGuard2 @ 72..80,
    OriginalRequest @ 80..88,
    ClassContext @ 88..96,
    PortContext @ 96..104,
    MiniportContext @ 104..112,
    NextSrb @ 112..120,
    SrbExDataOffset @ 120..124,
}

layout! { SRBEX_DATA: 16, 8;
    Type @ 0..4,
    Length @ 4..8,
    Data @ 8..9,
}

layout! { SRBEX_DATA_BIDIRECTIONAL: 24, 8;
    Type @ 0..4,
    Length @ 4..8,
    DataInTransferLength @ 8..12,
    Reserved1 @ 12..16,
    DataInBuffer @ 16..24,
}

layout! { SRBEX_DATA_SCSI_CDB16: 40, 8;
    Type @ 0..4,
    Length @ 4..8,
    ScsiStatus @ 8..9,
    SenseInfoBufferLength @ 9..10,
    CdbLength @ 10..11,
    Reserved @ 11..12,
    Reserved1 @ 12..16,
    SenseInfoBuffer @ 16..24,
    Cdb @ 24..40,
}

layout! { SRBEX_DATA_SCSI_CDB32: 56, 8;
    Type @ 0..4,
    Length @ 4..8,
    ScsiStatus @ 8..9,
    SenseInfoBufferLength @ 9..10,
    CdbLength @ 10..11,
    Reserved @ 11..12,
    Reserved1 @ 12..16,
    SenseInfoBuffer @ 16..24,
    Cdb @ 24..56,
}

layout! { SRBEX_DATA_SCSI_CDB_VAR: 40, 8;
    Type @ 0..4,
    Length @ 4..8,
    ScsiStatus @ 8..9,
    SenseInfoBufferLength @ 9..10,
    Reserved @ 10..12,
    CdbLength @ 12..16,
    Reserved1 @ 16..24,
    SenseInfoBuffer @ 24..32,
    Cdb @ 32..33,
}

layout! { SRBEX_DATA_WMI: 24, 8;
    Type @ 0..4,
    Length @ 4..8,
    WMISubFunction @ 8..9,
    WMIFlags @ 9..10,
    Reserved @ 10..12,
    Reserved1 @ 12..16,
    DataPath @ 16..24,
}

layout! { SRBEX_DATA_POWER: 24, 8;
    Type @ 0..4,
    Length @ 4..8,
    SrbPowerFlags @ 8..9,
    Reserved @ 9..12,
    DevicePowerState @ 12..16,
    PowerAction @ 16..20,
}

layout! { SRBEX_DATA_PNP: 24, 8;
    Type @ 0..4,
    Length @ 4..8,
    PnPSubFunction @ 8..9,
    Reserved @ 9..12,
    PnPAction @ 12..16,
    SrbPnPFlags @ 16..20,
    Reserved1 @ 20..24,
}

layout! { SRBEX_DATA_IO_INFO: 32, 8;
    Type @ 0..4,
    Length @ 4..8,
    Flags @ 8..12,
    Key @ 12..16,
    RWLength @ 16..20,
    IsWriteRequest @ 20..21,
    CachePriority @ 21..22,
    Reserved @ 22..24,
    Reserved1 @ 24..32,
}

// What `Length` of extended data counts lies behind `Type` and `Length`.
const _: () = {
    assert!(SRBEX_DATA_BIDIRECTIONAL_LENGTH as usize == size_of::<SRBEX_DATA_BIDIRECTIONAL>() - 8);
    assert!(SRBEX_DATA_SCSI_CDB16_LENGTH as usize == size_of::<SRBEX_DATA_SCSI_CDB16>() - 8);
    assert!(SRBEX_DATA_SCSI_CDB32_LENGTH as usize == size_of::<SRBEX_DATA_SCSI_CDB32>() - 8);
    assert!(
        SRBEX_DATA_SCSI_CDB_VAR_LENGTH_MIN as usize
            == core::mem::offset_of!(SRBEX_DATA_SCSI_CDB_VAR, Cdb) - 8
    );
    assert!(SRBEX_DATA_WMI_LENGTH as usize == size_of::<SRBEX_DATA_WMI>() - 8);
    assert!(
        SRBEX_DATA_POWER_LENGTH as usize
            == core::mem::offset_of!(SRBEX_DATA_POWER, PowerAction) + 4 - 8
    );
    assert!(SRBEX_DATA_PNP_LENGTH as usize == size_of::<SRBEX_DATA_PNP>() - 8);
    assert!(SRBEX_DATA_IO_INFO_LENGTH as usize == size_of::<SRBEX_DATA_IO_INFO>() - 8);
};
