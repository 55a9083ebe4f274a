//! A driver registers one type of device extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct WithType<T>(T);

#[derive(DeviceExtension)]
struct WithLifetime<'a>(&'a u8);

#[derive(DeviceExtension)]
struct WithConstant<const N: usize>([u8; N]);

fn main() {}
