//! The real binary as a process: what only a process has is tested with it (signals, exit codes, output, files, crashes).

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// The binary under test.
pub fn anteroom() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anteroom"));
    // Nothing of the environment of whoever runs the tests may steer the server.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ANTEROOM_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// Runs a command of the binary to its end.
pub fn run(args: &[&str], env: &[(&str, &str)]) -> Output {
    anteroom().args(args).envs(env.iter().copied()).output().unwrap()
}

/// Text of an output stream.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A started server, killed when dropped.
pub struct Process {
    child: Child,
    /// What it printed until it was ready.
    pub printed: String,
    /// The public URL without a slash at its end.
    pub url: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts the server on a free port with its data in `dir`.
    pub fn start(dir: &Path) -> Self {
        Self::start_with(dir, &[], &[])
    }

    /// [`Process::start`] with more flags and variables.
    pub fn start_with(dir: &Path, args: &[&str], env: &[(&str, &str)]) -> Self {
        let mut command = anteroom();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(dir.join("data")).args(args).envs(env.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (mut stderr, sink) = (BufReader::new(child.stderr.take().unwrap()), log.clone());
        let reader = std::thread::spawn(move || {
            let mut line = String::new();
            while stderr.read_line(&mut line).is_ok_and(|read| read > 0) {
                sink.lock().unwrap().push_str(&line);
                line.clear();
            }
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        let url = loop {
            let mut line = String::new();
            if stdout.read_line(&mut line).unwrap() == 0 {
                let _ = child.wait();
                reader.join().unwrap();
                panic!("the server did not start:\n{printed}{}", log.lock().unwrap());
            }
            printed.push_str(&line);
            if let Some(rest) = line.strip_prefix("Anteroom is ready at ") {
                break rest.split(" (").next().unwrap().trim_end_matches('/').to_owned();
            }
        };
        // What comes later must not fill the pipe and stop the server.
        std::thread::spawn(move || stdout.read_to_end(&mut Vec::new()));
        Self { child, printed, url, log, reader: Some(reader) }
    }

    /// `127.0.0.1:<port>`, to connect to whatever the public URL is.
    pub fn address(&self) -> String {
        let rest = self.printed.split("(listening on ").nth(1).unwrap();
        rest.split(')').next().unwrap().to_owned()
    }

    /// A value of the block that the first start printed, by its label: `client_id`.
    pub fn credential(&self, label: &str) -> String {
        let line = self
            .printed
            .lines()
            .find_map(|line| line.trim().strip_prefix(label))
            .unwrap_or_else(|| panic!("no {label}:\n{}", self.printed));
        line.trim().to_owned()
    }

    /// What the commands need to reach this server as the machine-to-machine client.
    pub fn env(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("ANTEROOM_URL", self.url.clone()),
            ("ANTEROOM_CLIENT_ID", self.credential("client_id")),
            ("ANTEROOM_CLIENT_SECRET", self.credential("client_secret")),
        ])
    }

    /// Sends a signal: `TERM`, `KILL`.
    pub fn signal(&self, name: &str) {
        let signal = match name {
            "TERM" => rustix::process::Signal::TERM,
            "INT" => rustix::process::Signal::INT,
            "KILL" => rustix::process::Signal::KILL,
            other => panic!("signal {other}"),
        };
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end; everything that it logged, and how it ended.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        let log = self.log.lock().unwrap().clone();
        (status, log)
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the log holds a text.
    pub fn wait_for_log(&self, text: &str) {
        while !self.log().contains(text) {
            std::thread::yield_now();
        }
    }

    /// Stops it gracefully; everything that it logged.
    pub fn stop(self) -> String {
        self.signal("TERM");
        let (status, log) = self.wait();
        assert!(status.success(), "{status}\n{log}");
        log
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server's data directory below `dir`.
pub fn data(dir: &Path) -> PathBuf {
    dir.join("data")
}
