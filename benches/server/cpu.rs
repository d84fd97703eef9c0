//! Processor time of processes and of single threads, as Linux counts it: in hundredths of a second, user and system together.

use std::fs;

/// One of Linux' ticks, in seconds.
const TICK: f64 = 0.01;

/// Seconds that these processes have used.
pub fn of(processes: &[u32]) -> f64 {
    processes.iter().map(|pid| fs::read_to_string(format!("/proc/{pid}/stat")).map_or(0.0, |stat| seconds(&stat))).sum()
}

/// Seconds that this thread has used.
pub fn of_this_thread() -> f64 {
    fs::read_to_string("/proc/thread-self/stat").map_or(0.0, |stat| seconds(&stat))
}

/// Seconds that the threads of this process have used whose names begin with `name`.
pub fn of_threads(name: &str) -> f64 {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return 0.0 };
    let stats = tasks.flatten().filter_map(|task| fs::read_to_string(task.path().join("stat")).ok());
    stats.filter(|stat| stat.split_once('(').is_some_and(|(_, rest)| rest.starts_with(name))).map(|stat| seconds(&stat)).sum()
}

/// Fields 14 and 15 of proc_pid_stat(5). The name before them may hold blanks and brackets.
fn seconds(stat: &str) -> f64 {
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap_or(0.0) * TICK).sum()
}
