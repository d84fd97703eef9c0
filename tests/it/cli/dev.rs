//! `anteroom actions dev`: what it says when files change.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use super::desk::{Desk, Said};

/// The command at work, ended when dropped.
struct Dev {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Dev {
    fn start(desk: &Desk, args: &[&str]) -> Self {
        let mut child = desk.anteroom().args(["actions", "dev"]).args(args).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// Reads on until a line holds `text`; everything that was read.
    fn until(&mut self, text: &str) -> String {
        let mut read = String::new();
        loop {
            let before = read.len();
            assert!(self.lines.read_line(&mut read).unwrap() > 0, "it ended without {text:?}:\n{read}");
            if read[before..].contains(text) {
                return read;
            }
        }
    }

    fn interrupt(mut self) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), rustix::process::Signal::INT).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn denies(reason: &str) -> String {
    format!("exports.onExecutePostLogin = async (event, api) => {{\n  api.access.deny('{reason}' + event.user.name);\n}};\n")
}

#[test]
fn everything_is_tested_at_the_start_and_what_is_saved_again() {
    let desk = Desk::new();
    desk.write("one.js", &denies("one "));
    desk.write("two.ts", "export const onExecutePreUserRegistration = async (event: any, api: any) => {\n  const = 3;\n};\n");
    desk.write("one.test.js", "this is no Action");
    desk.write("node_modules/three/index.js", &denies("three "));
    desk.write("util.js", "exports.half = (n) => n / 2;");
    let mut dev = Dev::start(&desk, &["."]);
    let begun = dev.until("watching 3 Actions");
    for text in ["deny     one.js · post-login", "reason        one Ada", "failed   two.ts:2:9: ", "skipped  util.js"] {
        assert!(begun.contains(text), "no {text:?} in\n{begun}");
    }
    assert!(!begun.contains("three") && !begun.contains("one.test.js"), "{begun}");

    desk.write("one.js", &denies("again "));
    dev.until("reason        again Ada");
    // An error is shown with its place, and it goes on.
    desk.write("one.js", "exports.onExecutePostLogin = async () => {\n  nowhere();\n};\n");
    let failed = dev.until("  2 |   nowhere();");
    assert!(failed.contains("one.js:2:"), "{failed}");
    // As editors save: beside it, and then in its place.
    let draft = desk.write(
        "two.ts~",
        "export const onExecutePreUserRegistration = async (event: any, api: any) => {\n  api.access.deny('mended');\n};\n",
    );
    std::fs::rename(draft, desk.dir.path().join("two.ts")).unwrap();
    let mended = dev.until("reason        mended");
    assert!(!mended.contains("one.js"), "what did not change is not tested again:\n{mended}");
    dev.interrupt();
}

#[test]
fn an_event_a_new_folder_and_a_removed_file_are_noticed() {
    let desk = Desk::new();
    desk.write("one.js", &denies("one "));
    let mut dev = Dev::start(&desk, &["."]);
    dev.until("watching 1 Action in .");
    let event = include_str!("../../fixtures/post-login.json");
    desk.write("one.event.json", &event.replace("Ada Example", "Grace"));
    dev.until("reason        one Grace");
    desk.write("more/deep/two.js", &denies("two "));
    dev.until("reason        two Ada");
    desk.write("more/deep/two.js", &denies("still two "));
    dev.until("reason        still two Ada");
    std::fs::remove_dir_all(desk.dir.path().join("more")).unwrap();
    dev.until("gone     more/deep/two.js");
    desk.write("more/deep/two.js", &denies("back "));
    dev.until("reason        back Ada");
    desk.write("more/deep/two.js", &denies("still back "));
    dev.until("reason        still back Ada");
    dev.interrupt();
}

#[test]
fn once_is_for_machines_and_a_missing_folder_is_said() {
    let desk = Desk::new();
    desk.write("one.js", &denies("one "));
    let once = || Said::of(desk.anteroom().args(["actions", "dev", ".", "--once"]).output().unwrap());
    once().ends(0, &["deny     one.js"]);
    desk.write("two.js", "exports.onExecutePostLogin = async () => { throw new Error('boom'); };");
    let failed = once().ends(1, &["It threw: boom"]);
    assert!(failed.err.contains("1 of 2 Actions failed"), "{}", failed.err);
    let nowhere = Said::of(desk.anteroom().args(["actions", "dev", "nowhere"]).output().unwrap()).ends(1, &[]);
    assert!(nowhere.err.contains("nowhere is no folder"), "{}", nowhere.err);
}
