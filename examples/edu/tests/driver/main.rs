//! The whole driver under the simulator, with a device in this process and with that of QEMU.

mod controls;
mod fixture;
mod life;
mod power;
mod qemu;
mod random;
mod transfers;
