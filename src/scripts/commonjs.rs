//! `import` and `export` as `require` and `exports`: exports are live, functions are hoisted.
//!
//! What a default import gives depends on who asks. TypeScript's own compiler (`esModuleInterop`) takes `default` from every module
//! that has `__esModule`; Node takes it from ES modules alone, which show as namespaces here (`Symbol.toStringTag`).
//!
//! Imports keep their place instead of moving to the top, which makes a difference only to code that runs between two imports.

use std::collections::HashMap;
use std::fmt::Write as _;

use oxc::ast::ast::{
    AwaitExpression, CallExpression, Declaration, ExportDefaultDeclaration, ExportDefaultDeclarationKind, ExportNamedDeclaration,
    Expression, ForOfStatement, Function, IdentifierReference, ImportDeclaration, ImportDeclarationSpecifier, ImportExpression, ImportMeta,
    ModuleExportName, ObjectProperty, Program, PropertyKind, Statement, StringLiteral, TaggedTemplateExpression,
};
use oxc::ast_visit::{Visit, walk};
use oxc::semantic::Scoping;
use oxc::span::{GetSpan, Span};
use oxc::syntax::scope::ScopeFlags;
use oxc::syntax::symbol::SymbolId;

use super::edits::Edits;
use super::source::{Position, SourceError};

/// Who wrote the text, which decides what its words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour<'f> {
    /// An author, in CommonJS: only `import()` is to be changed.
    Author,
    /// An author, in TypeScript.
    TypeScript,
    /// A package, as an ES module. Its function's parameters and helpers bear the prefix.
    Package {
        /// What `import.meta.url` is.
        url: &'f str,
    },
    /// A package, as CommonJS: only `import()` is to be changed.
    Script,
}

/// Refuses what a module may do and an author's function body cannot.
///
/// # Errors
/// `await` at the top level, or `import.meta`.
pub fn refuse(file: &str, code: &str, program: &Program<'_>) -> Result<(), SourceError> {
    let mut search = Impossible::default();
    search.visit_program(program);
    refuse_found(file, code, search.found.or(search.meta))
}

/// Refuses `await` at the top level alone.
///
/// # Errors
/// It is there.
pub fn refuse_await(file: &str, code: &str, program: &Program<'_>) -> Result<(), SourceError> {
    let mut search = Impossible::default();
    search.visit_program(program);
    refuse_found(file, code, search.found)
}

