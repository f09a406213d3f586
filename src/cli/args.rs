//! The command line, as clap reads it. Every command has an example in its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::backend::client::Fetch;

pub use super::asks::{
    Account, Batch, Chat, Completions, Diff, Doctor, Explain, Init, Lock, Login, Man, New, OfRun, Runs, RunsDo, Schema,
    Serve, Setup, Show, Single, Test,
};

#[derive(Debug, Parser)]
#[command(
    name = "flow",
    version,
    about = "Runs video-editing recipes that live in git",
    after_help = "Begin here:
  flow init                                 make a recipe and its test here
  flow plan captions.yaml                   see what it would do
  flow run captions.yaml --input talk.mov   do it
  flow chat talk.mov                        or say what to change, line by line"
)]
pub struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<Color>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a recipe
    Run(Box<Run>),
    /// Run a recipe once for each of many files, or for each row of a table
    Batch(Box<Batch>),
    /// Show what a recipe would do, without doing it
    Plan(Plan),
    /// Look for mistakes in recipes; touches neither network nor programs
    Check(Check),
    /// Edit in a conversation: say what to change, see what changed, refine, export
    Chat(Box<Chat>),
    /// Go on with a run after a crash, a kill, an interrupt or a failure
    Resume(Resume),
    /// List the runs of this project
    Runs(Runs),
    /// Show one run in full
    Show(Show),
    /// Cancel the renders that a run left at the backend
    Cancel(OfRun),
    /// The timelines of a run, as the backend has them now
    State(OfRun),
    /// A link that opens a run's project in the web editor
    Open(OfRun),
    /// What the account holds
    Credits(Account),
    /// The account that runs use
    Login(Login),
    /// Pin what a run's edits gave, so that `flow run --locked` sends no prompt
    Lock(Lock),
    /// Compare what two runs, or a run and a lock, left on their timelines
    Diff(Diff),
    /// Run the embedded backend as a server of its own
    Serve(Serve),
    /// Run the recipes' own tests; needs neither ffmpeg nor a network
    Test(Test),
    /// Make a project here: settings, a recipe and its test
    Init(Init),
    /// Write a recipe to start from
    New(New),
    /// Set up what flow can use and does not bring along
    Setup(Setup),
    /// Look whether everything that flow needs is there
    Doctor(Doctor),
    /// Tell more of an error code, of `edits`, or of `steps`
    Explain(Explain),
    /// Print a JSON Schema
    Schema(Schema),
    /// Print a shell's completions
    Completions(Completions),
    /// Print the manual page, or write those of all commands
    Man(Man),
}

/// What a run and a plan are made from.
#[derive(Debug, Args)]
pub struct Source {
    /// The recipe; one that is not found is sought in workflows/; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// NAME=VALUE, or a path for the first file input that has none; lists repeat the flag
    #[arg(long = "input", short, value_name = "[NAME=]VALUE")]
    pub input: Vec<String>,
    /// A YAML file of input values
    #[arg(long, value_name = "FILE")]
    pub inputs: Option<PathBuf>,
    /// local, cloud, or a URL
    #[arg(long, value_name = "BACKEND")]
    pub backend: Option<String>,
}

/// Settings that any command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Where runs are kept
    #[arg(long, value_name = "DIR")]
    pub runs_dir: Option<PathBuf>,
    /// Any setting, such as backend.render_poll=10s
    #[arg(long, value_name = "KEY=VALUE")]
    pub config: Vec<String>,
}

/// What is allowed, in CI too.
#[derive(Debug, Clone, Default, Args)]
pub struct Allow {
    /// A host that footage at URLs may be fetched from, and from no other; in CI none may be without
    #[arg(long, value_name = "HOST", value_parser = host)]
    pub allow_url: Vec<String>,
    /// Show links that carry rights in CI too
    #[arg(long)]
    pub claim_link: bool,
}

/// A number of things at once.
pub fn count(word: &str) -> Result<u64, &'static str> {
    word.parse().ok().filter(|count| *count > 0).ok_or("write a whole number, such as 4")
}

/// Credits, none or more.
pub fn credits(word: &str) -> Result<f64, &'static str> {
    let number = word.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or("write a number of credits, such as 200")
}

fn host(word: &str) -> Result<String, &'static str> {
    match Fetch::is_host(word) {
        true => Ok(word.to_lowercase()),
        false => Err("name the host alone, such as files.example.com"),
    }
}

