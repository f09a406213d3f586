//! The one table of keys: what each is called, takes and means. Reading, suggestions, the published
//! schema and the reference all come from it.

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Plain text.
    Text,
    /// A text in which `{{ … }}` is filled in.
    Template,
    /// Templates: one, or a list of them.
    Templates,
    /// A bare expression.
    Expression,
    /// Expressions: one, or a list of them.
    Expressions,
    /// An expression, or a list.
    Items,
    /// The version of the language.
    Version,
    /// A whole number from this on.
    Integer(i64),
    /// A number from this on.
    Number(i64),
    Bool,
    /// `90`, `1m30s`, `00:01:30.5`.
    Duration,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Names of steps.
    Ids,
    /// A mapping with just these keys.
    Fields(&'static [Field]),
    /// A mapping of steps.
    Steps,
    /// The cases of a branch.
    Cases,
    /// A mapping of names to values or templates.
    Values,
    /// A mapping of names to inputs.
    Inputs,
    /// A mapping of names to the settings of a session.
    Sessions,
    /// Anything.
    Any,
    /// A list of anything.
    List,
    /// A number, or a length of time.
    Bound,
    /// Words for how a step can fail.
    Codes,
    /// A list of plain texts.
    Texts,
    /// An input's type, or for a list of records a mapping of names to types.
    Types,
}

/// One key of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub takes: Takes,
    pub required: bool,
    pub doc: &'static str,
    pub example: &'static str,
}

const fn field(name: &'static str, takes: Takes, doc: &'static str, example: &'static str) -> Field {
    Field { name, takes, required: false, doc, example }
}

const fn required(name: &'static str, takes: Takes, doc: &'static str, example: &'static str) -> Field {
    Field { name, takes, required: true, doc, example }
}

/// Keys that any step may have.
pub const COMMON: &[Field] = &[
    field("for_each", Takes::Items, "Repeats the step or group, with `item` and `index`.", "for_each: inputs.clips"),
    field("key", Takes::Template, "Names the repetitions of `for_each`.", "key: '{{ item.name }}'"),
    field(
        "expect",
        Takes::Expressions,
        "What must hold after the step; sees `before` and `state`.",
        "expect: state.duration <= before.duration",
    ),
    field("name", Takes::Text, "What people see instead of the id.", "name: Trim the pauses"),
    field(
        "needs",
        Takes::Ids,
        "The steps that must end first, instead of those above in the session.",
        "needs: [talk]",
    ),
    field(
        "on_failure",
        Takes::Word(&["fail", "warn"]),
        "`warn` lets later steps go on with the timeline as it was.",
        "on_failure: warn",
    ),
    field("retry", Takes::Fields(RETRY), "Further tries when the step fails.", "retry: { attempts: 2, wait: 30s }"),
    field(
        "session",
        Takes::Template,
        "The timeline that the step works on; `main` where nothing is said.",
        "session: vertical",
    ),
    field("timeout", Takes::Duration, "How long the step may take.", "timeout: 10m"),
    field("when", Takes::Expression, "The step is skipped where this does not hold.", "when: inputs.title != \"\""),
];

/// Keys of `retry`.
pub const RETRY: &[Field] = &[
    field("attempts", Takes::Integer(1), "How many times the step is tried in all.", "attempts: 3"),
    field("on", Takes::Codes, "Only for these codes.", "on: [rate_limited]"),
    field("wait", Takes::Duration, "The wait between two tries.", "wait: 30s"),
];

