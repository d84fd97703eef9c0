//! What authors write: JavaScript checked, TypeScript turned into CommonJS, and every fault at its place.

use anteroom::scripts::source::{Compiled, Language, MAX_SOURCE, Source, SourceError, compile};
use proptest::prelude::*;

async fn javascript(code: &str) -> Result<Compiled, SourceError> {
    compile(Source { file: "action.js".to_owned(), code: code.to_owned(), language: Language::JavaScript }).await
}

async fn typescript(code: &str) -> Result<Compiled, SourceError> {
    compile(Source { file: "action.ts".to_owned(), code: code.to_owned(), language: Language::TypeScript }).await
}

/// TypeScript's result without the line of the header, which has `"use strict"`, helpers and the exports.
async fn body(code: &str) -> String {
    let compiled = typescript(code).await.unwrap();
    let [header, strict, body] = compiled.code.splitn(3, '\n').collect::<Vec<_>>().try_into().unwrap();
    assert!(header.starts_with("\"use strict\";") && strict == "\"use strict\";", "{header}\n{strict}");
    body.trim_end().to_owned()
}

const ALLOWED_APPS: &str = "\
/**
 * @param {Event} event
 */
exports.onExecutePostLogin = async (event, api) => {
  const _ = require('lodash'), { get } = require(`lodash/get`);
  const axios = await import('axios');
  if (!get(event, 'user.email_verified')) return api.access.deny('no', new URL('https://example.com'));
  await fetch(event.secrets.HOOK, { body: JSON.stringify(event.user) });
};
";

#[tokio::test]
async fn javascript_stays_as_it_was_written_but_for_import_calls() {
    let compiled = javascript(ALLOWED_APPS).await.unwrap();
    let (before, after) = ALLOWED_APPS.split_once("import('axios')").unwrap();
    let import = "Promise.resolve('axios').then((name)=>((m)=>m!==null&&typeof m===\"object\"&&m[Symbol.toStringTag]===\"Module\"?m:{...m,default:m})(require(name)))";
    assert_eq!(compiled.code, format!("{before}{import}{after}"));
    assert_eq!(compiled.source_map, None);
    assert_eq!(compiled.requires, ["lodash", "lodash/get", "axios"]);
    assert!(!compiled.requires_others);
    assert_eq!(compiled.globals, ["JSON", "URL", "fetch"]);
    let plain = ALLOWED_APPS.replace("await import('axios')", "require('axios')");
    assert_eq!(javascript(&plain).await.unwrap().code, plain);
    let module = typescript("export const load = async (name: string) => (await import(name, { with: {} })).default;").await.unwrap();
    assert!(module.code.contains("(await Promise.resolve(name).then((name)=>"), "{}", module.code);
    let script = typescript("exports.load = (name: string) => import(name);").await.unwrap();
    assert!(script.code.contains("=> Promise.resolve(name).then((name)=>") && script.requires_others, "{}", script.code);
}

#[tokio::test]
async fn names_of_the_authors_own_are_neither_modules_nor_globals() {
    let compiled = javascript("function f(require, fetch) { require('inner'); fetch('x'); }\nconst crypto = 1; crypto;").await.unwrap();
    assert!(compiled.requires.is_empty() && compiled.globals.is_empty(), "{compiled:?}");
}

#[tokio::test]
async fn a_module_known_only_at_run_time_is_said_so() {
    let compiled = javascript("const name = 'x'; require(name); require('y' + 1); require();").await.unwrap();
    assert!(compiled.requires.is_empty() && compiled.requires_others);
}

#[tokio::test]
async fn a_script_may_be_sloppy_return_early_and_begin_with_a_line_for_the_shell() {
    for code in ["return;", "with ({}) {}", "var await = 1; var let_ = 010; delete await;", "var require = 5;", "a = b = arguments;"] {
        javascript(code).await.unwrap_or_else(|error| panic!("{code}: {error}"));
    }
    let compiled = javascript("#!/usr/bin/env node\nexports.x = 1").await.unwrap();
    assert_eq!(compiled.code, "///usr/bin/env node\nexports.x = 1");
}

