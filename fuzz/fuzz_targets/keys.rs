//! libFuzzer's door to [`anteroom_fuzz::keys`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::keys::run(data));
