//! What a miniport uses of storport.h, srb.h, scsi.h and wdm.h, and a WDM driver of wdm.h, in one flat namespace, with the names
//! of the headers.
//!
//! `BOOLEAN` is `u8`, C enumerations are `i32` with flat constants, callback types are `unsafe extern "C" fn`, and
//! `P` before their name makes the nullable form. Sizes, alignments and offsets are asserted for 64-bit targets.
//!
//! # Safety
//!
//! Each `unsafe` routine is the C routine of its name: it requires what the WDK documentation says, first of all a
//! device extension that Storport made, the IRQL named, and pointers that are valid for what they are documented to hold.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(test), no_std)]
#![allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    missing_docs,
    reason = "names are the headers'; for fields and constants the header's name says all"
)]
#![allow(clippy::missing_safety_doc, reason = "one section for all, above")]
#![allow(
    clippy::wildcard_imports,
    reason = "the headers share one namespace, and so do these files"
)]
#![allow(clippy::too_many_arguments, clippy::inline_always, reason = "as in C")]
#![cfg_attr(
    wdk_sys,
    allow(
        dead_code,
        unused_imports,
        reason = "what is listed in `source` is wdk-sys's"
    )
)]
#![allow(clippy::doc_markdown, reason = "names of the headers in short notes")]

#[macro_use]
mod import;

mod callbacks;
mod capabilities;
mod codes;
mod configuration;
mod control;
mod control_types;
mod enums;
mod events;
mod extended;
mod imports;
#[cfg(target_pointer_width = "64")]
mod layout;
mod notification;
mod notify;
mod objects;
mod pofx;
mod registers;
#[cfg(not(kernel))]
mod simulator;
mod source;
mod srb;
mod srb_constants;
mod srbex;
mod storport_constants;
mod tuning;
mod variadic;
mod wdm;
mod wmi;

#[cfg(by_table)]
pub use import::by_table;
pub use source::*;
