//! The configuration space of the device's PCI function: `IRP_MN_READ_CONFIG` and `IRP_MN_WRITE_CONFIG`, which the bus driver answers.

use core::mem::MaybeUninit;
use core::ptr;

use super::extension::WdmExtension;
use super::status::NtStatus;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::hardware::{PciConfiguration, PciValue};
use crate::shared::irql;
use crate::shared::scope::{IsBuilt, MayWait, Scope, UpTo};

impl<E: WdmExtension, S: Scope> Context<'_, E, S> {
    /// Reads the first 256 bytes of the device's configuration space (`IRP_MN_READ_CONFIG`). `PASSIVE_LEVEL`; it waits for the bus driver.
    ///
    /// # Errors
    /// The bus driver's: a device of a bus without configuration space fails.
    pub fn read_pci_configuration(&mut self) -> Result<PciConfiguration, NtStatus>
    where
        S: UpTo<irql::Passive>,
        S::Waiting: MayWait,
        S::Extension: IsBuilt,
    {
        let mut bytes = [0; 256];
        let length = self.configure(ffi::IRP_MN_READ_CONFIG, 0, &mut bytes)?;
        Ok(PciConfiguration::new(bytes, length))
    }

    /// Reads an integer, of the extended configuration space too. As
    /// [`read_pci_configuration`](Self::read_pci_configuration).
    ///
    /// # Errors
    /// The bus driver's, and [`NtStatus::INVALID_PARAMETER`] where there is nothing at `offset`.
    pub fn read_pci_value<T: PciValue>(&mut self, offset: u32) -> Result<T, NtStatus>
    where
        S: UpTo<irql::Passive>,
        S::Waiting: MayWait,
        S::Extension: IsBuilt,
    {
        let mut bytes = [0; 4];
        let bytes = &mut bytes[..size_of::<T>()];
        let length = self.configure(ffi::IRP_MN_READ_CONFIG, offset, bytes)?;
        let read = bytes.get(..length).and_then(T::from_bytes);
        read.ok_or(NtStatus::INVALID_PARAMETER)
    }

    /// Writes an integer to what is the device's own in its configuration space (`IRP_MN_WRITE_CONFIG`). The header and the list of capabilities
    /// belong to the system (page "Accessing PCI Device Configuration Space"). `PASSIVE_LEVEL`; it waits for the bus driver.
    ///
    /// # Errors
    /// The bus driver's, and [`NtStatus::INVALID_PARAMETER`] for the header, or where nothing was written.
    pub fn write_pci_value<T: PciValue>(&mut self, offset: u32, value: T) -> Result<(), NtStatus>
    where
        S: UpTo<irql::Passive>,
        S::Waiting: MayWait,
        S::Extension: IsBuilt,
    {
        const HEADER: u32 = 0x40;
        if offset < HEADER {
            return Err(NtStatus::INVALID_PARAMETER);
        }
        value.with_bytes(|bytes| {
            let length = self.configure(ffi::IRP_MN_WRITE_CONFIG, offset, bytes)?;
            if length < bytes.len() {
                return Err(NtStatus::INVALID_PARAMETER);
            }
            Ok(())
        })
    }

    /// Has the bus driver read or write; how many bytes it did.
    fn configure(&mut self, minor: u8, offset: u32, bytes: &mut [u8]) -> Result<usize, NtStatus>
    where
        S: UpTo<irql::Passive>,
        S::Waiting: MayWait,
        S::Extension: IsBuilt,
    {
        let request = ffi::IO_STACK_LOCATION_Parameters_ReadWriteConfig {
            WhichSpace: ffi::PCI_WHICHSPACE_CONFIG,
            Buffer: bytes.as_mut_ptr().cast(),
            Offset: offset,
            Padding0: [0; 4],
            Length: u32::try_from(bytes.len()).map_err(|_| NtStatus::INVALID_PARAMETER)?,
        };
        // SAFETY: PASSIVE_LEVEL without a lock, by the scope; the physical device object is there until the device is removed, which is after
        // every callback of it. The buffer lives until the request is over, which is waited for.
        let length = unsafe { send(self.storage().kept.physical.get(), minor, request)? };
        Ok(length.min(bytes.len()))
    }
}

/// Sends a request to the top of the device's stack, as the page of the request says, and waits for it: the bytes of its answer.
///
/// # Safety
/// `PASSIVE_LEVEL`, no lock; the device is there, and what the request points to.
unsafe fn send(
    device: ffi::PDEVICE_OBJECT,
    minor: u8,
    request: ffi::IO_STACK_LOCATION_Parameters_ReadWriteConfig,
) -> Result<usize, NtStatus> {
    let mut event = MaybeUninit::<ffi::KEVENT>::uninit();
    let event = event.as_mut_ptr();
    let mut answer = MaybeUninit::<ffi::IO_STATUS_BLOCK>::zeroed();
    let block = answer.as_mut_ptr();
    let answer = ffi::named(block);
    // SAFETY: the caller's word. The I/O manager frees the IRP when it is completed, and signals the event then, which is why this waits; the
    // reference of the device at the top is dropped afterwards.
    unsafe {
        (*answer).Status = ffi::STATUS_UNSUCCESSFUL;
        ffi::KeInitializeEvent(event, ffi::NotificationEvent, ffi::FALSE);
        let top = ffi::IoGetAttachedDeviceReference(device);
        let irp = ffi::IoBuildSynchronousFsdRequest(
            ffi::IRP_MJ_PNP.into(),
            top,
            ptr::null_mut(),
            0,
            ptr::null_mut(),
            event,
            block,
        );
        let sent = if irp.is_null() {
            Err(NtStatus::INSUFFICIENT_RESOURCES)
        } else {
            // Of plug and play requests that nobody knows the status stays.
            (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_NOT_SUPPORTED;
            let next = ffi::named(ffi::IoGetNextIrpStackLocation(irp));
            (*next).MinorFunction = minor;
            (*next).Parameters.ReadWriteConfig = request;
            let status = ffi::IoCallDriver(top, irp);
            if status == ffi::STATUS_PENDING {
                // Nothing but the event ends this wait.
                let _ = ffi::KeWaitForSingleObject(
                    event.cast(),
                    ffi::Executive,
                    ffi::KernelMode,
                    ffi::FALSE,
                    ptr::null_mut(),
                );
                Ok((*answer).Status)
            } else {
                Ok(status)
            }
        };
        ffi::ObDereferenceObject(top.cast());
        NtStatus::of(sent?)?;
        Ok((*answer).Information)
    }
}
