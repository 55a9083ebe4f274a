//! Images of drivers: `.sys` files for x64 Windows, mapped as Windows maps them and bound to the routines of the simulator.
//!
//! An image is a stranger's bytes until its entry point runs: everything that it says about itself is checked before it is used, by functions of
//! bytes in which nothing is unsafe ([`header`], [`layout`], [`relocation`], [`import`], [`configuration`]). What is wrong is collected, so that one
//! error says all of it ([`flaw`]). Then it is mapped ([`map`]), and whoever loads it calls its entry point like a driver's of this
//! process: the kernel's [`abi`](crate::kernel::abi) is the border between the two calling conventions.
//!
//! What a driver does besides calls of routines: it reads and writes registers of devices by plain instructions, which fault, as no memory is
//! there, and are done by the simulator ([`fault`]); and so are those by which the headers read what the system shares ([`system`]). A machine may be told to interrupt images between any two instructions ([`step`]).

#[cfg(images)]
mod argument;
#[cfg(images)]
pub(crate) mod bitmap;
#[cfg(images)]
mod configuration;
#[cfg(images)]
mod exception;
#[cfg(images)]
pub(crate) mod fault;
pub(crate) mod flaw;
#[cfg(images)]
mod header;
#[cfg(images)]
mod import;
#[cfg(images)]
mod instruction;
#[cfg(images)]
pub(crate) mod intrinsics;
#[cfg(images)]
mod layout;
#[cfg(images)]
pub(crate) mod library;
#[cfg(images)]
pub(crate) mod map;
#[cfg(images)]
pub(crate) mod missing;
#[cfg(images)]
pub(crate) mod number;
#[cfg(images)]
mod port;
#[cfg(images)]
mod relocation;
#[cfg(images)]
pub(crate) mod step;
#[cfg(images)]
mod string;
#[cfg(images)]
mod system;
#[cfg(all(images, test))]
pub(crate) mod tests;
#[cfg(images)]
pub(crate) mod version;
#[cfg(images)]
mod view;

/// The address of an exported routine, by module and name, as an image calls it.
#[cfg(images)]
pub(crate) type Exports<'a> = &'a dyn Fn(&str, &str) -> Found;

/// What is found by the name of a routine.
#[cfg(images)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The routine.
    At(usize),
    /// The module does not have it; another one does.
    Elsewhere(&'static str),
    /// The simulator has nothing of the module.
    NoModule,
    /// The simulator has not got it.
    Missing,
}
