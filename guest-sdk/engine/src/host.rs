//! The `host` object: what the prelude gets, and an Action never sees.

use rquickjs::function::Opt;
use rquickjs::{Array, ArrayBuffer, Ctx, Function, Object, Result, TypedArray, Value};

use crate::abi::{self, Answer};
use crate::code;

/// Makes the object.
pub fn object<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let host = Object::new(ctx.clone())?;
    let set = |name: &str, function: Result<Function<'js>>| host.set(name, function?);
    set("log", Function::new(ctx.clone(), |ctx: Ctx<'js>, level: u32, text: Value<'js>| abi::log(level, &code::text(&ctx, &text))))?;
    set("now", Function::new(ctx.clone(), abi::now))?;
    set("call", Function::new(ctx.clone(), call))?;
    set("start", Function::new(ctx.clone(), start))?;
    set("cancel", Function::new(ctx.clone(), |id: u32| abi::cancel(id)))?;
    set(
        "utf8Encode",
        Function::new(ctx.clone(), |ctx: Ctx<'js>, text: Value<'js>| TypedArray::<u8>::new(ctx.clone(), code::text(&ctx, &text))),
    )?;
    set("utf8Decode", Function::new(ctx.clone(), decode))?;
    set("compile", Function::new(ctx.clone(), compile))?;
    set("builtin", Function::new(ctx.clone(), builtin))?;
    Ok(host)
}

/// `call(operation, text, bytes?) -> [status, text, bytes]`
fn call<'js>(ctx: Ctx<'js>, operation: Value<'js>, text: Value<'js>, bytes: Opt<Value<'js>>) -> Result<Array<'js>> {
    let (operation, text) = (code::text(&ctx, &operation), code::text(&ctx, &text));
    answer(&ctx, abi::call(&operation, &text, &octets(&bytes)))
}

/// `start(operation, text, bytes?) -> number | [status, text, bytes]`
fn start<'js>(ctx: Ctx<'js>, operation: Value<'js>, text: Value<'js>, bytes: Opt<Value<'js>>) -> Result<Value<'js>> {
    let (operation, text) = (code::text(&ctx, &operation), code::text(&ctx, &text));
    match abi::start(&operation, &text, &octets(&bytes)) {
        Ok(id) => Ok(Value::new_number(ctx, id.into())),
        Err(refusal) => Ok(answer(&ctx, refusal)?.into_value()),
    }
}

/// `utf8Decode(bytes, fatal) -> string | undefined`: undefined where `fatal` and malformed.
fn decode<'js>(ctx: Ctx<'js>, bytes: Value<'js>, fatal: bool) -> Result<Value<'js>> {
    let bytes = octets(&Opt(Some(bytes)));
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => std::borrow::Cow::Borrowed(text),
        Err(_) if fatal => return Ok(Value::new_undefined(ctx)),
        Err(_) => String::from_utf8_lossy(&bytes),
    };
    Ok(rquickjs::String::from_str(ctx, &text)?.into_value())
}

/// `compile(file, source, firstLine) -> value of the expression`
fn compile<'js>(ctx: Ctx<'js>, file: Value<'js>, source: Value<'js>, first_line: i32) -> Result<Value<'js>> {
    code::evaluate(&ctx, &code::text(&ctx, &file), code::text(&ctx, &source).into_bytes(), first_line)
}

/// `builtin(name) -> function | undefined`: a module of the engine, from bytecode that the server keeps.
fn builtin<'js>(ctx: Ctx<'js>, name: Value<'js>) -> Result<Value<'js>> {
    let found = abi::call("builtin", &code::text(&ctx, &name), &[]);
    if found.status == 0 { code::read(&ctx, &found.bytes) } else { Ok(Value::new_undefined(ctx)) }
}

/// An answer as JavaScript sees it.
pub fn answer<'js>(ctx: &Ctx<'js>, answer: Answer) -> Result<Array<'js>> {
    let array = Array::new(ctx.clone())?;
    array.set(0, answer.status)?;
    array.set(1, answer.text)?;
    array.set(2, TypedArray::<u8>::new(ctx.clone(), answer.bytes)?)?;
    Ok(array)
}

/// The bytes of an `ArrayBuffer` or of any view of one; none for anything else.
fn octets(value: &Opt<Value<'_>>) -> Vec<u8> {
    let Some(object) = value.0.as_ref().and_then(Value::as_object) else { return Vec::new() };
    if let Some(view) = object.as_typed_array::<u8>() {
        return view.as_raw().map(copy).unwrap_or_default();
    }
    ArrayBuffer::from_object(object.clone()).and_then(|buffer| buffer.as_raw().map(copy)).unwrap_or_default()
}

fn copy(bytes: std::ptr::NonNull<[u8]>) -> Vec<u8> {
    // SAFETY: nothing else runs while the bytes are copied.
    unsafe { bytes.as_ref() }.to_vec()
}
