//! The command line: which command, which streams, which exit code, which backend.

mod account;
mod args;
mod asks;
mod backend;
mod batch;
mod begin;
mod carry;
mod chat;
mod check;
mod codes;
mod complete;
mod doctor;
mod exit;
mod failures;
mod follow;
mod gallery;
mod guard;
mod help;
mod lock;
mod out;
mod past;
mod pictures;
mod plan;
mod preflight;
mod progress;
mod reports;
mod resume;
mod run;
mod saved;
mod screen;
mod setup;
mod show;
mod signal;
mod source;
mod start;
mod tapes;
mod test;

use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use args::{Cli, Command};
use exit::{Form, Stop};

use crate::step::{MEDIA, ending};

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    complete::answer();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            if code == 2
                && let Some(hint) = hint(&std::env::args().skip(1).collect::<Vec<_>>())
            {
                out::say(&format!("\n{hint}\n"));
            }
            return ExitCode::from(code);
        }
    };
    let color = out::colors(cli.color);
    let (ended, json) = match &cli.command {
        Command::Run(args) => (run::run(args, color), args.running.json || args.running.json_events),
        Command::Batch(args) => (batch::batch(args, color), args.json || args.json_events),
        Command::Plan(args) => (plan::plan(args, color), args.format == args::PlanFormat::Json),
        Command::Check(args) => (check::check(args, color), args.json),
        Command::Chat(args) => (chat::chat(args, color), false),
        Command::Resume(args) => (resume::resume(args, color), args.running.json || args.running.json_events),
        Command::Runs(args) => (show::runs(args), args.json),
        Command::Show(args) => (show::show(args), args.json),
        Command::Cancel(args) => (account::cancel(args), args.json),
        Command::State(args) => (account::state(args), args.json),
        Command::Open(args) => (account::open(args), args.json),
        Command::Credits(args) => (account::credits(args), args.json),
        Command::Login(args) => (account::login(args), args.account.json),
        Command::Test(args) => (test::test(args), args.json),
        Command::Init(args) => (start::init(args), false),
        Command::New(args) => (start::new(args), false),
        Command::Setup(args) => (setup::setup(args), false),
        Command::Man(args) => (help::man(args), false),
        Command::Lock(args) => (lock::lock(args), args.json),
        Command::Diff(args) => (show::diff(args), args.json),
        Command::Serve(args) => (help::serve(args), false),
        Command::Doctor(args) => (doctor::doctor(args), false),
        Command::Explain(args) => (help::explain(args), false),
        Command::Schema(args) => (help::schema(args), false),
        Command::Completions(args) => (help::completions(args), false),
    };
    let form = if json { Form::Json } else { Form::Text { color } };
    ExitCode::from(ended.unwrap_or_else(|stop| exit::report(&stop, form)))
}

/// What was probably meant, where the words of a command line show it.
fn hint(words: &[String]) -> Option<String> {
    // A name with blanks that came without its quotes is several words.
    let joined = (2..=words.len().min(8)).flat_map(|count| words.windows(count)).map(|name| name.join(" "));
    if let Some(name) = joined.into_iter().find(|name| Path::new(name).is_file()) {
        return Some(format!("a name with blanks stands in quotes: {}", shell(&name)));
    }
    let footage = |word: &str| MEDIA.contains(&ending(Path::new(word)).as_str());
    let plain: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    match plain.as_slice() {
        [one] if *one == "resume" => Some("for example: flow resume last".to_owned()),
        [one] if *one == "new" => Some("for example: flow new talk-cut --from captions".to_owned()),
        [one] if *one == "completions" => Some("for example: flow completions bash".to_owned()),
        [first, ..] if first.ends_with(".yaml") || first.ends_with(".yml") => {
            let words: Vec<String> = words.iter().map(|word| shell(word)).collect();
            Some(format!("did you mean: flow run {}", words.join(" ")))
        }
        [first, ..] if Cli::command().find_subcommand(first).is_none() && plain.iter().any(|word| footage(word)) => {
            let files: Vec<String> = plain.iter().filter(|word| footage(word)).map(|word| shell(word)).collect();
            Some(format!("did you mean: flow chat {}", files.join(" ")))
        }
        [batch, recipe, _, _, ..] if *batch == "batch" && words.iter().any(|word| word.starts_with("--input")) => {
            Some(format!(
                "put the pattern in quotes, so that the shell leaves it alone: flow batch {recipe} --input 'clips/*.mov'"
            ))
        }
        [run, recipe, footage, ..] if *run == "run" && !words.iter().any(|word| word.starts_with("--input")) => {
            Some(format!("footage is given with --input: flow run {} --input {}", shell(recipe), shell(footage)))
        }
        _ => None,
    }
}

/// The word as a shell takes it for one.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '=' | ':' | ',');
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// Open files and connections of one process.
const MOST_FILES: u64 = 1 << 16;

/// The runtime of commands that speak to a backend; the others never pay for one.
fn runtime() -> Result<tokio::runtime::Runtime, Stop> {
    // As many connections as the system grants at all: `--jobs 1000` needs one each, and many systems
    // begin with 1,024 for everything. Where they grant no more, steps wait for their turn.
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard.min(MOST_FILES).max(soft), hard);
    }
    // Two providers in the tree would be a mistake of ours; a second call by one process is none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::Broken(anyhow::anyhow!("the system gives no threads: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_can_be_pasted_into_a_shell() {
        let told = |words: &[&str]| hint(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        let told = told(&["run", "captions.yaml", "Ann's talk.mov"]).unwrap_or_default();
        assert!(told.ends_with(r"flow run captions.yaml --input 'Ann'\''s talk.mov'"), "{told}");
    }
}
