//! libFuzzer's door to [`anteroom_fuzz::profile`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::profile::run(data));
