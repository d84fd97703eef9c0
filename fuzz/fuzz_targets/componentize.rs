//! libFuzzer's door to [`anteroom_fuzz::componentize`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::componentize::run(data));
