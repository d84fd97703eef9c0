//! From a JSON Schema of the description, a value that fits it, and many that do not, each with the words that must tell so.

use serde_json::{Map, Value, json};

/// Members that the server makes, of any record. Where one is not a member of a body, it is refused by its name.
const MADE_BY_THE_SERVER: [&str; 22] = [
    "id",
    "_id",
    "client_id",
    "user_id",
    "tenant",
    "tenant_name",
    "global",
    "is_system",
    "created_at",
    "updated_at",
    "deployed",
    "all_changes_deployed",
    "logins_count",
    "last_login",
    "last_ip",
    "identities",
    "signing_keys",
    "owners",
    "password_hash",
    "status",
    "__proto__",
    "constructor",
];

/// A value that fits.
pub fn sample(schema: &Value) -> Value {
    if let Some(choices) = schema["anyOf"].as_array() {
        return sample(&choices[0]);
    }
    if let Some(one) = schema.pointer("/enum/0").or_else(|| schema.pointer("/examples/0")) {
        return one.clone();
    }
    match schema["type"].as_str() {
        Some("string") => json!("a".repeat(least(schema, "minLength"))),
        Some("boolean") => json!(true),
        Some("integer" | "number") => schema["minimum"].clone(),
        Some("array") => json!([]),
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten();
            required.map(|name| (name.as_str().unwrap().to_owned(), sample(&schema["properties"][name.as_str().unwrap()]))).collect()
        }
        _ => Value::Null,
    }
}

fn least(schema: &Value, bound: &str) -> usize {
    schema[bound].as_u64().unwrap_or(1).try_into().unwrap()
}

/// A value that does not fit, and what the answer must say of it: words, and the property's path.
pub struct Fault {
    pub value: Value,
    pub says: String,
    pub path: String,
}

/// What does not fit.
pub fn faults(schema: &Value) -> Vec<Fault> {
    let mut out = Vec::new();
    let mut add = |value: Value, says: &str| out.push(Fault { value, says: says.to_owned(), path: String::new() });
    if let Some(choices) = schema["anyOf"].as_array() {
        // A fault within one choice may be told as one of another: only what fits none is sure.
        if let Some(value) = of_no_type(choices) {
            add(value, "Expected type");
        }
        // Of a member that may be null, everything else is the one kind that it has.
        if let [one, null] = choices.as_slice()
            && *null == json!({ "type": "null" })
        {
            out.extend(faults(one).into_iter().filter(|fault| !fault.value.is_null()));
        }
        return out;
    }
    if let Some(value) = of_no_type(std::slice::from_ref(schema)) {
        add(value, "Expected type");
        add(Value::Null, "but found type null");
    }
    if schema["enum"].is_array() {
        add(json!("no-such-word"), "No enum match for: no-such-word");
    }
    match schema["type"].as_str() {
        Some("string") if schema["enum"].is_null() => {
            // Who does not say how long a text may be takes none that fills half of a request.
            let most = schema["maxLength"].as_u64().map_or(120_000, |most| usize::try_from(most).unwrap() + 1);
            add(json!("x".repeat(most)), "");
            if schema["minLength"].as_u64().is_some_and(|least| least > 0) {
                add(json!(""), "String is too short");
            }
        }
        Some("integer" | "number") => {
            let bound = |name: &str| schema[name].as_f64().unwrap();
            add(json!((bound("minimum") - 1.0).floor() as i64), "is less than minimum");
            // A bound of the number's own type cannot be passed by a number.
            if bound("maximum") < 9e15 {
                add(json!((bound("maximum") + 1.0).ceil() as i64), "is greater than maximum");
            }
        }
        Some("array") => {
            let most: usize = schema["maxItems"].as_u64().unwrap().try_into().unwrap();
            let item = sample(&schema["items"]);
            if most <= 1_000 {
                add(Value::from(vec![item.clone(); most + 1]), "Array is too long");
            }
            if schema["uniqueItems"] == true && most > 1 {
                add(json!([item, item]), "Array items are not unique");
            }
            out.extend(faults(&schema["items"]).into_iter().map(|fault| at("[0]", json!([fault.value]), fault.says, fault.path)));
        }
        Some("object") => of_object(schema, &mut out),
        _ => {}
    }
    out
}

/// A value of a type that none of these has.
fn of_no_type(schemas: &[Value]) -> Option<Value> {
    let types: Option<Vec<&str>> = schemas.iter().map(|schema| schema["type"].as_str()).collect();
    let types = types?;
    let candidates = [("object", json!({ "x": 1 })), ("array", json!(["x"])), ("string", json!("x")), ("boolean", json!(true))];
    candidates.into_iter().find(|(name, _)| !types.contains(name)).map(|(_, value)| value)
}

fn of_object(schema: &Value, out: &mut Vec<Fault>) {
    let Some(properties) = schema["properties"].as_object() else { return };
    let good: Map<String, Value> = sample(schema).as_object().unwrap().clone();
    let with = |name: &str, value: Value| {
        let mut members = good.clone();
        members.insert(name.to_owned(), value);
        Value::Object(members)
    };
    for name in MADE_BY_THE_SERVER.into_iter().chain(["surprise"]).filter(|name| !properties.contains_key(*name)) {
        out.push(at("", with(name, json!("mine")), format!("'Additional properties not allowed: {name}'"), String::new()));
    }
    for name in good.keys() {
        let mut members = good.clone();
        members.remove(name);
        out.push(at("", members.into(), format!("'Missing required property: {name}'"), String::new()));
    }
    for (name, schema) in properties {
        out.extend(faults(schema).into_iter().map(|fault| at(name, with(name, fault.value), fault.says, fault.path)));
    }
}

/// The fault of a value, seen from what the value is a part of.
fn at(part: &str, value: Value, says: String, below: String) -> Fault {
    let path = match (part, below.as_str()) {
        ("", _) => below,
        (_, "") => part.to_owned(),
        _ if below.starts_with('[') => format!("{part}{below}"),
        _ => format!("{part}.{below}"),
    };
    Fault { value, says, path }
}
