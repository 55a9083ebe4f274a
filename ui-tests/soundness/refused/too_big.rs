// Refused: extensions that no kernel stack has room for, or that Storport does not align.
#![forbid(unsafe_code)]
use miniport::prelude::*;

#[repr(align(64))]
struct Aligned(u8);

struct Big([u8; 1 << 20]);
impl Default for Big {
    fn default() -> Self {
        Self([0; 1 << 20])
    }
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct BigAdapter(Big);

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct AlignedAdapter(Aligned);

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = Big)]
struct BigRequests;

#[derive(DeviceExtension)]
#[device_extension(physical, lu_extension = [u128; 600])]
struct BigUnits;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct BehindALock(Locked<StartIoLock, [Big; 0]>, Locked<StartIoLock, Big>);

fn main() {}
