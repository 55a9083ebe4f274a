//! Ends of an adapter that does not start.

use std::time::Duration;

use miniport_sim::LoadError;

use crate::life::{KINDS, Kind, SEEDS, machine};
use crate::watch::{self, Seen, Start};

/// Starts adapters, which fail; what was seen of each.
#[track_caller]
fn fail(kind: Kind, start: Start, never_found: bool) -> Vec<Seen> {
    SEEDS
        .map(|seed| {
            watch::begin(start, seed);
            let machine = machine(seed).build();
            let error = kind.start(&machine, |options| {
                if never_found {
                    options.lower_stack_fails()
                } else {
                    options
                }
            });
            let error = error.expect_err("it fails");
            match start {
                Start::InitializeFails => assert_eq!(error, LoadError::InitializeFailed),
                Start::PassiveFails => assert_eq!(error, LoadError::PassiveInitializeFailed),
                _ => {}
            }
            machine.advance(Duration::from_millis(1));
            let report = machine.shutdown();
            let seen = watch::end();
            assert!(report.is_clean(), "{kind:?} {start:?}\n{report}\n{seen:?}");
            seen
        })
        .collect()
}

#[test]
fn passive_initialisation_fails_when_it_has_deferred() {
    for kind in KINDS {
        for seen in fail(kind, Start::PassiveFails, false) {
            assert_eq!(
                (seen.built, seen.freed, seen.dropped),
                (1, 1, 1),
                "{kind:?}"
            );
        }
    }
}

#[test]
fn initialisation_fails_when_the_timer_runs() {
    for kind in KINDS {
        let all = fail(kind, Start::InitializeFails, false);
        let dropped = all.iter().filter(|seen| seen.dropped == 1).count();
        // A physical miniport is told that it is removed, or hears nothing.
        let expected = if kind == Kind::Virtual {
            200..201
        } else {
            50..150
        };
        assert!(expected.contains(&dropped), "{kind:?} {dropped}");
        assert!(all.iter().all(|seen| seen.freed == seen.dropped));
    }
}

#[test]
fn an_adapter_without_a_value_is_removed() {
    for kind in KINDS {
        for never_found in [false, true] {
            for seen in fail(kind, Start::FindFails, never_found) {
                assert_eq!((seen.built, seen.freed, seen.dropped), (0, 0, 0));
                assert!(seen.calls.is_empty());
            }
        }
    }
}
