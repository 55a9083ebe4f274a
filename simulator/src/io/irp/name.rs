//! The names of major and minor functions.

/// Declares the names from the constants' own.
macro_rules! names {
    ($name:ident: $($function:ident)+) => {
        fn $name(function: u8) -> &'static str {
            match function {
                $(miniport::ffi::$function => stringify!($function),)+
                _ => concat!("an unknown function of ", stringify!($name)),
            }
        }
    };
}

names! { major:
    IRP_MJ_CREATE IRP_MJ_CREATE_NAMED_PIPE IRP_MJ_CLOSE IRP_MJ_READ IRP_MJ_WRITE IRP_MJ_QUERY_INFORMATION IRP_MJ_SET_INFORMATION
    IRP_MJ_QUERY_EA IRP_MJ_SET_EA IRP_MJ_FLUSH_BUFFERS IRP_MJ_QUERY_VOLUME_INFORMATION IRP_MJ_SET_VOLUME_INFORMATION
    IRP_MJ_DIRECTORY_CONTROL IRP_MJ_FILE_SYSTEM_CONTROL IRP_MJ_DEVICE_CONTROL IRP_MJ_INTERNAL_DEVICE_CONTROL IRP_MJ_SHUTDOWN
    IRP_MJ_LOCK_CONTROL IRP_MJ_CLEANUP IRP_MJ_CREATE_MAILSLOT IRP_MJ_QUERY_SECURITY IRP_MJ_SET_SECURITY IRP_MJ_POWER
    IRP_MJ_SYSTEM_CONTROL IRP_MJ_DEVICE_CHANGE IRP_MJ_QUERY_QUOTA IRP_MJ_SET_QUOTA IRP_MJ_PNP
}

names! { pnp:
    IRP_MN_START_DEVICE IRP_MN_QUERY_REMOVE_DEVICE IRP_MN_REMOVE_DEVICE IRP_MN_CANCEL_REMOVE_DEVICE IRP_MN_STOP_DEVICE
    IRP_MN_QUERY_STOP_DEVICE IRP_MN_CANCEL_STOP_DEVICE IRP_MN_QUERY_DEVICE_RELATIONS IRP_MN_QUERY_INTERFACE
    IRP_MN_QUERY_CAPABILITIES IRP_MN_QUERY_RESOURCES IRP_MN_QUERY_RESOURCE_REQUIREMENTS IRP_MN_QUERY_DEVICE_TEXT
    IRP_MN_FILTER_RESOURCE_REQUIREMENTS IRP_MN_READ_CONFIG IRP_MN_WRITE_CONFIG IRP_MN_EJECT IRP_MN_SET_LOCK IRP_MN_QUERY_ID
    IRP_MN_QUERY_PNP_DEVICE_STATE IRP_MN_QUERY_BUS_INFORMATION IRP_MN_DEVICE_USAGE_NOTIFICATION IRP_MN_SURPRISE_REMOVAL
    IRP_MN_DEVICE_ENUMERATED
}

names! { power: IRP_MN_WAIT_WAKE IRP_MN_POWER_SEQUENCE IRP_MN_SET_POWER IRP_MN_QUERY_POWER }

/// What a request is called: by its minor function where that says what is asked for.
pub(crate) fn of(function: u8, minor: u8) -> &'static str {
    match function {
        miniport::ffi::IRP_MJ_PNP => pnp(minor),
        miniport::ffi::IRP_MJ_POWER => power(minor),
        _ => major(function),
    }
}

#[cfg(test)]
mod tests {
    use miniport::ffi::{IRP_MJ_PNP, IRP_MJ_POWER, IRP_MJ_READ, IRP_MN_SET_POWER};

    use super::of;

    #[test]
    fn a_request_is_called_by_what_it_asks_for() {
        assert_eq!(of(IRP_MJ_READ, 7), "IRP_MJ_READ");
        assert_eq!(of(IRP_MJ_POWER, IRP_MN_SET_POWER), "IRP_MN_SET_POWER");
        assert_eq!(of(IRP_MJ_PNP, 0xF0), "an unknown function of pnp");
    }
}
