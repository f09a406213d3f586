//! The published schemas: current, true of every recipe and of all that is printed, and of one mind with
//! the reader of recipes.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use flow::text::to_json;
use flow::workflow::{self, SCHEMAS, Stored, schema};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn validator(name: &str) -> Validator {
    jsonschema::validator_for(&schema(name).unwrap()).unwrap()
}

fn tree(text: &str) -> Value {
    let mut sources = flow::text::Sources::default();
    let file = sources.add(flow::text::Source::new("recipe.yaml", text));
    flow::text::yaml::parse(&sources, file, flow::text::yaml::Limits::for_steps(1000)).unwrap().json()
}

/// `UPDATE_SCHEMAS=1` writes them anew.
#[test]
fn the_files_are_what_the_table_says() {
    for name in SCHEMAS {
        let path = root().join(format!("schemas/{name}.schema.json"));
        let text = format!("{}\n", serde_json::to_string_pretty(&schema(name).unwrap()).unwrap());
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let lies = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(lies == text, "{} is not current; run the tests with UPDATE_SCHEMAS=1", path.display());
    }
}

/// Recipes that are read without an error: those of the project, and those of the cases.
fn recipes() -> Vec<PathBuf> {
    let folders = ["workflows", "tests/cases/plan", "tests/cases/plan/files"];
    let files = folders.iter().filter_map(|folder| std::fs::read_dir(root().join(folder)).ok());
    let paths = files.flat_map(|entries| entries.map(|entry| entry.unwrap().path()));
    let mut out: Vec<_> = paths
        .filter(|path| {
            path.extension().is_some_and(|ending| ending == "yaml") && !path.to_string_lossy().contains(".test.")
        })
        .collect();
    out.sort();
    out
}

#[test]
fn every_recipe_is_as_the_schema_says() {
    let validator = validator("flow-1");
    assert!(recipes().len() > 10);
    for path in recipes() {
        let value = tree(&std::fs::read_to_string(&path).unwrap());
        let wrong: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{}: {}", path.display(), wrong.join("; "));
    }
}

/// Every example of the table is a value that its key takes.
#[test]
fn every_example_is_as_the_schema_says() {
    fn walk(schema: &Value, defs: &Value, count: &mut usize) {
        if let (Some(examples), true) = (schema["examples"].as_array(), schema.is_object()) {
            let mut whole = schema.clone();
            whole["$defs"] = defs.clone();
            let validator = jsonschema::validator_for(&whole).unwrap();
            for example in examples {
                assert!(validator.is_valid(example), "{example} against {schema}");
                *count += 1;
            }
        }
        match schema {
            Value::Object(fields) => fields.values().for_each(|value| walk(value, defs, count)),
            Value::Array(items) => items.iter().for_each(|value| walk(value, defs, count)),
            _ => {}
        }
    }
    let workflow = schema("flow-1").unwrap();
    let mut count = 0;
    walk(&workflow, &workflow["$defs"], &mut count);
    assert!(count > 40, "{count}");
}

#[test]
fn what_is_printed_is_as_its_schema_says() {
    let plans = validator("plan-1");
    let text = std::fs::read_to_string(root().join("tests/cases/plan/branches.yaml")).unwrap();
    let plan = flow::plan::json(&super::plan::plan_of(&text), "local");
    assert!(plans.is_valid(&plan), "{:?}", plans.iter_errors(&plan).map(|error| error.to_string()).collect::<Vec<_>>());
    assert!(!plans.is_valid(&json!({ "format_version": 1, "workflow": "a", "backend": "local", "steps": [{}] })));
    let said = validator("diagnostics-1");
    let path = root().join("tests/cases/check/wrong-types.yaml");
    let (sources, found) = super::check::checked(&path, "recipe.yaml", &super::check::cases());
    let found: Vec<Value> = found.iter().map(|diagnostic| to_json(diagnostic, &sources)).collect();
    assert!(found.len() > 5 && said.is_valid(&json!({ "format_version": 1, "diagnostics": found })));
    assert!(!said.is_valid(&json!({ "format_version": 1, "diagnostics": [{ "severity": "fatal" }] })));
}

