//! What the smaller commands take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::args::{Allow, Common, Source};
use crate::backend::client::MODELS;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow batch captions.yaml --input 'clips/*.mov' --out done
  flow batch captions.yaml --rows clips.csv --max-failures 3
  flow batch captions.yaml --input clips --backend cloud --budget 2000
  flow batch captions.yaml --input clips --report html=batch.html --report junit=batch.xml
  flow batch --resume last
  flow batch --resume last --failed

In quotes, --input takes a pattern (* within a folder, ** through all below) or a folder, and makes a
row of each media file; NAME=VALUE holds for all rows. The first line of a table names inputs.")]
pub struct Batch {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub common: Common,
    /// A CSV with a row for each run
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    pub rows: Option<PathBuf>,
    /// Go on with a batch after a crash, a kill or an interrupt: its id, the beginning of it, or `last`
    #[arg(long, value_name = "BATCH", conflicts_with_all = ["file", "inputs", "out", "overwrite", "keep_going", "dry_run"])]
    pub resume: Option<String>,
    /// Only the failed rows again
    #[arg(long, requires = "resume")]
    pub failed: bool,
    /// Begin no more rows once so many have failed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(usize))]
    pub max_failures: Option<usize>,
    /// Begin no row with which the whole batch might spend more than this
    #[arg(long, value_name = "CREDITS", value_parser = super::args::credits)]
    pub budget: Option<f64>,
    /// Steps that run at once, over all rows
    #[arg(long, short, value_name = "N", value_parser = super::args::count)]
    pub jobs: Option<u64>,
    /// Where exports go; the current folder where nothing is said
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace files that flow did not write
    #[arg(long)]
    pub overwrite: bool,
    /// After a failure in a row, let its other sessions go on
    #[arg(long, short)]
    pub keep_going: bool,
    /// Look at every row, and list what each would write; sends and writes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask before credits are spent
    #[arg(long, short)]
    pub yes: bool,
    /// Print the summary as JSON
    #[arg(long)]
    pub json: bool,
    /// Stream the events of all rows as JSON lines
    #[arg(long, conflicts_with = "json")]
    pub json_events: bool,
    /// html=PATH or junit=PATH, for the whole batch
    #[arg(long, value_name = "FORMAT=PATH")]
    pub report: Vec<String>,
    /// Only the files that were made
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub allow: Allow,
    #[command(flatten)]
    pub single: Single,
}

