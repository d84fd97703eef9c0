//! libFuzzer's door to [`anteroom_fuzz::users`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::users::run(data));
