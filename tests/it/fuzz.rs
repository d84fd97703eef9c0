//! The fuzz targets over their seeds: on stable Rust, without libFuzzer, with every test run. So a target that no longer compiles, a law
//! that no longer holds, and a seed that has become too old to be of use are noticed without a fuzzer.

use std::path::PathBuf;

#[path = "../../fuzz/src/lib.rs"]
mod targets;

fn fuzz() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

#[test]
fn every_target_holds_its_laws_over_its_seeds() {
    for (name, run) in targets::TARGETS {
        let mut seeds: Vec<PathBuf> = std::fs::read_dir(fuzz().join("seeds").join(name))
            .unwrap_or_else(|e| panic!("{name}: {e}"))
            .map(|s| s.unwrap().path())
            .collect();
        seeds.sort();
        assert!(seeds.len() >= 2, "{name} has {} seeds", seeds.len());
        run(b"");
        for seed in seeds {
            println!("{}", seed.display());
            run(&std::fs::read(seed).unwrap());
        }
    }
}

#[test]
fn every_target_has_its_door_for_the_fuzzer() {
    let manifest: toml::Table = std::fs::read_to_string(fuzz().join("Cargo.toml")).unwrap().parse().unwrap();
    let bins: Vec<&str> = manifest["bin"].as_array().unwrap().iter().map(|bin| bin["name"].as_str().unwrap()).collect();
    assert_eq!(bins, targets::TARGETS.map(|(name, _)| name));
    for name in bins {
        let door = std::fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        let call = format!("libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::{name}::run(data));");
        assert!(door.contains(&call), "fuzz_targets/{name}.rs does not run its target");
    }
    let root: toml::Table = std::fs::read_to_string(fuzz().join("../Cargo.toml")).unwrap().parse().unwrap();
    for name in manifest["dependencies"].as_table().unwrap().keys().filter(|name| !["anteroom", "libfuzzer-sys"].contains(&name.as_str())) {
        let known = ["dependencies", "dev-dependencies"].iter().any(|table| root[*table].get(name).is_some());
        assert!(known, "{name} is a dependency of the fuzz targets and not of the server: the tests compile them too");
    }
}
