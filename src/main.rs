//! The binary: parse, run, say why it failed, and leave with the exit code of that kind of failure.

use std::process::ExitCode;

use anteroom::cli;

fn main() -> ExitCode {
    match cli::parse() {
        Ok(command) => cli::run(command),
        Err(code) => code,
    }
}
