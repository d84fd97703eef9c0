//! What a script throws.

use anteroom::sandbox::Failure;

use super::{attack, thrown};

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_thrown_is_told_in_bounded_plain_words() {
    for (value, told) in [
        ("null", "The Action threw null"),
        ("undefined", "The Action threw undefined"),
        ("Symbol('x')", "The Action threw Symbol(x)"),
        ("7", "The Action threw 7"),
        ("10n", "The Action threw 10"),
        ("'a text'", "The Action threw a text"),
        ("''", "The Action threw "),
        ("new Error('plain')", "plain"),
        ("new TypeError('')", "TypeError"),
        ("{ a: 1 }", "{\"a\":1}"),
        ("{ message: 'no error' }", "no error"),
        ("[1, 2]", "[1,2]"),
        ("Object.create(null)", "{}"),
        ("{ get message() { throw new Error('a trap'); } }", "something that throws when it is read"),
        ("new Proxy({}, { get() { throw null; } })", "something that throws when it is read"),
        ("Object.assign(new Error('x'), { message: { toString() { throw 1; } } })", ""),
        ("{ toJSON() { throw 1; } }", "something that throws when it is read"),
        ("(() => { const a = {}; a.a = a; return a; })()", "something that throws when it is read"),
        ("new Error('two\\nlines \\u001b[31m')", "two\\nlines \\u{1b}[31m"),
    ] {
        let report = attack(&format!("throw {value};")).await;
        let (message, stack) = thrown(&report);
        if !told.is_empty() {
            assert_eq!(message, told, "{value}");
        }
        assert!(message.len() <= 4000 && stack.len() <= 16 && !message.contains(char::is_control), "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_as_large_as_the_memory_is_cut() {
    let body =
        "const error = new Error('x'.repeat(1 << 20)); error.stack = ('    at ' + 'y'.repeat(10000) + '\\n').repeat(100); throw error;";
    let report = attack(body).await;
    let (message, stack) = thrown(&report);
    assert!(message.len() <= 2000 && stack.iter().map(String::len).sum::<usize>() <= 16 * 200, "{}", message.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_never_ends_when_it_is_read_runs_out_of_fuel() {
    for value in ["{ get message() { for (;;); } }", "new Proxy(new Error(), { get() { for (;;); } })", "{ toJSON() { for (;;); } }"] {
        assert!(matches!(attack(&format!("throw {value};")).await.outcome, Err(Failure::OutOfFuel { .. })), "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_name_the_authors_file_and_nothing_of_the_server() {
    let report = attack("const inner = () => { throw new Error('here'); }; [1].map(inner);").await;
    let (_, stack) = thrown(&report);
    assert!(stack[0].starts_with("at inner (action.js:1:"), "{stack:?}");
    assert!(stack.iter().all(|frame| !frame.contains("prelude") && !frame.contains("/root") && !frame.contains("node:")), "{stack:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_forgotten_promise_does_not_end_the_call() {
    let report = attack("Promise.reject(new Error('nobody waits')); api.idToken.setCustomClaim('c', 1);").await;
    assert_eq!(report.outcome.map(|effects| effects.len()), Ok(1));
}
