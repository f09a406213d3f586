//! The published schemas. That of workflows comes from the one table of keys, which the reader goes by
//! too; those of what flow prints are shaped by hand.

use serde_json::{Map, Value, json};

use crate::outcome::Code;
use crate::step::table::{self, Field, Takes};
use crate::text::yaml::{self, Limits, Node};
use crate::text::{Source, Sources};

/// The names that [`schema`] knows; each lies in `schemas/` as `<name>.schema.json`.
pub const SCHEMAS: &[&str] = &["flow-1", "plan-1", "summary-1", "batch-1", "diagnostics-1", "lock-1", "pinned-1"];

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
const NAME: &str = "^[a-z][a-z0-9_]*$";

/// The schema of a name in [`SCHEMAS`]; a name without its version is that of the newest.
pub fn schema(name: &str) -> Option<Value> {
    Some(match name {
        "flow-1" | "flow" | "workflow" => workflow(),
        "plan-1" | "plan" => plan(),
        "summary-1" | "summary" => summary(),
        "batch-1" | "batch" => batch(),
        "diagnostics-1" | "diagnostics" => diagnostics(),
        "lock-1" | "lock" => crate::lock::schema(),
        "pinned-1" | "pinned" => crate::lock::pinned(),
        _ => return None,
    })
}

fn workflow() -> Value {
    let mut top = object(table::TOP);
    top["$schema"] = json!(DRAFT);
    top["title"] = json!("A flow workflow");
    top["description"] = json!("A recipe for editing video: steps that upload, edit, check, branch and export.");
    top["$defs"] = json!({
        "step": step(),
        "steps": {
            "type": "object", "minProperties": 1, "propertyNames": { "pattern": NAME },
            "additionalProperties": { "$ref": "#/$defs/step" },
        },
        "case": case(),
        "input": input(),
        "type": types(),
        "session": { "anyOf": [object(table::SESSION), { "type": "null" }] },
    });
    top
}

/// A mapping with just these keys.
fn object(fields: &[Field]) -> Value {
    let mut properties = Map::new();
    for field in fields {
        properties.insert(field.name.into(), described(field));
    }
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let mut out = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        out["required"] = json!(required);
    }
    out
}

fn described(field: &Field) -> Value {
    let mut value = takes(field.takes);
    if value.is_object() {
        value["description"] = json!(field.doc);
        value["examples"] = json!([example(field)]);
    }
    value
}

/// The example's value: what stands behind the key.
fn example(field: &Field) -> Value {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("example", field.example));
    let node = yaml::parse(&sources, file, Limits::for_steps(10));
    node.ok().and_then(|node| sought(&node, field.name).map(Node::json)).unwrap_or(json!(field.example))
}

/// The value of a key, wherever it stands in the example.
fn sought<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let entries = node.map()?;
    node.get(key).or_else(|| entries.iter().find_map(|(_, node)| sought(node, key)))
}

fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

fn one_or_many(least: usize) -> Value {
    json!({ "anyOf": [scalar(), { "type": "array", "minItems": least, "items": scalar() }] })
}

fn takes(takes: Takes) -> Value {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    match takes {
        Takes::Text | Takes::Template | Takes::Expression => scalar(),
        Takes::Templates | Takes::Expressions => one_or_many(1),
        Takes::Ids | Takes::Texts => one_or_many(0),
        Takes::Codes => json!({ "anyOf": [{ "enum": codes }, { "type": "array", "items": { "enum": codes } }] }),
        Takes::Items => json!({ "type": ["string", "number", "boolean", "array"] }),
        Takes::Version => json!({ "const": 1 }),
        Takes::Integer(least) => json!({ "type": "integer", "minimum": least }),
        Takes::Number(least) => json!({ "type": "number", "minimum": least }),
        Takes::Bool => json!({ "type": "boolean" }),
        Takes::Duration => {
            json!({ "anyOf": [{ "type": "number", "minimum": 0, "maximum": 1e7 }, { "type": "string" }] })
        }
        Takes::Bound => json!({ "type": ["number", "string"] }),
        Takes::Word(words) => json!({ "enum": words }),
        Takes::Fields(fields) => object(fields),
        Takes::Steps => json!({ "$ref": "#/$defs/steps" }),
        Takes::Cases => json!({ "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/case" } }),
        Takes::Values => json!({ "type": "object", "propertyNames": { "pattern": NAME } }),
        Takes::Inputs => json!({
            "type": "object", "propertyNames": { "pattern": NAME }, "additionalProperties": { "$ref": "#/$defs/input" },
        }),
        Takes::Sessions => json!({
            "type": "object", "propertyNames": { "pattern": NAME }, "additionalProperties": { "$ref": "#/$defs/session" },
        }),
        Takes::Any => json!({}),
        Takes::List => json!({ "type": "array" }),
        Takes::Types => json!({ "$ref": "#/$defs/type" }),
    }
}

