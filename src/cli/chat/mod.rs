//! `flow chat`: a conversation that edits. Each line is a turn; what was done is a recipe.

mod again;
#[cfg(test)]
mod cases;
mod lines;
mod paths;
mod propose;
mod recipe;
mod record;
mod route;
mod seed;
mod tell;
mod todo;
mod turn;
mod wish;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::account;
use super::args::Chat;
use super::backend::Choice;
use super::exit::{Ended, Stop};
use super::source::Here;
use super::{guard, out};
use crate::backend::local;
use crate::draft::summary_line;
use crate::report::summary;
use crate::run::{RunState, Signal, Verdict};
use crate::text::escape::one_line;
use crate::text::nearest;
use lines::{Line, Lines};
use propose::{answer, proposal};
use route::{Act, heard};
use seed::Loose;
use turn::{Talk, Turn};
use wish::Wish;

/// What a terminal shows before a line that is typed.
const PROMPT: &str = "> ";
const OPENING: &str = "Ready when you are. Drop your raw video footage here or describe what you want to make.";

/// What stands behind a slash: its name, what follows it, and what it does.
const COMMANDS: &[(&str, &str, &str)] = &[
    ("undo", "", "take the last edit back"),
    ("export", "[NAME] [1080p …]", "write the film"),
    ("preview", "", "write the film in a small size, to look at; it is no part of the recipe"),
    ("upload", "PATH…", "add footage; dropping a file does the same"),
    ("state", "", "show the timeline"),
    ("credits", "", "show what the account holds"),
    ("save", "RECIPE.yaml", "write what was done as a recipe"),
    ("help", "", "show this"),
    ("quit", "", "leave; Ctrl-D does the same"),
];

pub fn chat(args: &Chat, _color: bool) -> Ended {
    let flags =
        vec![("backend", args.backend.clone()), ("out", args.out.as_ref().map(|out| out.display().to_string()))];
    let here = Arc::new(Here::new(&args.common, flags)?.allowing(&args.allow));
    let choice = Choice::of(&here)?;
    if choice.is_local() {
        local::find_ffmpeg()?;
    }
    guard::ci(&here, &choice)?;
    let runtime = super::runtime()?;
    let settings = turn::settings(&here, &choice, args.budget, args.overwrite);
    let talk = Talk::new(Arc::clone(&here), choice, &runtime, settings, args.yes);
    let mut chat =
        Conversation { talk, yes: args.yes, record: None, typed: false, worst: 0, stopped: None, proposed: None };
    if let Some(word) = &args.resume {
        chat.resume(word)?;
    }
    chat.record = args.record.as_ref().map(|path| chat.place(path)).transpose()?;
    chat.talk.saved.extend(chat.record.clone());
    let mut lines = Lines::open(&runtime);
    chat.typed = lines.typed;
    if !chat.open(&args.files, args.resume.is_some())? {
        return Ok(chat.worst);
    }
    chat.keep_record()?;
    while chat.goes_on() {
        let prompt = if chat.proposed.is_some() { "Go on? [y/N] " } else { PROMPT };
        match lines.next(if lines.typed { prompt } else { "" }) {
            Line::Text(line) => {
                if !chat.line(&line)? {
                    break;
                }
                chat.keep_record()?;
            }
            Line::Dropped => out::say("leave with Ctrl-D or /quit\n"),
            Line::End => break,
            Line::Stopped(Signal::Interrupt) => chat.fail(130),
            Line::Stopped(Signal::Terminate) => chat.fail(143),
        }
    }
    chat.leave(lines.typed);
    Ok(chat.worst)
}

struct Conversation<'h> {
    talk: Talk<'h>,
    yes: bool,
    /// Where the recipe is written after each turn.
    record: Option<PathBuf>,
    /// Whether somebody types, and sees the question.
    typed: bool,
    worst: u8,
    /// What stopped the last turn, where something did.
    stopped: Option<Signal>,
    /// What was proposed, and waits for a yes.
    proposed: Option<Vec<Act>>,
}

fn say(text: &str) {
    out::say(&format!("{text}\n"));
}

