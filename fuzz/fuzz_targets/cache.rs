//! libFuzzer's door to [`anteroom_fuzz::cache`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::cache::run(data));
