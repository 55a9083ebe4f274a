//! What a driver sees of the device, asked of the model and of QEMU's; and what only the model tells a test.

mod dma;
mod faults;
mod host;
mod interrupts;
mod registers;
