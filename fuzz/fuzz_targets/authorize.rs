//! libFuzzer's door to [`anteroom_fuzz::authorize`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::authorize::run(data));
