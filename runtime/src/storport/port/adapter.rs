//! What a driver says and asks of its adapter and of the system: bus type, number, limits, settings.

use super::address;
use crate::ffi;
use crate::irql;
use crate::scope::{Finding, Initialising, IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Address;

macro_rules! bus_types {
    ($($(#[$doc:meta])* $name:ident = $code:ident;)+) => {
        /// The bus that an adapter's devices are on, as Windows shows it (`STORAGE_BUS_TYPE`, ntddstor.h).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum BusType {
            $($(#[$doc])* $name,)+
        }

        impl BusType {
            /// The value of `STORAGE_BUS_TYPE`.
            pub const fn code(self) -> i32 {
                match self {
                    $(Self::$name => ffi::$code,)+
                }
            }
        }
    };
}

bus_types! {
    /// SCSI.
    Scsi = BusTypeScsi;
    /// ATAPI.
    Atapi = BusTypeAtapi;
    /// ATA.
    Ata = BusTypeAta;
    /// IEEE 1394.
    Ieee1394 = BusType1394;
    /// SSA.
    Ssa = BusTypeSsa;
    /// Fibre Channel.
    Fibre = BusTypeFibre;
    /// USB.
    Usb = BusTypeUsb;
    /// RAID.
    Raid = BusTypeRAID;
    /// iSCSI.
    Iscsi = BusTypeiScsi;
    /// Serial attached SCSI.
    Sas = BusTypeSas;
    /// SATA.
    Sata = BusTypeSata;
    /// Secure Digital.
    Sd = BusTypeSd;
    /// Multimedia card.
    Mmc = BusTypeMmc;
    /// Virtual.
    Virtual = BusTypeVirtual;
    /// Virtual, in a file.
    FileBackedVirtual = BusTypeFileBackedVirtual;
    /// Storage Spaces.
    Spaces = BusTypeSpaces;
    /// NVM Express.
    Nvme = BusTypeNvme;
    /// Storage class memory.
    StorageClassMemory = BusTypeSCM;
    /// Universal flash storage.
    Ufs = BusTypeUfs;
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Says on which bus the adapter's devices are, instead of what the driver's INF says for all (`StorPortSetAdapterBusType`, Windows 10
    /// and later). Only in find-adapter.
    ///
    /// # Errors
    /// [`StorError`] if Storport refuses.
    pub fn set_adapter_bus_type(&mut self, bus: BusType) -> Result<(), StorError>
    where
        S: Finding,
    {
        // SAFETY: the adapter is the context's own, and this is find-adapter.
        let status = unsafe {
            ffi::StorPortSetAdapterBusType(self.device_extension(), bus.code().cast_unsigned())
        };
        answer(status)
    }

    /// The number that the system has for the adapter (`StorPortGetSystemPortNumber`, Windows 8 and later). Up to `DISPATCH_LEVEL`: its page
    /// names no level.
    ///
    /// # Errors
    /// [`StorError`] if it has none yet.
    pub fn system_port_number(&self) -> Result<u16, StorError>
    where
        S: UpTo<irql::Dispatch>,
        S::Extension: IsBuilt,
    {
        let any = Address {
            path_id: 0,
            target_id: 0,
            lun: 0,
        };
        let mut address = address::btl8(any);
        // SAFETY: the adapter is the context's own; a BTL8 address is a `STOR_ADDRESS`, whose port is written during the call.
        let status = unsafe {
            ffi::StorPortGetSystemPortNumber(self.device_extension(), (&raw mut address).cast())
        };
        answer(status).map(|()| address.Port)
    }

    /// Changes how many requests the adapter takes at a time from what find-adapter said (`StorPortUpdateAdapterMaxIO`, Windows 10 1709 and
    /// later). Only in `#[hw_initialize]` and `#[hw_passive_initialize]`.
    ///
    /// # Errors
    /// [`StorError`] if Storport refuses.
    pub fn update_adapter_max_io(&mut self, requests: u32) -> Result<(), StorError>
    where
        S: Initialising,
    {
        // SAFETY: the adapter is the context's own, and this is initialisation.
        let status = unsafe { ffi::StorPortUpdateAdapterMaxIO(self.device_extension(), requests) };
        answer(status)
    }

    /// Whether the platform has the power state D3 for the device (`StorPortQueryConfiguration`, `StorportQueryConfigurationD3`). Up to
    /// `DISPATCH_LEVEL`: its page names no level.
    ///
    /// # Errors
    /// [`StorError`] if Storport does not tell.
    pub fn has_d3_configuration(&self) -> Result<bool, StorError>
    where
        S: UpTo<irql::Dispatch>,
        S::Extension: IsBuilt,
    {
        let mut enabled = 0;
        // SAFETY: the adapter is the context's own, and the answer is written during the call.
        let status = unsafe {
            ffi::StorPortQueryConfiguration(
                self.device_extension(),
                ffi::StorportQueryConfigurationD3,
                &raw mut enabled,
            )
        };
        answer(status).map(|()| enabled != 0)
    }

    /// Whether this Windows was installed over an older one (`StorPortIsCurrentOsInstallationUpgrade`, Windows 8.1 and later).
    /// `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`] if Storport does not tell.
    pub fn is_upgraded_installation(&self) -> Result<bool, StorError>
    where
        S: UpTo<irql::Passive>,
    {
        let mut upgraded = 0;
        // SAFETY: the adapter is the context's own, this is PASSIVE_LEVEL, and the answer is written during the call.
        let status = unsafe {
            ffi::StorPortIsCurrentOsInstallationUpgrade(self.device_extension(), &raw mut upgraded)
        };
        answer(status).map(|()| upgraded != 0)
    }
}
