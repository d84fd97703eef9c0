//! libFuzzer's door to [`anteroom_fuzz::fields`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::fields::run(data));
