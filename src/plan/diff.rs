//! What a change to a recipe changes in its plan, in words and as JSON. Works on the JSON of plans, so
//! that a plan of another revision or from a file can be compared.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use super::estimate::credits as whole;
use crate::text::escape::one_line;

/// The keys that hold what a step does, by kind.
const WORDS: &[&str] = &["prompt", "from", "to", "that"];

/// The other keys that a change may stand in, but for what it waits for.
const KEYS: &[&str] = &[
    "kind",
    "session",
    "when",
    "inside",
    "name",
    "conditions",
    "texts",
    "output",
    "allow_unchanged",
    "expect",
    "retry",
    "timeout",
    "on_failure",
];

type Steps<'v> = Vec<(&'v str, &'v Value)>;

/// The difference between two plans, as a text of a line each and as JSON; the text is empty where
/// there is none.
pub fn diff(old: &Value, new: &Value) -> (String, Value) {
    let (before, after) = (steps(old), steps(new));
    let old_ids: HashMap<&str, &Value> = before.iter().copied().collect();
    let new_ids: HashMap<&str, &Value> = after.iter().copied().collect();
    let mut added: Steps<'_> = after.iter().filter(|(id, _)| !old_ids.contains_key(id)).copied().collect();
    let mut removed: Steps<'_> = before.iter().filter(|(id, _)| !new_ids.contains_key(id)).copied().collect();
    let renamed = renamed(&mut removed, &mut added);
    let names: HashMap<&str, &str> = renamed.iter().copied().collect();
    let mut said = Vec::new();
    said.extend(removed.iter().map(|(id, step)| format!("- {id}: {}", what(step))));
    said.extend(added.iter().map(|(id, step)| format!("+ {id}: {}", what(step))));
    said.extend(renamed.iter().map(|(old, new)| format!("  {old} is now called {new}")));
    let (mut reworded, mut changed) = (Vec::new(), Vec::new());
    for (id, step) in &after {
        let Some(was) = old_ids.get(id) else { continue };
        for key in WORDS.iter().filter(|key| was[**key] != step[**key]) {
            said.push(format!("  {id} is reworded\n    - {}\n    + {}", shown(&was[*key]), shown(&step[*key])));
            reworded.push(json!({ "id": id, "key": key, "old": was[*key], "new": step[*key] }));
        }
        for key in KEYS.iter().filter(|key| was[**key] != step[**key]) {
            said.push(format!("  {id}: {key} is {} and was {}", shown(&step[*key]), shown(&was[*key])));
            changed.push(json!({ "id": id, "key": key, "old": was[*key], "new": step[*key] }));
        }
        if let Some((gone, come)) = needs(&was["needs"], &step["needs"], &names) {
            let list = |word: &str, ids: &[String]| {
                if ids.is_empty() { String::new() } else { format!(" {word} {}", ids.join(", ")) }
            };
            let comma = if gone.is_empty() || come.is_empty() { "" } else { "," };
            said.push(format!("  {id} waits{}{comma}{}", list("now for", &come), list("no more for", &gone)));
            changed.push(json!({ "id": id, "key": "needs", "old": was["needs"], "new": step["needs"] }));
        }
    }
    let reordered = reordered(&before, &after);
    said.extend(reordered.iter().map(|(id, after)| match after {
        Some(after) => format!("  {id} comes after {after} now"),
        None => format!("  {id} comes first now"),
    }));
    let credits = |plan: &Value| plan["estimate"]["credits"].as_f64().unwrap_or(0.0);
    if credits(old) != credits(new) {
        said.push(format!("  about {} credits on the cloud, and {} before", credits(new), credits(old)));
    }
    let text: String = said.iter().map(|line| line.split('\n').map(one_line_kept).collect::<String>()).collect();
    let value = json!({
        "format_version": 1,
        "added": ids(&added),
        "removed": ids(&removed),
        "renamed": renamed.iter().map(|(old, new)| json!({ "old": old, "new": new })).collect::<Vec<_>>(),
        "reordered": reordered.iter().map(|(id, after)| json!({ "id": id, "after": after })).collect::<Vec<_>>(),
        "reworded": reworded,
        "changed": changed,
        "credits": { "old": whole(credits(old)), "new": whole(credits(new)) },
    });
    (text, value)
}