/// What a single run takes and a batch does not, so that it can say what to do instead.
#[derive(Debug, Args)]
pub struct Single {
    #[arg(long, hide = true)]
    pub locked: bool,
    #[arg(long, hide = true, value_name = "FILE")]
    pub lock: Option<PathBuf>,
    #[arg(long, hide = true, value_name = "FILE")]
    pub record: Option<PathBuf>,
    #[arg(long, hide = true, value_name = "FILE|RUN")]
    pub replay: Option<String>,
    #[arg(long = "continue", hide = true, value_name = "RUN")]
    pub continues: Option<String>,
    #[arg(long, hide = true, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    #[arg(long, hide = true, value_name = "STEP")]
    pub until: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  flow runs --json\n  flow show 0199\n  flow runs prune --keep 20")]
pub struct Runs {
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub what: Option<RunsDo>,
}

#[derive(Debug, Subcommand)]
pub enum RunsDo {
    /// Delete the folders of runs and batches that ended well, but for the newest; what they made is not
    /// touched
    Prune {
        /// How many of the newest stay
        #[arg(long, default_value_t = 20)]
        keep: usize,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow chat talk.mov
  flow chat talk.mov --record tidy.yaml
  echo 'trim silences, add captions, and export a clean final cut' | flow chat talk.mov
  flow chat --resume last

In it, say what to change; /help lists the rest.")]
pub struct Chat {
    /// Footage to begin with; more can be dropped later
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// Write what is done as a recipe
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Go on with an earlier conversation: its run, or `last`
    #[arg(long, value_name = "RUN", num_args = 0..=1, default_missing_value = "last")]
    pub resume: Option<String>,
    /// Do what is proposed, and do not ask before credits are spent
    #[arg(long, short)]
    pub yes: bool,
    /// local, cloud, or a URL
    #[arg(long, value_name = "BACKEND")]
    pub backend: Option<String>,
    /// Where exports go; the current folder where nothing is said
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace files that flow did not write
    #[arg(long)]
    pub overwrite: bool,
    /// Stop before the edit with which spent and estimated credits would pass this
    #[arg(long, value_name = "CREDITS", value_parser = super::args::credits)]
    pub budget: Option<f64>,
    #[command(flatten)]
    pub allow: Allow,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow lock last
  flow lock 0199 --lock interview.lock.json
  flow lock last --json | jq -r .lock
  flow run captions.yaml --input talk.mov --locked")]
pub struct Lock {
    /// The run: its id, the beginning of it, or `last`
    #[arg(value_name = "RUN")]
    pub run: String,
    /// Where the lock goes; beside the recipe where nothing is said
    #[arg(long, value_name = "FILE")]
    pub lock: Option<PathBuf>,
    /// Where media are kept that the editor made; .flow/media where nothing is said
    #[arg(long, value_name = "DIR")]
    pub media: Option<PathBuf>,
    /// Print what was pinned as JSON
    #[arg(long)]
    pub json: bool,
    /// The run's backend, named again where it is not the default
    #[arg(long, value_name = "BACKEND")]
    pub backend: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  flow diff 0199 last\n  flow diff captions.lock.json last")]
pub struct Diff {
    /// A run, or a lock's file
    #[arg(value_name = "RUN")]
    pub before: String,
    /// A run, or a lock's file
    #[arg(value_name = "RUN")]
    pub after: String,
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  flow show last\n  flow show 0199 --json\n  flow show last --follow")]
pub struct Show {
    /// The run or the batch: its id, the beginning of it, or `last` for the last run
    #[arg(value_name = "RUN", default_value = "last")]
    pub run: String,
    #[arg(long)]
    pub json: bool,
    /// Write the report of the run as a page
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = "")]
    pub html: Option<String>,
    /// The backend's answers as they came
    #[arg(long)]
    pub raw: bool,
    /// Print the events of a run as they come, until it ends; with --json as JSON lines
    #[arg(long, conflicts_with_all = ["html", "raw"])]
    pub follow: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow state last
  flow open last --backend cloud
  flow cancel 0199")]
pub struct OfRun {
    /// The run: its id, the beginning of it, or `last`
    #[arg(value_name = "RUN", default_value = "last")]
    pub run: String,
    /// The run's backend, named again where it is not the default
    #[arg(long, value_name = "BACKEND")]
    pub backend: Option<String>,
    #[arg(long)]
    pub json: bool,
    /// Show links that carry rights in CI too
    #[arg(long)]
    pub claim_link: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  flow credits --backend cloud")]
pub struct Account {
    /// local, cloud, or a URL
    #[arg(long, value_name = "BACKEND")]
    pub backend: Option<String>,
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow login --backend cloud
  flow login --backend cloud --claim-link   # in CI, where the log is private")]
pub struct Login {
    /// Show the link that makes an anonymous account yours in CI too
    #[arg(long)]
    pub claim_link: bool,
    #[command(flatten)]
    pub account: Account,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  flow serve --listen 127.0.0.1:8080
  NEMO_CLIENT_ID=<printed id> flow run captions.yaml --input talk.mov --backend http://127.0.0.1:8080")]
pub struct Serve {
    /// A loopback address; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: std::net::SocketAddr,
    /// Where sessions and media are kept
    #[arg(long, value_name = "DIR")]
    pub store: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow test
  flow test workflows/captions.test.yaml
  flow test --update")]
pub struct Test {
    /// Test files, recipes, or folders of them
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write the snapshots of plans and summaries anew
    #[arg(long)]
    pub update: bool,
    /// Print the results as JSON
    #[arg(long)]
    pub json: bool,
    /// junit=PATH
    #[arg(long, value_name = "FORMAT=PATH")]
    pub report: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow new intro
  flow new shorts --from captions")]
pub struct New {
    /// The recipe's name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The recipe of the gallery to start from
    #[arg(long, value_name = "RECIPE", default_value = "captions")]
    pub from: String,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow init
  flow init --from podcast")]
pub struct Init {
    /// The recipe of the gallery to begin with
    #[arg(long, value_name = "RECIPE", default_value = "captions")]
    pub from: String,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow man | man -l -
  flow man --out /usr/local/share/man/man1")]
pub struct Man {
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  flow setup speech
  flow setup speech --fetch base.en
  flow setup speech --model ggml-base.en.bin
  flow setup speech --engine pocketsphinx")]
pub struct Setup {
    #[arg(value_name = "WHAT")]
    pub what: SetupWhat,
    /// A model of whisper.cpp, which `whisper-cli` listens with
    #[arg(long, value_name = "FILE", conflicts_with = "engine")]
    pub model: Option<PathBuf>,
    /// A model of whisper.cpp to fetch first; those in `.en` know English alone, and larger ones hear better
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["model", "engine"], value_parser = MODELS.map(|model| model.name))]
    pub fetch: Option<String>,
    /// The recogniser to use, where more than one is there
    #[arg(long, value_name = "ENGINE")]
    pub engine: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SetupWhat {
    /// Captions from what is said, without a subtitle file
    Speech,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  flow doctor")]
pub struct Doctor {
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  flow explain edits\n  flow explain edit_unchanged\n  flow explain steps")]
pub struct Explain {
    /// A code, `edits`, `steps`, or `settings`
    #[arg(value_name = "WHAT")]
    pub what: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  flow schema > flow-1.schema.json")]
pub struct Schema {
    /// workflow, plan, summary, diagnostics or lock
    #[arg(value_name = "NAME", default_value = "workflow")]
    pub name: String,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  source <(flow completions bash)\n  flow completions zsh > ~/.zfunc/_flow\n  flow completions fish > ~/.config/fish/completions/flow.fish"
)]
pub struct Completions {
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
