//! The same Action in Node: `benches/node`, whose packages `make bench` installs.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::row;

/// A row for each way that Node has.
pub fn rows() {
    for (name, way, calls) in [
        ("node:vm, a new context per call, the script cached", "vm", 3000),
        ("isolated-vm, a new isolate per call", "isolate", 500),
        ("a new Node process per call", "process", 40),
    ] {
        match measure(way, calls) {
            Ok(times) => row(name, times, None),
            Err(reason) => println!("{name:<58} not measured: {reason}"),
        }
    }
}

fn measure(way: &str, calls: usize) -> Result<Vec<Duration>, String> {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
    let run = Command::new("node")
        .arg(benches.join("node/measure.js"))
        .args([way, &calls.to_string()])
        .args([benches.join("scripts/reference.js"), benches.join("scripts/event.json")])
        .output();
    let run = run.map_err(|error| format!("node does not start ({error})"))?;
    let micros: Vec<f64> = serde_json::from_slice(&run.stdout)
        .map_err(|_| format!("run make bench ({})", String::from_utf8_lossy(&run.stderr).lines().nth(4).unwrap_or_default()))?;
    Ok(micros.into_iter().map(|micros| Duration::from_secs_f64(micros / 1e6)).collect())
}
