//! Compiling a component in a child process, from the child's side.
//!
//! It limits itself before it reads a byte: what the limits guard against is in those bytes. It ends with 0 and four numbers on
//! its standard output, with 2 and a sentence if the component is not valid, with 3 if its limits leave no room for threads, or with 1.

use std::ffi::OsString;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use wasmtime::component::Component;

use super::{INVALID, NO_THREADS};
use crate::child::Limits;
use crate::sandbox::engine;
use crate::sandbox::upload::MAX_COMPONENT;

struct Args {
    out: PathBuf,
    limits: Limits,
    compatibility: String,
}

/// The hidden subcommand `anteroom compile-component`: reads a component from the standard input, and writes the compiled code
/// to the path in `args`. It limits itself before it reads.
pub fn compile_in_child(args: impl Iterator<Item = OsString>) -> ExitCode {
    match run(args) {
        Ok(Ok([memories, tables, pages, entries])) => {
            println!("{memories} {tables} {pages} {entries}");
            ExitCode::SUCCESS
        }
        Ok(Err(reason)) => {
            eprintln!("{reason}");
            ExitCode::from(INVALID)
        }
        Err(error) if error.is::<rayon::ThreadPoolBuildError>() => ExitCode::from(NO_THREADS),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: impl Iterator<Item = OsString>) -> anyhow::Result<Result<[u64; 4], String>> {
    let args = parse(args)?;
    args.limits.set().context("the compiler cannot limit itself")?;
    // wasmtime would begin the threads when it first compiles, and panic where there is no room for their stacks.
    rayon::ThreadPoolBuilder::new().build_global()?;
    let mut component = Vec::new();
    std::io::stdin().lock().take(MAX_COMPONENT as u64 + 1).read_to_end(&mut component)?;
    let engine = engine::without_pool().map_err(|error| anyhow!("{error:#}"))?;
    if engine::compatibility(&engine) != args.compatibility {
        bail!("the compiler is not of the same version as the server");
    }
    let component = match Component::from_binary(&engine, &component) {
        Ok(component) => component,
        Err(error) => return Ok(Err(format!("{error:#}"))),
    };
    let code = component.serialize().map_err(|error| anyhow!("{error:#}"))?;
    std::fs::write(&args.out, code).context("the compiled code cannot be written")?;
    // None for a component that imports modules: nothing is known before they are given, and none are ever given.
    let Some(needed) = component.resources_required() else {
        return Ok(Err("it imports modules or components".to_owned()));
    };
    Ok(Ok([
        needed.num_memories.into(),
        needed.num_tables.into(),
        needed.max_initial_memory_size.unwrap_or(0),
        needed.max_initial_table_size.unwrap_or(0),
    ]))
}

fn parse(mut args: impl Iterator<Item = OsString>) -> anyhow::Result<Args> {
    let mut next = |name: &str| args.next().with_context(|| format!("{name} is missing"));
    let out = next("the path")?.into();
    let mut number = |name: &str| -> anyhow::Result<u64> { Ok(next(name)?.to_str().context("not a number")?.parse()?) };
    let (address_space, cpu_seconds, file_size) = (number("the address space")?, number("the processor time")?, number("the file size")?);
    let limits = Limits { address_space, cpu_seconds, file_size };
    let compatibility = next("the compatibility")?.into_string().unwrap_or_default();
    Ok(Args { out, limits, compatibility })
}
