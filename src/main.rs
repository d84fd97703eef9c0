//! The `anteroom` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    // Before the command line is parsed: the child process that compiles components is no command for people.
    if args.next().is_some_and(|first| first == "compile-component") {
        return anteroom::sandbox::compile_in_child(args);
    }
    ExitCode::SUCCESS
}