/// One object with every key that any step may have, so that an editor names the odd key, and not all
/// the kinds that the step is not.
fn step() -> Value {
    let mut out = object(table::COMMON);
    for (kind, fields) in table::KINDS {
        out["properties"][*kind] = kind_of(fields);
        for beside in fields[1..].iter().filter(|_| *kind == "use") {
            out["properties"][beside.name] = described(beside);
        }
    }
    let kinds = table::KINDS.iter().map(|(kind, _)| json!({ "required": [kind] }));
    out["oneOf"] = kinds.collect();
    out["dependentRequired"] = json!({ "with": ["use"], "key": ["for_each"] });
    // What only holds steps does nothing that could be expected.
    let odd = ["steps", "use", "branch"].into_iter().map(|kind| json!({ "required": [kind, "expect"] }));
    out["not"] = json!({ "anyOf": odd.chain([json!({ "required": ["branch", "for_each"] })]).collect::<Vec<_>>() });
    out
}

/// The short form of a kind, or its long one.
fn kind_of(fields: &[Field]) -> Value {
    let own = &fields[0];
    let short = takes(own.takes);
    if fields.len() == 1 || own.name == "use" {
        return described(own);
    }
    let mut long = object(&fields[1..]);
    match own.name {
        "edit" => long["oneOf"] = json!([{ "required": ["prompt"] }, { "required": ["prompt_file"] }]),
        _ => long["required"] = json!([fields[1].name]),
    }
    let forms = match short["anyOf"].as_array() {
        Some(forms) => forms.iter().cloned().chain([long]).collect::<Vec<_>>(),
        None => vec![short, long],
    };
    json!({ "anyOf": forms, "description": own.doc, "examples": [example(own)] })
}

/// `when` with `steps`, or `else` with its steps below or beside it.
fn case() -> Value {
    let mut out = object(table::CASE);
    let steps = json!({ "$ref": "#/$defs/steps" });
    let below = json!({ "anyOf": [steps, {
        "type": "object", "required": ["steps"], "properties": { "steps": steps }, "additionalProperties": false,
    }] });
    out["properties"]["else"] = json!({
        "anyOf": [{ "type": "null" }, below],
        "description": out["properties"]["else"]["description"],
        "examples": out["properties"]["else"]["examples"],
    });
    out["oneOf"] = json!([
        { "required": ["when", "steps"], "properties": { "else": false } },
        { "required": ["else"], "properties": { "when": false, "steps": false, "else": { "type": "object" } } },
        { "required": ["else", "steps"], "properties": { "when": false, "else": { "type": "null" } } },
    ]);
    out
}

fn input() -> Value {
    let mut long = object(table::INPUT);
    long["properties"]["env"]["type"] = json!("string");
    long["properties"]["env"]["pattern"] = json!("^FLOW_INPUT_");
    let time = takes(Takes::Duration);
    long["allOf"] = json!([
        { "if": { "required": ["type"], "properties": { "type": { "const": "choice" } } },
          "then": { "required": ["choices"], "properties": { "choices": { "minItems": 1 } } } },
        { "if": { "properties": { "type": { "const": "duration" } } },
          "then": { "properties": { "min": time, "max": time } },
          "else": { "properties": { "min": { "type": "number" }, "max": { "type": "number" } } } },
        { "if": { "required": ["of"] }, "then": { "properties": { "type": { "const": "list" } } } },
    ]);
    json!({ "anyOf": [{ "enum": table::INPUT_TYPES }, long] })
}

