//! The table of callbacks: which ran, at which IRQL, how often, how long.

use std::time::Duration;

use miniport_sim::{CallbackStatistics, Report};

const HEADINGS: [&str; 7] = [
    "callback",
    "IRQL",
    "calls",
    "simulated: average",
    "longest",
    "real: average",
    "longest",
];

/// The callbacks of a report as a table, the requests and the time below.
pub fn callbacks(report: &Report) -> String {
    let mut rows = vec![HEADINGS.map(str::to_owned)];
    rows.extend(report.callbacks.iter().map(row));
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; 7] = std::array::from_fn(width);
    let mut table = String::new();
    for (index, row) in rows.iter().enumerate() {
        for (column, (text, width)) in row.iter().zip(widths).enumerate() {
            // Names to the left, numbers to the right.
            let cell = if column < 2 {
                format!("{text:width$}")
            } else {
                format!("{text:>width$}")
            };
            table.push_str(&cell);
            table.push_str(if column + 1 < row.len() { "  " } else { "\n" });
        }
        if index == 0 {
            let line = widths.map(|width| "-".repeat(width)).join("  ");
            table.push_str(&line);
            table.push('\n');
        }
    }
    table
        + &format!(
            "{} requests in {:.3?} of simulated time",
            report.requests, report.time
        )
}

fn row(callback: &CallbackStatistics) -> [String; 7] {
    let (low, high) = callback.irql;
    let irql = if low == high {
        level(low)
    } else {
        format!("{} to {}", level(low), level(high))
    };
    let (_, average, longest) = callback.virtual_time;
    let real = |pick: fn((Duration, Duration, Duration)) -> Duration| {
        callback
            .host_time
            .map_or_else(|| "-".to_owned(), |times| time(pick(times)))
    };
    [
        callback.role.to_string(),
        irql,
        callback.calls.to_string(),
        time(average),
        time(longest),
        real(|times| times.1),
        real(|times| times.2),
    ]
}

fn level(irql: u8) -> String {
    match irql {
        0 => "PASSIVE_LEVEL".to_owned(),
        1 => "APC_LEVEL".to_owned(),
        2 => "DISPATCH_LEVEL".to_owned(),
        _ => format!("DIRQL ({irql})"),
    }
}

fn time(duration: Duration) -> String {
    format!("{duration:.1?}")
}
