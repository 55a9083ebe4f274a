//! Pool memory, MDLs, device registers.

use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bell::{ACKNOWLEDGE, ADDRESS, RING};
use super::bench::{Bench, DEVICE, broken_by, place};
use crate::kernel::hardware::options::InterruptResources;
use crate::kernel::memory::physical::PAGE;
use crate::verifier::Rule;

const TAG: ULONG = u32::from_le_bytes(*b"Test");
const ONE: usize = 1;

fn pool(length: usize) -> *mut u8 {
    let place = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, length, TAG) };
    assert!(!place.is_null());
    place.cast()
}

#[test]
fn pool_memory_is_zeroed_unless_it_need_not_be() {
    let bench = Bench::new();
    bench.run(|| unsafe {
        for (flags, length) in [
            (POOL_FLAG_NON_PAGED, 100),
            (POOL_FLAG_PAGED, 5000),
            (POOL_FLAG_NON_PAGED | POOL_FLAG_UNINITIALIZED, 10),
            (POOL_FLAG_NON_PAGED, usize::MAX),
        ] {
            let place: *mut u8 = ExAllocatePool2(flags, length, TAG).cast();
            assert_eq!(place.is_null(), length == usize::MAX);
            if !place.is_null() {
                let zeroed = flags & POOL_FLAG_UNINITIALIZED == 0;
                let bytes = std::slice::from_raw_parts(place, length);
                assert!(bytes.iter().all(|byte| (*byte == 0) == zeroed));
                assert_eq!(place as usize % 16, 0);
                ExFreePoolWithTag(place.cast(), if zeroed { TAG } else { 0 });
            }
        }
    });
    bench.report().assert_clean();
    assert_eq!(bench.kernel.pool.leaks_of(DEVICE).len(), 0);
}

