// Refused: unsafe code that is handed to a macro, which writes it at another place.
#![forbid(unsafe_code)]

use miniport::prelude::*;

macro_rules! callbacks {
    ($first:ident $($rest:ident)*) => {
        miniport::__at! { $first
            pub fn by_a_hidden_macro(address: usize) -> u8 {
                unsafe { *(address as *const u8) }
            }
        }
    };
}
miniport::__role_list!(slots storport);

#[derive(DeviceExtension)]
#[device_extension(virtual)]
pub struct Adapter;

pub struct Peek;
pub type Same<const N: usize> = Adapter;

// `#[test]` takes the function away after the attribute has read it.
#[hw_dpc]
#[test]
fn complete(
    _: &Adapter,
    _: &mut Deferred<
        '_,
        Same<
            {
                impl Peek {
                    pub fn at(address: usize) -> u8 {
                        unsafe { *(address as *const u8) }
                    }
                }
                0
            },
        >,
    >,
) {
}
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn main() {
    let _ = (by_a_hidden_macro(0), Peek::at(0));
}
