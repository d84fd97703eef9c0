//! The heap of an image, made ready for calls.
//!
//! What a call allocates should lie together: the server puts back every page that a call has touched, and more than a few
//! separate stretches of them cost it more than the call does. Building an Action leaves free pieces all over its memory, and an
//! allocator fills those first. So they are taken out of use, and calls get fresh memory at the end. There are three layers: QuickJS
//! keeps blocks of up to 512 bytes in arenas by their size, takes everything else from the C library, and the Rust in this module
//! has an allocator of its own.

use std::alloc::{Layout, alloc, dealloc};
use std::hint::black_box;

use rquickjs::{Ctx, qjs};

const PAGE: usize = 64 << 10;
/// What QuickJS keeps in arenas: multiples of eight bytes, with eight of its own.
const SMALL: std::ops::RangeInclusive<usize> = 8..=504;
/// The largest piece that is looked for: memory grows by that to see that there is none.
const LARGEST: usize = 128 << 10;

/// Sees that `bytes` are free, wherever that is: the pieces of a small image lie on pages that a call touches anyway.
pub fn reserve(ctx: &Ctx<'_>, bytes: usize) {
    // SAFETY: the context is alive, and the block goes back to where it came from.
    unsafe {
        let runtime = qjs::JS_GetRuntime(ctx.as_raw().as_ptr());
        qjs::js_free_rt(runtime, qjs::js_malloc_rt(runtime, bytes as _));
    }
    drop(black_box(Vec::<u8>::with_capacity(bytes / 2)));
}

/// Takes every free piece out of use, and leaves `fresh` bytes in one piece to QuickJS, and half of that to the rest.
pub fn settle(ctx: &Ctx<'_>, fresh: usize) {
    // Grown behind the allocators' backs: what they ask for next does not continue what they have, which all lies below.
    let end = core::arch::wasm32::memory_grow::<0>(1) * PAGE;
    // SAFETY: the context is alive, and every block goes back to where it came from or nowhere.
    unsafe {
        let runtime = qjs::JS_GetRuntime(ctx.as_raw().as_ptr());
        let take = |size| qjs::js_malloc_rt(runtime, size as _).cast::<u8>();
        let give = |at: *mut u8, _| qjs::js_free_rt(runtime, at.cast());
        // The last block of each size stays taken: its arena is the one that calls go on with, and none has to be linked to an old one.
        SMALL.step_by(8).for_each(|size| exhaust(size, end, &take, &|_, _| {}));
        halves(LARGEST, 512).for_each(|size| exhaust(size, end, &take, &give));
        give(take(fresh), fresh);
        // The compiler would leave out allocations that nobody looks at, here as above.
        let layout = |size| Layout::array::<u8>(size).expect("a size that fits");
        let take = |size| black_box(alloc(layout(size)));
        let give = |at, size| dealloc(at, layout(size));
        halves(LARGEST, 8).for_each(|size| exhaust(size, end, &take, &give));
        give(take(fresh / 2), fresh / 2);
    }
}

/// Takes pieces of `size` until one lies behind `end`. Nothing that was in them is of use, and zeros need no room in an image.
unsafe fn exhaust(size: usize, end: usize, take: &dyn Fn(usize) -> *mut u8, give: &dyn Fn(*mut u8, usize)) {
    loop {
        let at = take(size);
        if at.is_null() {
            return;
        }
        if at as usize >= end {
            return give(at, size);
        }
        // SAFETY: the piece has this size, and nobody else has it.
        unsafe { at.write_bytes(0, size) };
    }
}

/// `most`, its half, and so on, down to `least`.
fn halves(most: usize, least: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(most), |size| Some(size / 2)).take_while(move |size| *size >= least)
}
