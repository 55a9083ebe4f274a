//! The configuration space of the adapter's PCI function. Only in find-adapter.

use crate::config::PortConfiguration;
use crate::ffi;
use crate::kind::HasHardware;
use crate::scope::{Finding, Scope};
use crate::shared::context::Context;
use crate::shared::hardware::{PciConfiguration, PciValue};
use crate::storport::extension::DeviceExtension;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Reads the configuration space of the adapter (`StorPortGetBusData`). `None` if there is no such function.
    ///
    /// Only here: the routine's page allows it in no callback that comes later.
    pub fn pci_configuration(&mut self, config: &PortConfiguration<'_>) -> Option<PciConfiguration>
    where
        S: Finding,
        E::Kind: HasHardware,
    {
        let mut bytes = [0; 256];
        // SAFETY: this is find-adapter, and the buffer has as many bytes as it says.
        let length = unsafe {
            ffi::StorPortGetBusData(
                self.device_extension(),
                ffi::PCIConfiguration.cast_unsigned(),
                config.system_io_bus_number(),
                config.slot_number(),
                bytes.as_mut_ptr().cast(),
                256,
            )
        };
        // 0: no bus; 2: no device.
        (length > 2).then(|| PciConfiguration::new(bytes, length as usize))
    }

    /// Writes an integer to configuration space (`StorPortSetBusDataByOffset`); whether it was written.
    pub fn set_pci_configuration<T: PciValue>(
        &mut self,
        config: &PortConfiguration<'_>,
        offset: u32,
        value: T,
    ) -> bool
    where
        S: Finding,
        E::Kind: HasHardware,
    {
        value.with_bytes(|bytes| {
            let Ok(length) = u32::try_from(bytes.len()) else {
                return false;
            };
            // SAFETY: this is find-adapter, and the buffer has as many bytes as it says.
            let written = unsafe {
                ffi::StorPortSetBusDataByOffset(
                    self.device_extension(),
                    ffi::PCIConfiguration.cast_unsigned(),
                    config.system_io_bus_number(),
                    config.slot_number(),
                    bytes.as_mut_ptr().cast(),
                    offset,
                    length,
                )
            };
            written == length
        })
    }
}
