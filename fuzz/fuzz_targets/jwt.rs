//! libFuzzer's door to [`anteroom_fuzz::jwt`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::jwt::run(data));