fn refuse_found(file: &str, code: &str, found: Option<(Span, &'static str)>) -> Result<(), SourceError> {
    match found {
        None => Ok(()),
        Some((span, message)) => {
            let position = Position::of(code, span.start as usize);
            Err(SourceError::Syntax { file: file.to_owned(), position, message: message.to_owned() })
        }
    }
}

#[derive(Default)]
struct Impossible {
    functions: usize,
    found: Option<(Span, &'static str)>,
    meta: Option<(Span, &'static str)>,
}

impl Impossible {
    fn await_at(&mut self, span: Span) {
        if self.functions == 0 {
            self.found.get_or_insert((span, "`await` can only be used in an async function"));
        }
    }
}

impl<'a> Visit<'a> for Impossible {
    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        self.functions += 1;
        walk::walk_function(self, function, flags);
        self.functions -= 1;
    }

    fn visit_arrow_function_expression(&mut self, function: &oxc::ast::ast::ArrowFunctionExpression<'a>) {
        self.functions += 1;
        walk::walk_arrow_function_expression(self, function);
        self.functions -= 1;
    }

    fn visit_await_expression(&mut self, expression: &AwaitExpression<'a>) {
        self.await_at(expression.span);
        walk::walk_await_expression(self, expression);
    }

    fn visit_for_of_statement(&mut self, statement: &ForOfStatement<'a>) {
        if statement.r#await {
            self.await_at(statement.span);
        }
        walk::walk_for_of_statement(self, statement);
    }

    fn visit_import_meta(&mut self, meta: &ImportMeta) {
        self.meta.get_or_insert((meta.span, "`import.meta` cannot be used in an Action"));
    }
}

/// How names may begin that are in no conflict with the text's own.
pub fn unused_prefix(code: &str) -> String {
    let mut prefix = "_module".to_owned();
    while code.contains(&prefix) {
        prefix.push('_');
    }
    prefix
}

/// The changes that make a CommonJS text out of a module, given its tree with the scopes worked out.
pub fn rewrite(code: &str, program: &Program<'_>, scoping: &Scoping, prefix: &str, flavour: Flavour<'_>) -> Edits {
    let mut edits = Edits::default();
    let (imported, exports) = (HashMap::new(), Vec::new());
    let mut rewrite = Rewrite { code, prefix, flavour, scoping, edits: &mut edits, imported, exports, required: 0, helpers: 0 };
    for statement in &program.body {
        if let Statement::ImportDeclaration(import) = statement {
            rewrite.import(import);
        }
    }
    for statement in &program.body {
        rewrite.statement(statement);
    }
    rewrite.visit_program(program);
    edits.header = rewrite.header();
    edits
}

/// Helpers that the header must define.
const DEFAULT: u8 = 1;
const NAMESPACE: u8 = 2;
const STAR: u8 = 4;

struct Rewrite<'s> {
    code: &'s str,
    /// How every name begins that is made here; nowhere in the text.
    prefix: &'s str,
    flavour: Flavour<'s>,
    scoping: &'s Scoping,
    edits: &'s mut Edits,
    /// What to write instead of an imported name.
    imported: HashMap<SymbolId, String>,
    /// Exported names (as in a string literal) and what they give.
    exports: Vec<(String, String)>,
    required: usize,
    helpers: u8,
}