/// A type's word, or for the records of a list a mapping of names to types.
fn types() -> Value {
    let this = json!({ "$ref": "#/$defs/type" });
    let long = json!({
        "type": "object", "required": ["type"], "additionalProperties": false,
        "properties": { "type": this, "description": scalar() },
    });
    let fields = json!({ "type": "object", "additionalProperties": {
        "if": { "type": "object", "required": ["type"] }, "then": long, "else": this,
    } });
    json!({ "anyOf": [{ "enum": table::INPUT_TYPES }, fields] })
}

/// An object to which keys may be added.
fn shaped(title: &str, required: &[&str], properties: Value) -> Value {
    json!({ "$schema": DRAFT, "title": title, "type": "object", "required": required, "properties": properties })
}

fn text_or_none() -> Value {
    json!({ "type": ["string", "null"] })
}

fn plan() -> Value {
    let ids = json!({ "type": "array", "items": { "type": "string" } });
    let step = json!({
        "type": "object",
        "required": ["id", "kind", "session", "needs", "when", "inside"],
        "properties": {
            "id": { "type": "string", "description": "The path by which the step is read, without `steps.`." },
            "kind": { "enum": ["upload", "edit", "check", "branch", "export"] },
            "session": { "type": "string" },
            "needs": { "type": "array", "items": { "type": "string" }, "description": "The ids whose end it waits for directly." },
            "when": { "type": ["string", "null"], "description": "Its own condition, as it is written." },
            "inside": { "type": ["string", "null"], "description": "The innermost case that it stands in: `length.0`." },
            "prompt": { "type": ["string", "null"] },
            "from": { "type": ["string", "null"] },
            "to": { "type": ["string", "null"] },
            "that": { "type": ["string", "null"] },
            "name": { "type": "string" },
            "conditions": {
                "type": "array", "items": { "type": "string" },
                "description": "Of a branch; and of a check that has more than `that`.",
            },
            "texts": {
                "type": "array", "items": { "type": "string" },
                "description": "What else it says, as it is written: more files to upload, the message of a check.",
            },
            "output": { "type": "object", "description": "How an export is rendered." },
            "allow_unchanged": { "type": "boolean", "description": "Left out where it is false." },
            "expect": { "type": "array", "items": { "type": "string" }, "description": "What must hold after it." },
            "retry": { "type": "object", "required": ["attempts", "wait"], "properties": {
                "attempts": { "type": "integer" },
                "wait": { "type": "number", "description": "Seconds." },
                "on": { "type": "array", "items": { "type": "string" } },
            } },
            "timeout": { "type": "number", "description": "Seconds." },
            "on_failure": { "const": "warn", "description": "The run does not fail by it." },
        },
    });
    shaped(
        "A plan, as flow plan --format json prints it",
        &["format_version", "workflow", "backend", "steps"],
        json!({
            "format_version": { "const": 1 },
            "workflow": { "type": "string" },
            "backend": { "type": "string" },
            "estimate": { "type": "object", "properties": {
                "credits": { "type": "number" }, "seconds": { "type": "number" }, "critical_path": ids,
            } },
            "sessions": { "type": "array", "items": {
                "type": "object", "required": ["name", "language", "task_name"], "properties": {
                    "name": { "type": "string" }, "language": { "type": "string" }, "task_name": { "type": "string" },
                },
            } },
            "steps": { "type": "array", "items": step },
        }),
    )
}

