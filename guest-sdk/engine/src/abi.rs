//! Bytes across the boundary.
//!
//! The imports are what a component's canonical ABI lowers `anteroom:engine/host` to. An answer of bytes would need the engine's
//! allocator while the engine itself is not there yet, so it goes through a mailbox: the engine learns the length first, makes
//! room, says where, and only then takes the bytes.

use std::alloc::{Layout, alloc as allocate};

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    #[link_name = "log"]
    fn host_log(level: u32, text: *const u8, length: usize);
    #[link_name = "call"]
    fn host_call(
        operation: *const u8,
        operation_length: usize,
        text: *const u8,
        text_length: usize,
        bytes: *const u8,
        bytes_length: usize,
    ) -> u64;
    #[link_name = "start"]
    fn host_start(
        operation: *const u8,
        operation_length: usize,
        text: *const u8,
        text_length: usize,
        bytes: *const u8,
        bytes_length: usize,
    ) -> u64;
    #[link_name = "wait"]
    fn host_wait() -> u64;
    #[link_name = "cancel"]
    fn host_cancel(id: u32);
    #[link_name = "take"]
    fn host_take(into: *mut Slice);
    #[link_name = "now"]
    fn host_now() -> f64;
}

#[link(wasm_import_module = "mailbox")]
unsafe extern "C" {
    #[link_name = "set"]
    fn mailbox_set(at: *mut u8);
}

/// Where bytes lie.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Slice {
    at: *const u8,
    length: usize,
}

/// What the host answered: whether it refused, a text, and bytes.
pub struct Answer {
    /// 0 is good, anything else a refusal.
    pub status: u32,
    /// JSON or plain text.
    pub text: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// Room for bytes that the host writes; the canonical ABI's `realloc`, which here only ever allocates. One byte more than asked,
/// because QuickJS wants a zero behind each text.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(_old: *mut u8, _old_length: usize, _align: usize, length: usize) -> *mut u8 {
    let layout = Layout::array::<u8>(length + 1).expect("a length that fits");
    // SAFETY: the layout is never empty.
    let at = unsafe { allocate(layout) };
    if at.is_null() { core::arch::wasm32::unreachable() } else { at }
}

/// Bytes that the host wrote into room from [`alloc`].
pub fn taken(at: *mut u8, length: usize) -> Vec<u8> {
    // SAFETY: `alloc` made the room with this capacity and alignment, and the host wrote `length` bytes into it.
    unsafe { Vec::from_raw_parts(at, length, length + 1) }
}

/// Bytes for the host. They stay: the memory is thrown away after the call.
pub fn given(bytes: Vec<u8>) -> *const Slice {
    let bytes = bytes.leak();
    Box::leak(Box::new(Slice { at: bytes.as_ptr(), length: bytes.len() }))
}

/// A line for the record.
pub fn log(level: u32, text: &str) {
    // SAFETY: the text lives during the call.
    unsafe { host_log(level, text.as_ptr(), text.len()) }
}

/// Milliseconds since 1970.
pub fn now() -> f64 {
    // SAFETY: there are no arguments.
    unsafe { host_now() }
}

/// A synchronous operation.
pub fn call(operation: &str, text: &str, bytes: &[u8]) -> Answer {
    // SAFETY: all three live during the call.
    let packed = unsafe { host_call(operation.as_ptr(), operation.len(), text.as_ptr(), text.len(), bytes.as_ptr(), bytes.len()) };
    answer(packed)
}

/// Begins an operation: its number, or the refusal.
pub fn start(operation: &str, text: &str, bytes: &[u8]) -> Result<u32, Answer> {
    // SAFETY: all three live during the call.
    let packed = unsafe { host_start(operation.as_ptr(), operation.len(), text.as_ptr(), text.len(), bytes.as_ptr(), bytes.len()) };
    // A number has nothing to take; a refusal has at least the length of its text.
    if packed as u32 == 0 { Ok((packed >> 32) as u32) } else { Err(answer(packed)) }
}

/// Waits for the first operation that ends; none if nothing is under way.
pub fn wait() -> Option<(u32, Answer)> {
    // SAFETY: there are no arguments.
    let packed = unsafe { host_wait() };
    if packed == 0 {
        return None;
    }
    let mut answer = answer(packed);
    let id = answer.status;
    // The first byte tells how it ended: the upper half of the number is the operation's.
    answer.status = u32::from(answer.text.starts_with('!'));
    answer.text.remove(0);
    Some((id, answer))
}

/// Gives an operation up.
pub fn cancel(id: u32) {
    // SAFETY: a number is passed.
    unsafe { host_cancel(id) }
}

/// Takes the answer whose length is the lower half of `packed`: the length of the text in four bytes, the text, the bytes.
fn answer(packed: u64) -> Answer {
    let (status, length) = ((packed >> 32) as u32, packed as u32 as usize);
    let mut frame = Vec::<u8>::with_capacity(length + 1);
    let mut slice = Slice { at: frame.as_ptr(), length: 0 };
    // SAFETY: the mailbox has room for `length` bytes, which is what the host said it will write.
    unsafe {
        mailbox_set(frame.as_mut_ptr());
        host_take(&mut slice);
        frame.set_len(slice.length.min(length));
    }
    let text_length = frame.get(..4).map_or(0, |head| u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize);
    let text = frame.get(4..4 + text_length).map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default();
    let bytes = frame.split_off((4 + text_length).min(frame.len()));
    Answer { status, text, bytes }
}

/// QuickJS's clock, in microseconds.
#[unsafe(no_mangle)]
pub extern "C" fn __rquickjs_host_now_us() -> f64 {
    now() * 1000.0
}
