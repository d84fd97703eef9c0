//! Source to bytecode to values.
//!
//! The high-level bindings know bytecode of modules alone; what is loaded here are expressions, so this is the place of the few
//! calls to QuickJS itself. Bytecode is not verified by QuickJS: the server hands in only what this engine made.

use std::ffi::CString;

use rquickjs::{Ctx, Error, Result, Value, qjs};

/// Evaluates an expression in sloppy mode. Lines are counted from `first_line`.
pub fn evaluate<'js>(ctx: &Ctx<'js>, file: &str, source: Vec<u8>, first_line: i32) -> Result<Value<'js>> {
    eval(ctx, file, source, first_line, 0)
}

/// Compiles an expression without evaluating it.
pub fn compile(ctx: &Ctx<'_>, file: &str, source: Vec<u8>) -> Result<Vec<u8>> {
    let function = eval(ctx, file, source, 1, qjs::JS_EVAL_FLAG_COMPILE_ONLY as i32)?;
    let mut size = 0;
    let flags = (qjs::JS_WRITE_OBJ_BYTECODE | qjs::JS_WRITE_OBJ_STRIP_SOURCE) as i32;
    // SAFETY: the value belongs to this context; the buffer is copied and freed by the allocator that made it.
    unsafe {
        let at = qjs::JS_WriteObject(ctx.as_raw().as_ptr(), &mut size, function.as_raw(), flags);
        if at.is_null() {
            return Err(Error::Exception);
        }
        let bytes = std::slice::from_raw_parts(at, size as usize).to_vec();
        qjs::js_free(ctx.as_raw().as_ptr(), at.cast());
        Ok(bytes)
    }
}

/// Evaluates bytecode from [`compile`].
pub fn read<'js>(ctx: &Ctx<'js>, bytecode: &[u8]) -> Result<Value<'js>> {
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: the bytecode was made by this engine; values are owned by whom the calls hand them to.
    unsafe {
        let function = qjs::JS_ReadObject(raw, bytecode.as_ptr(), bytecode.len() as _, qjs::JS_READ_OBJ_BYTECODE as i32);
        if qjs::JS_IsException(function) {
            return Err(Error::Exception);
        }
        wrap(ctx, qjs::JS_EvalFunction(raw, function))
    }
}

/// Parses a JSON text.
pub fn parse<'js>(ctx: &Ctx<'js>, mut json: Vec<u8>) -> Result<Value<'js>> {
    let length = json.len();
    json.push(0);
    // SAFETY: the text ends with a zero, as QuickJS wants.
    unsafe { wrap(ctx, qjs::JS_ParseJSON(ctx.as_raw().as_ptr(), json.as_ptr().cast(), length as _, c"event.json".as_ptr())) }
}

/// A value as text, lone surrogates replaced. Only for strings: it calls no JavaScript for them.
pub fn text(ctx: &Ctx<'_>, value: &Value<'_>) -> String {
    let mut length = 0;
    // SAFETY: the text is copied before it is freed.
    unsafe {
        let at = qjs::JS_ToCStringLen2(ctx.as_raw().as_ptr(), &mut length, value.as_raw(), false);
        if at.is_null() {
            ctx.catch();
            return String::new();
        }
        let text = String::from_utf8_lossy(std::slice::from_raw_parts(at.cast(), length as usize)).into_owned();
        qjs::JS_FreeCString(ctx.as_raw().as_ptr(), at);
        text
    }
}

fn eval<'js>(ctx: &Ctx<'js>, file: &str, mut source: Vec<u8>, first_line: i32, flags: i32) -> Result<Value<'js>> {
    let length = source.len();
    source.push(0);
    let file = CString::new(file)?;
    let mut options = qjs::JSEvalOptions {
        version: 1,
        eval_flags: qjs::JS_EVAL_TYPE_GLOBAL as i32 | flags,
        filename: file.as_ptr(),
        line_num: first_line,
    };
    // SAFETY: the text ends with a zero, and both outlive the call.
    unsafe { wrap(ctx, qjs::JS_Eval2(ctx.as_raw().as_ptr(), source.as_ptr().cast(), length as _, &mut options)) }
}

/// SAFETY: `value` is owned by the caller and belongs to the context.
unsafe fn wrap<'js>(ctx: &Ctx<'js>, value: qjs::JSValue) -> Result<Value<'js>> {
    // SAFETY: as above.
    unsafe {
        if qjs::JS_IsException(value) {
            return Err(Error::Exception);
        }
        Ok(Value::from_raw(ctx.clone(), value))
    }
}
