//! The cache of compiled code across starts, and the engine with and without its pool.

use std::path::PathBuf;
use std::sync::Arc;

use anteroom::contract::Trigger;
use anteroom::sandbox::LoadError;
use bytes::Bytes;
use zeroize::Zeroizing;

use crate::support::guests::{Bench, Guest, healthy};

fn artefact(bench: &Bench) -> PathBuf {
    let files: Vec<_> = std::fs::read_dir(bench.dir.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.into_iter().next().unwrap()
}

/// A source that says whether it was asked.
async fn asked(component: Bytes, flag: &std::sync::atomic::AtomicBool) -> Result<Bytes, anyhow::Error> {
    flag.store(true, std::sync::atomic::Ordering::SeqCst);
    Ok(component)
}

/// Loads the healthy guest in a sandbox started anew on the same directory; whether it had to be compiled.
async fn reload(bench: &Bench, key: u8) -> bool {
    let again = Bench::on(Arc::clone(&bench.dir), |options| options.cache_key = Some(Zeroizing::new([key; 32])));
    let component = healthy().component();
    let sha256 = {
        use sha2::Digest;
        sha2::Sha256::digest(&component).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let flag = std::sync::atomic::AtomicBool::new(false);
    let program = again.sandbox.load(&sha256, Trigger::PostLogin, asked(component, &flag)).await.unwrap();
    assert_eq!(again.sandbox.call(again.call(&program)).await.outcome, Ok(vec![]));
    flag.into_inner()
}

#[tokio::test]
async fn compiled_code_outlives_the_server_and_is_not_compiled_again() {
    let bench = Bench::new();
    bench.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap();
    assert!(!reload(&bench, 7).await);
}

#[tokio::test]
async fn code_that_another_server_wrote_is_compiled_again() {
    let bench = Bench::new();
    bench.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap();
    assert!(reload(&bench, 8).await);
    // Now it is this server's.
    assert!(!reload(&bench, 8).await);
}

#[tokio::test]
async fn code_that_is_cut_changed_or_gone_is_compiled_again() {
    let bench = Bench::new();
    bench.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap();
    let path = artefact(&bench);
    let whole = std::fs::read(&path).unwrap();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    for content in [&whole[..whole.len() / 2], b"", &changed, b"ANTEROOM"] {
        std::fs::write(&path, content).unwrap();
        assert!(reload(&bench, 7).await);
        assert!(!reload(&bench, 7).await);
    }
    std::fs::remove_file(&path).unwrap();
    assert!(reload(&bench, 7).await);
}

#[tokio::test]
async fn the_code_is_for_the_server_alone() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap();
    assert_eq!(artefact(&bench).metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_stored_component_with_another_hash_is_not_run() {
    let bench = Bench::new();
    let sha256 = "0".repeat(64);
    let error = bench.sandbox.load(&sha256, Trigger::PostLogin, async { Ok(healthy().component()) }).await.err().unwrap();
    assert!(matches!(error, LoadError::WrongHash { .. }), "{error}");
    let error = bench.sandbox.load(&sha256, Trigger::PostLogin, async { Err(anyhow::anyhow!("no store")) }).await.err().unwrap();
    assert!(matches!(error, LoadError::Source(_)), "{error}");
    for hash in ["../../../etc/passwd", "", "A"] {
        assert!(bench.sandbox.load(hash, Trigger::PostLogin, async { Ok(healthy().component()) }).await.is_err());
    }
}

#[tokio::test]
async fn two_actions_with_one_component_share_a_program() {
    let bench = Bench::new();
    let (a, b) = (bench.load(&healthy()).await, bench.load(&healthy()).await);
    assert!(Arc::ptr_eq(&a, &b));
}

#[tokio::test]
async fn a_component_uploaded_many_times_at_once_is_compiled_once() {
    let bench = Bench::new();
    let uploads = (0..4).map(|_| bench.sandbox.prepare(healthy().component(), Trigger::PostLogin));
    for prepared in futures_util::future::join_all(uploads).await {
        prepared.unwrap();
    }
    artefact(&bench);
}

#[tokio::test]
async fn without_address_space_for_the_pool_everything_works_as_before() {
    let bench = Bench::with(|options| options.address_space = Some(1 << 30));
    assert!(!bench.sandbox.usage().pooling);
    bench.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap();
    let report = bench.run(&Guest::new("(loop $l (drop (memory.grow (i32.const 16))) (br $l))")).await;
    assert_eq!(report.outcome.unwrap_err().kind(), "memory_limit");
    let report = bench.run(&Guest::new("(loop $l (br $l))")).await;
    assert_eq!(report.outcome.unwrap_err().kind(), "out_of_fuel");
    let report = bench
        .run(&Guest::new("(loop $l (drop (table.grow $t (ref.null func) (i32.const 1000))) (br $l))").more("(table $t 1 funcref)"))
        .await;
    assert_eq!(report.outcome.unwrap_err().kind(), "host_quota");
}

#[tokio::test]
async fn the_pool_is_used_where_it_fits() {
    assert!(Bench::new().sandbox.usage().pooling);
}
