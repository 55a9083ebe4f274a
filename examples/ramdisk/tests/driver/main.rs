//! The whole driver under the simulator: every command, both forms of requests, both block sizes, many seeds.

mod attention;
mod direction;
mod dump;
mod ended;
mod errors;
mod fixture;
mod lengths;
mod lifecycle;
mod model;
mod parallel;
mod parameters;
mod provisioning;
mod reset;
mod shortage;
mod transfer;
