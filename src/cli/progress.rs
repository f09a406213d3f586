//! A run as it happens: a live view on a terminal, one plain line for each event in a pipe.

use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::out;
use crate::exec::Seen;
use crate::outcome::{Notice, Outcome};
use crate::plan::Plan;
use crate::report::{line, people};
use crate::run::{Event, EventKind, Live, RunState};
use crate::text::escape::{one_line, shortened};

/// Who watches.
pub enum Drawer {
    Quiet,
    /// A log: a line per change, nothing per tick; the editor's words too, where more is wanted.
    Plain {
        verbose: bool,
    },
    /// A person at a terminal.
    Fancy(Fancy),
    /// Another program.
    Events,
}

pub struct Fancy {
    bars: MultiProgress,
    lines: BTreeMap<usize, ProgressBar>,
    verbose: bool,
}

impl Drawer {
    pub fn choose(quiet: bool, events: bool, verbose: bool) -> Drawer {
        match (quiet, events) {
            (_, true) => Drawer::Events,
            (true, _) => Drawer::Quiet,
            _ if out::terminal() => Drawer::Fancy(Fancy {
                bars: MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10)),
                lines: BTreeMap::new(),
                verbose,
            }),
            _ => Drawer::Plain { verbose },
        }
    }

    /// A line of its own, above whatever moves.
    pub fn say(&self, text: &str) {
        match self {
            Drawer::Plain { .. } => out::say(&format!("{text}\n")),
            Drawer::Fancy(fancy) => fancy.say(text),
            Drawer::Quiet | Drawer::Events => {}
        }
    }

    pub fn watch(&mut self, plan: &Plan, state: &RunState, live: &Live, seen: Seen<'_>) {
        match (self, seen) {
            (Drawer::Events, Seen::Event(event)) => {
                let text = serde_json::to_string(&public(plan, event)).unwrap_or_default();
                out::result(&format!("{text}\n"));
            }
            (Drawer::Plain { verbose }, Seen::Event(event)) => {
                let more = reply(plan, event).filter(|_| *verbose);
                for line in line::line(plan, state, event).into_iter().chain(more) {
                    out::say(&format!("{line}\n"));
                }
            }
            (Drawer::Fancy(fancy), Seen::Event(event)) => {
                fancy.event(plan, state, event);
                if let Some(line) = reply(plan, event).filter(|_| fancy.verbose) {
                    fancy.say(&line);
                }
            }
            (Drawer::Fancy(fancy), Seen::Notice(node, notice)) => fancy.notice(plan, live, node, notice),
            (drawer, Seen::Still(node, time)) => {
                let label = one_line(plan.nodes[node].label());
                drawer.say(&format!("{label}  Still working… ({})", people::time(time.as_secs_f64())));
            }
            _ => {}
        }
    }

    /// Takes away what moves.
    pub fn end(&mut self) {
        if let Drawer::Fancy(fancy) = self {
            fancy.lines.values().for_each(ProgressBar::finish_and_clear);
            let _ = fancy.bars.clear();
        }
    }
}

/// What the editor said, where an edit has ended.
fn reply(plan: &Plan, event: &Event) -> Option<String> {
    let EventKind::AttemptFinished { node, outcome: Outcome::Succeeded(outputs), .. } = &event.kind else {
        return None;
    };
    let said = outputs.values.get("reply")?.as_str().filter(|said| !said.is_empty())?;
    Some(format!("{}  reply: {}", one_line(plan.nodes[*node].label()), one_line(said)))
}

impl Fancy {
    fn say(&self, text: &str) {
        let width = out::width().saturating_sub(1).max(20);
        for line in text.lines() {
            let _ = self.bars.println(shortened(line, width));
        }
    }

    fn event(&mut self, plan: &Plan, state: &RunState, event: &Event) {
        match &event.kind {
            EventKind::AttemptStarted { node, .. } => {
                let own = &plan.nodes[*node];
                if matches!(own.body.kind(), "check" | "branch") {
                    return;
                }
                let style = ProgressStyle::with_template("{spinner} {prefix}  {wide_msg}  {elapsed:>4}");
                let bar = self.bars.add(ProgressBar::new_spinner());
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
                bar.set_prefix(one_line(own.label()));
                bar.set_message(one_line(own.shown.as_deref().unwrap_or("")));
                bar.enable_steady_tick(Duration::from_millis(100));
                self.lines.insert(*node, bar);
            }
            EventKind::AttemptFinished { node, .. } => {
                if let Some(bar) = self.lines.remove(node) {
                    bar.finish_and_clear();
                    self.bars.remove(&bar);
                }
                if let Some(line) = line::line(plan, state, event) {
                    self.say(&line);
                }
            }
            EventKind::Skipped { .. } | EventKind::NotRun { .. } | EventKind::InterruptAsked { .. } => {
                if let Some(line) = line::line(plan, state, event) {
                    self.say(&line);
                }
            }
            _ => {}
        }
    }

    fn notice(&mut self, _plan: &Plan, live: &Live, node: usize, notice: &Notice) {
        let Some(bar) = self.lines.get(&node) else { return };
        if let Notice::Said(piece) = notice {
            bar.set_message(one_line(piece));
            return;
        }
        let Some(doing) = live.0.get(&node) else { return };
        let mut text = one_line(&doing.what);
        if let Some((done, total)) = doing.bytes {
            text += &format!(" {}", people::size(done));
            if let Some(total) = total.filter(|total| *total > 0) {
                text += &format!(" of {}", people::size(total));
            }
            let passed = bar.elapsed().as_secs_f64();
            if passed > 1.0 {
                text += &format!(", {}/s", people::size((done as f64 / passed) as u64));
            }
        }
        if let Some(percent) = doing.percent {
            text += &format!(" {percent:.0}%");
        }
        bar.set_message(text);
    }
}

/// The event for other programs: nodes by their id.
pub fn public(plan: &Plan, event: &Event) -> serde_json::Value {
    let mut value = serde_json::to_value(event).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        for key in ["node", "because"] {
            let node = fields.get(key).and_then(serde_json::Value::as_u64);
            if let Some(own) = node.and_then(|node| plan.nodes.get(node as usize)) {
                fields.insert(key.into(), own.id.clone().into());
            }
        }
        fields.remove("settings");
        fields.insert("format_version".into(), 1.into());
    }
    value
}
