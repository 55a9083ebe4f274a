//! `#[hw_unit_control]`: the arguments are control types of units.
#![allow(unused)]
use miniport::prelude::*;

macro_rules! units {
    ($($name:ident: $attribute:meta;)+) => {$(
        mod $name {
            use miniport::prelude::*;

            #[derive(DeviceExtension)]
            struct Adapter;

            #[$attribute]
            fn control(_: &Adapter, _: UnitControl<'_, Adapter>) -> UnitControlStatus {
                loop {}
            }
        }
    )+};
}

units! {
    none: hw_unit_control;
    misspelt: hw_unit_control(Strat);
    header_names: hw_unit_control(ScsiUnitStart, UnitPower);
    twice: hw_unit_control(Start, Power, Start);
    of_an_adapter: hw_unit_control(StopAdapter);
    answered_by_the_runtime: hw_unit_control(ScsiQuerySupportedUnitControlTypes);
    reserved: hw_unit_control(KsrPowerDown);
    without_what_it_needs: hw_unit_control(Power, PoFxPowerActive);
    unknown: hw_unit_control(Everything);
}

fn main() {}
