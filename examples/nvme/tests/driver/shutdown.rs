//! The notification that power goes.

use miniport_sim::Rule;
use miniport_sim::device::nvme::{Latency, Nvme};

use crate::fixture::Plan;

/// NVM Express 1.4, 7.6.2: the host waits for the time that RTD3E says, here 8 s, before power goes.
#[test]
fn a_shutdown_takes_as_long_as_the_controller_says() {
    let plan = Plan::default();
    let latency = Latency {
        shutdown: 8_000_000_000,
        ..Latency::default()
    };
    let builder = Nvme::builder().namespace(plan.namespace());
    let bench = plan.model_with(builder.latency(latency));
    bench.work(1);
    assert!(bench.adapter.stop().unwrap());
    assert!(bench.nvme().is_shut_down());
    bench.adapter.restart().unwrap();
    bench.work(2);
    // That it takes so long is what the verifier says, and nothing else.
    let report = bench.common.machine.shutdown();
    let mut rules = report.violations.iter().map(|violation| violation.rule);
    assert!(rules.all(|rule| rule == Rule::Stall), "{report}");
}
