//! Random bytes fit for keys, from the server: 64 KiB per call by default; past that the call ends.

use crate::host;

/// The most bytes that the host gives at a time.
const AT_A_TIME: usize = 4096;

/// Fills a buffer.
pub fn fill(buffer: &mut [u8]) {
    for part in buffer.chunks_mut(AT_A_TIME) {
        // A chunk has at most 4096 bytes, so the length fits.
        let bytes = host::with(|h| h.random(part.len() as u32));
        for (to, from) in part.iter_mut().zip(bytes) {
            *to = from;
        }
    }
}

/// `length` bytes.
pub fn bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    fill(&mut bytes);
    bytes
}

/// A number, all equally likely.
pub fn u64() -> u64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
