//! libFuzzer's door to [`anteroom_fuzz::urls`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::urls::run(data));
