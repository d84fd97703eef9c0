//! libFuzzer's door to [`anteroom_fuzz::logout`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::logout::run(data));
