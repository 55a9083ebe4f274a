//! A RAM disk of one unit, just enough to be found and read.

use miniport::prelude::*;
use miniport::scsi::{AdditionalSense, Sense, SenseKey};

use crate::{BLOCK, BLOCKS, capacity, inquiry};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
pub struct Disk {
    memory: Locked<StartIoLock, PoolBox<[u8]>>,
}

#[virtual_hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Disk>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Disk>, FindAdapterError> {
    config
        .set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(1);
    let memory = cx
        .allocate_zeroed(BLOCK * BLOCKS as usize)
        .map_err(|_| FindAdapterError::Error)?;
    let disk = Disk {
        memory: Locked::new(memory),
    };
    Ok(Found::new(disk, const { Limits::new(1 << 20, 257) }))
}

#[hw_initialize]
fn initialize(_disk: &Disk, _cx: &mut Initialize<'_, Disk>) -> bool {
    true
}

#[hw_reset_bus]
fn reset_bus(_disk: &Disk, _cx: &mut ResetBus<'_, Disk>, _path_id: u32) -> bool {
    true
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn adapter_control(_disk: &Disk, _control: AdapterControl<'_, Disk>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

#[hw_startio]
fn start_io(disk: &Disk, cx: &mut StartIo<'_, Disk>, srb: Srb<Disk>) -> Result<(), Srb<Disk>> {
    if srb.function() != SrbFunction::ExecuteScsi {
        srb.complete(cx, SrbStatus::InvalidRequest);
        return Ok(());
    }
    let Address { target_id, lun, .. } = srb.address();
    if target_id != 0 || lun != 0 {
        srb.complete(cx, SrbStatus::NoDevice);
        return Ok(());
    }
    let data = srb.data();
    let done = match *srb.cdb() {
        [0x00, ..] => true,
        [0x12, 0, ..] => data.write_at(0, &inquiry()).is_ok(),
        [0x25, ..] => data.write_at(0, &capacity()).is_ok(),
        [operation @ (0x28 | 0x2a), _, a, b, c, d, _, high, low, _] => {
            let lba = u32::from_be_bytes([a, b, c, d]);
            let count = u32::from(u16::from_be_bytes([high, low]));
            lba <= BLOCKS && count <= BLOCKS - lba && {
                let range = lba as usize * BLOCK..(lba + count) as usize * BLOCK;
                disk.memory.lock(cx, |memory, _cx| {
                    let Some(blocks) = memory.get_mut(range) else {
                        return false;
                    };
                    if operation == 0x28 {
                        data.write_at(0, blocks).is_ok()
                    } else {
                        data.read_at(0, blocks).is_ok()
                    }
                })
            }
        }
        _ => false,
    };
    if done {
        srb.complete(cx, SrbStatus::Success);
    } else {
        let sense = Sense::new(
            SenseKey::IllegalRequest,
            AdditionalSense::INVALID_FIELD_IN_CDB,
        );
        srb.complete_with_sense(cx, &sense);
    }
    Ok(())
}

driver_entry! {
    Driver::<Disk>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}