/// How a run is carried out and shown.
#[derive(Debug, Args)]
pub struct Running {
    #[command(flatten)]
    pub allow: Allow,
    /// Steps that run at once
    #[arg(long, short, value_name = "N", value_parser = count)]
    pub jobs: Option<u64>,
    /// html=PATH, junit=PATH or markdown=PATH
    #[arg(long, value_name = "FORMAT=PATH")]
    pub report: Vec<String>,
    /// Print the summary as JSON
    #[arg(long)]
    pub json: bool,
    /// Stream events as JSON lines
    #[arg(long, conflicts_with = "json")]
    pub json_events: bool,
    /// Only the result
    #[arg(long, short)]
    pub quiet: bool,
    /// More
    #[arg(long, short)]
    pub verbose: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow run captions.yaml --input talk.mov
  flow run captions.yaml --input talk.mov --input title='Hello' --out done
  flow run captions.yaml --input talk.mov --json | jq -r .results.video
  flow run captions.yaml --input talk.mov --backend cloud --budget 200
  flow run captions.yaml --input talk.mov --replay last
  flow run captions.yaml --input talk.mov --locked")]
pub struct Run {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub running: Running,
    /// Where exports go; the current folder where nothing is said
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace files that flow did not write
    #[arg(long)]
    pub overwrite: bool,
    /// After a failure, let other sessions go on
    #[arg(long, short)]
    pub keep_going: bool,
    /// Run no further than this step
    #[arg(long, value_name = "STEP")]
    pub until: Option<String>,
    /// Plan and look at the files, then stop; writes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Stop before the edit with which spent and estimated credits would pass this
    #[arg(long, value_name = "CREDITS", value_parser = credits)]
    pub budget: Option<f64>,
    /// Run exactly this saved plan
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Send no prompt: take what the edits give from the lock beside the recipe
    #[arg(long)]
    pub locked: bool,
    /// Another lock than the one beside the recipe
    #[arg(long, value_name = "FILE", requires = "locked")]
    pub lock: Option<PathBuf>,
    /// Where media lie that the editor made; .flow/media where nothing is said
    #[arg(long, value_name = "DIR", requires = "locked")]
    pub media: Option<PathBuf>,
    /// Do not ask before credits are spent
    #[arg(long, short)]
    pub yes: bool,
    /// Go on from an earlier run whose edits are the beginning of these: only new ones are sent and
    /// paid for
    #[arg(long = "continue", value_name = "RUN", conflicts_with_all = ["locked", "replay", "plan"])]
    pub continues: Option<String>,
    /// Write the conversation with the backend into a file, secrets masked
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    pub record: Option<PathBuf>,
    /// Take the backend's answers from a recording or an earlier run: nothing is sent, nothing waited for
    #[arg(long, value_name = "FILE|RUN", conflicts_with_all = ["backend", "plan", "budget", "locked"])]
    pub replay: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow plan captions.yaml
  flow plan captions.yaml --input talk.mov --format json | jq '.steps[].id'
  flow plan captions.yaml --format svg > plan.svg
  flow plan captions.yaml --diff main
  flow plan captions.yaml --input talk.mov --out captions.plan")]
pub struct Plan {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub common: Common,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// What changes against the recipe of this git revision
    #[arg(long, value_name = "GIT_REV", conflicts_with = "out")]
    pub diff: Option<String>,
    /// Save the plan, for `flow run --plan`
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    Text,
    Json,
    Mermaid,
    Dot,
    Svg,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow check captions.yaml
  flow check workflows/ --format github")]
pub struct Check {
    /// Recipes, or folders of them
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Print the diagnostics as JSON
    #[arg(long)]
    pub json: bool,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CheckFormat,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    Text,
    Json,
    Github,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow resume last
  flow resume 0199 --from captions
  flow resume last --resend
  flow resume last --accept final=talk-final.mp4")]
pub struct Resume {
    /// The run: its id, the beginning of it, or `last`
    #[arg(value_name = "RUN")]
    pub run: String,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub running: Running,
    /// local, cloud, or a URL: the run's own, named again where it is not the default
    #[arg(long, value_name = "BACKEND")]
    pub backend: Option<String>,
    /// Where exports go, named again where the run's lie outside the project
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// A secret input, which no run keeps: NAME=VALUE
    #[arg(long, short, value_name = "NAME=VALUE")]
    pub input: Vec<String>,
    /// Do this step again, and what follows it; for an edit, its session is begun anew
    #[arg(long, value_name = "STEP")]
    pub from: Option<String>,
    /// Send an edit again whose fate is unknown
    #[arg(long)]
    pub resend: bool,
    /// Take a failed or doubtful step as done by hand; an export with the file: STEP=PATH
    #[arg(long, value_name = "STEP[=PATH]")]
    pub accept: Vec<String>,
    /// Do not ask before credits are spent again
    #[arg(long, short)]
    pub yes: bool,
    /// Where media lie that the editor made, for a run that was locked
    #[arg(long, value_name = "DIR")]
    pub media: Option<PathBuf>,
    /// Raise the run's budget
    #[arg(long, value_name = "CREDITS", value_parser = credits)]
    pub budget: Option<f64>,
}
