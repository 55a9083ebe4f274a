//! A miniport has the objects of Storport.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

use miniport::wdm::{CustomDpc, DpcForIsr, IoTimer, IoWorkItem, IrpQueue, SystemQueue};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    finish: DpcForIsr<complete>,
    deferred: CustomDpc<complete>,
    work: IoWorkItem<complete>,
    timer: IoTimer<complete>,
    queue: SystemQueue<complete>,
    waiting: IrpQueue<Waiting>,
}

enum Waiting {}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn main() {}
