//! The heap of an image, made ready for calls.
//!
//! What a call allocates should lie together: the server puts back every page that a call has touched, and more than a few
//! separate stretches of them cost it more than the call does. Building an Action leaves thousands of small free pieces behind, and
//! an allocator fills those first. So they are taken out of use, and calls get one fresh stretch at the end.

use std::alloc::{Layout, alloc, dealloc};
use std::hint::black_box;

/// Bytes of the largest piece that is looked for, and of the smallest that the allocator gives.
const LARGEST: usize = 16 << 20;
const SMALLEST: usize = 8;
const PAGE: usize = 64 << 10;

/// Takes every free piece out of use, and leaves `fresh` bytes in one piece. The compiler would leave allocations out that nobody
/// looks at, hence the black boxes.
pub fn settle(fresh: usize) {
    // Grown behind the allocator's back: what it asks for next does not continue what it has, so that all of that lies below.
    let end = core::arch::wasm32::memory_grow::<0>(1) * PAGE;
    let mut size = LARGEST;
    while size >= SMALLEST {
        let layout = Layout::array::<u8>(size).expect("a size that fits");
        loop {
            // SAFETY: the layout is not empty.
            let at = black_box(unsafe { alloc(layout) });
            if at.is_null() {
                break;
            }
            if at as usize >= end {
                // SAFETY: it was allocated with this layout.
                unsafe { dealloc(at, layout) };
                break;
            }
            // Nothing that was there is of use, and zeros need no room in an image.
            // SAFETY: the piece is as large as that, and nobody else's.
            unsafe { at.write_bytes(0, size) };
        }
        size /= 2;
    }
    drop(black_box(Vec::<u8>::with_capacity(fresh)));
}
