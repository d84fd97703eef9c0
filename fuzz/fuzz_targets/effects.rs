//! libFuzzer's door to [`anteroom_fuzz::effects`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::effects::run(data));
