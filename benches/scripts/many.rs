//! A thousand deployed scripts: what they take on disk, and in a process that starts with all of them and calls each once.
//!
//! The process is this program again, under the name of a variable: what building them left in memory would count otherwise.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::{call, event, source};

/// Set in the process that is looked at: the directory of compiled code.
pub const CHILD: &str = "ANTEROOM_BENCH_SCRIPTS_CHILD";
const ACTIONS: usize = 1000;

fn code(n: usize) -> String {
    format!("{}\n// Action {n}\n", super::REFERENCE)
}

/// Builds them, and looks at the process.
pub fn rows() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let begun = Instant::now();
    runtime.block_on(async {
        let sandbox = super::start(dir.path());
        for n in 0..ACTIONS {
            sandbox.prepare_script(source(&code(n))).await.unwrap();
        }
    });
    println!("\n{ACTIONS} deployed Actions without packages");
    println!("{:<58} {:>10.1}", "  built one after another, s", begun.elapsed().as_secs_f64());
    let files = std::fs::read_dir(dir.path()).unwrap();
    // In blocks of 512 bytes: files have holes where an image is empty.
    let bytes: u64 = files.map(|file| file.unwrap().metadata().unwrap().blocks() * 512).sum();
    println!("{:<58} {:>10.0}", "  on disk, MB", bytes as f64 / 1e6);
    let status = Command::new(std::env::current_exe().unwrap()).env(CHILD, dir.path()).status().unwrap();
    assert!(status.success());
}

/// What the process does.
pub fn child(dir: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let begun = Instant::now();
        let sandbox = super::start(dir);
        let mut programs = Vec::new();
        for n in 0..ACTIONS {
            programs.push(sandbox.load_script(source(&code(n))).await.unwrap());
        }
        println!("{:<58} {:>10.2}", "  start of the sandbox with all of them loaded, s", begun.elapsed().as_secs_f64());
        memory("  loaded");
        let event = event();
        let mut each = Vec::new();
        for _ in 0..3 {
            for program in &programs {
                let begun = Instant::now();
                call(&sandbox, program, &event).await.outcome.unwrap();
                each.push(begun.elapsed());
            }
        }
        super::row("  a call, each Action in its turn", each, None);
        memory("  after three calls of each");
    });
}

/// Anonymous memory, file-backed memory that the kernel may take back, and shared memory that it may not.
fn memory(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1000.0
    };
    let (anonymous, file, shared) = (megabytes("RssAnon:"), megabytes("RssFile:"), megabytes("RssShmem:"));
    println!("{:<58} {anonymous:>10.0} anonymous, {file:.0} file-backed, {shared:.0} shared", format!("{when}, MB"));
}
