//! Several calls at once: places, fairness, callers that go away.

use std::sync::Arc;
use std::time::Duration;

use anteroom::sandbox::{ActionCache, CacheEntry, CacheError, CacheSet, Failure};
use tokio::sync::{Semaphore, mpsc};

use crate::support::guests::{Bench, Guest, healthy};

/// A cache whose answers wait until the test lets them go, and which tells of every look and write.
struct Gate {
    open: Semaphore,
    seen: mpsc::UnboundedSender<&'static str>,
}

#[async_trait::async_trait]
impl ActionCache for Gate {
    async fn get(&self, _: &str, _: u64) -> Option<CacheEntry> {
        let _ = self.seen.send("get");
        let _ = self.open.acquire().await;
        None
    }

    async fn set(&self, set: CacheSet, now: u64) -> Result<CacheEntry, CacheError> {
        let _ = self.seen.send("set");
        Ok(CacheEntry { value: set.value, expires_at: now })
    }

    async fn delete(&self, _: &str, _: u64) -> Result<(), CacheError> {
        Ok(())
    }
}

fn gate() -> (Arc<Gate>, mpsc::UnboundedReceiver<&'static str>) {
    let (seen, looks) = mpsc::unbounded_channel();
    (Arc::new(Gate { open: Semaphore::new(0), seen }), looks)
}

/// Looks into the cache, and then writes to it.
fn looking() -> Guest {
    Guest::new(
        "(call $get (i32.const 1024) (i32.const 1) (i32.const 64))
         (call $set (i32.const 1024) (i32.const 1) (i32.const 1024) (i32.const 1)
           (i32.const 0) (i64.const 0) (i32.const 0) (i64.const 0) (i32.const 64))",
    )
    .import("cache", "get", "get", "(param i32 i32 i32)")
    .import("cache", "set", "set", "(param i32 i32 i32 i32 i32 i64 i32 i64 i32)")
    .data(1024, "k")
}

#[tokio::test]
async fn the_pool_full_is_busy_and_not_a_crash() {
    let mut bench = Bench::with(|options| {
        options.concurrency = 3;
        options.busy_wait = Duration::from_millis(20);
    });
    let (cache, mut looks) = gate();
    bench.cache = cache.clone();
    let program = bench.load(&looking()).await;
    let calls: Vec<_> = (0..3)
        .map(|_| {
            let (sandbox, call) = (bench.sandbox.clone(), bench.call(&program));
            tokio::spawn(async move { sandbox.call(call).await })
        })
        .collect();
    for _ in 0..3 {
        assert_eq!(looks.recv().await, Some("get"));
    }
    assert_eq!(bench.sandbox.usage().running, 3);
    let failure = bench.sandbox.call(bench.call(&program)).await.outcome.unwrap_err();
    assert_eq!(failure, Failure::Busy { waited: Duration::from_millis(20) });
    cache.open.add_permits(100);
    for call in calls {
        assert_eq!(call.await.unwrap().outcome, Ok(vec![]));
    }
    bench.check_health().await;
    assert_eq!((bench.sandbox.usage().running, bench.sandbox.usage().waiting), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_more_calls_than_places_all_get_their_turn() {
    let bench = Bench::with(|options| options.concurrency = 2);
    let program = bench.load(&healthy()).await;
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let (sandbox, call) = (bench.sandbox.clone(), bench.call(&program));
            tokio::spawn(async move { sandbox.call(call).await.outcome })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok(vec![]));
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_does_not_cancel_the_action() {
    let mut bench = Bench::new();
    let (cache, mut looks) = gate();
    bench.cache = cache.clone();
    let program = bench.load(&looking()).await;
    let sandbox = bench.sandbox.clone();
    let caller = tokio::spawn({
        let call = bench.call(&program);
        async move { sandbox.call(call).await }
    });
    assert_eq!(looks.recv().await, Some("get"));
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    cache.open.add_permits(1);
    // The Action goes on behind the caller's back, to its end.
    assert_eq!(looks.recv().await, Some("set"));
    bench.check_health().await;
}

#[tokio::test]
async fn a_spinning_guest_does_not_delay_another() {
    // One thread: without yields, the spinner would have it to the end.
    let bench = Bench::new();
    let (spinner, healthy) = (bench.load(&Guest::new("(loop $l (br $l))")).await, bench.load(&healthy()).await);
    let (sandbox, call) = (bench.sandbox.clone(), bench.call(&spinner));
    let spinning = tokio::spawn(async move { sandbox.call(call).await });
    let (sandbox, calls) = (bench.sandbox.clone(), [(); 10].map(|()| bench.call(&healthy)));
    let others = tokio::spawn(async move {
        for call in calls {
            assert_eq!(sandbox.call(call).await.outcome, Ok(vec![]));
        }
        // It ran before them and still runs.
        (sandbox.usage().running, spinning)
    });
    let (running, spinning) = others.await.unwrap();
    assert_eq!(running, 1);
    assert!(matches!(spinning.await.unwrap().outcome, Err(Failure::OutOfFuel { .. })));
}
