//! Anteroom: an identity server whose decisions are programmed in WebAssembly.

pub mod clock;
pub mod contract;
pub mod identity;
pub mod random;
pub mod storage;
