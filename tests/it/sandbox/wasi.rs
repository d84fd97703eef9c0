//! Components built for `wasm32-wasip2`: they find a WASI that has nothing.

use anteroom::contract::Trigger;

use crate::support::examples;
use crate::support::guests::Bench;

#[tokio::test]
async fn an_action_built_for_wasip2_runs_like_any_other() {
    examples::build("wasm32-wasip2");
    let component = std::fs::read(examples::artefact("wasm32-wasip2", "add-claims")).unwrap();
    let bench = Bench::new();
    let prepared = bench.sandbox.prepare(component.into(), Trigger::PostLogin).await.unwrap();
    let program = bench.sandbox.load(&prepared.sha256, Trigger::PostLogin, async { unreachable!("it is in the cache") }).await.unwrap();
    let report = bench.sandbox.call(bench.call(&program)).await;
    assert_eq!(report.outcome.unwrap().len(), 3);
}
