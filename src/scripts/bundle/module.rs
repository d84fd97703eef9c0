//! One file of a package as a function of CommonJS.
//!
//! CommonJS is taken as it is but for its comments, which only cost memory; ES modules are rewritten. Every line keeps its number.
//! A file that does not
//! parse throws when it is loaded and not before: packages carry files that nobody loads.

use oxc::allocator::Allocator;
use oxc::ast::ast::{Argument, CallExpression, Expression, ImportExpression, Program, Statement};
use oxc::ast_visit::{Visit, walk};
use oxc::semantic::{Scoping, SemanticBuilder};
use oxc::span::SourceType;

use super::resolve::Kind;
use crate::scripts::commonjs::{self, Flavour};
use crate::scripts::source::parse;

/// A file that became a function.
#[derive(Debug)]
pub struct Module {
    /// A function expression. Its first line is ours, the lines after it are the file's.
    pub code: String,
    /// What it asks for by a fixed name.
    pub requests: Vec<(String, Kind)>,
    /// Whether it was an ES module.
    pub is_module: bool,
}

/// How a file's text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// `require`, unless it has `import` or `export`.
    Script,
    /// `import`.
    Module,
    /// JSON.
    Json,
}

/// The parameters of every function; what comes after them are helpers.
const PARAMETERS: &str = "module,exports,require,__filename,__dirname";

/// Makes a function of the file `id`.
pub fn read(id: &str, text: &str, syntax: Syntax) -> Module {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if syntax == Syntax::Json {
        return json(id, text);
    }
    let shell = text.strip_prefix("#!").map(|rest| format!("//{rest}"));
    let text = shell.as_deref().unwrap_or(text);
    script_or_module(id, text, syntax).unwrap_or_else(|message| throwing(&message))
}

fn json(id: &str, text: &str) -> Module {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        // As an object literal, `__proto__` would be more than a key.
        Ok(_) if text.contains("__proto__") => {
            let quoted = serde_json::Value::from(text).to_string();
            Module { code: format!("function(module){{module.exports=JSON.parse({quoted})\n}}"), requests: Vec::new(), is_module: false }
        }
        Ok(_) => Module { code: format!("function(module){{module.exports=\n{text}\n}}"), requests: Vec::new(), is_module: false },
        Err(error) => throwing(&format!("{id}: {error}")),
    }
}

fn throwing(message: &str) -> Module {
    let quoted = serde_json::Value::from(message).to_string();
    Module { code: format!("function(){{throw new SyntaxError({quoted})\n}}"), requests: Vec::new(), is_module: false }
}

fn script_or_module(id: &str, text: &str, syntax: Syntax) -> Result<Module, String> {
    let allocator = Allocator::default();
    let has_declarations = |program: &Program<'_>| program.body.iter().any(Statement::is_module_declaration);
    let as_module = || parse(&allocator, id, text, SourceType::mjs());
    let (parsed, is_module) = match syntax {
        Syntax::Module => (as_module(), true),
        // A package that says nothing of its kind may have modules all the same, as in Node.
        _ => match parse(&allocator, id, text, SourceType::cjs()) {
            Ok(parsed) if has_declarations(&parsed.program) => (as_module(), true),
            Ok(parsed) => (Ok(parsed), false),
            Err(error) => match as_module() {
                Ok(parsed) if has_declarations(&parsed.program) => (Ok(parsed), true),
                _ => (Err(error), false),
            },
        },
    };
    let program = parsed.map_err(|error| error.to_string())?.program;
    let analysed = SemanticBuilder::new().build(&program);
    let scoping = analysed.semantic.scoping();
    let url = format!("file:///node_modules/{id}");
    if is_module {
        commonjs::refuse_await(id, text, &program).map_err(|error| error.to_string())?;
    }
    let mut found = Requests { scoping, requests: Vec::new(), imports: false };
    found.visit_program(&program);
    let prefix = commonjs::unused_prefix(text);
    let helpers = format!("{prefix}Default,{prefix}Namespace,{prefix}Star");
    let Requests { requests, imports, .. } = found;
    let flavour = if is_module { Flavour::Package { url: &url } } else { Flavour::Script };
    let mut edits = commonjs::rewrite(text, &program, scoping, &prefix, flavour);
    for comment in &program.comments {
        edits.replace(comment.span.start, comment.span.end, " ");
    }
    let parameters = if is_module {
        // Under names of our own: a module may declare `require` itself.
        format!("{prefix}Module,{prefix}Exports,{prefix}Require,{prefix}Filename,{prefix}Dirname,{helpers}")
    } else if imports {
        format!("{PARAMETERS},{helpers}")
    } else {
        PARAMETERS.to_owned()
    };
    let header = std::mem::take(&mut edits.header);
    let body = edits.apply_to_text(text);
    Ok(Module { code: format!("function({parameters}){{{}\n{body}\n}}", header.trim_end()), requests, is_module })
}

struct Requests<'s> {
    scoping: &'s Scoping,
    requests: Vec<(String, Kind)>,
    imports: bool,
}

impl Requests<'_> {
    fn add(&mut self, name: &str, kind: Kind) {
        let request = (name.to_owned(), kind);
        if !self.requests.contains(&request) {
            self.requests.push(request);
        }
    }
}

impl<'a> Visit<'a> for Requests<'_> {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let callee = match call.callee.get_inner_expression() {
            // `require.resolve('x')`
            Expression::StaticMemberExpression(member) if member.property.name == "resolve" => member.object.get_inner_expression(),
            callee => callee,
        };
        if let Expression::Identifier(callee) = callee
            && callee.name == "require"
            && self.scoping.get_reference(callee.reference_id()).symbol_id().is_none()
            && let Some(name) = call.arguments.first().and_then(Argument::as_expression).and_then(constant)
        {
            self.add(&name, Kind::Require);
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        self.imports = true;
        if let Some(name) = constant(&import.source) {
            self.add(&name, Kind::Import);
        }
        walk::walk_import_expression(self, import);
    }

    fn visit_statement(&mut self, statement: &Statement<'a>) {
        let source = match statement {
            Statement::ImportDeclaration(import) => Some(&import.source),
            Statement::ExportFromDeclaration(export) => Some(&export.source),
            Statement::ExportAllDeclaration(export) => Some(&export.source),
            _ => None,
        };
        if let Some(source) = source {
            self.add(&source.value, Kind::Import);
        }
        walk::walk_statement(self, statement);
    }
}

/// The text of a string that is written out.
fn constant(expression: &Expression<'_>) -> Option<String> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(text) => Some(text.value.to_string()),
        Expression::TemplateLiteral(text) if text.expressions.is_empty() && text.quasis.len() == 1 => {
            text.quasis.first()?.value.cooked.map(|text| text.to_string())
        }
        _ => None,
    }
}
