//! Control codes.

use super::super::super::*;

/// A control code (`CTL_CODE`).
pub const fn CTL_CODE(
    DeviceType: DEVICE_TYPE,
    Function: ULONG,
    Method: ULONG,
    Access: ULONG,
) -> ULONG {
    DeviceType << 16 | Access << 14 | Function << 2 | Method
}

/// The function of a control code.
pub const fn IoGetFunctionCodeFromCtlCode(ControlCode: ULONG) -> ULONG {
    ControlCode >> 2 & 0xfff
}

/// How a control code passes its buffers: `METHOD_*`.
pub const fn METHOD_FROM_CTL_CODE(ctrlCode: ULONG) -> ULONG {
    ctrlCode & 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_codes_are_put_together() {
        let code = CTL_CODE(
            FILE_DEVICE_UNKNOWN,
            0x801,
            METHOD_OUT_DIRECT,
            FILE_READ_ACCESS,
        );
        assert_eq!(code, 0x22_6006);
        assert_eq!(IoGetFunctionCodeFromCtlCode(code), 0x801);
        assert_eq!(METHOD_FROM_CTL_CODE(code), METHOD_OUT_DIRECT);
    }
}
