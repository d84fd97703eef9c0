//! A memory as a module, and such a module as the component of an Action.
//!
//! Only pages that hold something are written; wasmtime maps them copy-on-write, so that a call pays for the pages it changes.

use wasm_encoder::{
    Component, ConstExpr, DataSection, ExportKind, ExportSection, MemorySection, MemoryType, Module, ModuleSection, RawSection,
};
use wasmparser::{Parser, Payload};
use wasmtime::error::Context;

const PAGE: usize = 4096;
/// Runs of empty pages up to this many are written with their neighbours: a segment costs more than zeros.
const BRIDGE: usize = 2;

/// The module whose memory is `memory`, without what lies below `stack`.
pub fn module(memory: &[u8], stack: usize) -> Module {
    let mut module = Module::new();
    let mut memories = MemorySection::new();
    let minimum = (memory.len() >> 16) as u64;
    memories.memory(MemoryType { minimum, maximum: None, memory64: false, shared: false, page_size_log2: None });
    module.section(&memories);
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    module.section(&exports);
    let mut data = DataSection::new();
    for (at, bytes) in runs(memory, stack) {
        // Addresses of a 32-bit memory, as the instruction takes them.
        data.active(0, &ConstExpr::i32_const(at as u32 as i32), bytes.iter().copied());
    }
    module.section(&data);
    module
}

/// What surrounds an image in its component.
pub struct Shell(Vec<(u8, Vec<u8>)>);

impl Shell {
    /// The shell for an engine that begins with so many pages of 64 KiB.
    pub fn new(pages: usize) -> wasmtime::Result<Self> {
        Ok(Self(sections(&include_str!("shell.wat").replace("{pages}", &pages.to_string()))?))
    }

    /// The component around an image module.
    pub fn component(&self, image: &Module) -> Vec<u8> {
        let mut component = Component::new();
        component.section(&ModuleSection(image));
        for (id, data) in &self.0 {
            component.section(&RawSection { id: *id, data });
        }
        component.finish()
    }
}

/// The sections of the shell behind its own image module.
fn sections(shell: &str) -> wasmtime::Result<Vec<(u8, Vec<u8>)>> {
    let shell = wat::parse_str(shell)?;
    let mut sections = Vec::new();
    let (mut depth, mut first) = (0, true);
    for payload in Parser::new(0).parse_all(&shell) {
        let payload = payload?;
        match &payload {
            Payload::ModuleSection { unchecked_range, .. } => {
                depth += 1;
                if !std::mem::take(&mut first) {
                    let range = unchecked_range.clone();
                    sections.push((wasm_encoder::ComponentSectionId::CoreModule as u8, part(&shell, range)?));
                }
            }
            Payload::End(_) => depth -= 1,
            other if depth == 0 => {
                if let Some((id, range)) = other.as_section().filter(|(id, _)| *id != 0) {
                    sections.push((id, part(&shell, range)?));
                }
            }
            _ => {}
        }
    }
    Ok(sections)
}

fn part(shell: &[u8], range: std::ops::Range<usize>) -> wasmtime::Result<Vec<u8>> {
    Ok(shell.get(range).context("a section lies outside of the shell")?.to_vec())
}

/// The parts of `memory` from `stack` on that hold something, in whole pages.
fn runs(memory: &[u8], stack: usize) -> Vec<(usize, &[u8])> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (number, page) in memory.chunks(PAGE).enumerate() {
        let at = number * PAGE;
        if at < stack || page.iter().all(|byte| *byte == 0) {
            continue;
        }
        match runs.last_mut() {
            Some((_, end)) if at <= *end + BRIDGE * PAGE => *end = at + page.len(),
            _ => runs.push((at, at + page.len())),
        }
    }
    runs.into_iter().filter_map(|(from, to)| Some((from, memory.get(from..to)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_hold_something_are_kept_and_the_stack_is_not() {
        let mut memory = vec![0; 16 * PAGE];
        for at in [PAGE, 4 * PAGE + 7, 6 * PAGE, 12 * PAGE] {
            memory[at] = 1;
        }
        let kept: Vec<_> = runs(&memory, 2 * PAGE).into_iter().map(|(at, bytes)| (at / PAGE, bytes.len() / PAGE)).collect();
        assert_eq!(kept, [(4, 3), (12, 1)]);
    }

    #[test]
    fn the_component_of_an_image_is_valid() {
        let component = Shell::new(2).unwrap().component(&module(&vec![7; 1 << 17], 1 << 16));
        wasmparser::Validator::new().validate_all(&component).unwrap();
    }
}
