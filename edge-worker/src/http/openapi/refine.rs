//! Adds to the document what the types do not express: ranges of integers, limits of fields, examples, and links from
//! answers to calls.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::webhooks;

/// By schema and property: further JSON Schema keywords.
const LIMITS: &str = include_str!("limits.json");
/// By schema: the seed document's example, or one in its style.
const EXAMPLES: &str = include_str!("examples.json");
/// By operation id: the links of its 201 answer.
const LINKS: &str = include_str!("links.json");

/// The document with all of these added.
pub(super) fn refined(mut document: Value) -> Value {
    if let Some(fields) = document.as_object_mut() {
        fields.insert("webhooks".to_owned(), webhooks::described());
    }
    refine_schemas(&mut document);
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let asked = schemas_of_requests(&document);
    let (limits, examples, links) = (read(LIMITS), read(EXAMPLES), read(LINKS));
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, schema) in schemas {
            let Some(schema) = schema.as_object_mut() else { continue };
            if asked.contains(name) && schema.contains_key("properties") {
                schema.insert("additionalProperties".to_owned(), false.into());
            }
            if let Some(example) = examples.get(name) {
                schema.insert("examples".to_owned(), json!([example]));
            }
            for (property, more) in limits.get(name).and_then(Value::as_object).into_iter().flatten() {
                limit(schema, property, more);
            }
        }
    }
    for item in document.pointer_mut("/paths").and_then(Value::as_object_mut).into_iter().flatten() {
        for operation in item.1.as_object_mut().into_iter().flatten() {
            link(operation.1, &links);
        }
    }
    document
}

fn limit(schema: &mut Map<String, Value>, property: &str, more: &Value) {
    let property = schema.get_mut("properties").and_then(|properties| properties.get_mut(property));
    let Some((property, more)) = property.and_then(Value::as_object_mut).zip(more.as_object()) else {
        return;
    };
    property.extend(more.clone());
}

fn link(operation: &mut Value, links: &Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let created = operation.pointer_mut("/responses/201").and_then(Value::as_object_mut);
    if let Some((created, links)) = created.zip(links.get(&id)) {
        created.insert("links".to_owned(), links.clone());
    }
}

/// In every schema: the ranges of unsigned integers, no `null` defaults, and the pattern of `Idempotency-Key`.
fn refine_schemas(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(refine_schemas),
        Value::Object(fields) => {
            let range = match fields.get("format").and_then(Value::as_str) {
                Some("uint8") => Some(("int32", u32::from(u8::MAX))),
                Some("uint16") => Some(("int32", u32::from(u16::MAX))),
                Some("uint32") => Some(("int64", u32::MAX)),
                _ => None,
            };
            if let Some((format, maximum)) = range {
                fields.insert("format".to_owned(), format.into());
                fields.entry("minimum").or_insert(0.into());
                fields.insert("maximum".to_owned(), maximum.into());
            }
            if fields.get("default") == Some(&Value::Null) {
                fields.remove("default");
            }
            if fields.get("name").and_then(Value::as_str) == Some("Idempotency-Key") {
                let schema =
                    json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" });
                fields.insert("schema".to_owned(), schema);
            }
            fields.values_mut().for_each(refine_schemas);
        }
        _ => {}
    }
}

/// The names of all schemas reachable from a request body. These do not allow unknown fields.
fn schemas_of_requests(document: &Value) -> BTreeSet<String> {
    let mut open = Vec::new();
    for item in document.pointer("/paths").and_then(Value::as_object).into_iter().flatten() {
        for operation in item.1.as_object().into_iter().flatten() {
            open.extend(operation.1.get("requestBody").map(references).unwrap_or_default());
        }
    }
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        let schema = document.pointer(&format!("/components/schemas/{name}"));
        if found.insert(name) {
            open.extend(schema.map(references).unwrap_or_default());
        }
    }
    found
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            own.map(str::to_owned).into_iter().chain(fields.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}