impl Conversation<'_> {
    /// Whether another line is wanted, after what may have stopped the last turn.
    fn goes_on(&mut self) -> bool {
        match self.stopped.take() {
            Some(Signal::Terminate) => self.fail(143),
            // Who is not there cannot see that the turn was stopped: the rest is not done.
            Some(Signal::Interrupt) if !self.typed => self.fail(130),
            _ => {}
        }
        self.worst < 130
    }

    fn here(&self) -> &Here {
        &self.talk.here
    }

    fn fail(&mut self, code: u8) {
        self.worst = tell::worse(self.worst, code);
    }

    fn resume(&mut self, word: &str) -> Result<(), Stop> {
        if let Some(turn) = self.talk.take_up(word)? {
            self.tell(&turn);
        }
        self.state();
        Ok(())
    }

    /// The beginning; false where the files that were named cannot be had.
    fn open(&mut self, files: &[String], resumed: bool) -> Result<bool, Stop> {
        if !files.is_empty() {
            self.acts(vec![Act::Upload(files.to_vec())])?;
            if self.talk.done.is_empty() && self.stopped.is_some() {
                self.fail(130);
            }
            if !self.goes_on() || self.talk.done.is_empty() {
                return Ok(false);
            }
        }
        match (files.is_empty(), resumed) {
            (true, false) => say(OPENING),
            _ => say("Say what to change; /help lists what else there is."),
        }
        Ok(true)
    }

    /// One line; false where the conversation ends with it.
    fn line(&mut self, line: &str) -> Result<bool, Stop> {
        let line = line.trim();
        if let Some(acts) = self.proposed.take() {
            match answer(line) {
                Some(true) => return self.acts(acts).map(|()| true),
                Some(false) => {
                    say("Nothing of it was done.");
                    return Ok(true);
                }
                None => say("Nothing of it was done, since there was no yes."),
            }
        }
        if line.is_empty() {
            return Ok(true);
        }
        let home = paths::home();
        let cwd = self.here().cwd.clone();
        let is_file = |path: &Path| cwd.join(path).is_file();
        if let Some(names) = paths::dropped(line, home.as_deref(), &is_file) {
            return self.acts(vec![Act::Upload(names)]).map(|()| true);
        }
        if let Some(command) = line.strip_prefix('/') {
            return self.command(command);
        }
        let plain = line.trim_end_matches(['.', '!', '?', '。', '！', '？']).to_lowercase();
        match plain.as_str() {
            "quit" | "exit" | "bye" | "goodbye" | "退出" | "再见" => return Ok(false),
            "" | "help" | "help me" | "what can you do" | "what can i say" | "帮助" => return self.command("help"),
            _ => {}
        }
        let named =
            line.split_once(char::is_whitespace).filter(|(word, _)| matches!(*word, "upload" | "Upload" | "上传"));
        if let Some((_, rest)) = named
            && let Some(names) = paths::dropped(rest, home.as_deref(), &is_file)
        {
            return self.acts(vec![Act::Upload(names)]).map(|()| true);
        }
        let heard = heard(line);
        if let Some(missing) = &heard.missing {
            let rest = if heard.acts.is_empty() { "say it whole" } else { "the rest is done" };
            say(&format!("The line breaks off at `{}`, and its end is missing; {rest}.", one_line(missing)));
        }
        self.acts(heard.acts)?;
        Ok(true)
    }

    fn command(&mut self, text: &str) -> Result<bool, Stop> {
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match name.to_lowercase().as_str() {
            "quit" | "exit" | "q" => return Ok(false),
            "help" | "h" | "?" => help(),
            "undo" => self.acts(vec![Act::Undo])?,
            "state" | "status" => self.acts(vec![Act::State])?,
            "credits" => self.acts(vec![Act::Credits])?,
            "preview" => self.acts(vec![Act::Preview])?,
            "export" => self.acts(vec![Act::Export(todo::named(rest))])?,
            "upload" => {
                let home = paths::home();
                let names = paths::dropped(rest, home.as_deref(), &|path| self.here().cwd.join(path).is_file());
                let words = || paths::words(rest).unwrap_or_else(|| vec![rest.to_owned()]);
                self.acts(vec![Act::Upload(names.unwrap_or_else(words))])?;
            }
            "save" if rest.is_empty() => {
                say("Name the file: /save recipe.yaml");
                self.fail(2);
            }
            "save" => self.save(Path::new(rest)),
            other => {
                let near = nearest(other, COMMANDS.iter().map(|(name, _, _)| *name));
                let near = near.map_or_else(|| "/help lists them".to_owned(), |near| format!("did you mean /{near}?"));
                say(&format!("There is no command /{}; {near}", one_line(other)));
                self.fail(2);
            }
        }
        Ok(true)
    }

    /// Does these things in their order; edits, uploads and exports that follow one another are one
    /// turn.
    fn acts(&mut self, acts: Vec<Act>) -> Result<(), Stop> {
        let mut together = Vec::new();
        for act in acts {
            match act {
                Act::Upload(names) if names.is_empty() => say("Drop the file here, or name it: /upload talk.mov"),
                Act::Edit(_) | Act::Export(_) | Act::Preview | Act::Upload(_) | Act::Undo => together.push(act),
                Act::Credits | Act::State | Act::Propose(_) => {
                    self.turn(std::mem::take(&mut together))?;
                    match act {
                        Act::Credits => self.credits(),
                        Act::State => self.state(),
                        Act::Propose(wish) => self.propose(wish)?,
                        _ => {}
                    }
                }
            }
        }
        self.turn(together)
    }

    fn turn(&mut self, acts: Vec<Act>) -> Result<(), Stop> {
        if acts.is_empty() {
            return Ok(());
        }
        let new = todo::items(&self.talk, &acts);
        if new.is_empty() {
            return Ok(());
        }
        match self.talk.turn(new) {
            Ok(turn) => self.tell(&turn),
            // The disk does not take what must be remembered, so nothing more may be begun.
            Err(stop @ Stop::Broken(_)) => return Err(stop),
            Err(stop) => self.stop(&stop),
        }
        Ok(())
    }

    fn stop(&mut self, stop: &Stop) {
        let (lines, code) = tell::stopped(stop);
        lines.iter().for_each(|line| say(line));
        self.fail(code);
    }

    fn tell(&mut self, turn: &Turn) {
        let (files, said) = tell::told(turn, if out::terminal() { out::width() } else { usize::MAX });
        said.iter().for_each(|line| say(line));
        files.iter().for_each(|line| out::result(&format!("{line}\n")));
        let name = self.talk.name().unwrap_or("last").to_owned();
        match turn.loose {
            Some(Loose::Change) => {
                say("It is not known yet whether the last of it was applied; going on finds out.");
                self.fail(130);
            }
            Some(Loose::Export) => say(&format!("The export is finished by: flow resume {name}")),
            Some(Loose::Doubt) => say(&format!(
                "It is not known whether the edit was applied: look at /state. `flow resume {name} --resend` sends it again."
            )),
            None if turn.state.interrupted.is_some() => say("Stopped. What had ended is kept."),
            None => {}
        }
        self.stopped = turn.state.interrupted;
        if turn.state.verdict != Some(Verdict::Interrupted) {
            self.fail(summary::exit_code(&turn.plan, &turn.state));
        }
    }

    fn propose(&mut self, wish: Wish) -> Result<(), Stop> {
        let footage = todo::footage(&self.talk);
        let Some(footage) = footage else {
            say("There is no footage yet. Drop a file here, or say what to make.");
            return Ok(());
        };
        let acts = proposal(&self.talk.done, footage, wish);
        say("This is what it takes:");
        for (number, act) in acts.iter().enumerate() {
            let text = match act {
                Act::Edit(prompt) => prompt.clone(),
                Act::Export(wish) => format!("Export {}.", todo::described(&self.talk, wish)),
                _ => continue,
            };
            say(&format!("  {}. {}", number + 1, one_line(&text)));
        }
        if !footage.words && footage.plays {
            say("Captions need words: a subtitle file such as talk.srt beside talk.mov, or speech.command.");
        }
        if self.yes {
            return self.acts(acts);
        }
        if !self.typed {
            say("Answer yes to have it done.");
        }
        self.proposed = Some(acts);
        Ok(())
    }

    fn credits(&mut self) {
        match account::credits_line(self.here(), &self.talk.choice) {
            Ok(line) => out::result(&line),
            Err(stop) => self.stop(&stop),
        }
    }

    fn state(&mut self) {
        let state = self.talk.last.as_ref().map(|held| RunState::fold(&held.plan, &held.events));
        let Some(state) = state.filter(|state| !state.sessions.is_empty()) else {
            return say("There is no timeline yet. Drop a file here, or say what to make.");
        };
        match account::readings(self.here(), &self.talk.choice, &state) {
            Ok(read) => read
                .iter()
                .for_each(|(_, reading)| out::result(&format!("{}\n", one_line(&summary_line(&reading.timeline))))),
            Err(stop) => self.stop(&stop),
        }
    }

    fn leave(&self, typed: bool) {
        if let Some(path) = self.record.as_ref().filter(|path| path.is_file()) {
            let shown = path.strip_prefix(&self.here().cwd).unwrap_or(path);
            say(&format!("The recipe is in {}", one_line(&shown.display().to_string())));
        }
        if let Some(name) = self.talk.name().filter(|_| typed || self.worst >= 130) {
            say(&format!("go on with: flow chat --resume {name}"));
        }
    }
}

fn help() {
    let mut text = "Say what to change, in English or Chinese: trim silences, add captions, export 1080p MP4.\n\
                    `flow explain edits` lists what the embedded editor understands. And there is:\n"
        .to_owned();
    for (name, takes, what) in COMMANDS {
        text += &format!("  {:<28}{what}\n", format!("/{name} {takes}").trim_end());
    }
    out::result(&text);
}