fn ids<'v>(steps: &Steps<'v>) -> Vec<&'v str> {
    steps.iter().map(|(id, _)| *id).collect()
}

/// One line with its indentation, and nothing in it that a terminal would obey.
fn one_line_kept(line: &str) -> String {
    let indent = line.len() - line.trim_start_matches(' ').len();
    format!("{}{}\n", " ".repeat(indent), one_line(line))
}

fn steps(plan: &Value) -> Steps<'_> {
    let all = plan["steps"].as_array().into_iter().flatten();
    all.filter_map(|step| Some((step["id"].as_str()?, step))).collect()
}

fn words(step: &Value) -> Option<&Value> {
    WORDS.iter().map(|key| &step[*key]).find(|value| !value.is_null())
}

fn what(step: &Value) -> String {
    let kind = step["kind"].as_str().unwrap_or("step");
    words(step).map_or_else(|| kind.to_owned(), |words| format!("{kind} {}", shown(words)))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => format!("`{text}`"),
        other => other.to_string(),
    }
}

/// Steps that do the same under another id, taken out of both lists.
fn renamed<'v>(removed: &mut Steps<'v>, added: &mut Steps<'v>) -> Vec<(&'v str, &'v str)> {
    let same = |step: &Value| words(step).map(|words| format!("{} {} {words}", step["kind"], step["session"]));
    let mut gone: HashMap<String, Vec<&str>> = HashMap::new();
    for (id, step) in removed.iter().rev() {
        if let Some(key) = same(step) {
            gone.entry(key).or_default().push(id);
        }
    }
    let mut out = Vec::new();
    for (id, step) in added.iter() {
        if let Some(old) = same(step).and_then(|key| gone.get_mut(&key)?.pop()) {
            out.push((old, *id));
        }
    }
    let (old, new): (HashSet<&str>, HashSet<&str>) = out.iter().copied().unzip();
    removed.retain(|(id, _)| !old.contains(id));
    added.retain(|(id, _)| !new.contains(id));
    out
}

/// The needs that went and those that came; a renamed step is the same one.
fn needs(old: &Value, new: &Value, names: &HashMap<&str, &str>) -> Option<(Vec<String>, Vec<String>)> {
    let list = |value: &Value, names: Option<&HashMap<&str, &str>>| -> Vec<String> {
        let ids = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        ids.map(|id| names.and_then(|names| names.get(id)).copied().unwrap_or(id).to_owned()).collect()
    };
    let (old, new) = (list(old, Some(names)), list(new, None));
    let gone: Vec<String> = old.iter().filter(|id| !new.contains(id)).cloned().collect();
    let come: Vec<String> = new.iter().filter(|id| !old.contains(id)).cloned().collect();
    (!gone.is_empty() || !come.is_empty()).then_some((gone, come))
}

/// The fewest steps whose move explains the new order of each session, each with the step that it now
/// follows there.
fn reordered<'v>(before: &Steps<'v>, after: &Steps<'v>) -> Vec<(&'v str, Option<&'v str>)> {
    let place: HashMap<&str, usize> = before.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let mut sessions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, step) in after.iter().filter(|(id, _)| place.contains_key(id)) {
        sessions.entry(step["session"].as_str().unwrap_or("")).or_default().push(id);
    }
    let mut out = Vec::new();
    for ids in sessions.values() {
        let kept = rising(&ids.iter().map(|id| place[id]).collect::<Vec<_>>());
        for (at, id) in ids.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
            out.push((*id, at.checked_sub(1).map(|at| ids[at])));
        }
    }
    out
}

/// The places of a longest rising row of numbers.
fn rising(numbers: &[usize]) -> HashSet<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut kept = HashSet::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        kept.insert(place);
        at = before[place];
    }
    kept
}
