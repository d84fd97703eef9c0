//! A second process of this test binary, to be killed or traced.
//!
//! A test starts itself anew with a variable set that tells it to play the child's part:
//!
//! ```ignore
//! fn a_test() {
//!     if let Some(dir) = child::part("crash") { return work_for_ever(dir); }
//!     let mut child = Child::start("area::a_test", "crash", dir);
//!     let acknowledged = child.kill_after(100);
//! }
//! ```

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};

const PART: &str = "ANTEROOM_TEST_PART";
const DIR: &str = "ANTEROOM_TEST_DIR";
const MARK: &str = "acknowledged: ";

/// In the child: the directory to work in, if this process plays `part`.
pub fn part(part: &str) -> Option<PathBuf> {
    if std::env::var_os(PART)? != part {
        return None;
    }
    std::env::var_os(DIR).map(PathBuf::from)
}

/// In the child: tells the parent that `what` was answered. One write, so that a kill cannot cut it in two unseen.
pub fn acknowledge(what: &str) {
    let line = format!("{MARK}{what}\n");
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).unwrap();
    out.flush().unwrap();
}

/// In the parent: the other process. Killed when dropped.
pub struct Child {
    process: std::process::Child,
    lines: BufReader<ChildStdout>,
}

impl Child {
    /// Starts this binary to run `test` (its full path, such as `storage::crash::name`) as `part` in `dir`.
    pub fn start(test: &str, part: &str, dir: &Path) -> Self {
        Self::start_under(&[], test, part, dir)
    }

    /// [`Child::start`] below another program, such as a tracer: `before` is its command line.
    pub fn start_under(before: &[&OsStr], test: &str, part: &str, dir: &Path) -> Self {
        let mut line: Vec<OsString> = before.iter().map(OsString::from).collect();
        line.push(std::env::current_exe().unwrap().into());
        line.extend([test, "--exact", "--nocapture", "--test-threads=1"].map(OsString::from));
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).env(PART, part).env(DIR, dir).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap_or_else(|error| panic!("cannot start {:?}: {error}", line[0]));
        let lines = BufReader::new(process.stdout.take().unwrap());
        Self { process, lines }
    }

    /// Lets it run until it has acknowledged `count` things, kills it with SIGKILL, and returns all that it acknowledged.
    pub fn kill_after(&mut self, count: usize) -> Vec<String> {
        let mut acknowledged = Vec::new();
        while acknowledged.len() < count {
            let line = self.next().unwrap_or_else(|| panic!("the child ended after {} acknowledgements", acknowledged.len()));
            acknowledged.push(line);
        }
        self.process.kill().unwrap();
        // What was in the pipe had been acknowledged too.
        acknowledged.extend(std::iter::from_fn(|| self.next()));
        self.process.wait().unwrap();
        acknowledged
    }

    /// Lets it run to its end and returns all that it acknowledged.
    pub fn finish(&mut self) -> Vec<String> {
        let acknowledged = std::iter::from_fn(|| self.next()).collect();
        assert!(self.process.wait().unwrap().success(), "the child failed");
        acknowledged
    }

    fn next(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            self.lines.read_line(&mut line).unwrap();
            // A line without its end was cut off by the kill.
            let whole = line.strip_suffix('\n')?;
            // The test harness writes to the same pipe, once without ending its line.
            if let Some((_, what)) = whole.split_once(MARK) {
                return Some(what.to_owned());
            }
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
