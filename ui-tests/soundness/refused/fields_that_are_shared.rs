// Refused: `Rc` and `Cell` as a field, each behind something that the derive's check might take for another type.
#![forbid(unsafe_code)]
use core::cell::Cell;
use core::ops::Deref;
use std::rc::Rc;

use miniport::prelude::*;

macro_rules! of_a_macro {
    () => {
        Rc<Cell<u32>>
    };
}

trait Kind {
    type Of;
}
impl Kind for u8 {
    type Of = Rc<Cell<u32>>;
}

struct Behind(Cell<u32>);
impl Deref for Behind {
    type Target = u32;
    fn deref(&self) -> &u32 {
        &0
    }
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct OfAMacro(of_a_macro!());

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct OfATrait(<u8 as Kind>::Of);

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct OfAnArray([Behind; { const COUNT: usize = 1; COUNT }]);

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct OfAFunction(fn() -> u8, Option<&'static Behind>);

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct OfAPart(Locked<StartIoLock, Rc<u8>>, PoolBox<Locked<StartIoLock, u8>>);

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct OfAnObject(Box<dyn Fn() -> u8 + Send>);

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = Option<Rc<u8>>)]
struct OfARequest;

#[derive(DeviceExtension)]
#[device_extension(physical, lu_extension = Cell<u8>)]
struct OfAUnit;

fn main() {}
