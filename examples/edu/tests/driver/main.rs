//! The whole driver under the simulator: the same scripts with a device in this process and with that of QEMU, by line and by message.

mod controls;
mod fixture;
mod life;
mod power;
mod random;
mod transfers;
mod unreliable;