impl Rewrite<'_> {
    fn exports_object(&self) -> String {
        if self.flavour == Flavour::TypeScript { "exports".to_owned() } else { format!("{}Exports", self.prefix) }
    }

    fn require_function(&self) -> String {
        if let Flavour::Package { .. } = self.flavour { format!("{}Require", self.prefix) } else { "require".to_owned() }
    }

    fn header(&mut self) -> String {
        if let Flavour::Package { .. } = self.flavour {
            // The order in which a namespace has its names.
            self.exports.sort();
        }
        let exports = self.exports_object();
        let mut header = match self.flavour {
            Flavour::TypeScript => self.own_helpers(),
            Flavour::Package { .. } => {
                format!("\"use strict\";Object.defineProperty({exports},Symbol.toStringTag,{{value:\"Module\"}});")
            }
            Flavour::Author | Flavour::Script => return String::new(),
        };
        // Node says it only of modules that have a default.
        if self.flavour == Flavour::TypeScript || self.exports.iter().any(|(name, _)| name == "\"default\"") {
            let _ = write!(header, "Object.defineProperty({exports},\"__esModule\",{{value:true}});");
        }
        for (name, gives) in &self.exports {
            let _ = write!(header, "Object.defineProperty({exports},{name},{{enumerable:true,configurable:true,get:()=>{gives}}});");
        }
        header.push('\n');
        header
    }

    /// What packages get from the bundle and an author's text has to bring along.
    fn own_helpers(&self) -> String {
        let prefix = self.prefix;
        let mut header = "\"use strict\";".to_owned();
        if self.helpers & DEFAULT != 0 {
            let _ = write!(header, "const {prefix}Default=(m)=>m&&m.__esModule?m:{{default:m}};");
        }
        if self.helpers & NAMESPACE != 0 {
            // A function stays one: `import * as moment` is called by many who write for compilers without interop.
            let _ = write!(
                header,
                "const {prefix}Namespace=(m)=>m&&(m.__esModule||typeof m===\"function\")?m:\
                 Object.defineProperty(Object.defineProperties({{}},Object.getOwnPropertyDescriptors(Object(m))),\"default\",\
                 {{value:m,enumerable:true,configurable:true}});"
            );
        }
        if self.helpers & STAR != 0 {
            let _ = write!(
                header,
                "const {prefix}Star=(e,m)=>{{for(const k of Object.keys(m))if(k!==\"default\"&&!Object.hasOwn(e,k))\
                 Object.defineProperty(e,k,{{enumerable:true,configurable:true,get:()=>m[k]}})}};"
            );
        }
        header
    }

    fn require(&mut self, source: &StringLiteral<'_>) -> (String, String) {
        self.required += 1;
        (format!("{}{}", self.prefix, self.required), format!("{}({})", self.require_function(), self.slice(source.span)))
    }

    fn slice(&self, span: Span) -> &str {
        self.code.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn import(&mut self, import: &ImportDeclaration<'_>) {
        let (module, require) = self.require(&import.source);
        let specifiers = import.specifiers.as_ref().map_or(&[][..], |specifiers| specifiers.as_slice());
        let mut text = if specifiers.is_empty() { format!("{require};") } else { format!("const {module}={require};") };
        let mut default = false;
        for specifier in specifiers {
            let local = specifier.local();
            let gives = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(named) if named.imported.name() != "default" => {
                    member(&module, &named.imported)
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {
                    self.helpers |= NAMESPACE;
                    let _ = write!(text, "const {}={}Namespace({module});", local.name, self.prefix);
                    continue;
                }
                _ => {
                    self.helpers |= DEFAULT;
                    if !std::mem::replace(&mut default, true) {
                        let _ = write!(text, "const {module}d={}Default({module});", self.prefix);
                    }
                    format!("{module}d.default")
                }
            };
            self.imported.insert(local.symbol_id(), gives);
        }
        self.edits.replace(import.span.start, import.span.end, text);
    }

    fn statement(&mut self, statement: &Statement<'_>) {
        let span = statement.span();
        match statement {
            Statement::ExportDeclaration(export) => {
                self.edits.replace(span.start, export.declaration.span().start, "");
                let names: Vec<String> = match &export.declaration {
                    Declaration::VariableDeclaration(variables) => {
                        let bound = variables.declarations.iter().flat_map(|variable| variable.id.get_binding_identifiers());
                        bound.map(|name| name.name.to_string()).collect()
                    }
                    Declaration::FunctionDeclaration(function) => function.id.iter().map(|name| name.name.to_string()).collect(),
                    Declaration::ClassDeclaration(class) => class.id.iter().map(|name| name.name.to_string()).collect(),
                    _ => Vec::new(),
                };
                self.exports.extend(names.into_iter().map(|name| (quoted(&name), name)));
            }
            Statement::ExportNamedDeclaration(export) => {
                // Not nothing: what stands before may rely on it to end.
                self.edits.replace(span.start, span.end, ";");
                for specifier in &export.specifiers {
                    let gives = match &specifier.local {
                        ModuleExportName::IdentifierReference(local) => self.imported_as(local).unwrap_or_else(|| local.name.to_string()),
                        other => other.name().to_string(),
                    };
                    self.exports.push((quoted(&specifier.exported.name()), gives));
                }
            }
            Statement::ExportFromDeclaration(export) => {
                let (module, require) = self.require(&export.source);
                for specifier in &export.specifiers {
                    let gives = if specifier.local.name() == "default" {
                        self.helpers |= DEFAULT;
                        format!("{}Default({module}).default", self.prefix)
                    } else {
                        member(&module, &specifier.local)
                    };
                    self.exports.push((quoted(&specifier.exported.name()), gives));
                }
                self.edits.replace(span.start, span.end, format!("const {module}={require};"));
            }
            Statement::ExportAllDeclaration(export) => {
                let (module, require) = self.require(&export.source);
                let text = if let Some(exported) = &export.exported {
                    self.helpers |= NAMESPACE;
                    self.exports.push((quoted(&exported.name()), module.clone()));
                    format!("const {module}={}Namespace({require});", self.prefix)
                } else {
                    self.helpers |= STAR;
                    format!("{}Star({},{require});", self.prefix, self.exports_object())
                };
                self.edits.replace(span.start, span.end, text);
            }
            Statement::ExportDefaultDeclaration(export) => self.export_default(export),
            _ => {}
        }
    }

    fn export_default(&mut self, export: &ExportDefaultDeclaration<'_>) {
        let named = match &export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => function.id.as_ref(),
            ExportDefaultDeclarationKind::ClassDeclaration(class) => class.id.as_ref(),
            _ => None,
        };
        let (text, gives) = match named {
            Some(name) => (String::new(), name.name.to_string()),
            None => (format!("const {}D=", self.prefix), format!("{}D", self.prefix)),
        };
        self.edits.replace(export.span.start, export.declaration.span().start, text);
        let end = export.span.end;
        let ended = self.slice(Span::new(end.saturating_sub(1), end)) == ";";
        if named.is_none() && !ended {
            self.edits.replace(end, end, ";");
        }
        self.exports.push(("\"default\"".to_owned(), gives));
    }

    fn imported_as(&self, name: &IdentifierReference<'_>) -> Option<String> {
        let symbol = self.scoping.get_reference(name.reference_id()).symbol_id()?;
        self.imported.get(&symbol).cloned()
    }

    /// Writes what is called; without the comma, the module would become its `this`.
    fn called(&mut self, callee: &Expression<'_>) -> bool {
        let Expression::Identifier(name) = callee else { return false };
        let Some(gives) = self.imported_as(name) else { return false };
        self.edits.replace(name.span.start, name.span.end, format!("(0, {gives})"));
        true
    }
}