#[test]
fn misuse_of_pool_is_reported() {
    type Deed = fn();
    let deeds: [(Deed, &[Rule]); 9] = [
        (
            || unsafe {
                let place = pool(8);
                ExFreePoolWithTag(place.cast(), TAG);
                ExFreePoolWithTag(place.cast(), TAG);
            },
            &[Rule::DoubleFree],
        ),
        (
            || unsafe { ExFreePoolWithTag(place::<u64>().cast(), TAG) },
            &[Rule::ForeignFree],
        ),
        (
            || unsafe { ExFreePoolWithTag(pool(8).cast(), 0x4141_4141) },
            &[Rule::ForeignFree],
        ),
        (
            || unsafe {
                let place = pool(8);
                place.add(8).write(1);
                ExFreePoolWithTag(place.cast(), TAG);
            },
            &[Rule::Overrun],
        ),
        (
            || unsafe {
                assert!(ExAllocatePool2(0, 8, TAG).is_null());
                assert!(ExAllocatePool2(POOL_FLAG_NON_PAGED, 8, 0).is_null());
                assert!(ExAllocatePool2(POOL_FLAG_NON_PAGED, 0, TAG).is_null());
            },
            &[Rule::BadParameter; 3],
        ),
        (
            || unsafe {
                let irql = KfRaiseIrql(DISPATCH_LEVEL);
                let place = ExAllocatePool2(POOL_FLAG_PAGED, 8, TAG);
                ExFreePoolWithTag(place, TAG);
                KeLowerIrql(irql);
            },
            &[Rule::WrongIrql; 2],
        ),
        (
            || unsafe {
                ExAllocatePool2(
                    POOL_FLAG_NON_PAGED | POOL_FLAG_RAISE_ON_FAILURE,
                    usize::MAX,
                    TAG,
                );
            },
            &[Rule::BugCheck],
        ),
        (
            || unsafe { ExFreePoolWithTag(null_mut(), TAG) },
            &[Rule::BadParameter],
        ),
        (
            || unsafe {
                // An event that somebody waits for may lie there, or a lock that is held.
                let place = pool(8);
                KeInitializeSpinLock(place.cast());
                let irql = KeAcquireSpinLockRaiseToDpc(place.cast());
                ExFreePoolWithTag(place.cast(), TAG);
                KfRaiseIrql(DISPATCH_LEVEL);
                KeLowerIrql(irql);
            },
            &[Rule::LockMisused, Rule::RaiseLower],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        assert_eq!(broken_by(deed), rules, "deed {number}");
    }
}

#[test]
fn what_is_not_freed_is_left() {
    let bench = Bench::new();
    bench.run(|| unsafe {
        pool(10);
        IoAllocateMdl(ONE as PVOID, 10, FALSE, FALSE, null_mut());
    });
    let left = bench.kernel.pool.leaks_of(DEVICE);
    assert_eq!(left.len(), 2);
    assert!(left.contains(&"a pool block of 10 bytes, tag 'Test'".to_owned()));
}

fn mdl(place: *mut u8, length: usize) -> PMDL {
    let mdl = unsafe { IoAllocateMdl(place.cast(), length as u32, FALSE, FALSE, null_mut()) };
    assert!(!mdl.is_null());
    mdl
}

#[test]
fn an_mdl_describes_maps_and_is_cut() {
    let bench = Bench::new();
    let kernel = Rc::clone(&bench.kernel);
    bench.run(move || unsafe {
        let place = pool(3 * PAGE).add(100);
        let whole = mdl(place, 2 * PAGE);
        MmBuildMdlForNonPagedPool(whole);
        assert_eq!(MmGetSystemAddressForMdlSafe(whole, 16), place.cast());
        assert_eq!(MmGetMdlVirtualAddress(whole), place.cast());
        let frames = whole.add(1).cast::<u64>();
        for page in 0..3 {
            let physical = kernel.memory.address_of(place as usize - 100 + page * PAGE);
            assert_eq!(physical, Some(frames.add(page).read() * PAGE as u64));
        }
        let part = mdl(place.add(PAGE), PAGE);
        IoBuildPartialMdl(whole, part, place.add(PAGE).cast(), 0);
        assert_eq!((*part).ByteCount as usize, PAGE);
        assert_eq!(part.add(1).cast::<u64>().read(), frames.add(1).read());
        assert_eq!(
            MmGetSystemAddressForMdlSafe(part, 16),
            place.add(PAGE).cast()
        );
        IoFreeMdl(part);
        IoFreeMdl(whole);

        let paged = ExAllocatePool2(POOL_FLAG_PAGED, 10, TAG).cast();
        let locked = mdl(paged, 10);
        MmProbeAndLockPages(locked, KernelMode, IoWriteAccess);
        KeFlushIoBuffers(locked, TRUE, TRUE);
        let address = MmGetSystemAddressForMdlSafe(locked, 16);
        assert_eq!(address, paged.cast());
        MmUnmapLockedPages(address, locked);
        MmUnlockPages(locked);
        IoFreeMdl(locked);
        ExFreePoolWithTag(paged.cast(), TAG);
        ExFreePoolWithTag(place.sub(100).cast(), TAG);
    });
    bench.report().assert_clean();
}

#[test]
fn mdls_of_an_irp_are_a_list() {
    let broken = broken_by(|| unsafe {
        let irp: PIRP = place();
        let [first, second, third] = [(1, FALSE), (2, TRUE), (3, TRUE)]
            .map(|(at, secondary)| IoAllocateMdl(at as PVOID, 10, secondary, FALSE, irp));
        assert_eq!((*irp).MdlAddress, first);
        assert_eq!((*first).Next, second);
        assert_eq!((*second).Next, third);
        assert!((*third).Next.is_null());
    });
    assert_eq!(broken, []);
}

#[test]
fn misuse_of_mdls_is_reported() {
    type Deed = fn(*mut u8, PMDL);
    let deeds: [(Deed, &[Rule]); 10] = [
        (|_, mdl| unsafe { MmUnlockPages(mdl) }, &[Rule::MdlState]),
        (
            |_, mdl| unsafe {
                MmProbeAndLockPages(mdl, KernelMode, IoReadAccess);
                IoFreeMdl(mdl);
            },
            &[Rule::MdlState],
        ),
        (
            |_, mdl| unsafe {
                MmBuildMdlForNonPagedPool(mdl);
                MmProbeAndLockPages(mdl, KernelMode, IoReadAccess);
            },
            &[Rule::MdlState],
        ),
        (
            |_, mdl| unsafe {
                assert!(MmGetSystemAddressForMdlSafe(mdl, 16).is_null());
            },
            &[Rule::MdlState],
        ),
        (
            |_, mdl| unsafe {
                IoFreeMdl(mdl);
                IoFreeMdl(mdl);
            },
            &[Rule::DoubleFree],
        ),
        (
            |_, mdl| unsafe { KeFlushIoBuffers(mdl, FALSE, TRUE) },
            &[Rule::MdlState],
        ),
        (
            |place, mdl| unsafe {
                MmBuildMdlForNonPagedPool(mdl);
                let part = self::mdl(place, 10);
                IoBuildPartialMdl(mdl, part, place.add(195).cast(), 10);
                IoBuildPartialMdl(mdl, part, place.add(200).cast(), 1);
            },
            &[Rule::MdlState; 2],
        ),
        (
            |_, _| unsafe { MmBuildMdlForNonPagedPool(place()) },
            &[Rule::MdlState],
        ),
        (
            |_, _| unsafe {
                let paged = ExAllocatePool2(POOL_FLAG_PAGED, 10, TAG).cast();
                let built = mdl(paged, 10);
                MmBuildMdlForNonPagedPool(built);
                let locked = mdl(paged, 10);
                let irql = KfRaiseIrql(DISPATCH_LEVEL);
                MmProbeAndLockPages(locked, KernelMode, IoReadAccess);
                KeLowerIrql(irql);
            },
            &[Rule::MdlState, Rule::WrongIrql],
        ),
        (
            |_, _| unsafe {
                assert!(IoAllocateMdl(ONE as PVOID, 0, FALSE, FALSE, null_mut()).is_null());
            },
            &[Rule::BadParameter],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        let deed = move || {
            let place = pool(200);
            deed(place, mdl(place, 200));
        };
        assert_eq!(broken_by(deed), rules, "deed {number}");
    }
}

#[test]
fn registers_are_mapped_and_accessed_with_their_width() {
    let bench = Bench::new();
    let device = bench.plug(0, InterruptResources::None);
    bench.run(move || unsafe {
        let range = device.function.ranges[0];
        let address = PHYSICAL_ADDRESS {
            QuadPart: range.address as i64,
        };
        let protect = PAGE_READWRITE | PAGE_NOCACHE;
        let base: *mut u8 = MmMapIoSpaceEx(address, 0x100, protect).cast();
        assert!(!base.is_null());
        let at = |offset: u64| base.add(offset as usize);
        WRITE_REGISTER_ULONG(at(RING).cast(), 3);
        assert_eq!(READ_REGISTER_ULONG(at(ACKNOWLEDGE).cast()), 1 << 3);
        assert_eq!(READ_REGISTER_USHORT(at(ACKNOWLEDGE).cast()), 1 << 3);
        WRITE_REGISTER_UCHAR(at(ACKNOWLEDGE), 1 << 3);
        assert_eq!(READ_REGISTER_UCHAR(at(ACKNOWLEDGE)), 0);
        WRITE_REGISTER_USHORT(at(RING).cast(), 1);
        WRITE_REGISTER_ULONG64(at(ADDRESS).cast(), 0x1_2345_6789);
        assert_eq!(READ_REGISTER_ULONG64(at(ADDRESS).cast()), 0x1_2345_6789);
        MmUnmapIoSpace(base.cast(), 0x100);
    });
    bench.report().assert_clean();
    assert_eq!(bench.kernel.left_of(DEVICE), []);
}

#[test]
fn misuse_of_registers_is_reported() {
    type Deed = fn(PHYSICAL_ADDRESS, *mut u8);
    let protect = PAGE_READWRITE | PAGE_NOCACHE;
    let deeds: [(Deed, &[Rule]); 7] = [
        (
            |_, base| unsafe {
                READ_REGISTER_ULONG(base.add(0x100).cast());
            },
            &[Rule::RegisterAccess],
        ),
        (
            |_, base| unsafe {
                READ_REGISTER_ULONG(base.add(2).cast());
            },
            &[Rule::RegisterAccess],
        ),
        (
            |_, base| unsafe {
                MmUnmapIoSpace(base.cast(), 0x100);
                assert_eq!(READ_REGISTER_ULONG(base.cast()), u32::MAX);
            },
            &[Rule::RegisterAccess],
        ),
        (
            |_, _| unsafe {
                READ_REGISTER_ULONG(place());
            },
            &[Rule::RegisterAccess],
        ),
        (
            |_, base| unsafe {
                MmUnmapIoSpace(base.cast(), 0x80);
                MmUnmapIoSpace(base.cast(), 0x100);
            },
            &[Rule::DeviceBase; 2],
        ),
        (
            |mut address, _| unsafe {
                address.QuadPart += 0x800;
                let mapped = MmMapIoSpaceEx(address, 0x1000, PAGE_READWRITE | PAGE_NOCACHE);
                assert!(mapped.is_null());
            },
            &[Rule::DeviceBase],
        ),
        (
            |address, _| unsafe {
                assert!(MmMapIoSpaceEx(address, 0x100, PAGE_READWRITE).is_null());
            },
            &[Rule::BadParameter],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        let bench = Bench::new();
        let device = bench.plug(0, InterruptResources::None);
        bench.run(move || unsafe {
            let address = PHYSICAL_ADDRESS {
                QuadPart: device.function.ranges[0].address as i64,
            };
            let base = MmMapIoSpaceEx(address, 0x100, protect);
            deed(address, base.cast());
        });
        assert_eq!(bench.broken(), rules, "deed {number}");
    }
}
