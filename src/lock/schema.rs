//! The published schema of locks.

use serde_json::{Value, json};

/// `schemas/pinned-1.schema.json`.
pub fn pinned() -> Value {
    let text = json!({ "type": "string" });
    let hash = json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What flow lock --json prints",
        "type": "object",
        "required": ["format_version", "run_id", "workflow", "backend", "lock", "edits", "media"],
        "properties": {
            "format_version": { "const": 1 },
            "run_id": text,
            "workflow": text,
            "backend": { "enum": ["local", "cloud"] },
            "lock": { "type": "string", "description": "The file that was written." },
            "edits": { "type": "array", "items": {
                "type": "object", "required": ["id", "timeline"], "properties": {
                    "id": text, "timeline": hash,
                },
            } },
            "media": { "type": "array", "items": {
                "type": "object", "required": ["name", "sha256", "kept"], "properties": {
                    "name": text,
                    "sha256": hash,
                    "kept": {
                        "type": ["string", "null"],
                        "description": "Where it lies, where it came from no input.",
                    },
                },
            } },
        },
    })
}

/// `schemas/lock-1.schema.json`.
pub fn schema() -> Value {
    let hash = json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" });
    let text = json!({ "type": "string" });
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let flag = json!({ "type": "boolean" });
    let name = json!({ "type": "string", "pattern": "^[^./\\\\\"\\u0000-\\u001f][^/\\\\\"\\u0000-\\u001f]*$" });
    let named = |of: &Value, words: &str| {
        let mut of = of.clone();
        of["description"] = json!(words);
        of
    };
    let step = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "kind", "session"],
        "properties": {
            "beside": named(&list, "Subtitle files that came along with an upload."),
            "cases": named(&list, "The conditions of a branch."),
            "expect": list,
            "failed": named(&text, "Why it failed, where the recipe only warns of that."),
            "generated": { "type": "integer", "minimum": 0 },
            "id": text,
            "inside": text,
            "kind": { "enum": ["upload", "edit", "check", "branch", "export"] },
            "made": named(&list, "Media that an edit made."),
            "media": named(&list, "Media that an upload sent."),
            "output": { "type": "object", "description": "How an export is rendered." },
            "prompt": named(&text, "As it was sent."),
            "reply": text,
            "session": text,
            "skipped": flag,
            "summary": named(&text, "What changed, in words."),
            "that": list,
            "timeline": named(&hash, "The timeline after it."),
            "to": text,
            "when": text,
        },
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A lock, as flow lock writes it",
        "type": "object",
        "additionalProperties": false,
        "required": ["backend", "files", "format_version", "inputs", "media", "steps", "timelines", "workflow"],
        "properties": {
            "backend": { "enum": ["local", "cloud"] },
            "files": {
                "type": "object", "additionalProperties": hash,
                "description": "The workflow's files, by their path below the project's root.",
            },
            "format_version": { "const": super::VERSION },
            "inputs": { "type": "object", "description": "Their values; a file stands there as its name and its hash." },
            "media": {
                "type": "object",
                "propertyNames": name,
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["sha256"],
                    "properties": {
                        "fetched": named(&flag, "It came from no input, and is kept in the folder for media."),
                        "name": name,
                        "sha256": hash,
                    },
                },
            },
            "steps": { "type": "array", "items": step },
            "timelines": {
                "type": "array",
                "description": "The drafts, each once; they name media as `media:NAME` or `media-url:NAME`.",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["after", "draft", "sha256"],
                    "properties": { "after": text, "draft": { "type": "object" }, "sha256": hash },
                },
            },
            "workflow": text,
        },
    })
}
