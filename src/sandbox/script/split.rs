//! Takes the engine's module apart: its code, which all Actions share, and its first memory, which becomes the root of all images.
//!
//! The code then imports its memory. Tables and their elements stay, since functions have the same numbers in every instance; no
//! global needs to be kept either: the only one that changes is the stack pointer, and between calls it is where it began.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{EntityType, ImportSection, Module, RawSection, SectionId};
use wasmparser::{DataKind, Operator, Parser, Payload};
use wasmtime::bail;
use wasmtime::error::Context;

/// The engine, in two parts.
pub struct Split {
    /// The module, importing `image` `memory`.
    pub code: Vec<u8>,
    /// The memory before anything has run.
    pub memory: Vec<u8>,
    /// Where the stack begins: it grows down from here, and what lies below is garbage between calls.
    pub stack: usize,
}

/// Splits `engine`.
pub fn split(engine: &[u8]) -> wasmtime::Result<Split> {
    let mut memory_type = None;
    let (mut memory, mut stack, mut data) = (Vec::new(), 0, Vec::new());
    for payload in Parser::new(0).parse_all(engine) {
        match payload? {
            Payload::MemorySection(section) => memory_type = section.into_iter().next().transpose()?,
            Payload::GlobalSection(section) => {
                let first = section.into_iter().next().context("the engine has no stack pointer")??;
                stack = constant(&first.init_expr)?;
            }
            Payload::DataSection(section) => {
                for segment in section {
                    let segment = segment?;
                    let DataKind::Active { offset_expr, .. } = segment.kind else { bail!("the engine has passive data") };
                    data.push((constant(&offset_expr)?, segment.data));
                }
            }
            _ => {}
        }
    }
    let memory_type = memory_type.context("the engine has no memory")?;
    memory.resize(usize::try_from(memory_type.initial)? << 16, 0);
    for (at, bytes) in data {
        memory.get_mut(at..at + bytes.len()).context("the engine's data lies outside of its memory")?.copy_from_slice(bytes);
    }
    let mut code = Module::new();
    for payload in Parser::new(0).parse_all(engine) {
        let payload = payload?;
        match &payload {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                let memory = RoundtripReencoder.memory_type(memory_type)?;
                imports.import("image", "memory", EntityType::Memory(memory));
                RoundtripReencoder.parse_import_section(&mut imports, section.clone())?;
                code.section(&imports);
            }
            Payload::MemorySection(_) | Payload::DataSection(_) | Payload::DataCountSection { .. } => {}
            other => {
                if let Some((id, range)) = other.as_section().filter(|(id, _)| *id != SectionId::Custom as u8) {
                    let data = engine.get(range).context("a section lies outside of the engine")?;
                    code.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(Split { code: code.finish(), memory, stack })
}

fn constant(expression: &wasmparser::ConstExpr<'_>) -> wasmtime::Result<usize> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(usize::try_from(value)?),
        other => bail!("not a constant: {other:?}"),
    }
}