impl<'a> Visit<'a> for Rewrite<'_> {
    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        let source = import.source.span();
        let then = match self.flavour {
            // What Node gives: ES modules are namespaces, of other modules one is made.
            Flavour::Author | Flavour::TypeScript => {
                ").then((name)=>((m)=>m!==null&&typeof m===\"object\"&&m[Symbol.toStringTag]===\"Module\"?m:{...m,default:m})(require(name)))".to_owned()
            }
            // `require` is told that it is an import: a package may have one half for each.
            Flavour::Package { .. } | Flavour::Script => {
                format!(").then((name)=>{}Namespace({}(name,1)))", self.prefix, self.require_function())
            }
        };
        self.edits.replace(import.span.start, source.start, "Promise.resolve(");
        self.edits.replace(source.end, import.span.end, then);
        self.visit_expression(&import.source);
    }

    fn visit_import_meta(&mut self, meta: &ImportMeta) {
        if let Flavour::Package { url } = self.flavour {
            self.edits.replace(meta.span.start, meta.span.end, format!("({{url:{}}})", quoted(url)));
        }
    }

    fn visit_import_declaration(&mut self, _import: &ImportDeclaration<'a>) {}

    fn visit_export_named_declaration(&mut self, _export: &ExportNamedDeclaration<'a>) {}

    fn visit_identifier_reference(&mut self, name: &IdentifierReference<'a>) {
        if let Some(gives) = self.imported_as(name) {
            self.edits.replace(name.span.start, name.span.end, gives);
        }
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if property.shorthand
            && property.kind == PropertyKind::Init
            && let Expression::Identifier(name) = &property.value
        {
            if let Some(gives) = self.imported_as(name) {
                self.edits.replace(name.span.start, name.span.end, format!("{}: {gives}", name.name));
            }
            return;
        }
        walk::walk_object_property(self, property);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        if self.called(&call.callee) {
            self.visit_arguments(&call.arguments);
        } else {
            walk::walk_call_expression(self, call);
        }
    }

    fn visit_tagged_template_expression(&mut self, tagged: &TaggedTemplateExpression<'a>) {
        if self.called(&tagged.tag) {
            self.visit_template_literal(&tagged.quasi);
        } else {
            walk::walk_tagged_template_expression(self, tagged);
        }
    }
}

fn quoted(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}

fn member(module: &str, name: &ModuleExportName<'_>) -> String {
    match name {
        ModuleExportName::StringLiteral(text) => format!("{module}[{}]", quoted(&text.value)),
        name => format!("{module}.{}", name.name()),
    }
}
