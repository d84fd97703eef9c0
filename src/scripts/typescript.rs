//! TypeScript to CommonJS: types are stripped, not checked, and modules become `require` and `exports`.
//!
//! Two steps: the transformer turns TypeScript into a module of JavaScript, and [`super::commonjs`] rewrites what is left of `import`
//! and `export`. Nothing newer than the engine understands is lowered, so `async` functions stay what the author wrote.

use std::path::Path;

use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use oxc::transformer::{EnvOptions, Module, TransformOptions, Transformer};

use super::commonjs::{self, Flavour};
use super::source::{SourceError, fault, parse, refuse_depth};

/// JavaScript and its map to what it was.
pub struct Output {
    /// CommonJS.
    pub code: String,
    /// Source Map revision 3, JSON.
    pub source_map: String,
}

/// Turns TypeScript into CommonJS.
///
/// # Errors
/// The first fault in the author's text.
pub fn to_commonjs(file: &str, code: &str) -> Result<Output, SourceError> {
    let allocator = Allocator::default();
    let parsed = parse(&allocator, file, code, SourceType::ts().with_unambiguous(true))?;
    let (mut program, is_module) = (parsed.program, parsed.module_record.has_module_syntax);
    refuse_depth(file, &program)?;
    let analysed = SemanticBuilder::new().with_check_syntax_error(true).with_enum_eval(true).with_excess_capacity(2.0).build(&program);
    if let Some(error) = analysed.diagnostics.errors().next() {
        return Err(fault(file, code, error));
    }
    commonjs::refuse(file, code, &program)?;
    let options = TransformOptions { env: EnvOptions { module: Module::CommonJS, ..EnvOptions::default() }, ..TransformOptions::default() };
    let scoping = analysed.semantic.into_scoping();
    let transformed = Transformer::new(&allocator, Path::new(file), &options).build_with_scoping(scoping, &mut program);
    if let Some(error) = transformed.diagnostics.errors().next() {
        return Err(fault(file, code, error));
    }
    let options = CodegenOptions { source_map_path: Some(file.into()), ..CodegenOptions::default() };
    let printed = Codegen::new().with_options(options).build(&program);
    let internal = |reason: &str| SourceError::Internal { file: file.to_owned(), reason: reason.to_owned() };
    let map = printed.map.ok_or_else(|| internal("no source map was made"))?;
    // Without its imports of types a module may look like a script, but it is still strict.
    let (kind, flavour) = if is_module { (SourceType::mjs(), Flavour::TypeScript) } else { (SourceType::cjs(), Flavour::Author) };
    let program = parse(&allocator, file, &printed.code, kind)?.program;
    let analysed = SemanticBuilder::new().build(&program);
    let prefix = commonjs::unused_prefix(&printed.code);
    let edits = commonjs::rewrite(&printed.code, &program, analysed.semantic.scoping(), &prefix, flavour);
    let (code, map) = edits.apply(&printed.code, &map);
    Ok(Output { code, source_map: map.to_json_string() })
}
