//! What people read after a turn, and why one could not be begun.

use std::path::Path;

use super::turn::{Turn, unchanged};
use crate::cli::exit::Stop;
use crate::cli::reports::timelines;
use crate::draft::summary_line;
use crate::outcome::{Code, Failure};
use crate::report::people;
use crate::step::EXPORT_WRITES;
use crate::text::escape::{one_line, visible};

/// The turn in words: the files that it wrote, and everything else. Lines were cut to `width`, so a
/// reason that is longer is told once more.
pub fn told(turn: &Turn, width: usize) -> (Vec<String>, Vec<String>) {
    let (plan, state) = (&turn.plan, &turn.state);
    let (mut files, mut said) = (Vec::new(), Vec::new());
    let mut changed = false;
    for node in &turn.new {
        if let Some(failure) = state.failure(*node) {
            // As much stands before it: the step, and the code.
            let cut = failure.message.chars().count() + plan.nodes[*node].label().len() + 40 > width;
            said.extend(cut.then(|| format!("  {}", one_line(&failure.message))));
            said.extend(help(failure));
        }
        let Some(outputs) = state.outputs(*node) else { continue };
        let same = unchanged(plan, state, *node);
        changed |= plan.nodes[*node].body.changes() && !same;
        // Where the timeline shows nothing, the step's own line gives the editor's words.
        let text = |name: &str| outputs.values.get(name).and_then(serde_json::Value::as_str).unwrap_or("");
        match (same, outputs.values.get("changes").and_then(|list| list.as_array()).is_some_and(Vec::is_empty)) {
            (true, _) => said.push("Nothing changed.".to_owned()),
            (false, false) => said.extend(editor(text("reply"))),
            _ => {}
        }
        for made in &outputs.artifacts {
            let length = made.seconds.map(|seconds| format!(", {}", people::time(seconds))).unwrap_or_default();
            files.push(format!("{} ({}{length})", shown(&made.path), people::size(made.bytes)));
        }
    }
    let timelines = timelines(plan, state, &*turn.folder);
    if changed {
        said.extend(timelines.values().filter(|timeline| timeline.exportable()).map(|it| one_line(&summary_line(it))));
    }
    let spent = state.spent - turn.before;
    if spent > 0.0 {
        let left = state.available.map(|left| format!("; {} left", people::credits(left))).unwrap_or_default();
        said.push(format!("{} credits spent{left}", people::credits(spent)));
    }
    (files, said)
}

/// The editor's own words. It writes the timeline under them, which is told anyway, and knows an
/// Export button where here is a word.
fn editor(reply: &str) -> Option<String> {
    let words = reply.split("Timeline (").next().unwrap_or("");
    let words = one_line(&words.replace(EXPORT_WRITES, "Say `export` to have the file."));
    (!words.is_empty()).then(|| format!("editor: {words}"))
}

fn help(failure: &Failure) -> Option<String> {
    let fix = match failure.code {
        Code::NoTimeline => "add footage first: drop a file here",
        _ => failure.fix.as_deref()?,
    };
    Some(format!("  help: {}", visible(fix).replace('\n', "\n        ")))
}

/// Why nothing was begun. The recipe that a conversation grows is nobody's to read, so no place in it
/// is named.
pub fn stopped(stop: &Stop) -> (Vec<String>, u8) {
    match stop {
        Stop::Wrong(diagnostics, _) => {
            let lines = diagnostics.iter().filter(|found| found.is_error()).flat_map(|found| {
                let help = found.help.as_ref().map(|help| format!("  help: {}", one_line(help)));
                [Some(format!("error: {}", one_line(&found.message))), help].into_iter().flatten()
            });
            (lines.collect(), 2)
        }
        Stop::Failed(failure) => {
            let line = format!("error: {} ({})", one_line(&failure.message), failure.code);
            ([Some(line), help(failure)].into_iter().flatten().collect(), failure.code.exit())
        }
        Stop::Broken(error) => (vec![format!("error: {}", one_line(&format!("{error:#}")))], 1),
    }
}

fn shown(path: &Path) -> String {
    one_line(&path.display().to_string())
}

/// The graver of two exit codes, in the order of a run's.
pub fn worse(one: u8, other: u8) -> u8 {
    [143, 130, 4, 5, 1, 3, 2].into_iter().find(|code| [one, other].contains(code)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_end_counts() {
        assert_eq!([worse(0, 2), worse(1, 3), worse(4, 5), worse(130, 4), worse(0, 0)], [2, 1, 4, 130, 0]);
    }

    #[test]
    fn the_editor_speaks_of_words_and_not_of_buttons() {
        let reply = format!("I trimmed 3 pauses. {EXPORT_WRITES}\nTimeline (1 track): 1. Video: a (0-3s)");
        assert_eq!(editor(&reply).as_deref(), Some("editor: I trimmed 3 pauses. Say `export` to have the file."));
        assert_eq!(editor("Timeline (1 track): 1. Video: a (0-3s)"), None);
    }
}
