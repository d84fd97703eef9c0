//! Bundling in a child process, from the child's side: it limits itself before it reads, and answers with JSON.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::ExitCode;

use anyhow::{Context, anyhow};

use super::link::{self, Job};
use crate::child::Limits;

/// Bytes of a job: a lock of some hundred packages.
const MAX_JOB: u64 = 16 << 20;
/// Files nest as deeply as their authors please, and the parser is recursive. What passes this ends the process by a signal.
const STACK: usize = 1 << 30;

/// The hidden subcommand `anteroom bundle-packages`: reads a job from the standard input, and writes the bundle or the reason
/// why there is none to the standard output.
pub fn bundle_in_child(args: impl Iterator<Item = OsString>) -> ExitCode {
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: impl Iterator<Item = OsString>) -> anyhow::Result<()> {
    let mut number = |name: &'static str| -> anyhow::Result<u64> { Ok(args.next().context(name)?.to_str().context(name)?.parse()?) };
    let (address_space, cpu_seconds) = (number("the address space")?, number("the processor time")?);
    // It answers on its standard output and writes no file.
    Limits { address_space, cpu_seconds, file_size: 0 }.set().context("the bundler cannot limit itself")?;
    let mut job = Vec::new();
    std::io::stdin().lock().take(MAX_JOB).read_to_end(&mut job)?;
    let job: Job = serde_json::from_slice(&job)?;
    let linking = std::thread::Builder::new().stack_size(STACK).spawn(move || serde_json::to_vec(&link::link(&job)))?;
    let answer = linking.join().map_err(|_| anyhow!("the bundler broke off"))??;
    std::io::stdout().lock().write_all(&answer)?;
    Ok(())
}
