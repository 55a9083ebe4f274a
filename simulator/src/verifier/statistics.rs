//! How often callbacks ran, and how long they took.

use std::time::Duration;

use super::role::Role;

/// How often a callback ran, at which IRQL, how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackStatistics {
    /// The callback.
    pub role: Role,
    /// How often it was called.
    pub calls: u64,
    /// The lowest and the highest IRQL it was called at.
    pub irql: (u8, u8),
    /// The shortest, the average and the longest call, in virtual time.
    pub virtual_time: (Duration, Duration, Duration),
    /// The same in real time, if it was asked for.
    pub host_time: Option<(Duration, Duration, Duration)>,
}

/// The counters of one callback while the machine runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statistics {
    calls: u64,
    irql: (u8, u8),
    time: Span,
    host: Span,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    min: u64,
    max: u64,
    sum: u64,
}

impl Span {
    fn add(&mut self, nanoseconds: u64) {
        self.min = self.min.min(nanoseconds);
        self.max = self.max.max(nanoseconds);
        self.sum += nanoseconds;
    }

    fn summary(&self, calls: u64) -> (Duration, Duration, Duration) {
        let mean = self.sum.checked_div(calls).unwrap_or(0);
        (
            Duration::from_nanos(self.min),
            Duration::from_nanos(mean),
            Duration::from_nanos(self.max),
        )
    }
}

impl Statistics {
    pub const NONE: Self = {
        let empty = Span {
            min: u64::MAX,
            max: 0,
            sum: 0,
        };
        Self {
            calls: 0,
            irql: (u8::MAX, 0),
            time: empty,
            host: empty,
        }
    };

    pub fn add(&mut self, irql: u8, time: u64, host: Option<u64>) {
        self.calls += 1;
        self.irql = (self.irql.0.min(irql), self.irql.1.max(irql));
        self.time.add(time);
        if let Some(host) = host {
            self.host.add(host);
        }
    }
}

/// The callbacks that ran, of the counters of all.
pub(super) fn collect(statistics: &[Statistics], host: bool) -> Vec<CallbackStatistics> {
    let mut roles = Role::ALL.to_vec();
    roles.sort_unstable();
    roles
        .into_iter()
        .map(|role| (role, &statistics[role as usize]))
        .filter(|(_, counted)| counted.calls != 0)
        .map(|(role, counted)| CallbackStatistics {
            role,
            calls: counted.calls,
            irql: counted.irql,
            virtual_time: counted.time.summary(counted.calls),
            host_time: host.then(|| counted.host.summary(counted.calls)),
        })
        .collect()
}
