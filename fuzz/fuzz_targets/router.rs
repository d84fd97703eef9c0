//! libFuzzer's door to [`anteroom_fuzz::router`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::router::run(data));
