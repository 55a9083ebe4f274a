// Refused: what is there for generated code is used by hand: a proof is made, kept, turned into another type's; a driver is entered.
#![forbid(unsafe_code)]
use core::marker::PhantomData;

use miniport::__private::{Checked, Complete, FieldOf, Slot, SrbExtension, complete, driver_entry};
use miniport::prelude::*;

type Bad = std::rc::Rc<core::cell::Cell<u32>>;

const MADE: Checked<Bad> = Checked(PhantomData);
const ASKED: Checked<Bad> = FieldOf::<Bad>::KIND.check();

fn shortened<'a>(proof: Checked<&'static u32>) -> Checked<&'a u32> {
    proof
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn entered() -> u32 {
    driver_entry(made, core::ptr::null_mut(), core::ptr::null_mut())
}

fn made() -> Complete {
    loop {}
}

fn with_nothing() -> Complete {
    complete(Driver::<Adapter>::new())
}

fn by_hand() -> Complete {
    Complete(Default::default())
}

const OWNS: SrbExtension = SrbExtension::of::<Vec<u8>>();
const SLOT: Slot = Slot { object: (), count: 1, offset: 0 };

fn main() {
    let _ = (MADE, ASKED, SLOT, shortened, entered, with_nothing, by_hand);
}
