//! libFuzzer's door to [`anteroom_fuzz::federation`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::federation::run(data));