#[tokio::test]
async fn a_fault_is_a_sentence_with_line_and_column_of_the_authors_file() {
    for (code, expected) in [
        ("exports.x = 1;\n  const é = ;\n", "action.js:2:13: Unexpected token"),
        ("let a = 1;\r\nlet a = 2;", "action.js:1:5: Identifier `a` has already been declared"),
        (
            "import x from 'x'",
            "action.js:1:1: `import` and `export` cannot be used in a JavaScript Action: use require() and exports, or TypeScript",
        ),
        (
            "\nexport const x = 1",
            "action.js:2:1: `import` and `export` cannot be used in a JavaScript Action: use require() and exports, or TypeScript",
        ),
        ("await fetch('x')", "action.js:1:1: `await` can only be used in an async function"),
        ("function f() {\n  await g();\n}", "action.js:2:3: `await` can only be used in an async function"),
        ("const require = 1;", "action.js:1:7: Identifier 'require' has already been declared"),
        ("let r = /(/;", "action.js:1:10: Invalid regular expression: Unterminated capturing group"),
        ("'use strict'; with ({}) {}", "action.js:1:15: 'with' statements are not allowed"),
        ("exports.f = () => {", "action.js:1:20: Expected `}` but found `EOF`"),
        ("const x: number = 1", "action.js:1:7: Missing initializer in const declaration"),
    ] {
        assert_eq!(javascript(code).await.unwrap_err().to_string(), expected, "{code}");
    }
    for (code, expected) in [
        ("const a: string = 'x';\nconst b: = 2;", "action.ts:2:10: Unexpected token"),
        ("import x from 'x';\nawait x();", "action.ts:2:1: `await` can only be used in an async function"),
        ("export const u = import.meta.url;", "action.ts:1:18: `import.meta` cannot be used in an Action"),
    ] {
        assert_eq!(typescript(code).await.unwrap_err().to_string(), expected, "{code}");
    }
}

#[tokio::test]
async fn what_a_fault_quotes_of_the_text_cannot_forge_a_line_and_is_cut() {
    let fault = async |code: &str| javascript(code).await.unwrap_err().to_string();
    assert_eq!(fault("exports.x\u{7f} = 1").await, "action.js:1:10: Invalid Character `\\u{7f}`");
    assert_eq!(fault("exports.x \u{1b}[2J").await, "action.js:1:11: Invalid Character `\\u{1b}`");
    let long = "x".repeat(10_000);
    assert!(fault(&format!("let {long}; let {long};")).await.len() < 600);
}

#[tokio::test]
async fn types_go_and_async_functions_stay() {
    let code = "\
import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
interface Claims { roles?: string[] }
enum Level { Low = 1, High }
export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const claims = { roles: [] } satisfies Claims as Claims;
  await api.idToken.setCustomClaim('level', Level.High!);
};
";
    let compiled = typescript(code).await.unwrap();
    let (header, body) = compiled.code.split_once('\n').unwrap();
    assert_eq!(
        header,
        "\"use strict\";Object.defineProperty(exports,\"__esModule\",{value:true});\
         Object.defineProperty(exports,\"onExecutePostLogin\",{enumerable:true,configurable:true,get:()=>onExecutePostLogin});"
    );
    assert!(body.contains("const onExecutePostLogin = async (event, api) => {"), "{body}");
    assert!(body.contains("await api.idToken.setCustomClaim(\"level\", Level.High);"), "{body}");
    assert!(!body.contains("import") && !body.contains("export "), "{body}");
    assert!(compiled.requires.is_empty());
}

#[tokio::test]
async fn typescript_without_modules_is_only_stripped() {
    let compiled =
        typescript("exports.onExecutePostLogin = async (event: any, api: any) => { const x = require('x') as X; };").await.unwrap();
    assert_eq!(compiled.code, "\"use strict\";\nexports.onExecutePostLogin = async (event, api) => {\n\tconst x = require(\"x\");\n};\n");
    assert_eq!(compiled.requires, ["x"]);
}

