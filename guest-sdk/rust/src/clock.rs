//! The time, as the server tells it. It moves only when the Action waits for something, so that a run can be replayed and nothing
//! can be timed. `std::time` has no clock in a component for `wasm32-unknown-unknown`.

use std::time::Duration;

use crate::host;
use crate::http;

/// Milliseconds since 1970 in UTC.
pub fn now() -> u64 {
    host::with(|h| h.now())
}

/// Waits. The wait counts against the deadline of the trigger, not against the Action's fuel. At most 49 days.
pub fn sleep(duration: Duration) {
    let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
    let timer = host::with(|h| h.start_timer(milliseconds));
    http::operations::until(timer);
}
