//! What a template can name: JSON, in which everything that is not there is nothing.
//!
//! The library ends with an error at a name that it does not know; the original writes nothing. So every object has every member, and
//! so has nothing itself: `user.user_metadata.a.b` of a user without metadata is an empty text.

use std::collections::BTreeMap;

use liquid_core::model::{ArrayView, DisplayCow, KStringCow, ObjectView, ScalarCow, State, Value as LiquidValue};
use liquid_core::{Object, ValueView};
use serde_json::Value;

/// A value.
#[derive(Debug)]
pub enum Data {
    /// Not there.
    Nothing,
    /// A text, a number, true or false.
    Scalar(LiquidValue),
    /// A list.
    List(Vec<Self>),
    /// An object.
    Members(BTreeMap<String, Self>),
}

static NOTHING: Data = Data::Nothing;
static NIL: LiquidValue = LiquidValue::Nil;

/// Escapes one character for HTML, in text and in attributes.
pub fn escape_into(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        other => out.push(other),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| escape_into(&mut out, c));
    out
}

impl Data {
    /// From JSON, every text escaped where it becomes HTML, names of members included.
    pub fn new(value: &Value, html: bool) -> Self {
        let text = |text: &str| if html { escaped(text) } else { text.to_owned() };
        match value {
            Value::Null => Self::Nothing,
            Value::Bool(flag) => Self::Scalar(LiquidValue::scalar(*flag)),
            Value::Number(number) => Self::Scalar(match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => LiquidValue::scalar(whole),
                (None, Some(float)) => LiquidValue::scalar(float),
                (None, None) => LiquidValue::scalar(number.to_string()),
            }),
            Value::String(own) => Self::Scalar(LiquidValue::scalar(text(own))),
            Value::Array(items) => Self::List(items.iter().map(|item| Self::new(item, html)).collect()),
            Value::Object(members) => Self::Members(members.iter().map(|(name, value)| (text(name), Self::new(value, html))).collect()),
        }
    }

    /// The members of an object; nothing has none.
    fn members(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Members(members) => Some(members),
            _ => None,
        }
    }
}

impl ValueView for Data {
    fn as_debug(&self) -> &dyn std::fmt::Debug {
        self
    }

    fn render(&self) -> DisplayCow<'_> {
        match self {
            Self::Nothing => NIL.render(),
            Self::Scalar(value) => value.render(),
            Self::List(items) => items.render(),
            Self::Members(members) => members.render(),
        }
    }

    fn source(&self) -> DisplayCow<'_> {
        match self {
            Self::Nothing => NIL.source(),
            Self::Scalar(value) => value.source(),
            Self::List(items) => items.source(),
            Self::Members(members) => members.source(),
        }
    }

    fn type_name(&self) -> &'static str {
        match self {
            Self::Nothing => "nil",
            Self::Scalar(value) => value.type_name(),
            Self::List(_) => "array",
            Self::Members(_) => "object",
        }
    }

    fn query_state(&self, state: State) -> bool {
        match self {
            Self::Nothing => NIL.query_state(state),
            Self::Scalar(value) => value.query_state(state),
            Self::List(items) => items.query_state(state),
            Self::Members(members) => members.query_state(state),
        }
    }

    fn to_kstr(&self) -> KStringCow<'_> {
        match self {
            Self::Nothing => NIL.to_kstr(),
            Self::Scalar(value) => value.to_kstr(),
            Self::List(items) => items.to_kstr(),
            Self::Members(members) => members.to_kstr(),
        }
    }

    fn to_value(&self) -> LiquidValue {
        match self {
            Self::Nothing => LiquidValue::Nil,
            Self::Scalar(value) => value.clone(),
            Self::List(items) => LiquidValue::Array(items.iter().map(ValueView::to_value).collect()),
            Self::Members(members) => {
                let object: Object = members.iter().map(|(name, value)| (name.clone().into(), value.to_value())).collect();
                LiquidValue::Object(object)
            }
        }
    }

    fn as_scalar(&self) -> Option<ScalarCow<'_>> {
        match self {
            Self::Scalar(value) => value.as_scalar(),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&dyn ArrayView> {
        match self {
            Self::List(items) => items.as_array(),
            _ => None,
        }
    }

    fn as_object(&self) -> Option<&dyn ObjectView> {
        match self {
            Self::Members(_) | Self::Nothing => Some(self),
            _ => None,
        }
    }

    fn is_nil(&self) -> bool {
        matches!(self, Self::Nothing)
    }
}

impl ObjectView for Data {
    fn as_value(&self) -> &dyn ValueView {
        self
    }

    fn size(&self) -> i64 {
        self.members().map_or(0, |members| i64::try_from(members.len()).unwrap_or(i64::MAX))
    }

    fn keys<'k>(&'k self) -> Box<dyn Iterator<Item = KStringCow<'k>> + 'k> {
        Box::new(self.members().into_iter().flatten().map(|(name, _)| KStringCow::from_ref(name)))
    }

    fn values<'k>(&'k self) -> Box<dyn Iterator<Item = &'k dyn ValueView> + 'k> {
        Box::new(self.members().into_iter().flatten().map(|(_, value)| value as &dyn ValueView))
    }

    fn iter<'k>(&'k self) -> Box<dyn Iterator<Item = (KStringCow<'k>, &'k dyn ValueView)> + 'k> {
        Box::new(self.members().into_iter().flatten().map(|(name, value)| (KStringCow::from_ref(name), value as &dyn ValueView)))
    }

    fn contains_key(&self, _: &str) -> bool {
        true
    }

    fn get<'s>(&'s self, index: &str) -> Option<&'s dyn ValueView> {
        Some(self.members().and_then(|members| members.get(index)).unwrap_or(&NOTHING))
    }
}
