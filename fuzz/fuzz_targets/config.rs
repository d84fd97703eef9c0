//! libFuzzer's door to [`anteroom_fuzz::config`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::config::run(data));
