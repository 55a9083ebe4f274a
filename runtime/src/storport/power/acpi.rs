//! ACPI methods of an adapter and its units.

use crate::ffi;
use crate::irql;
use crate::scope::{IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::port::address;
use crate::storport::srb::Address;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Evaluates the ACPI method of a unit, or of the adapter, by its name of four bytes (`StorPortInvokeAcpiMethod`, Windows 8): how
    /// many bytes it wrote to `output`. `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_NOT_IMPLEMENTED` if there is no such method, `STOR_STATUS_INSUFFICIENT_RESOURCES` if `output` is too
    /// short.
    pub fn invoke_acpi_method(
        &mut self,
        unit: Option<Address>,
        name: [u8; 4],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<usize, StorError>
    where
        S: UpTo<irql::Passive>,
        S::Extension: IsBuilt,
    {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut unit = unit.map(address::btl8);
        let mut returned = 0;
        // SAFETY: the adapter is the context's own, at `PASSIVE_LEVEL`; the buffers have the lengths that are said, and are used during
        // the call.
        answer(unsafe {
            ffi::StorPortInvokeAcpiMethod(
                self.device_extension(),
                address::or_null(&mut unit),
                u32::from_le_bytes(name),
                input.as_ptr().cast_mut().cast(),
                length(input),
                output.as_mut_ptr().cast(),
                length(output),
                &raw mut returned,
            )
        })?;
        Ok(returned as usize)
    }
}
