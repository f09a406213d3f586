//! The prompts that were published, as a table for people: what came of each, and how many are done.

use std::path::Path;

use serde::Deserialize;

use super::{Case, cases, run};

/// Why a prompt is beyond an editor that makes nothing up and looks at nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Needs {
    /// Footage, voices, music or words would have to be made.
    Generation,
    /// Faces, beats, things in the picture or the sense of what is said would have to be known.
    Recognition,
    /// Nothing is to be edited: an export, the credits, the status.
    Command,
}

impl Needs {
    fn told(self) -> &'static str {
        match self {
            Needs::Generation => "generation",
            Needs::Recognition => "recognition",
            Needs::Command => "a command",
        }
    }
}

/// The first sentence that says what was done, or why not.
fn first(answer: &str) -> &str {
    let answer = answer.trim_start_matches("nothing was changed. ").lines().next().unwrap_or_default();
    let refused = ["Not possible: ", "Not understood: "].iter().filter_map(|word| answer.find(word)).min();
    let answer = &answer[refused.unwrap_or(0)..];
    answer.find(". ").map_or(answer, |end| &answer[..=end])
}

/// The footage, where it is not the usual.
fn footage(case: &Case) -> String {
    let before = case.after.iter().map(|prompt| format!(", after \"{prompt}\""));
    match case.bare {
        true => case.with.join(", "),
        false => before.collect::<String>().trim_start_matches(", ").to_owned(),
    }
}

fn page(cases: &[Case]) -> String {
    let wanted = |needs: Option<Needs>| cases.iter().filter(move |case| case.needs == needs);
    let (made, known) = (wanted(Some(Needs::Generation)).count(), wanted(Some(Needs::Recognition)).count());
    let (commands, others) = (wanted(Some(Needs::Command)).count(), wanted(None).count());
    let done = wanted(None).filter(|case| case.refuses.is_empty()).count();
    let mut rows = String::new();
    for case in cases {
        let [prompt] = case.prompts() else { panic!("a published prompt is one prompt") };
        let answer = run(case).unwrap_or_else(|why| panic!("{prompt}\n{why}"));
        // Where it is known why nothing does it, that is the answer's heart.
        let came = answer.lines().find_map(|line| line.strip_prefix("That is not done here: "));
        let came = came.unwrap_or_else(|| first(&answer)).replace('|', "\\|");
        let done = match case.needs {
            Some(Needs::Command) => "left to it",
            _ if case.refuses.is_empty() => "done",
            _ => "refused",
        };
        let needs = case.needs.map_or("", Needs::told);
        let footage = footage(case);
        rows += &format!("| {} | {footage} | {needs} | {done} | {came} |\n", prompt.replace('|', "\\|"));
    }
    format!(
        "# Prompts as people write them\n\n\
         {} prompts from published descriptions of editors, with their faults: {} need what no local editor can know \
         ({made} footage, voices, music or words that would have to be made, {known} faces, beats, things or the sense of \
         what is said), {commands} ask for something that is a command of its own. Of the other {others} the embedded \
         editor does {done}, and refuses {} without changing anything.\n\n\
         The footage is the sample of 27 seconds, with subtitles, a second clip, music and a logo beside it, unless a row \
         names other footage that the prompt speaks of. A refusal names what was not understood and what would help; only \
         one sentence of an answer is shown here. What counts as done is asserted twice, on the timeline and in the \
         rendered file: lengths, pictures, words, levels. The cloud's editor is not bound to this list.\n\n\
         <!-- Made from tests/cases/local/found.yaml; UPDATE_DOCS=1 cargo test --lib published writes it anew. -->\n\n\
         | prompt | footage | needs | | what came of it |\n|---|---|---|---|---|\n{rows}",
        cases.len(),
        made + known,
        others - done,
    )
}

#[test]
fn the_book_tells_what_came_of_published_prompts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = cases(&root.join("tests/cases/local/found.yaml"));
    for case in &cases {
        let beyond = matches!(case.needs, Some(Needs::Generation | Needs::Recognition));
        assert!(!beyond || !case.refuses.is_empty(), "it is done, so it needs no `needs`: {:?}", case.says);
        let done = case.needs.is_none() && case.refuses.is_empty();
        assert!(
            !done || case.gives.is_some() && case.measured.is_some(),
            "what is done is asserted on the timeline and in the file: {:?}",
            case.prompts()
        );
    }
    let (path, current) = (root.join("docs/prompts.md"), page(&cases));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == current, "docs/prompts.md is not current; UPDATE_DOCS=1 cargo test --lib published writes it");
}
