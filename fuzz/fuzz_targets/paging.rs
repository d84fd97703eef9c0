//! libFuzzer's door to [`anteroom_fuzz::paging`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::paging::run(data));
