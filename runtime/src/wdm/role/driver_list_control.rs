//! `DRIVER_LIST_CONTROL`: the data of an IRP is mapped for the device. `DISPATCH_LEVEL`, no locks.
//!
//! wdm.h: `VOID AdapterListControl(PDEVICE_OBJECT DeviceObject, PIRP Irp, PSCATTER_GATHER_LIST ScatterGather, PVOID Context)`.

use core::ops::Range;
use core::ptr::{self, NonNull};

use super::entry;
use crate::ffi::{DEVICE_OBJECT, IRP, PVOID, SCATTER_GATHER_LIST};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::shared::scope::{MayDefer, Scope};
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::{Irp, MappedIrp, NotMapped, ScatterGatherError};
use crate::wdm::irql::at_dispatch_level;
use crate::wdm::lock::HoldsNoLock;
use crate::wdm::scope;
use crate::wdm::status::NtStatus;

/// In `#[driver_list_control]`: `DISPATCH_LEVEL`, no locks.
pub type ListControl<'a, E> = Context<'a, E, scope::ListControl>;

miniport_macros::role_trait!(driver_list_control);

impl<E: WdmExtension, S: Scope> Context<'_, E, S> {
    /// Maps `part` of the IRP's data for the device (`GetScatterGatherList`): `H`, a `#[driver_list_control]` function, is called with the IRP and its list
    /// when there are map registers for it, perhaps before this returns. Up to `DISPATCH_LEVEL`, without a spin lock. IRPs that wait for map registers
    /// are not cancelled there.
    ///
    /// The data is that of a read or a write of a device with `transfer = direct`, or the second buffer of a direct device control; a
    /// write's and that of [`Method::InDirect`](crate::wdm::Method::InDirect) goes to the device, the others' comes from it. The device's DMA adapter is
    /// one that `start` has asked for ([`dma_adapter`](Context::dma_adapter)).
    ///
    /// ```
    /// # use miniport::wdm::prelude::*;
    /// # enum Bar0 {}
    /// # impl RegisterBlock for Bar0 { const SIZE: usize = 16; }
    /// # const ADDRESS: Register<Bar0, u64, WriteOnly> = Register::new(0);
    /// # const LENGTH: Register<Bar0, u32, WriteOnly> = Register::new(8);
    /// #[derive(DeviceExtension)]
    /// #[device_extension(wdm, interrupts = line, transfer = direct)]
    /// struct Scanner {
    ///     queue: SystemQueue<start_io>,
    ///     scanned: DpcForIsr<scanned>,
    /// }
    ///
    /// #[derive(ExtensionPart)]
    /// struct Hardware {
    ///     registers: Mmio<Bar0>,
    ///     adapter: DmaAdapter,
    ///     current: Locked<InterruptLock, Option<MappedIrp<Scanner>>>,
    /// }
    ///
    /// impl PnpDevice for Scanner {
    ///     type Hardware = Hardware;
    ///     fn start(&self, cx: &mut Start<'_, Self>, resources: &Resources<'_>) -> Result<Hardware, NtStatus> {
    ///         Ok(Hardware {
    ///             registers: resources.map_registers(cx, 0)?,
    ///             adapter: cx.dma_adapter(BusMaster::new(32, 65536))?,
    ///             current: Locked::default(),
    ///         })
    ///     }
    /// }
    ///
    /// #[driver_startio]
    /// fn start_io(_: &Scanner, cx: &mut StartIo<'_, Scanner>, irp: Irp<Scanner>) {
    ///     let length = irp.output().len().min(cx.hardware().adapter.longest_transfer());
    ///     if let Err(refused) = cx.get_scatter_gather_list::<begin>(irp, 0..length) {
    ///         refused.irp.complete(cx, refused.reason.into(), 0);
    ///     }
    /// }
    ///
    /// /// The device takes a list, piece by piece, and interrupts behind the last one.
    /// #[driver_list_control]
    /// fn begin(_: &Scanner, cx: &mut ListControl<'_, Scanner>, irp: MappedIrp<Scanner>) {
    ///     let hardware = cx.hardware();
    ///     hardware.current.lock(cx, |current, _| {
    ///         for (address, length) in irp.pieces() {
    ///             hardware.registers.write(ADDRESS, address.get());
    ///             hardware.registers.write(LENGTH, length);
    ///         }
    ///         *current = Some(irp);
    ///     });
    /// }
    ///
    /// #[kservice]
    /// fn service(scanner: &Scanner, cx: &mut Service<'_, Scanner>) -> bool {
    ///     scanner.scanned.request(cx, None, ()).ok();
    ///     true
    /// }
    ///
    /// #[io_dpc]
    /// fn scanned(_: &Scanner, cx: &mut DeferredIo<'_, Scanner>, _: Option<Irp<Scanner>>) {
    ///     if let Some(irp) = cx.hardware().current.lock(cx, |current, _| current.take()) {
    ///         let bytes = irp.bytes();
    ///         irp.put(cx).complete(cx, NtStatus::SUCCESS, bytes);
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`ScatterGatherError`], with the IRP: the function is not called.
    pub fn get_scatter_gather_list<H: DriverListControl<E>>(
        &mut self,
        irp: Irp<E>,
        part: Range<usize>,
    ) -> Result<(), ScatterGatherError<E>>
    where
        S: HoldsNoLock + Scope<Deferred: MayDefer>,
    {
        let storage = self.storage();
        if !ptr::eq(irp.storage(), storage) {
            let reason = NotMapped::OtherDevice;
            return Err(ScatterGatherError { irp, reason });
        }
        let transfer = match irp.transfer(part) {
            Ok(transfer) => transfer,
            Err(reason) => return Err(ScatterGatherError { irp, reason }),
        };
        let adapter = storage.kept.dma.get();
        // SAFETY: the adapter is the device's, which has it, and its table, as long as there is hardware.
        let get = unsafe {
            adapter
                .as_ref()
                .and_then(|adapter| (*adapter.DmaOperations).GetScatterGatherList)
        };
        let Some(get) = get else {
            let reason = NotMapped::NoAdapter;
            return Err(ScatterGatherError { irp, reason });
        };
        let irp = irp.into_raw();
        // SAFETY: the scope says up to DISPATCH_LEVEL, and that no lock is held; the routine is for DISPATCH_LEVEL (SDV rule IrqlDispatch). The
        // memory is that of the IRP's MDL, which is locked until the IRP is completed; the IRP holds the device, and is the context of its routine.
        let status = unsafe {
            at_dispatch_level(|| {
                get(
                    adapter,
                    storage.device(),
                    transfer.mdl,
                    transfer.address,
                    transfer.length,
                    Some(routine::<H, E>),
                    irp.as_ptr().cast(),
                    transfer.to_device.into(),
                )
            })
        };
        if status < 0 {
            return Err(ScatterGatherError {
                // SAFETY: the routine is not called: the IRP is still the caller's.
                irp: unsafe { Irp::from_parts(irp, storage.into()) },
                reason: NotMapped::Refused(NtStatus::from_code(status)),
            });
        }
        Ok(())
    }
}

/// The `DRIVER_LIST_CONTROL` of handler `H`: what the DMA adapter calls.
///
/// # Safety
/// The adapter calls it once for a list that `get_scatter_gather_list` has asked for; the context is the IRP.
pub unsafe extern "C" fn routine<H: DriverListControl<E>, E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    _current: *mut IRP,
    list: *mut SCATTER_GATHER_LIST,
    context: PVOID,
) {
    // SAFETY: the IRP is owned, marked pending, and holds the device, which is started while it does. So does this, until the handler has returned: no
    // page says that somebody waits for it.
    unsafe {
        let storage = Storage::<E>::behind(device);
        storage.kept.activity.irps.hold();
        let irp = MappedIrp::from_parts(
            NonNull::new_unchecked(context.cast()),
            NonNull::new_unchecked(list),
            storage.into(),
        );
        {
            let mut callback = entry::enter(Role::DriverListControl, entry::DISPATCH, storage);
            H::call(callback.device, &mut callback.cx, irp);
        }
        storage.leave_irp();
    }
}