/// What only the reader knows: what words mean, not how they are put together.
const MEANING: &[&str] = &[
    "bad_default",
    "bad_duration",
    "bad_input",
    "bad_output",
    "bad_pattern",
    "braces_in_expression",
    "comment_in_prompt",
    "cycle",
    "duplicate_id",
    "duplicate_key",
    "else_not_last",
    "empty_prompt",
    "for_each_not_static",
    "may_be_skipped",
    "missing_input",
    "need_inside",
    "not_a_list",
    "not_an_edit",
    "not_known_yet",
    "path_outside",
    "same_output",
    "secret_used",
    "template_failed",
    "template_limit",
    "template_syntax",
    "type_mismatch",
    "undefined_name",
    "undefined_value",
    "unknown_field",
    "unknown_filter",
    "unknown_function",
    "unknown_input",
    "unknown_step",
    "unknown_test",
    "unreadable_file",
    "use_cycle",
    "bare_steps",
    "template_statement",
];

/// The codes of the errors in how a recipe is put together.
fn structure(recipe: &Value) -> Vec<String> {
    let path = PathBuf::from("/project/recipe.yaml");
    let used = "flow: 1\nsteps: { a: { edit: Trim. } }\n".to_owned();
    let texts = [(path.clone(), Arc::new(recipe.to_string())), ("/project/used.yaml".into(), Arc::new(used))].into();
    let loaded = workflow::load(&path, "recipe.yaml", &Stored { root: "/project".into(), texts }, 1000);
    let errors =
        loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error() && !MEANING.contains(&diagnostic.code));
    errors.map(|diagnostic| format!("{}: {}", diagnostic.code, diagnostic.message)).collect()
}

fn whole() -> Value {
    tree(
        "flow: 1
name: all
description: Everything at once.
inputs: { video: file, n: { type: integer, default: 3, min: 1 }, lang: { type: choice, choices: [en, zh] }, clips: { type: list, of: { clip: file, words: { type: string } } }, key: { type: string, secret: true, env: FLOW_INPUT_KEY } }
vars: { a: 1, b: '{{ vars.a }}', c: { d: [1, two] } }
sessions: { main: { language: en, task_name: x }, other: }
defaults: { retry: { attempts: 2, wait: 3, on: rate_limited }, timeout: 10m, on_failure: fail }
budget: { credits: 10 }
backend: local
steps:
  talk: { upload: a.mov, name: Talk }
  more: { upload: [b.mov, c.mov], needs: talk }
  long: { upload: { from: d.mov }, needs: [talk], session: other }
  tidy: { edit: Trim the silences., expect: state.duration <= before.duration, retry: { attempts: 3, on: [rate_limited] }, timeout: 90 }
  words: { edit: { prompt: Add captions., allow_unchanged: true }, when: inputs.n > 1, on_failure: warn }
  look: { check: [state.duration > 0, true] }
  look_long: { check: { that: state.duration > 0, message: Empty. } }
  out: { export: a.mp4 }
  out_long: { export: { to: b.mp4, format: mp4, quality: high, resolution: 1080p, fps: 30 } }
  choose: { branch: [{ when: state.duration > 3, steps: { x: { edit: Cut. } } }, { else: , steps: { y: { edit: Cut. } } }] }
  choose_two: { branch: [{ when: true, steps: { z: { edit: Cut. } } }, { else: { w: { edit: Cut. } } }] }
  choose_three: { branch: [{ when: true, steps: { v: { edit: Cut. } } }, { else: { steps: { u: { edit: Cut. } } } }] }
  group: { steps: { a: { edit: Add music. } }, when: state.duration > 3, session: other }
  each: { for_each: [a, b], key: '{{ item }}', edit: 'Add {{ item }}.' }
  again: { for_each: inputs.clips, steps: { t: { upload: '{{ item.clip }}' } } }
  used: { use: used.yaml, with: { a: 1 } }
outputs: { video: '{{ steps.out.path }}', all: [1, { x: 2 }] }
",
    )
}

