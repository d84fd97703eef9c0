//! libFuzzer's door to [`anteroom_fuzz::token`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::token::run(data));
