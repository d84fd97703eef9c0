//! libFuzzer's door to [`anteroom_fuzz::management`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anteroom_fuzz::management::run(data));
