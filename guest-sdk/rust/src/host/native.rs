//! The host of the current thread, put in place by the test harness for the length of a run.

use std::cell::RefCell;
use std::rc::Rc;

use super::Host;

thread_local! {
    static HOST: RefCell<Option<Rc<dyn Host>>> = const { RefCell::new(None) };
}

/// Takes the previous host back in place when a run ends, by a panic of the Action too.
struct Leave(Option<Rc<dyn Host>>);

impl Drop for Leave {
    fn drop(&mut self) {
        HOST.set(self.0.take());
    }
}

/// Runs `f` with `host` in place.
pub(crate) fn enter<R>(host: Rc<dyn Host>, f: impl FnOnce() -> R) -> R {
    let _leave = Leave(HOST.replace(Some(host)));
    f()
}

/// Asks the host in place.
///
/// # Panics
/// Outside of a run: an Action's helper was called natively without the harness.
#[expect(clippy::panic, reason = "only the author's own tests come here, and they must learn what to write instead")]
pub(crate) fn with<R>(f: impl FnOnce(&dyn Host) -> R) -> R {
    match HOST.with_borrow(Clone::clone) {
        Some(host) => f(&*host),
        None => panic!("There is no server here: run the Action through `anteroom_guest::testing::Run`."),
    }
}
