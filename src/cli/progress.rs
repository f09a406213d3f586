//! A run as it happens: a live view on a terminal, one plain line for each event in a pipe.

use super::out;
use super::screen::Screen;
use crate::exec::Seen;
use crate::outcome::{Notice, Outcome};
use crate::plan::Plan;
use crate::report::board::{Board, Row};
use crate::report::{line, people};
use crate::run::{Event, EventKind, Live, NodeState, RunState};
use crate::text::escape::one_line;

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
    screen: Screen,
    verbose: bool,
}

impl Drawer {
    pub fn choose(quiet: bool, events: bool, verbose: bool) -> Drawer {
        match (quiet, events) {
            (_, true) => Drawer::Events,
            (true, _) => Drawer::Quiet,
            _ if out::terminal() => Drawer::Fancy(Fancy { screen: Screen::new(), verbose }),
            _ => Drawer::Plain { verbose },
        }
    }

    /// A line of its own, above whatever moves.
    pub fn say(&self, text: &str) {
        match self {
            Drawer::Plain { .. } => out::say(&format!("{text}\n")),
            Drawer::Fancy(fancy) => fancy.screen.say(text),
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
                    fancy.screen.say(&line);
                }
            }
            (Drawer::Fancy(fancy), Seen::Notice(node, notice)) => fancy.notice(live, node, notice),
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
            fancy.screen.end();
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
    fn event(&mut self, plan: &Plan, state: &RunState, event: &Event) {
        // A line that stays goes above what moves, which follows with the next tick.
        let told = match &event.kind {
            EventKind::AttemptStarted { .. } | EventKind::EffectAnnounced { .. } => None,
            _ => line::line(plan, state, event),
        };
        self.screen.change(|board, now| follow(board, now, plan, state, event));
        if let Some(line) = told {
            self.screen.say(&line);
        }
    }

    fn notice(&mut self, live: &Live, node: usize, notice: &Notice) {
        self.screen.change(|board, now| {
            if let Some(row) = board.rows.get_mut(&node) {
                further(row, now, live, node, notice);
            }
        });
    }
}

/// Brings a row to where its running step is.
pub fn further(row: &mut Row, now: f64, live: &Live, node: usize, notice: &Notice) {
    if let Notice::Said(piece) = notice {
        row.what.clone_from(piece);
        return;
    }
    let Some(doing) = live.0.get(&node) else { return };
    row.what.clone_from(&doing.what);
    row.percent = doing.percent;
    let first = row.bytes.map_or(now, |(.., first)| first);
    row.bytes = doing.bytes.map(|(done, total)| (done, total, first));
}

/// Brings the board to where the state is after the event.
fn follow(board: &mut Board, now: f64, plan: &Plan, state: &RunState, event: &Event) {
    let ended = |node: usize| !matches!(state.nodes[node], NodeState::Waiting { .. } | NodeState::Running(_));
    if board.total == 0 || matches!(event.kind, EventKind::RunResumed { .. }) {
        board.name.clone_from(&plan.workflow);
        board.total = plan.nodes.len();
        board.grouped = plan.sessions.len() > 1;
        board.began = now;
        board.ended = (0..board.total).filter(|node| ended(*node)).count();
        board.failed = state.failures().count();
    } else {
        match &event.kind {
            EventKind::AttemptFinished { node, .. } if ended(*node) => {
                board.ended += 1;
                board.failed += usize::from(state.failure(*node).is_some());
            }
            EventKind::Skipped { .. } | EventKind::NotRun { .. } => board.ended += 1,
            _ => {}
        }
    }
    board.spent = state.spent;
    board.stopping = state.interrupted.is_some();
    match &event.kind {
        EventKind::AttemptStarted { node, .. } => {
            let own = &plan.nodes[*node];
            // A check or a decision takes no time.
            if !matches!(own.body.kind(), "check" | "branch") {
                let what = own.shown.clone().unwrap_or_default();
                let (session, label) = (own.session.clone(), own.label().to_owned());
                board.rows.insert(*node, Row { session, label, what, since: now, ..Row::default() });
            }
        }
        EventKind::AttemptFinished { node, .. } => {
            board.rows.remove(node);
        }
        _ => {}
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
