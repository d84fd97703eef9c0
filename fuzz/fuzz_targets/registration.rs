//! libFuzzer's door to [`anteroom_fuzz::registration`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::registration::run(data));
