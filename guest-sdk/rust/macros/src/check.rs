//! What an Action's function must look like, and the sentence for each way in which it does not.
//!
//! All faults are reported together: an author who came from an `async` JavaScript handler has several at once.

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{Error, FnArg, ItemFn, ReturnType, Type};

/// The function, if `item` is one that can be an Action.
pub fn function(attribute: &str, trigger: &str, arguments: &TokenStream, item: TokenStream) -> Result<ItemFn, Error> {
    if !arguments.is_empty() {
        return Err(Error::new_spanned(arguments, format!("`#[{attribute}]` takes no arguments")));
    }
    let span = item.clone().into_iter().next().map_or_else(Span::call_site, |first| first.span());
    let function: ItemFn = syn::parse2(item).map_err(|_| {
        let shape = "fn action(event: &Event, api: &mut Api) -> anteroom_guest::Result";
        Error::new(span, format!("`#[{attribute}]` goes on a function: `{shape} {{ … }}`"))
    })?;
    let mut faults = Faults::default();
    signature(&function, &mut faults);
    parameters(trigger, &function, &mut faults);
    match faults.0 {
        None => Ok(function),
        Some(error) => Err(error),
    }
}

#[derive(Default)]
struct Faults(Option<Error>);

impl Faults {
    fn add(&mut self, at: Span, sentence: impl std::fmt::Display) {
        let error = Error::new(at, sentence);
        match &mut self.0 {
            Some(first) => first.combine(error),
            none => *none = Some(error),
        }
    }
}

fn signature(function: &ItemFn, faults: &mut Faults) {
    let signature = &function.sig;
    if let Some(keyword) = &signature.asyncness {
        faults.add(keyword.span(), "an Action is not `async`: host calls block, and `http::Request::start` runs several side by side");
    }
    if let Some(keyword) = &signature.unsafety {
        faults.add(keyword.span(), "an Action is not `unsafe`: the server calls it without promising anything");
    }
    if let Some(abi) = &signature.abi {
        faults.add(abi.span(), "an Action is a plain Rust function: leave `extern` out, the attribute exports it");
    }
    if !signature.generics.params.is_empty() {
        faults.add(signature.generics.span(), "an Action has no generic parameters: there is one function for the server to call");
    }
    if let ReturnType::Default = signature.output {
        faults.add(
            signature.ident.span(),
            "an Action returns `anteroom_guest::Result`: add `-> anteroom_guest::Result` and end with `Ok(())`",
        );
    }
}

fn parameters(trigger: &str, function: &ItemFn, faults: &mut Faults) {
    let inputs = &function.sig.inputs;
    if let Some(FnArg::Receiver(receiver)) = inputs.first() {
        let sentence = "an Action is a free function: it has no `self`, since nothing of it survives a call";
        return faults.add(receiver.span(), sentence);
    }
    if inputs.len() != 2 {
        let at = if inputs.is_empty() { function.sig.ident.span() } else { inputs.span() };
        let count = match inputs.len() {
            0 => "none".to_owned(),
            n => n.to_string(),
        };
        let sentence =
            format!("an Action takes two parameters, `event: &{trigger}::Event` and `api: &mut {trigger}::Api`; this one takes {count}");
        return faults.add(at, sentence);
    }
    for (parameter, mutable) in inputs.iter().zip([false, true]) {
        let FnArg::Typed(parameter) = parameter else { continue };
        let fits = matches!(&*parameter.ty, Type::Reference(reference) if reference.mutability.is_some() == mutable);
        if !fits {
            let sentence = if mutable {
                format!("the second parameter is the api: `&mut anteroom_guest::{trigger}::Api`")
            } else {
                format!("the first parameter is the event: `&anteroom_guest::{trigger}::Event`")
            };
            faults.add(parameter.ty.span(), sentence);
        }
    }
}