/// Keys of the whole file.
pub const TOP: &[Field] = &[
    required("flow", Takes::Version, "The version of the language: 1.", "flow: 1"),
    field("name", Takes::Text, "The recipe's name; the file's stem where nothing is said.", "name: captions"),
    field(
        "description",
        Takes::Text,
        "What the recipe is for.",
        "description: Trim the pauses and caption the speech.",
    ),
    field("inputs", Takes::Inputs, "What a run must or may be given.", "inputs: { video: file }"),
    field("vars", Takes::Values, "Values that several steps use.", "vars: { stem: '{{ inputs.video | stem }}' }"),
    field("sessions", Takes::Sessions, "Settings of the timelines.", "sessions: { main: { language: en } }"),
    field(
        "defaults",
        Takes::Fields(DEFAULTS),
        "What holds for every step that does not say otherwise.",
        "defaults: { timeout: 10m }",
    ),
    field(
        "budget",
        Takes::Fields(BUDGET),
        "What a run may spend; a workflow that is used can only lower it.",
        "budget: { credits: 200 }",
    ),
    field(
        "backend",
        Takes::Word(&["local", "cloud"]),
        "The backend that the recipe needs, as the workflows that it uses do.",
        "backend: local",
    ),
    required("steps", Takes::Steps, "The steps, in order.", "steps: { talk: { upload: talk.mov } }"),
    field(
        "outputs",
        Takes::Values,
        "What the run gives, evaluated at the end.",
        "outputs: { video: '{{ steps.final.path }}' }",
    ),
];

/// Keys of `defaults`.
pub const DEFAULTS: &[Field] = &[
    field("on_failure", Takes::Word(&["fail", "warn"]), "As on a step.", "on_failure: warn"),
    field("retry", Takes::Fields(RETRY), "As on a step.", "retry: { attempts: 2 }"),
    field("timeout", Takes::Duration, "As on a step.", "timeout: 10m"),
];

/// Keys of `budget`.
pub const BUDGET: &[Field] =
    &[required("credits", Takes::Number(0), "The run stops before the edit that would pass it.", "credits: 200")];

/// Keys of a session's settings.
pub const SESSION: &[Field] = &[
    field(
        "language",
        Takes::Template,
        "The language of captions and replies; `en` where nothing is said.",
        "language: zh",
    ),
    field("task_name", Takes::Template, "The project's name at the backend.", "task_name: Talk"),
];

/// Keys of an input in its long form.
pub const INPUT: &[Field] = &[
    required("type", Takes::Word(INPUT_TYPES), "What the input takes.", "type: file"),
    field("default", Takes::Any, "The value where none is given.", "default: en"),
    field("description", Takes::Text, "What it is for.", "description: The footage to edit."),
    field("choices", Takes::List, "The values that it may have.", "choices: [en, zh]"),
    field("pattern", Takes::Text, "A regular expression that the text must match.", "pattern: '^[a-z]{2}$'"),
    field("min", Takes::Bound, "The least value, or for texts and lists the least length.", "min: 1"),
    field("max", Takes::Bound, "The greatest value, or for texts and lists the greatest length.", "max: 10"),
    field("formats", Takes::Texts, "The endings that a file may have.", "formats: [mov, mp4]"),
    field("of", Takes::Types, "The type of a list's items.", "of: { clip: file, prompt: string }"),
    field("env", Takes::Text, "A variable that fills it; its name begins with FLOW_INPUT_.", "env: FLOW_INPUT_TITLE"),
    field(
        "secret",
        Takes::Bool,
        "Masked everywhere and never stored; may be used in upload URLs alone.",
        "secret: true",
    ),
];

pub const INPUT_TYPES: &[&str] =
    &["file", "files", "url", "string", "text", "number", "integer", "boolean", "duration", "choice", "list"];

/// The keys of each kind of step; the first is the kind's own, and what it takes is its short form.
pub const KINDS: &[(&str, &[Field])] = &[
    ("upload", UPLOAD),
    ("edit", EDIT),
    ("check", CHECK),
    ("branch", BRANCH),
    ("export", EXPORT),
    ("steps", GROUP),
    ("use", USE),
];

pub const UPLOAD: &[Field] = &[
    field(
        "upload",
        Takes::Templates,
        "Puts footage into the session: a path, a URL, or a list of them.",
        "upload: '{{ inputs.video }}'",
    ),
    field("from", Takes::Templates, "The path, the URL, or the list of them.", "upload: { from: talk.mov }"),
];