fn summary() -> Value {
    let step = json!({
        "type": "object",
        "required": ["id", "kind", "status"],
        "properties": {
            "id": { "type": "string" },
            "kind": { "enum": ["upload", "edit", "check", "branch", "export"] },
            "status": { "enum": ["succeeded", "failed", "skipped", "cancelled", "not_run"] },
            "started_at": text_or_none(),
            "seconds": { "type": ["number", "null"] },
            "attempts": { "type": "integer" },
            "summary": text_or_none(),
            "error": { "anyOf": [{ "type": "null" }, {
                "type": "object", "required": ["code", "message"], "properties": {
                    "code": { "type": "string" }, "message": { "type": "string" }, "fix": text_or_none(),
                    "backend_code": { "type": ["integer", "null"] },
                },
            }] },
        },
    });
    let output = json!({
        "type": "object", "required": ["step", "path", "bytes", "sha256"], "properties": {
            "step": { "type": "string" }, "path": { "type": "string" }, "bytes": { "type": "integer" },
            "sha256": { "type": "string" }, "seconds": { "type": ["number", "null"] },
        },
    });
    let required = ["format_version", "run_id", "workflow", "status", "exit_code", "backend", "steps", "outputs"];
    shaped(
        "What flow run --json prints",
        &required,
        json!({
            "format_version": { "const": 1 },
            "run_id": { "type": "string" },
            "workflow": { "type": "string" },
            "status": { "enum": ["succeeded", "failed", "interrupted"] },
            "exit_code": { "type": "integer" },
            "backend": { "type": "string" },
            "steps": { "type": "array", "items": step },
            "timeline": text_or_none(),
            "timelines": { "type": "object", "additionalProperties": { "type": "string" } },
            "credits": { "type": "object", "properties": {
                "spent": { "type": ["number", "null"] }, "available": { "type": ["number", "null"] },
            } },
            "outputs": { "type": "array", "items": output },
            "results": { "type": "object" },
            "continued_from": { "type": "string", "description": "The run whose edits stand, with --continue." },
            "warnings": { "type": "array", "items": {
                "type": "object", "required": ["code", "message"],
                "properties": { "code": { "type": "string" }, "message": { "type": "string" }, "step": text_or_none() },
            } },
        }),
    )
}

fn batch() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    let amount = json!({ "type": ["number", "null"] });
    let row = json!({
        "type": "object",
        "required": ["row", "name", "run_id", "status", "exit_code", "outputs", "error"],
        "properties": {
            "row": { "type": "integer", "minimum": 1 },
            "name": { "type": "string" },
            "run_id": text_or_none(),
            "status": { "enum": ["succeeded", "failed", "interrupted", "running", "not_run"] },
            "exit_code": { "type": ["integer", "null"] },
            "seconds": amount,
            "credits": { "type": ["number", "null"], "description": "Known only where no other row ran meanwhile." },
            "outputs": { "type": "array", "items": { "type": "string" } },
            "error": { "anyOf": [{ "type": "null" }, {
                "type": "object", "required": ["code", "message"], "properties": {
                    "step": text_or_none(), "code": { "type": "string" }, "message": { "type": "string" }, "fix": text_or_none(),
                },
            }] },
        },
    });
    shaped(
        "What flow batch --json and flow show BATCH --json print",
        &["format_version", "batch_id", "workflow", "status", "exit_code", "backend", "rows", "counts", "credits"],
        json!({
            "format_version": { "const": 1 },
            "batch_id": { "type": "string" },
            "workflow": { "type": "string" },
            "status": { "enum": ["succeeded", "failed", "interrupted", "running"] },
            "exit_code": { "type": "integer" },
            "backend": { "type": "string" },
            "rows": { "type": "array", "items": row },
            "counts": { "type": "object", "properties": {
                "succeeded": count, "failed": count, "interrupted": count, "running": count, "not_run": count,
            } },
            "credits": { "type": "object", "properties": { "spent": amount, "available": amount } },
        }),
    )
}

fn diagnostics() -> Value {
    let place = json!({ "type": "integer", "minimum": 1 });
    let one = json!({
        "type": "object",
        "required": ["severity", "code", "message", "help"],
        "properties": {
            "severity": { "enum": ["error", "warning"] },
            "code": { "type": "string", "pattern": "^[a-z_]+$" },
            "message": { "type": "string" },
            "help": text_or_none(),
            "file": { "type": "string" },
            "line": place, "column": place, "end_line": place, "end_column": place,
        },
    });
    shaped(
        "Diagnostics, as flow check --json prints them",
        &["format_version", "diagnostics"],
        json!({
            "format_version": { "const": 1 },
            "diagnostics": { "type": "array", "items": one },
        }),
    )
}
