//! How fast commits become durable, beside what the disk and sled could do at best. Run: `cargo bench --bench storage`.
//!
//! Baselines run in the same process and on the same file system, because a figure without its disk says nothing. The
//! directory is made below the build directory: `/tmp` is often memory, where a sync costs nothing.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::storage::sled::SledStore;
use anteroom::storage::{Batch, Store};
use bytes::Bytes;

/// A user with three indexes, about.
const VALUE: usize = 1000;
const KEYS: usize = 4;

/// How often, and how long each took.
struct Measured {
    name: &'static str,
    goal: Option<f64>,
    elapsed: Duration,
    each: Vec<Duration>,
}

impl Measured {
    fn print(mut self) {
        self.each.sort();
        let at = |part: f64| self.each.get(((self.each.len() - 1) as f64 * part) as usize).copied().unwrap_or_default();
        let per_second = self.each.len() as f64 / self.elapsed.as_secs_f64();
        let goal = self.goal.map_or_else(String::new, |goal| format!("≥ {goal:.0}"));
        let micros = |at: Duration| at.as_secs_f64() * 1e6;
        println!("{:<44} {per_second:>10.0} {:>10.0} {:>10.0} {goal:>10}", self.name, micros(at(0.5)), micros(at(0.99)));
    }
}

fn repeat(name: &'static str, times: usize, mut once: impl FnMut(usize)) -> Measured {
    let start = Instant::now();
    let each = (0..times).map(|n| timed(|| once(n))).collect();
    Measured { name, goal: None, elapsed: start.elapsed(), each }
}

fn timed(once: impl FnOnce()) -> Duration {
    let start = Instant::now();
    once();
    start.elapsed()
}

fn append(dir: &Path) -> Measured {
    let mut file = File::create(dir.join("append")).unwrap();
    repeat("append + fdatasync", 4000, |_| {
        file.write_all(&[7; VALUE]).unwrap();
        file.sync_data().unwrap();
    })
}

fn bare_sled(dir: &Path, name: &'static str, times: usize, grouped: usize) -> Measured {
    let db = sled::Config::new().path(dir.join(format!("sled-{grouped}"))).flush_every_ms(None).open().unwrap();
    let mut measured = repeat(name, times, |n| {
        for m in 0..grouped {
            db.insert(format!("key-{n}-{m}"), vec![7; VALUE]).unwrap();
        }
        db.flush().unwrap();
    });
    // One write each; a group is as slow for all of its writes.
    measured.each = measured.each.into_iter().flat_map(|each| std::iter::repeat_n(each, grouped)).collect();
    measured
}

fn batch(writer: usize, n: usize) -> Batch {
    let mut batch = Batch::new();
    for m in 0..KEYS {
        let value = if m == 0 { Bytes::from(vec![7; VALUE]) } else { Bytes::from_static(b"index") };
        batch.put.push((format!("tenant\0users\0{m}\0{writer:03}-{n:08}").into_bytes(), value));
    }
    batch
}

fn ours(dir: &Path, name: &'static str, writers: usize, commits: usize, goal: f64) -> Measured {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let store: Arc<dyn Store> = Arc::new(SledStore::open(&dir.join(format!("ours-{writers}"))).unwrap());
        let start = Instant::now();
        let tasks: Vec<_> = (0..writers)
            .map(|writer| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut each = Vec::with_capacity(commits / writers);
                    for n in 0..commits / writers {
                        let start = Instant::now();
                        store.commit(batch(writer, n)).await.unwrap();
                        each.push(start.elapsed());
                    }
                    each
                })
            })
            .collect();
        let mut each = Vec::new();
        for task in tasks {
            each.extend(task.await.unwrap());
        }
        Measured { name, goal: Some(goal), elapsed: start.elapsed(), each }
    })
}

fn main() {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let dir = dir.path();
    println!("{VALUE}-byte records; a commit of ours has {KEYS} keys\n");
    println!("{:<44} {:>10} {:>10} {:>10} {:>10}", "", "per second", "median µs", "p99 µs", "goal");
    append(dir).print();
    bare_sled(dir, "sled insert + flush, no fsync", 4000, 1).print();
    bare_sled(dir, "sled 64 inserts + flush, no fsync", 800, 64).print();
    ours(dir, "durable commits, 1 writer", 1, 6000, 1500.0).print();
    ours(dir, "durable commits, 64 writers", 64, 128_000, 15_000.0).print();
}
