//! A block that takes what `HW_STARTIO` has is not asked in a work item.
#![allow(unused, non_camel_case_types)]
use miniport::ffi::GUID;
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    kept: Locked<StartIoLock, Option<Srb<Adapter>>>,
    count: Locked<StartIoLock, u32>,
}

struct Count;

impl wmi::DataBlock<Adapter> for Count {
    const GUID: GUID = GUID {
        Data1: 1,
        Data2: 2,
        Data3: 3,
        Data4: [4; 8],
    };
    type Data = u32;

    fn query(
        adapter: &Adapter,
        cx: &mut StartIo<'_, Adapter>,
        _: wmi::Instance,
    ) -> Result<u32, wmi::WmiError> {
        Ok(adapter.count.lock(cx, |count, _| *count))
    }
}

#[hw_workitem]
fn later(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    if let Some(srb) = adapter.kept.lock(cx, |kept, _| kept.take()) {
        srb.answer_wmi(adapter, cx, &wmi::Table::new().block::<Count>());
    }
}

fn main() {}
