//! libFuzzer's door to [`anteroom_fuzz::egress`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::egress::run(data));
