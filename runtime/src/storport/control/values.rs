//! The enumerations of control requests. Storport may know more values than this crate.

use crate::ffi;

macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident from $raw:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A value that this crate does not know.
            Other(i32),
        }

        impl $name {
            #[allow(non_upper_case_globals, reason = "the header's names")]
            pub(crate) fn from_code(code: ffi::$raw) -> Self {
                match code {
                    $(ffi::$code => Self::$variant,)+
                    code => Self::Other(code),
                }
            }
        }
    };
}

open_enum! {
    /// Why power changes (`STOR_POWER_ACTION`).
    PowerAction from STOR_POWER_ACTION {
        /// The device alone.
        None = StorPowerActionNone,
        /// The system sleeps.
        Sleep = StorPowerActionSleep,
        /// The system hibernates.
        Hibernate = StorPowerActionHibernate,
        /// The system shuts down.
        Shutdown = StorPowerActionShutdown,
        /// The system restarts.
        ShutdownReset = StorPowerActionShutdownReset,
        /// The system turns itself off.
        ShutdownOff = StorPowerActionShutdownOff,
        /// The system is undocked.
        WarmEject = StorPowerActionWarmEject,
    }
}

open_enum! {
    /// A device power state (`STOR_DEVICE_POWER_STATE`).
    DevicePowerState from STOR_DEVICE_POWER_STATE {
        /// On.
        D0 = StorPowerDeviceD0,
        /// Low power, first step.
        D1 = StorPowerDeviceD1,
        /// Low power, second step.
        D2 = StorPowerDeviceD2,
        /// Off.
        D3 = StorPowerDeviceD3,
    }
}

open_enum! {
    /// How much power the system wants to use (`RAID_SYSTEM_POWER`).
    SystemPower from RAID_SYSTEM_POWER {
        /// It does not say.
        Unknown = RaidSystemPowerUnknown,
        /// The least.
        Lowest = RaidSystemPowerLowest,
        /// Little.
        Low = RaidSystemPowerLow,
        /// Some.
        Medium = RaidSystemPowerMedium,
        /// As much as it takes.
        High = RaidSystemPowerHigh,
    }
}

open_enum! {
    /// What a unit is used for (`SCSI_UC_DEVICE_USAGE_TYPE`).
    UsageType from SCSI_UC_DEVICE_USAGE_TYPE {
        /// A paging file.
        Paging = ScsiDeviceUsageTypePaging,
        /// The hibernation file.
        Hibernation = ScsiDeviceUsageTypeHibernation,
        /// A crash dump.
        DumpFile = ScsiDeviceUsageTypeDumpFile,
        /// Booting.
        Boot = ScsiDeviceUsageTypeBoot,
    }
}

/// What a unit is attached by (`STORAGE_BUS_TYPE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
#[allow(missing_docs, reason = "the names of the buses")]
#[non_exhaustive]
pub enum BusType {
    Scsi = ffi::BusTypeScsi,
    Atapi = ffi::BusTypeAtapi,
    Ata = ffi::BusTypeAta,
    Ieee1394 = ffi::BusType1394,
    Ssa = ffi::BusTypeSsa,
    Fibre = ffi::BusTypeFibre,
    Usb = ffi::BusTypeUsb,
    Raid = ffi::BusTypeRAID,
    IScsi = ffi::BusTypeiScsi,
    Sas = ffi::BusTypeSas,
    Sata = ffi::BusTypeSata,
    Sd = ffi::BusTypeSd,
    Mmc = ffi::BusTypeMmc,
    Virtual = ffi::BusTypeVirtual,
    FileBackedVirtual = ffi::BusTypeFileBackedVirtual,
    Spaces = ffi::BusTypeSpaces,
    Nvme = ffi::BusTypeNvme,
    Scm = ffi::BusTypeSCM,
    Ufs = ffi::BusTypeUfs,
}
