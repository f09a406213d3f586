//! Plans as people and programs read them.
//!
//! Each `tests/cases/plan/*.yaml` is a recipe; a first line `# inputs: {…}` gives its inputs. Its
//! snapshot lies beside it.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use flow::plan::{self, Plan};
use flow::workflow::{self, Disk, Given};
use serde_json::Value;

pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/plan")
}

fn planned(path: &Path, name: &str, given: &Given) -> Plan {
    let root = path.parent().unwrap();
    let loaded = workflow::load(path, name, &Disk { root: root.to_owned() }, 10_000);
    let said = |found: &[flow::text::Diagnostic]| flow::text::to_text(found, &loaded.sources, false);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).cloned().collect();
    assert!(errors.is_empty(), "{}", said(&errors));
    let workflow = loaded.workflow.as_ref().unwrap();
    workflow::fill(workflow, given, &|_| None, false)
        .and_then(|values| workflow::expand(workflow, values, 10_000))
        .and_then(|expanded| plan::build(workflow, expanded))
        .unwrap_or_else(|found| panic!("{}", said(&found)))
}

/// The plan of a recipe that is given as text.
pub fn plan_of(text: &str) -> Plan {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipe.yaml");
    std::fs::write(&path, text).unwrap();
    planned(&path, "recipe.yaml", &Given::default())
}

#[test]
fn plans_are_as_the_cases_say() {
    insta::with_settings!({ snapshot_path => "cases/plan", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("cases/plan/*.yaml", |path| {
            let text = std::fs::read_to_string(path).unwrap();
            let inputs = text.lines().next().and_then(|line| line.strip_prefix("# inputs: "));
            let inputs: serde_json::Map<String, Value> = serde_json::from_str(inputs.unwrap_or("{}")).unwrap();
            let given = Given { named: inputs.into_iter().collect(), bare: Vec::new() };
            let plan = planned(path, "recipe.yaml", &given);
            let json = plan::json(&plan, "local");
            let steps: String = json["steps"].as_array().unwrap().iter().map(|step| format!("{step}\n")).collect();
            let sees = plan.nodes.iter().filter_map(|node| Some((node.id.as_str(), plan.nodes[node.sees?].id.as_str())));
            let sees: Vec<String> = sees.map(|(id, last)| format!("{id} sees {last}")).collect();
            // A hash that changes makes runs on disk differ from their own plan: then its version goes up.
            let hash = plan.hash().0;
            let head = format!("{}\n{}\n{}\n{hash}", plan::text(&plan, 100), json["estimate"], json["sessions"]);
            insta::assert_snapshot!("plan", format!("{head}\n{steps}{}", sees.join("\n")));
        });
    });
}

#[test]
fn equal_input_gives_equal_bytes_and_a_remark_changes_no_hash() {
    let text = std::fs::read_to_string(cases().join("captions.yaml")).unwrap();
    let (one, other) = (plan_of(&text), plan_of(&format!("# A remark.\n\n{text}")));
    assert_eq!(plan::json(&one, "local").to_string(), plan::json(&other, "local").to_string());
    assert_eq!(one.hash(), other.hash());
    let reworded = plan_of(&text.replace("Trim the silences", "Cut the silences"));
    assert_ne!(one.hash(), reworded.hash());
    let expects = plan_of(&text.replace("expect: state.duration <=", "expect: state.duration <"));
    assert_ne!(one.hash(), expects.hash());
}

/// Names and prompts of a recipe that somebody else wrote.
const HOSTILE: &str = r#"flow: 1
name: '"><script>alert(1)</script> & ]]> \n "'
steps:
  talk:
    upload: talk.mov
    name: "<script>alert(1)</script>"
  tidy:
    edit: "Put \"]; n0 --> n1; click n0 'javascript:alert(1)' & <foreignObject> \\N %%{init}%% \u202e \e[31m over it."
    name: 'a" b'' <img src=x onerror=alert(1)> `x` [y](javascript:z)'
  choose:
    branch:
      - when: state.duration > 60
        steps:
          short: { export: "a&b<c>.mp4" }
      - else:
        steps:
          other: { edit: "Add \x07 bells.", session: "</text><script>" }
