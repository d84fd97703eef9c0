//! Prometheus metrics. Every label has a bounded set of values: a label that a client could choose would fill the memory.
//!
//! Logins and sign-ups are counted from the tenant log, whose codes say how each ended: one place that cannot be forgotten,
//! instead of a counter in every flow.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::audit::{Execution, LogEvent};
use crate::sandbox::PoolUsage;

const HTTP_REQUESTS: &str = "anteroom_http_requests_total";
const HTTP_SECONDS: &str = "anteroom_http_request_duration_seconds";
const LOG_EVENTS: &str = "anteroom_log_events_total";
const LOGINS: &str = "anteroom_logins_total";
const SIGN_UPS: &str = "anteroom_signups_total";
const EXECUTIONS: &str = "anteroom_action_executions_total";
const EXECUTION_FUEL: &str = "anteroom_action_fuel_total";
const EXECUTION_SECONDS: &str = "anteroom_action_duration_seconds";
const POOL_PLACES: &str = "anteroom_sandbox_places";
const POOL_RUNNING: &str = "anteroom_sandbox_running";
const POOL_WAITING: &str = "anteroom_sandbox_waiting";

/// Seconds: an Action takes tens of microseconds, a login with its password hash tens of milliseconds.
const BUCKETS: [f64; 14] = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// The process's metrics, installed at the first call.
fn handle() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS).ok()?;
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            metrics::set_global_recorder(recorder).ok()?;
            describe();
            Some(handle)
        })
        .as_ref()
}

fn describe() {
    describe_counter!(HTTP_REQUESTS, "HTTP requests by route template, method and status");
    describe_histogram!(HTTP_SECONDS, "Seconds until the answer's head, by route template");
    describe_counter!(LOG_EVENTS, "Events of the tenant log by code");
    describe_counter!(LOGINS, "Logins by result");
    describe_counter!(SIGN_UPS, "Sign-ups by result");
    describe_counter!(EXECUTIONS, "Runs of Actions by trigger and verdict");
    describe_counter!(EXECUTION_FUEL, "Instructions that Actions used, by trigger");
    describe_histogram!(EXECUTION_SECONDS, "Seconds that one Action took, waiting included, by trigger");
    describe_gauge!(POOL_PLACES, "Calls of Actions that can run at the same time");
    describe_gauge!(POOL_RUNNING, "Calls of Actions that run");
    describe_gauge!(POOL_WAITING, "Calls of Actions that wait for a place");
}

/// Starts counting; before this call what is counted is lost.
pub fn install() {
    handle();
}

/// Everything counted so far, in the text format of Prometheus.
pub fn render(pool: Option<PoolUsage>) -> String {
    let Some(handle) = handle() else { return String::new() };
    if let Some(pool) = pool {
        #[expect(clippy::cast_precision_loss, reason = "places are counted in hundreds")]
        for (name, value) in [(POOL_PLACES, pool.places), (POOL_RUNNING, pool.running), (POOL_WAITING, pool.waiting)] {
            gauge!(name).set(value as f64);
        }
    }
    handle.run_upkeep();
    handle.render()
}

/// One answered request. `route` is a template of the route list, or a constant for what matched none.
pub fn http_request(route: &str, method: &'static str, status: u16, took: Duration) {
    let route = route.to_owned();
    counter!(HTTP_REQUESTS, "route" => route.clone(), "method" => method, "status" => status.to_string()).increment(1);
    histogram!(HTTP_SECONDS, "route" => route).record(took.as_secs_f64());
}

/// One event of the tenant log.
pub fn log_event(event: &LogEvent) {
    counter!(LOG_EVENTS, "type" => event.kind.clone()).increment(1);
    match event.kind.as_str() {
        "s" | "sepft" => counter!(LOGINS, "result" => "success").increment(1),
        // Wrong password, unknown user, and everything else that ended a login (reference 6).
        "f" | "fp" | "fu" => counter!(LOGINS, "result" => "failure").increment(1),
        "ss" => counter!(SIGN_UPS, "result" => "success").increment(1),
        "fs" => counter!(SIGN_UPS, "result" => "failure").increment(1),
        _ => {}
    }
}

/// One execution record.
pub fn execution(execution: &Execution) {
    let trigger = execution.trigger_id.clone();
    for run in &execution.results {
        counter!(EXECUTIONS, "trigger" => trigger.clone(), "verdict" => run.verdict.clone()).increment(1);
        counter!(EXECUTION_FUEL, "trigger" => trigger.clone()).increment(run.fuel_used);
        histogram!(EXECUTION_SECONDS, "trigger" => trigger.clone()).record(Duration::from_micros(run.wall_us).as_secs_f64());
    }
}
