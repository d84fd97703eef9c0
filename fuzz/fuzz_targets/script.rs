//! libFuzzer's door to [`anteroom_fuzz::script`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::script::run(data));
