//! What a script writes.

use super::{attack, lines};

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_cut_and_marked() {
    let report = attack("for (let n = 0; n < 5000; n += 1) console.log('line', n);").await;
    assert!(report.console.len() <= 257, "{}", report.console.len());
    assert!(report.console_truncated, "{report:?}");
    let report = attack("console.log('x'.repeat(10 << 20));").await;
    let bytes: usize = report.console.iter().map(|line| line.message.len()).sum();
    assert!(bytes <= 33 << 10, "{bytes}");
}

#[tokio::test(flavor = "multi_thread")]
async fn line_breaks_and_escape_sequences_cannot_forge_a_line_or_reach_a_terminal() {
    let body = r#"
        console.log('one\n{"level":"error","message":"forged"}\r\nthree');
        console.log('\u001b[2J\u001b]0;title\u0007red\u001b[31m', '\u009b31m', '\u202eevil', '\u0000end');
        console.error(new Error('broken\nFAKE LINE'));
        console.log({ '\u001b[31m': '\u001b[0m', list: ['\n'] });
        console.log('%s %d', '\u001b[1m', '\n');"#;
    let report = attack(body).await;
    for line in lines(&report) {
        assert!(!line.contains(|c: char| c.is_control() || c == '\u{202e}'), "{line:?}");
    }
    assert_eq!(report.console.len(), 5, "{:?}", report.console);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_breaks_when_it_is_shown_breaks_the_script_alone() {
    for value in [
        "{ get a() { throw new Error('a trap'); } }",
        "new Proxy({}, { get() { throw new Error('a trap'); }, ownKeys() { throw new Error('a trap'); } })",
        "(() => { const a = { b: [] }; a.b.push(a); return a; })()",
        "(() => { let a = {}; for (let n = 0; n < 10000; n += 1) a = { a }; return a; })()",
        "{ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('a trap'); } }",
        "new Array(1e4).fill({ a: 1 })",
        "Object.create(null)",
    ] {
        let report = attack(&format!("try {{ console.log({value}); }} catch (error) {{ console.log('caught', error.message); }}")).await;
        assert!(!lines(&report).is_empty(), "{value}");
    }
}
