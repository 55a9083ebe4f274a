//! What only a simulated build has: how the runtime tells the simulator what Windows would not hear of.

use super::*;

imports! { simulated:
    /// Reads 64 bits from a register: storport.h has no such routine, because `READ_REGISTER_ULONG64` is inline.
    pub fn MiniportSimReadRegister64(HwDeviceExtension: PVOID, Register: *mut u64) -> u64;
    /// Writes 64 bits to a register.
    pub fn MiniportSimWriteRegister64(HwDeviceExtension: PVOID, Register: *mut u64, Value: u64);
    /// Stops the machine if these bytes are not shared memory of the adapter.
    pub fn MiniportSimSharedMemory(HwDeviceExtension: PVOID, Place: *mut u8, Length: usize);
    /// Notes that the adapter's driver drops a request that it has.
    pub fn MiniportSimDroppedRequest(HwDeviceExtension: PVOID, Srb: PSCSI_REQUEST_BLOCK);
    /// Notes that a WDM driver drops an IRP that it has.
    pub fn MiniportSimDroppedIrp(Irp: PIRP);
    /// Notes that a WDM driver completes an IRP that it has with more bytes than there are.
    pub fn MiniportSimClaimedBytes(Irp: PIRP, Claimed: usize, There: usize);
}
