//! libFuzzer's door to [`anteroom_fuzz::component`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::component::run(data));
