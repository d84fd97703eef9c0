//! The same Action in Node: `benches/node`, whose packages `make bench` installs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::row;

/// A row for each way that Node has.
pub fn rows() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/scripts");
    for (name, way, calls) in [
        ("node:vm, a new context per call, the script cached", "vm", 3000),
        ("isolated-vm, a new isolate per call", "isolate", 500),
        ("a new Node process per call", "process", 40),
    ] {
        row_of(name, way, calls, &[scripts.join("reference.js")], &scripts.join("event.json"));
    }
}

/// A row for programs that are run in one of the ways of `measure.js`.
pub fn row_of(name: &str, way: &str, calls: usize, programs: &[PathBuf], event: &Path) {
    match measure(way, calls, programs, event) {
        Ok(times) => row(name, times, None),
        Err(reason) => println!("{name:<58} not measured: {reason}"),
    }
}

fn measure(way: &str, calls: usize, programs: &[PathBuf], event: &Path) -> Result<Vec<Duration>, String> {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
    let run = Command::new("node").arg(benches.join("node/measure.js")).args([way, &calls.to_string()]).arg(event).args(programs).output();
    let run = run.map_err(|error| format!("node does not start ({error})"))?;
    let micros: Vec<f64> = serde_json::from_slice(&run.stdout)
        .map_err(|_| format!("run make bench ({})", String::from_utf8_lossy(&run.stderr).lines().nth(4).unwrap_or_default()))?;
    Ok(micros.into_iter().map(|micros| Duration::from_secs_f64(micros / 1e6)).collect())
}
