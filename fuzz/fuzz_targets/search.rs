//! libFuzzer's door to [`anteroom_fuzz::search`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::search::run(data));
