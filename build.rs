//! Collects the engine's JavaScript into one table, so that adding a built-in module is adding a file.
//!
//! Only names are made here: the texts are included as they are, and nothing is transformed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?);
    let js = root.join("guest-sdk/engine/js");
    let mut entries = Vec::new();
    for (dir, prefix) in [("dist/builtin", ""), ("api", "api/")] {
        println!("cargo::rerun-if-changed={}", js.join(dir).display());
        collect(&js.join(dir), prefix, &mut entries)?;
    }
    entries.sort();
    let mut out = String::new();
    let prelude = js.join("prelude/prelude.js");
    let _ = writeln!(out, "pub static PRELUDE: &str = include_str!({:?});", prelude.display().to_string());
    let globals = js.join("dist/globals.json");
    println!("cargo::rerun-if-changed={}", globals.display());
    let _ = match globals.exists() {
        true => writeln!(out, "pub static GLOBALS: &str = include_str!({:?});", globals.display().to_string()),
        false => writeln!(out, "pub static GLOBALS: &str = \"{{}}\";"),
    };
    out.push_str("pub static BUILTINS: &[(&str, &str)] = &[\n");
    for (name, path) in entries {
        let _ = writeln!(out, "    ({name:?}, include_str!({:?})),", path.display().to_string());
    }
    out.push_str("];\n");
    let to = PathBuf::from(std::env::var("OUT_DIR").map_err(std::io::Error::other)?).join("builtins.rs");
    std::fs::write(to, out)
}

/// Every `.js` file below `dir`, as a name without the ending.
fn collect(dir: &Path, prefix: &str, entries: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    if !dir.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), entries)?;
        } else if let Some(stem) = name.strip_suffix(".js") {
            entries.push((format!("{prefix}{stem}"), path.clone()));
        }
    }
    Ok(())
}
