//! What each way of failing means, and what to do about it.

/// Codes of steps that failed: what it means, and what to do.
pub const FAILURES: &[(&str, &str)] = &[
    (
        "address_refused",
        "The embedded backend takes files, so flow fetches footage at a URL itself: by https alone, from public addresses alone, through at most five redirects, and in CI only from hosts that --allow-url names. Download the rest yourself and give the file.",
    ),
    ("budget_exceeded", "The edit might cost more than the budget leaves. Raise it with --budget and resume."),
    ("busy", "The backend works on something else in this session. Resume a little later."),
    ("check_failed", "A check did not hold. It is not retried: change the recipe or the footage."),
    ("download_failed", "The rendered file could not be fetched whole. Resume: it goes on where it stopped."),
    ("edit_failed", "The editor reported an error and changed nothing. Reword the prompt."),
    (
        "edit_unchanged",
        "The edit ended and the timeline is as it was. Make the prompt more concrete, or set allow_unchanged: true where no change is fine.",
    ),
    (
        "edit_unconfirmed",
        "The connection broke while the edit was under way, or its answer ended before the work did, and nothing proves whether it was applied. It is not sent again by itself, since that could charge twice. Look at `flow state`; then --resend sends it again, and --accept STEP takes it as done.",
    ),
    ("expect_failed", "The step ended, and what was expected of it does not hold."),
    ("export_blocked", "The account's plan or the token's scopes do not allow exports. Register or upgrade."),
    ("expression_failed", "An expression of the recipe could not be evaluated with the values of this run."),
    ("ffmpeg_missing", "The embedded backend edits with ffmpeg, which is not installed. The cloud needs none."),
    (
        "fetch_failed",
        "The footage at a URL did not come. Look whether the address works, or download it and give the file.",
    ),
    ("file_changed", "The footage changed while it was sent."),
    ("file_too_large", "The backend does not take a file of this size. Compress or trim it."),
    ("file_unreadable", "A file cannot be read."),
    ("forbidden", "The plan or the token's scopes do not allow this."),
    (
        "lock_differs",
        "The run came to another place than the one that was locked. Run the recipe without --locked, then `flow lock last`.",
    ),
    (
        "malformed_request",
        "The backend did not understand flow. That is a mistake of flow's: report it with `flow show last --raw`.",
    ),
    ("no_timeline", "There is nothing to export yet: put an upload or an edit above the export."),
    (
        "no_transcript",
        "Captions come from words that exist: a subtitle file, a transcript, or a recogniser that you set up.",
    ),
    ("out_of_credits", "The account's credits are used up. Top up, or register to keep the history; then resume."),
    ("output_in_the_way", "A file that flow did not write lies where the export goes."),
    ("output_unwritable", "The folder for exports, or the run's own, does not take files."),
    ("protocol", "The backend's answer is not what its documents promise. `flow show last --raw` shows it."),
    (
        "question_asked",
        "The editor stopped to ask something. Answer it in the prompt and run the recipe again. Where half of the edit was done before, `flow resume` takes the timeline as it is.",
    ),
    ("rate_limited", "Too many requests, also after a wait. Resume later."),
    ("refused", "The backend refused, for a reason that its documents do not name."),
    ("render_failed", "The render failed twice. Look at the timeline, or export with lower settings."),
    ("render_timeout", "The render did not end in time and goes on at the backend. Resume: it is adopted."),
    (
        "replay_differs",
        "The run asked for something that the recording does not hold: the recipe, an input or flow itself is another than when it was recorded. The message names the first difference.",
    ),
    ("server_error", "The backend or a proxy before it is in trouble. Resume later."),
    ("session_lost", "The backend does not know the session any more, so its timeline is gone. Run the recipe anew."),
    ("timeout", "The step did not end within its `timeout`."),
    ("token_refused", "The token is wrong or has expired. Set NEMO_TOKEN to a new one."),
    ("unreachable", "The backend could not be reached. Check the network and the address; then resume."),
    ("unsupported_file", "The backend does not take this kind of file, or cannot export it."),
    (
        "unsupported_instruction",
        "The embedded editor did not understand a part of the prompt and changed nothing. `flow explain edits` lists what it understands.",
    ),
];
