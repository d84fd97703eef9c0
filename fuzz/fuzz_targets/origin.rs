//! libFuzzer's door to [`anteroom_fuzz::origin`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::origin::run(data));