#[test]
fn schema_and_reader_take_the_whole_language() {
    let whole = whole();
    assert_eq!(structure(&whole), Vec::<String>::new());
    let validator = validator("flow-1");
    assert!(
        validator.is_valid(&whole),
        "{:?}",
        validator.iter_errors(&whole).map(|error| error.to_string()).collect::<Vec<_>>()
    );
}

/// The paths to every value of a tree.
fn paths(value: &Value, here: String, out: &mut Vec<String>) {
    out.push(here.clone());
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| paths(value, format!("{here}/{key}"), out)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| paths(value, format!("{here}/{at}"), out))
        }
        _ => {}
    }
}

/// Changes one place of the tree: takes it out, renames it, doubles it elsewhere, or puts something
/// else into it.
fn mutate(recipe: &mut Value, place: usize, how: usize, with: usize) {
    let mut all = Vec::new();
    paths(recipe, String::new(), &mut all);
    let path = &all[1 + place % (all.len() - 1)];
    let (parent, last) = path.rsplit_once('/').unwrap();
    let odd = [
        json!(null),
        json!(true),
        json!(3),
        json!(-1),
        json!(0.5),
        json!("word"),
        json!([]),
        json!({}),
        json!(["word"]),
        json!({ "a": 1 }),
        json!({ "a": { "edit": "Trim." } }),
        json!([{ "when": "true", "steps": { "q": { "edit": "Cut." } } }]),
        json!({ "to": "x.mp4" }),
        json!({ "prompt": "Trim." }),
        json!({ "from": ["x.mov"] }),
        json!([[]]),
        json!("high"),
        json!("file"),
        json!("list"),
        json!(1),
        json!({ "attempts": 2 }),
        json!([null]),
        json!({ "steps": { "r": { "edit": "Cut." } } }),
    ];
    let keys = [
        "edit", "upload", "check", "branch", "export", "steps", "use", "with", "needs", "when", "else", "for_each",
        "key", "retry", "timeout", "prompt", "to", "that", "type", "of", "choices", "Bad-Name", "extra", "on", "from",
        "expect", "default", "session",
    ];
    let value = odd[with % odd.len()].clone();
    let parent = recipe.pointer_mut(parent).unwrap();
    match (parent, how % 4) {
        (Value::Object(fields), 0) => drop(fields.shift_remove(last)),
        (Value::Object(fields), 1) => {
            let old = fields.shift_remove(last).unwrap();
            fields.insert(keys[with % keys.len()].into(), old);
        }
        (Value::Object(fields), 2) => drop(fields.insert(keys[place % keys.len()].into(), value)),
        (Value::Object(fields), _) => drop(fields.insert(last.into(), value)),
        (Value::Array(items), 0) => drop(items.remove(last.parse().unwrap())),
        (Value::Array(items), _) => items[last.parse::<usize>().unwrap()] = value,
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn schema_and_reader_are_of_one_mind(changes in proptest::collection::vec((0..10_000usize, 0..4usize, 0..10_000usize), 1..3)) {
        thread_local!(static VALIDATOR: Validator = validator("flow-1"));
        let mut recipe = whole();
        for (place, how, with) in changes {
            mutate(&mut recipe, place, how, with);
        }
        let read = structure(&recipe);
        let valid = VALIDATOR.with(|validator| validator.is_valid(&recipe));
        let errors = || VALIDATOR.with(|validator| validator.iter_errors(&recipe).map(|error| format!("{}: {error}", error.instance_path())).collect::<Vec<_>>());
        prop_assert!(valid == read.is_empty(), "the reader: {read:?}\nthe schema: {:?}\n{}", errors(), recipe);
    }
}