"#;

#[test]
fn drawings_escape_what_they_did_not_write() {
    let plan = plan_of(HOSTILE);
    let (mermaid, dot, svg) = (plan::mermaid(&plan), plan::dot(&plan), plan::svg(&plan));
    insta::assert_snapshot!(format!("{mermaid}\n{dot}\n{svg}"));
    let lower = svg.to_lowercase();
    for bad in ["<script", "<a ", "href", "<foreignobject", "<image", "<use", "url(", "\u{202e}", "\u{1b}", "\u{7}"] {
        assert!(!lower.contains(bad), "{bad}");
    }
    // Every bracket is one of ours: a tag that we know, or its end.
    for tag in svg.split('<').skip(1) {
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(["svg", "title", "rect", "text", "path", "g"].contains(&name.as_str()), "{tag}");
    }
    // In Mermaid a foreign quote, bracket or semicolon would end a label.
    for line in mermaid.lines().filter(|line| line.contains('"')) {
        assert_eq!(line.matches('"').count(), 2, "{line}");
    }
    for line in dot.lines() {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "{line}");
    }
}

#[test]
fn drawings_show_lanes_and_alternatives() {
    let path = cases().join("captions.yaml");
    let plan = planned(&path, "recipe.yaml", &Given::default());
    insta::assert_snapshot!(format!("{}\n{}\n{}", plan::mermaid(&plan), plan::dot(&plan), plan::svg(&plan)));
}

#[test]
fn a_change_to_a_recipe_is_told_as_a_change_to_its_plan() {
    let old = std::fs::read_to_string(cases().join("captions.yaml")).unwrap();
    let json = |text: &str| plan::json(&plan_of(text), "local");
    let (words, _) = plan::diff(&json(&old), &json(&old));
    assert_eq!(words, "");
    let new = old
        .replace("Trim the silences longer than 0.6 seconds.", "Trim the silences longer than 1 second.")
        .replace("  teaser:", "  trailer:")
        .replace("          trailer: { edit: Keep the first 60 seconds. }", "          trailer: { edit: Keep the first 60 seconds. }\n          music: { edit: Add lo-fi background music at 20%. }")
        .replace("    when: inputs.title != \"\"\n", "")
        .replace("  final:\n    export: { to: \"{{ inputs.video | stem }}-captioned.mp4\", quality: high }\n", "")
        .replace("steps.final.path", "vars.x")
        .replace("steps:\n  talk", "vars: { x: 1 }\n\nsteps:\n  talk");
    let (words, value) = plan::diff(&json(&old), &json(&new));
    insta::assert_snapshot!(format!("{words}\n{value:#}"));
    let tidy = "  tidy:\n    edit: Trim the silences longer than 0.6 seconds.\n    expect: state.duration <= before.duration\n\n";
    let moved = old.replace(tidy, "").replace("  sound:", &format!("{tidy}  sound:"));
    let (words, value) = plan::diff(&json(&old), &json(&moved));
    insta::assert_snapshot!(format!("{words}\n{value:#}"));
}

#[test]
fn no_plan_shows_a_secret() {
    let text = "flow: 1\ninputs: { key: { type: string, secret: true } }\nsteps:\n  talk: { upload: 'https://host/{{ inputs.key }}/talk.mov' }\n  tidy: { edit: Trim. }\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipe.yaml");
    std::fs::write(&path, text).unwrap();
    let given = Given { named: vec![("key".into(), Value::from("hunter2"))], bare: Vec::new() };
    let plan = planned(&path, "recipe.yaml", &given);
    let all = format!("{}{}{}", plan::json(&plan, "local"), plan::text(&plan, 200), plan::svg(&plan));
    assert!(!all.contains("hunter2"));
    assert!(all.contains("https://host/{{ inputs.key }}/talk.mov"));
}