pub const EDIT: &[Field] = &[
    field("edit", Takes::Template, "Tells the editor, in words, what to change.", "edit: Trim the silences."),
    field("prompt", Takes::Template, "The words.", "edit: { prompt: Trim the silences. }"),
    field(
        "prompt_file",
        Takes::Text,
        "A file beside the workflow that holds the words.",
        "edit: { prompt_file: prompts/trim.txt }",
    ),
    field(
        "allow_unchanged",
        Takes::Bool,
        "An edit that changes nothing does not fail.",
        "edit: { prompt: Trim the silences., allow_unchanged: true }",
    ),
];

pub const CHECK: &[Field] = &[
    field(
        "check",
        Takes::Expressions,
        "What must hold of the timeline: an expression, or a list.",
        "check: state.duration > 0",
    ),
    field("that", Takes::Expressions, "The expression, or the list.", "check: { that: state.duration > 0 }"),
    field(
        "message",
        Takes::Template,
        "What people read where it does not hold.",
        "check: { that: state.duration > 0, message: Nothing is left. }",
    ),
];

pub const BRANCH: &[Field] = &[field(
    "branch",
    Takes::Cases,
    "Runs the steps of the first case that holds.",
    "branch: [{ when: state.duration > 60, steps: { teaser: { edit: Keep the first 60 seconds. } } }]",
)];

/// Keys of one case of a branch.
pub const CASE: &[Field] = &[
    field("when", Takes::Expression, "The case is taken where this holds.", "when: state.duration > 60"),
    field(
        "else",
        Takes::Steps,
        "The steps of the last case, taken where no other is.",
        "else: { steps: { whole: { check: state.duration > 0 } } }",
    ),
    field("steps", Takes::Steps, "The steps of the case.", "steps: { teaser: { edit: Keep the first 60 seconds. } }"),
];

pub const EXPORT: &[Field] = &[
    field(
        "export",
        Takes::Template,
        "Renders the timeline into a file; captions (.srt, .vtt), timelines (.otio) and chapters (.chapters) are written without a render.",
        "export: '{{ inputs.video | stem }}-final.mp4'",
    ),
    field("to", Takes::Template, "The file's name.", "export: { to: final.mp4 }"),
    field(
        "format",
        Takes::Word(super::export::FORMATS),
        "The format, where the name's ending does not tell it.",
        "export: { to: final.mp4, format: mp4 }",
    ),
    field(
        "quality",
        Takes::Word(&["high", "medium", "low"]),
        "How good the picture is; `high` where nothing is said.",
        "export: { to: final.mp4, quality: medium }",
    ),
    field("resolution", Takes::Text, "The picture's size.", "export: { to: final.mp4, resolution: 1080p }"),
    field("fps", Takes::Number(1), "Frames in a second.", "export: { to: final.mp4, fps: 30 }"),
];

pub const GROUP: &[Field] = &[field(
    "steps",
    Takes::Steps,
    "A group of steps, for `for_each`, `when`, `session` and `on_failure`.",
    "steps: { cut: { edit: Trim the silences. } }",
)];

pub const USE: &[Field] = &[
    field("use", Takes::Text, "Runs another workflow, in sessions of its own.", "use: captions.yaml"),
    field("with", Takes::Values, "The other workflow's inputs.", "with: { video: '{{ inputs.video }}' }"),
];

/// An example of a key, wherever it stands.
pub fn example(key: &str) -> Option<&'static str> {
    let kinds = KINDS.iter().map(|(_, fields)| *fields);
    let all = [TOP, COMMON, INPUT, CASE, RETRY, DEFAULTS, BUDGET, SESSION];
    all.into_iter().chain(kinds).flatten().find(|field| field.name == key).map(|field| field.example)
}

/// The kind's keys.
pub fn kind(name: &str) -> Option<&'static [Field]> {
    KINDS.iter().find(|(kind, _)| *kind == name).map(|(_, fields)| *fields)
}