#[tokio::test]
async fn imports_become_live_references() {
    let code = "\
import axios, { type AxiosError, isAxiosError as is } from 'axios';
import * as path from 'node:path';
import 'side-effect';
import fs = require('fs-extra');
const use = (a: number) => [axios.get(path.sep), is(a), { axios, is }, is`x`, new axios(), fs];
function inner(axios: any) { return axios; }
exports.use = use;
";
    assert_eq!(
        body(code).await,
        "\
const _module1=require(\"axios\");const _module1d=_moduleDefault(_module1);
const _module2=require(\"node:path\");const path=_moduleNamespace(_module2);
require(\"side-effect\");
const fs = require(\"fs-extra\");
const use = (a) => [
\t_module1d.default.get(path.sep),
\t(0, _module1.isAxiosError)(a),
\t{
\t\taxios: _module1d.default,
\t\tis: _module1.isAxiosError
\t},
\t(0, _module1.isAxiosError)`x`,
\tnew _module1d.default(),
\tfs
];
function inner(axios) {
\treturn axios;
}
exports.use = use;"
    );
    assert_eq!(typescript(code).await.unwrap().requires, ["axios", "node:path", "side-effect", "fs-extra"]);
}

#[tokio::test]
async fn every_form_of_export_becomes_a_property_of_exports() {
    let code = "\
export function f() {}
export class C {}
export let a = 1, { b, ...c } = f() as any;
const d = 1; export { d as e, d as 'with space' };
export { default as g, h } from 'm';
export * from 'n';
export * as o from 'p';
export default async (x: string) => x;
";
    let compiled = typescript(code).await.unwrap();
    let header = compiled.code.lines().next().unwrap();
    for (name, gives) in [
        ("f", "f"),
        ("C", "C"),
        ("a", "a"),
        ("b", "b"),
        ("c", "c"),
        ("e", "d"),
        ("with space", "d"),
        ("g", "_moduleDefault(_module1).default"),
        ("h", "_module1.h"),
        ("o", "_module3"),
        ("default", "_moduleD"),
    ] {
        assert!(header.contains(&format!("exports,\"{name}\",{{enumerable:true,configurable:true,get:()=>{gives}}}")), "{name}: {header}");
    }
    let body = compiled.code.split_once('\n').unwrap().1;
    for line in [
        "function f() {}",
        "class C {}",
        "const _module1=require(\"m\");",
        "_moduleStar(exports,require(\"n\"));",
        "const _moduleD=async (x) => x;",
    ] {
        assert!(body.lines().any(|found| found == line), "{line} is not in\n{body}");
    }
}

#[tokio::test]
async fn the_source_map_leads_back_to_the_authors_line() {
    let code = "import { a } from 'm';\ninterface I {\n  x: 1;\n}\n\nexport const f = (i: I) => {\n  return a(boom(i));\n};\n";
    let compiled = typescript(code).await.unwrap();
    let map = oxc_sourcemap::SourceMap::from_json_string(compiled.source_map.as_ref().unwrap()).unwrap();
    let table = map.generate_lookup_table();
    let place = |needle: &str, text: &str| {
        let at = text.find(needle).unwrap();
        let line = text[..at].matches('\n').count();
        (u32::try_from(line).unwrap(), u32::try_from(at - text[..at].rfind('\n').map_or(0, |n| n + 1)).unwrap())
    };
    for needle in ["boom", "return", "f = "] {
        let (line, column) = place(needle, &compiled.code);
        let token = map.lookup_token(&table, line, column).unwrap();
        assert_eq!((token.get_src_line(), token.get_src_col()), place(needle, code), "{needle}");
    }
    assert_eq!(map.get_sources().collect::<Vec<_>>(), ["action.ts"]);
}

#[tokio::test]
async fn code_that_nests_without_end_is_refused_and_the_server_goes_on() {
    let unit = [
        "(",
        "[",
        "{",
        "!",
        "- ",
        "a=>",
        "if(a)",
        "a?",
        "a=",
        "`${",
        "new ",
        "async()=>",
        "function f(){",
        "x:",
        "class extends ",
        "f(",
        "a**",
        "/(",
        "<a>",
        "do ",
        "a.b(",
        "() => {",
        "case ",
        "a??(",
        "...[",
        "@",
    ];
    for unit in unit {
        let code = unit.repeat((MAX_SOURCE - 1) / unit.len());
        for language in [Language::JavaScript, Language::TypeScript] {
            let result = compile(Source { file: "a".to_owned(), code: code.clone(), language }).await;
            assert!(matches!(result, Err(SourceError::Syntax { .. } | SourceError::TooDeep { .. })), "{unit}: {result:?}");
        }
    }
    for (open, end, close) in [
        ("(", "1", ")"),
        ("[", "", "]"),
        ("!", "1", ""),
        ("a=>", "1", ""),
        ("if(a)", ";", ""),
        ("1+", "1", ""),
        ("f(", "", ")"),
        ("{", "", "}"),
        ("a.b", "", ""),
    ] {
        let times = (MAX_SOURCE - 1) / (open.len() + close.len());
        let code = format!("{}{end}{}", open.repeat(times), close.repeat(times));
        let result = javascript(&code).await;
        assert!(matches!(result, Err(SourceError::TooDeep { .. })), "{open}: {result:?}");
    }
    assert!(javascript("1").await.is_ok());
}

#[tokio::test]
async fn a_text_over_the_limit_is_refused() {
    let error = javascript(&" ".repeat(MAX_SOURCE + 1)).await.unwrap_err();
    assert_eq!(error.to_string(), "action.js has 131073 bytes, but at most 131072 are accepted.");
    assert!(javascript(&" ".repeat(MAX_SOURCE)).await.is_ok());
}

proptest! {
    #[test]
    fn no_text_makes_the_compiler_panic(code in "[a-z(){};:=<>'`$/*.,?!@#\\[\\]\"\\\\ \n0-9éß😀-]{0,200}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for result in [runtime.block_on(javascript(&code)), runtime.block_on(typescript(&code))] {
            prop_assert!(!matches!(result, Err(SourceError::Internal { .. })), "{:?}", result);
        }
    }

    #[test]
    fn programs_made_of_likely_pieces_never_become_invalid(pieces in prop::collection::vec(prop::sample::select(vec![
        "import a from 'x';", "import { b as c, d } from \"y\";", "import * as e from 'z';", "export default ", "export { c as f };",
        "export const g = ", "a", "c(1)", "d`t`", "({ a, c })", "[e.h]", "function i(a: any) { return a; }", "async () => await c()",
        "class J extends a {}", ";", "\n", "export * from 'k';", "export async function l<T>(t: T) {}", "type M = 1;", "c = 1", "typeof a",
        "enum N { O }", "namespace P { export const q = 1 }", "let r!: string;", "export class S { constructor(private t: number) {} }",
    ]), 0..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let result = runtime.block_on(typescript(&pieces.concat()));
        prop_assert!(!matches!(result, Err(SourceError::Internal { .. })), "{:?}", result);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_typescript_name_the_authors_lines() {
    let code = "
import type { Event, PostLoginAPI } from '@anteroom/actions';

interface Person {
  name: string;
}

enum Level { Low, High }

const check = (person: Person): Level => {
  if (person.name !== 'nobody') throw new RangeError('not nobody');
  return Level.High;
};

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI) => {
  try { check({ name: 'first' }); } catch (error) { console.error(error); }
  check({ name: 'ada' });
};";
    let compiled = typescript(code).await.unwrap();
    let scripts = crate::support::scripts::Scripts::new();
    let source = anteroom::sandbox::ScriptSource {
        file: "action.ts".to_owned(),
        source_map: compiled.source_map,
        ..crate::support::scripts::source(&compiled.code)
    };
    let program = scripts.load(source).await;
    let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
    let Err(anteroom::sandbox::Failure::Threw { stack, .. }) = &report.outcome else { panic!("{report:?}") };
    assert!(stack[0].starts_with("at check (action.ts:11:") && stack[1].contains("(action.ts:17:"), "{stack:?}");
    assert!(report.console[0].message.contains("at check (action.ts:11:"), "{:?}", report.console);
}
