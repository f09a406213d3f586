//! Small random workflows, and what of them is known before they run.

use super::luck::Luck;

pub struct Recipe {
    pub text: String,
}

struct Writer<'l> {
    luck: &'l mut Luck,
    sessions: u64,
    steps: u64,
    /// Whether steps may fail on purpose.
    may_fail: bool,
}

/// The prompt of a step, by which the ledger knows it.
pub fn prompt(id: &str) -> String {
    format!("Put the words of {id} on screen.")
}

pub fn recipe(luck: &mut Luck) -> Recipe {
    let may_fail = luck.one_in(4);
    let mut writer = Writer { sessions: 1 + luck.below(2), luck, steps: 0, may_fail };
    let mut text = String::from("flow: 1\nsteps:\n");
    let mut before = Vec::new();
    for session in 0..writer.sessions {
        let file = writer.luck.of_these(&["a.mov", "b.mp4"]);
        text += &writer.head(2, session, &mut before);
        text += &format!("    upload: {file}\n");
    }
    let count = 2 + writer.luck.below(5);
    text += &writer.steps(2, count, &mut before, 0);
    Recipe { text }
}

impl Writer<'_> {
    fn head(&mut self, indent: usize, session: u64, before: &mut Vec<String>) -> String {
        self.steps += 1;
        let (pad, id) = (" ".repeat(indent), format!("s{}", self.steps));
        before.push(id.clone());
        format!("{pad}{id}:\n{pad}  session: {}\n", ["a", "b"][session as usize])
    }

    fn steps(&mut self, indent: usize, count: u64, before: &mut Vec<String>, depth: u64) -> String {
        let pad = " ".repeat(indent + 2);
        let mut out = String::new();
        for _ in 0..count {
            let session = self.luck.below(self.sessions);
            let earlier = before.clone();
            out += &self.head(indent, session, before);
            let id = format!("s{}", self.steps);
            if depth == 0 && self.luck.one_in(8) {
                out += &format!("{pad}needs: [{}]\n", earlier[self.luck.below(earlier.len() as u64) as usize]);
            }
            let kind = self.luck.below(if depth == 0 { 12 } else { 10 });
            if self.luck.one_in(4) && kind < 10 {
                out += &format!("{pad}retry: {{ attempts: 2, wait: {}s }}\n", 1 + self.luck.below(60));
            }
            match kind {
                0 => out += &format!("{pad}upload: {}\n", self.luck.of_these(&["a.mov", "b.mp4", "c.mp3"])),
                1..=4 => out += &format!("{pad}edit: {}\n", prompt(&id)),
                5 if self.may_fail => {
                    if self.luck.one_in(3) {
                        out += &format!("{pad}on_failure: warn\n");
                    }
                    out += &format!("{pad}check: state.duration < 0\n");
                }
                5 | 6 => out += &format!("{pad}check: state.duration > 0\n"),
                7..=9 => out += &format!("{pad}export: {id}.mp4\n"),
                _ => {
                    out += &format!("{pad}branch:\n");
                    for when in ["state.duration > 100", "state.duration > 0"] {
                        out += &format!("{pad}  - when: {when}\n{pad}    steps:\n");
                        let inner = 1 + self.luck.below(2);
                        // What stands in a case is not named from outside it.
                        out += &self.steps(indent + 8, inner, &mut before.clone(), depth + 1);
                    }
                }
            }
        }
        out
    }
}
