//! Drivers without `unsafe` that try to break what safe code is promised (`runtime/docs/soundness.md`): whole programs, each run
//! under the simulator with many seeds.
//!
//! The first line of a program in `runs/` says what must happen. Those in `refused/` must not compile; `tests/ui.rs` tries them.
//! The suite is run in debug, in release and, where there is a nightly toolchain, under AddressSanitizer (`.ci/run`).
#![forbid(unsafe_code)]
// A program does what it should not, and does not keep to the style of a driver.
#![allow(
    clippy::pedantic,
    clippy::style,
    clippy::complexity,
    clippy::perf,
    missing_docs,
    // Queues that are named by a type and its subtype.
    coherence_leak_check
)]

#[macro_use]
mod fixture;

mod runs {

    mod build_io_gives_back_another;
    mod built_request_that_comes_again;
    mod by_message_in_a_thread_local;
    mod crate_named_miniport;
    mod deferred_everywhere;
    mod device_memory_kept;
    mod fields_without_meaning;
    mod forgotten;
    mod found_for_another_adapter;
    mod initialization_that_fails;
    mod kept_beyond_the_machine;
    mod lent_to_another_thread;
    mod lists_that_are_mixed;
    mod locked_in_a_thread_local;
    mod locked_moved_to_another_adapter;
    mod moved_contexts;
    mod nothing_and_too_much;
    mod own_deref;
    mod pool_memory_in_a_static;
    mod pool_memory_on_threads;
    mod request_that_comes_again;
    mod requests_in_a_static;
    mod requests_of_two_adapters;
    mod requests_on_another_thread;
    mod requests_that_are_dropped;
    mod service_irps_of_two_adapters;
    mod service_irps_on_another_thread;
    mod start_io_gives_back_another;
    mod stopped_in_either_way;
    mod timers_of_all_times;
}

/// WDM drivers.
mod wdm {
    mod alarms;
    mod data;
    mod deferring;
    mod dropped;
    mod ends;
    mod handed_over;
    mod interrupts;
    mod kept;
    mod names;
    mod odds;
    mod opens;
    mod pauses;
    mod queues;
    mod starting;
}
