//! What a driver asks of Storport about requests, units, the adapter and memory, under the simulated Storport: each test says what a
//! callback does.

mod adapter;
mod device;
mod drivers;
mod io_control;
mod lists;
mod memory;
mod registers;
mod requests;
mod units;
