//! Instructions that a benchmark takes, counted by callgrind: the same in every run of one build, unlike time.

use std::collections::BTreeMap;
use std::process::Command;

/// How many repetitions [`instructions`] counts.
pub const REPETITIONS: u64 = 1000;

/// Runs the present program under callgrind, with these arguments and a number of repetitions as the last one: few and many.
/// The difference is what [`REPETITIONS`] of them take without the beginning and the end, for each function what was
/// inlined into it and not what it calls.
#[must_use]
pub fn instructions(arguments: &[&str]) -> BTreeMap<String, u64> {
    const FEW: u64 = 200;
    let few = run(arguments, FEW);
    let mut costs = run(arguments, FEW + REPETITIONS);
    for (function, cost) in &mut costs {
        *cost = cost.saturating_sub(few.get(function).copied().unwrap_or(0));
    }
    costs
}

fn run(arguments: &[&str], repetitions: u64) -> BTreeMap<String, u64> {
    let program = std::env::current_exe().expect("the program's own path");
    let name = format!("callgrind-{}-{repetitions}", std::process::id());
    let output = std::env::temp_dir().join(name);
    let run = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", output.display()))
        .args(["--compress-strings=no", "--compress-pos=no"])
        .arg(program)
        .args(arguments)
        .arg(repetitions.to_string())
        .output()
        .expect("valgrind is not installed");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    let text = std::fs::read_to_string(&output).expect("callgrind's output");
    let _ = std::fs::remove_file(&output);
    costs(&text)
}

/// The costs of the functions in a file of callgrind.
fn costs(text: &str) -> BTreeMap<String, u64> {
    let mut costs = BTreeMap::new();
    let mut function = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("fn=") {
            function = name;
        } else if line.starts_with("calls=") {
            // The line after it is what the call cost, with all that it called.
            lines.next();
        } else if line.starts_with(|first: char| first.is_ascii_digit()) {
            let cost = line.split(' ').nth(1).and_then(|cost| cost.parse().ok());
            *costs.entry(function.to_owned()).or_default() += cost.unwrap_or(0_u64);
        }
    }
    costs
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_call_costs_is_not_the_callers() {
        let text = "events: Ir\nfn=one\n10 5\n11 2\ncfn=two\ncalls=1 20\n11 400\nfn=two\n20 400\nfn=one\n12 1\n";
        let costs = super::costs(text);
        assert!(
            costs
                .iter()
                .map(|(name, cost)| (&**name, *cost))
                .eq([("one", 8), ("two", 400)])
        );
    }
}
