//! Buffers as the driver asked for them.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, Machine, Role, SrbForm};

use crate::raw::misdeed::{Event, start};

#[test]
fn buffers_are_mapped_as_the_driver_asked() {
    for (map, reads, others) in [
        (STOR_MAP_NO_BUFFERS, false, false),
        (STOR_MAP_ALL_BUFFERS, false, true),
        (STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE, true, true),
    ] {
        for form in [SrbForm::Scsi, SrbForm::Storage] {
            let machine = Machine::new(4);
            let adapter = start(
                &machine,
                AdapterOptions::from("blocks=1024").srb_form(form),
                move |event| unsafe {
                    if event.role == Role::VirtualHwFindAdapter {
                        let result = event.proceed();
                        (*event.config).MapBuffers = map;
                        return result;
                    }
                    if event.role == Role::HwStartIo {
                        // The address of the data, in both forms, and what the port driver says of it.
                        let storage = event.srb.cast::<STORAGE_REQUEST_BLOCK>();
                        let (place, length, opcode) =
                            if (*event.srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
                                let data = storage
                                    .byte_add((*storage).SrbExDataOffset[0] as usize)
                                    .cast::<SRBEX_DATA_SCSI_CDB16>();
                                (
                                    (*storage).DataBuffer,
                                    (*storage).DataTransferLength,
                                    (*data).Cdb[0],
                                )
                            } else {
                                (
                                    (*event.srb).DataBuffer,
                                    (*event.srb).DataTransferLength,
                                    (*event.srb).Cdb[0],
                                )
                            };
                        if length != 0 {
                            let mut address = null_mut();
                            assert_eq!(
                                StorPortGetSystemAddress(event.device, event.srb, &raw mut address),
                                STOR_STATUS_SUCCESS
                            );
                            let mapped = if matches!(opcode, 0x28 | 0x2A) {
                                reads
                            } else {
                                others
                            };
                            assert_eq!(place == address, mapped, "opcode {opcode:#x}");
                            check_list(event, address as usize, length);
                        }
                    }
                    event.proceed()
                },
            )
            .unwrap();
            let disk = &adapter.disks()[0];
            for blocks in [1, 3, 64, 700] {
                let data = vec![blocks as u8; blocks * 512];
                disk.write(5, &data).unwrap();
                let mut back = vec![0; data.len()];
                disk.read(5, &mut back).unwrap();
                assert!(data == back);
            }
            machine.shutdown().assert_clean();
        }
    }
}

/// The scatter/gather list and the MDL describe the buffer.
unsafe fn check_list(event: &Event<'_>, address: usize, length: u32) {
    unsafe {
        let list = StorPortGetScatterGatherList(event.device, event.srb);
        let count = (*list).NumberOfElements as usize;
        let elements = std::slice::from_raw_parts(
            (&raw const (*list).List).cast::<STOR_SCATTER_GATHER_ELEMENT>(),
            count,
        );
        assert_eq!(
            elements.iter().map(|element| element.Length).sum::<u32>(),
            length
        );
        assert!(count <= 257, "{count} elements");
        let mut at = address;
        for element in elements {
            let mut run = 0;
            let physical =
                StorPortGetPhysicalAddress(event.device, event.srb, at as PVOID, &raw mut run);
            assert_eq!(physical, element.PhysicalAddress);
            assert!(run > 0 && run <= 4096);
            assert_eq!(
                StorPortGetVirtualAddress(event.device, physical) as usize,
                at
            );
            at += element.Length as usize;
        }
        let (mut mdl, mut frames, mut count, mut offset) = (null_mut(), null_mut(), 0, 0);
        assert_eq!(
            StorPortGetOriginalMdl(event.device, event.srb, &raw mut mdl),
            STOR_STATUS_SUCCESS
        );
        assert_eq!(
            StorPortGetPfns(
                event.device,
                event.srb,
                mdl,
                &raw mut frames,
                &raw mut count,
                &raw mut offset
            ),
            STOR_STATUS_SUCCESS
        );
        assert_eq!(offset as usize, address % 4096);
        assert_eq!(
            count as usize,
            (offset as usize + length as usize).div_ceil(4096)
        );
    }
}
