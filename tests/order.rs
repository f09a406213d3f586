//! The order of steps, held against a second reading of the language's sentences: all pairs, the
//! transitive closure, and its reduction, with no thought for speed.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

mod generate;
mod oracle;

use std::collections::BTreeSet;

use flow::plan::{self, Plan};
use flow::workflow::{self, Disk, Given};

/// The workflow that generated ones use.
const USED: &str = "flow: 1
inputs: { x: { type: string, default: '' } }
steps:
  up: { upload: 'a.mov' }
  ed: { edit: 'Add the title {{ inputs.x }}.' }
  look: { check: state.duration > 0 }
outputs: { out: '{{ steps.ed.reply }}' }
";

fn planned(text: &str) -> Result<Plan, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipe.yaml");
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.path().join("used.yaml"), USED).unwrap();
    let loaded = workflow::load(&path, "recipe.yaml", &Disk { root: folder.path().to_owned() }, 10_000);
    let said = |found: &[flow::text::Diagnostic]| flow::text::to_text(found, &loaded.sources, false);
    let Some(workflow) = &loaded.workflow else { panic!("{text}\n{}", said(&loaded.diagnostics)) };
    let expanded = workflow::fill(workflow, &Given::default(), &|_| None, false)
        .and_then(|values| workflow::expand(workflow, values, 10_000))
        .unwrap_or_else(|found| panic!("{text}\n{}", said(&found)));
    plan::build(workflow, expanded).map_err(|found| {
        assert!(found.iter().all(|diagnostic| diagnostic.code == "cycle"), "{text}\n{}", said(&found));
        said(&found)
    })
}

/// Where the two differ on one workflow; none where they agree.
fn difference(seed: u64) -> (Option<String>, bool) {
    let steps = generate::steps(seed);
    let text = generate::yaml(&steps);
    let expected = oracle::order(&steps);
    let plan = planned(&text);
    let wrong = |what: String| (Some(format!("seed {seed}: {what}\n{text}")), false);
    let (plan, expected) = match (&plan, &expected) {
        (Ok(plan), Some(expected)) => (plan, expected),
        (Err(_), None) => return (None, true),
        (Err(said), Some(_)) => return wrong(format!("a cycle is told where there is none: {said}")),
        (Ok(_), None) => return wrong("a cycle is not told".into()),
    };
    let ids: Vec<&str> = plan.nodes.iter().map(|node| node.id.as_str()).collect();
    let theirs: Vec<&str> = expected.iter().map(|unit| unit.id.as_str()).collect();
    if ids != theirs {
        return wrong(format!("order: {ids:?}, and not {theirs:?}"));
    }
    for (node, unit) in plan.nodes.iter().zip(expected) {
        let needs: BTreeSet<&str> = node.needs.iter().map(|need| ids[*need]).collect();
        let others: BTreeSet<&str> = unit.needs.iter().map(String::as_str).collect();
        if needs != others {
            return wrong(format!("`{}` needs {needs:?}, and not {others:?}", node.id));
        }
        let sees = node.sees.map(|at| ids[at].to_owned());
        if sees != unit.sees {
            return wrong(format!("`{}` sees {sees:?}, and not {:?}", node.id, unit.sees));
        }
        let inside = node.inside.map(|(branch, case)| format!("{}.{case}", ids[branch]));
        if inside != unit.inside {
            return wrong(format!("`{}` is inside {inside:?}, and not {:?}", node.id, unit.inside));
        }
    }
    (None, false)
}

#[test]
fn the_order_is_what_the_sentences_say() {
    let seeds: u64 = std::env::var("ORDER_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(250);
    let (mut cycles, mut wrong) = (0, Vec::new());
    for seed in 0..seeds {
        let (difference, cycle) = difference(seed);
        cycles += u64::from(cycle);
        wrong.extend(difference);
    }
    wrong.sort_by_key(String::len);
    assert!(wrong.is_empty(), "{} of {seeds} differ, such as\n{}", wrong.len(), wrong[0]);
    // Both kinds have to come up, or the comparison says nothing.
    assert!(cycles > seeds / 50 && cycles < seeds / 2, "{cycles} of {seeds} were cycles");
}
