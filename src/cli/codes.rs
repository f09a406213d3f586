//! What each code means, at more length than its message: `flow explain CODE`.

/// Codes of mistakes in recipes and on the command line: what is meant, and an example that is right.
pub const MISTAKES: &[(&str, &str, &str)] = &[
    (
        "ambiguous_number",
        "YAML can read this number in two ways: 007 is 7 to some programs and 0.7 or a text to others. Write the number plainly, or put it in quotes where it is a text.",
        "title: '007'",
    ),
    (
        "ambiguous_run",
        "Several runs have ids that begin like this. Give more of the id, or `last`.",
        "flow show 0199a2",
    ),
    (
        "backend_not_named",
        "In CI the cloud, which costs credits, is only used where that run says so.",
        "flow run captions.yaml --backend cloud",
    ),
    (
        "bad_default",
        "The default of an input is not a value that the input itself would take.",
        "inputs: { n: { type: integer, default: 3 } }",
    ),
    (
        "bad_env",
        "Recipes come from anywhere, so they may read only variables that were made for them: their names begin with FLOW_INPUT_.",
        "inputs: { title: { type: string, env: FLOW_INPUT_TITLE } }",
    ),
    (
        "bad_input",
        "The value that was given is not one that the input takes.",
        "flow run captions.yaml --input language=en",
    ),
    ("bad_lock", "The file is no lock, is damaged, or reads from elsewhere than its own media.", "flow lock last"),
    (
        "bad_name",
        "Names are read in templates, so they have small letters, digits and _, and begin with a letter.",
        "steps: { trim_pauses: { edit: Trim the pauses. } }",
    ),
    ("bad_output", "An export names a media file below the folder for exports.", "export: parts/final.mp4"),
    ("bad_pattern", "The pattern of an input is no regular expression.", "pattern: '^[a-z]{2}$'"),
    (
        "bad_plan",
        "The file is no saved plan, or leads out of the project.",
        "flow plan captions.yaml --input talk.mov --out captions.plan",
    ),
    (
        "bad_recording",
        "The file is no recording of a conversation, is damaged, or was made by a run that was taken up again: only a run in one piece is replayed.",
        "flow run captions.yaml --input talk.mov --record captions.rec.jsonl",
    ),
    ("bad_rows", "The rows of a batch do not say what to run.", "flow batch captions.yaml --rows clips.csv"),
    (
        "bad_setting",
        "The setting takes another kind of value.",
        "flow run captions.yaml --config backend.render_poll=10s",
    ),
    (
        "bad_test",
        "A test file has `workflow` and `cases`; each case has a name, and may have inputs, answers and expect.",
        "workflow: captions.yaml",
    ),
    (
        "bare_steps",
        "`steps` is read by a step's id, so that the plan knows what waits for what.",
        "{{ steps.talk.media[0].name }}",
    ),
    (
        "braces_in_expression",
        "`when`, `check`, `expect` and `for_each` take bare expressions; braces belong to texts.",
        "when: inputs.title != \"\"",
    ),
    (
        "cannot_accept",
        "Only a failed or doubtful step is taken as done; an export needs the file that was made by hand.",
        "flow resume last --accept final=talk.mp4",
    ),
    (
        "cannot_continue",
        "The earlier run's uploads and edits are not the beginning of the recipe's, or its timeline was changed since, so its edits cannot stand. Nothing was sent.",
        "flow run captions.yaml --input talk.mov --continue last",
    ),
    (
        "cannot_lock",
        "Only what uploads and edits gave can be pinned, so all of them must have ended well.",
        "flow resume last",
    ),
    (
        "case_of_two_minds",
        "A case of a branch has a condition or is the `else`, not both.",
        "branch: [{ when: state.duration > 60, steps: {…} }, { else: {…} }]",
    ),
    (
        "check_without_state",
        "A check that does not look at the timeline says the same whatever the editor did.",
        "check: state.duration > 0",
    ),
    (
        "comma_in_prompt",
        "Inside { } YAML ends a text at a comma, and takes what follows for another key.",
        "cut: { edit: 'Trim, then add captions' }",
    ),
    (
        "comment_in_prompt",
        "YAML takes a # after a blank for the beginning of a comment, and the prompt ends there.",
        "edit: 'Add the hashtag #launch'",
    ),
    (
        "cycle",
        "These steps wait for each other, so none can begin. A step that reads one below it follows it, and the one below follows it by default: give the one below its own `needs`.",
        "late: { edit: Trim., needs: [] }",
    ),
    (
        "damaged_run",
        "The run's folder cannot be read as it was written. It is left as it is; start the recipe anew.",
        "flow run captions.yaml --input talk.mov",
    ),
    (
        "duplicate_id",
        "Ids are unique in their scope; the cases of a branch share one.",
        "steps: { one: {…}, two: {…} }",
    ),
    (
        "duplicate_key",
        "A key stands twice in one mapping, and YAML would drop one of them.",
        "talk: { upload: talk.mov, name: Talk }",
    ),
    (
        "else_not_last",
        "The `else` is taken where no other case is, so it stands last.",
        "branch: [{ when: …, steps: {…} }, { else: {…} }]",
    ),
    ("empty_prompt", "An edit without words asks for nothing.", "edit: Trim the silences."),
    (
        "export_in_prompt",
        "Exports are steps of their own; the editor that reads the prompt cannot write files.",
        "final: { export: final.mp4 }",
    ),
    (
        "file_changed",
        "A run goes on with the footage that it began with. Put the old file back, or start the recipe anew.",
        "flow run captions.yaml --input talk.mov",
    ),
    (
        "file_too_large",
        "A workflow file is text written by people; this one is too large to be that.",
        "use: other.yaml",
    ),
    (
        "for_each_not_static",
        "The plan is made before anything runs, so a loop goes over inputs and variables.",
        "for_each: inputs.clips",
    ),
    (
        "for_each_on_branch",
        "A branch decides once. To decide for each item, put the branch into a group and loop over that.",
        "each: { for_each: inputs.clips, steps: { choose: { branch: […] } } }",
    ),
    (
        "format_on_cloud",
        "The cloud's documents promise MP4; other formats may be refused there. The embedded backend writes them.",
        "export: final.mp4",
    ),
    (
        "input_twice",
        "The input takes one value; only lists repeat the flag.",
        "flow run captions.yaml --input title=Hello",
    ),
    (
        "key_alone",
        "`key` names the repetitions of a loop.",
        "clip: { for_each: inputs.clips, key: '{{ item | stem | slug }}', … }",
    ),
    (
        "lock_differs",
        "A locked run does what was locked or nothing: a step, an input or a file is another one now. Run the recipe without --locked, look at the result, and lock that.",
        "flow lock last",
    ),
    (
        "locked_media",
        "Media that the editor made lie in a folder under their hashes, and one is missing there or is another file.",
        "flow run captions.yaml --input talk.mov --locked --media media",
    ),
    (
        "may_be_skipped",
        "The step that is read has a condition, or stands in a case that may not be taken; then there is nothing to read.",
        "{{ steps.teaser.path | default('') }}",
    ),
    ("misplaced_key", "The key is known, and belongs elsewhere.", "export: { to: final.mp4, quality: high }"),
    ("missing_input", "The input has no value and no default.", "flow run captions.yaml --input talk.mov"),
    ("missing_key", "Something cannot be done without this key.", "flow: 1"),
    (
        "missing_kind",
        "A step says what it does by one of upload, edit, check, branch, export, steps or use.",
        "talk: { upload: talk.mov }",
    ),
    (
        "need_inside",
        "What is inside a branch is waited for through the branch, since it may not run.",
        "needs: [length]",
    ),
    ("no_conversation", "Only what `flow chat` began can be gone on with as a conversation.", "flow chat talk.mov"),
    ("no_git", "Comparing with another revision asks git.", "flow plan captions.yaml --diff main"),
    ("no_lock", "A locked run goes by a lock, which lies beside the recipe or is named.", "flow lock last"),
    ("no_recipe", "The command needs to know which recipe.", "flow run captions.yaml --input talk.mov"),
    ("no_recipes", "Recipes end in .yaml.", "flow check workflows/"),
    ("no_rows", "A batch is made of files or of a table's lines.", "flow batch captions.yaml --input 'clips/*.mov'"),
    ("no_schema", "The schemas are workflow, plan, summary, batch, diagnostics and lock.", "flow schema workflow"),
    ("no_steps", "A workflow without steps does nothing.", "steps: { talk: { upload: talk.mov } }"),
    ("no_tests", "Tests of captions.yaml lie beside it in captions.test.yaml.", "flow test workflows/"),
    ("not_a_list", "This place takes a list.", "for_each: [a, b]"),
    (
        "not_an_edit",
        "The words ask for an export, the credits, the status or an upload, which the editor cannot do.",
        "final: { export: final.mp4 }",
    ),
    (
        "not_confirmed",
        "Credits are spent only where somebody says yes, or --yes.",
        "flow run captions.yaml --backend cloud --yes",
    ),
    (
        "not_known_yet",
        "What is read becomes known only while the recipe runs, and the plan needs it before.",
        "for_each: inputs.clips",
    ),
    ("not_loopback", "The embedded backend serves this machine alone.", "flow serve --listen 127.0.0.1:8080"),
    (
        "other_backend",
        "A run belongs to the backend that it began on, and a recipe may need one.",
        "flow resume last --backend cloud",
    ),
    ("out_of_range", "The number is outside what makes sense here.", "retry: { attempts: 2 }"),
    (
        "output_in_the_way",
        "A file that flow did not write is never replaced by itself.",
        "flow run captions.yaml --input talk.mov --out done",
    ),
    (
        "path_outside",
        "A recipe reads and writes inside the project alone. Files elsewhere are given as inputs.",
        "flow run captions.yaml --input ../footage/talk.mov",
    ),
    (
        "plan_differs",
        "A saved plan runs exactly as it was planned, or not at all.",
        "flow plan captions.yaml --input talk.mov --out captions.plan",
    ),
    (
        "replayed_run",
        "A replay sends nothing, so it leaves nothing at a backend that could be gone on with.",
        "flow run captions.yaml --input talk.mov",
    ),
    ("run_is_held", "Another process works on this run now.", "flow show last"),
    ("same_output", "Two exports that can both run would write one file.", "export: '{{ item | stem }}.mp4'"),
    (
        "secret_used",
        "A secret goes into upload URLs and nowhere else, so that it appears in no prompt, file name or log.",
        "upload: 'https://host/{{ inputs.key }}/talk.mov'",
    ),
    (
        "setting_not_here",
        "A project comes from strangers, so its file sets no backend, program or model.",
        "flow run captions.yaml --backend cloud",
    ),
    ("stopped", "The command could not go on; the message says why.", "flow doctor"),
    ("template_failed", "The template cannot be evaluated with these values.", "{{ inputs.title | default('') }}"),
    (
        "template_limit",
        "Templates are bounded, so that a recipe from a stranger can neither hang nor fill the memory.",
        "{{ inputs.title }}",
    ),
    ("template_statement", "Templates have `if`, `for`, `set` and `with`.", "{% if inputs.title %}…{% endif %}"),
    (
        "template_syntax",
        "The template does not parse: braces, quotes or parentheses may not match.",
        "{{ inputs.video | stem }}.mp4",
    ),
    ("too_many_files", "The workflow uses more files than one can oversee.", "use: captions.yaml"),
    ("too_many_steps", "The plan has more steps than the limit.", "flow run batch.yaml --config max_steps=20000"),
    ("two_kinds", "A step does one thing.", "cut: { edit: Trim. }"),
    ("two_prompts", "The words stand in the file or beside it, not both.", "edit: { prompt_file: prompts/trim.txt }"),
    (
        "type_mismatch",
        "A text and a number, or a list and a number, cannot be compared or counted with.",
        "state.text | length > 0",
    ),
    ("undefined_name", "There is nothing of this name to read here.", "{{ inputs.video }}"),
    ("undefined_value", "The expression gives nothing.", "{{ steps.teaser.path | default('') }}"),
    ("unknown_backend", "The backend is local, cloud, or a URL.", "flow run captions.yaml --backend local"),
    ("unknown_batch", "There is no such batch here.", "flow batch --resume last"),
    ("unknown_code", "There is no such code.", "flow explain may_be_skipped"),
    ("unknown_field", "What is read has no such field.", "{{ steps.final.path }}"),
    ("unknown_filter", "There is no such filter.", "{{ inputs.video | stem }}"),
    ("unknown_function", "Values are changed by filters, not by calling them.", "{{ inputs.title | upper }}"),
    ("unknown_input", "The workflow has no such input.", "flow run captions.yaml --input title=Hello"),
    (
        "unknown_key",
        "The key is not part of the language at this place. `flow explain steps` lists the keys.",
        "talk: { upload: talk.mov }",
    ),
    (
        "unknown_kind",
        "A step does one of upload, edit, check, branch, export, steps or use.",
        "talk: { upload: talk.mov }",
    ),
    ("unknown_recipe", "The gallery has no recipe of this name.", "flow new shorts --from captions"),
    ("unknown_report", "There is no report of this name.", "flow test --report junit=tests.xml"),
    ("unknown_run", "There is no such run here.", "flow runs"),
    (
        "unknown_setting",
        "There is no such setting. `flow explain settings` lists them.",
        "flow run captions.yaml --config jobs=4",
    ),
    ("unknown_step", "There is no step of this id to wait for or to read from here.", "needs: [talk]"),
    ("unknown_test", "There is no such test in templates.", "steps.teaser is defined"),
    (
        "unknown_type",
        "Inputs are file, files, url, string, text, number, integer, boolean, duration, choice or list.",
        "inputs: { video: file }",
    ),
    ("unknown_version", "This flow knows version 1 of the language.", "flow: 1"),
    ("unknown_word", "The key takes one of a few words.", "quality: high"),
    ("unquoted_template", "YAML reads unquoted braces as a mapping.", "upload: '{{ inputs.video }}'"),
    (
        "unreadable_file",
        "The file is not there, is no regular file, or is not UTF-8 text.",
        "flow run captions.yaml --input talk.mov",
    ),
    ("unused_input", "Nobody reads the input, so giving it does nothing.", "upload: '{{ inputs.video }}'"),
    (
        "unused_upload",
        "Footage is uploaded into a session in which nothing is done.",
        "cut: { edit: Trim the silences. }",
    ),
    ("use_cycle", "A workflow cannot use itself, directly or through others.", "use: captions.yaml"),
    (
        "vague_prompt",
        "The editor handles concrete words faster and better.",
        "edit: Trim the silences and add captions.",
    ),
    ("wrong_type", "This place takes another kind of value.", "steps: { talk: { upload: talk.mov } }"),
    (
        "yaml_limit",
        "Deep nesting and aliases that multiply are refused, since a small file could fill the memory.",
        "use: other.yaml",
    ),
    (
        "yaml_syntax",
        "The file is not YAML: indentation, quotes or brackets may not match.",
        "edit: 'a text with: a colon'",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::failures::FAILURES;
    use super::*;
    use crate::outcome::Code;

    #[test]
    fn every_failure_is_explained() {
        let named: Vec<&str> = FAILURES.iter().map(|(name, _)| *name).collect();
        let known: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(named, known);
    }

    #[test]
    fn every_mistake_is_explained_and_no_other() {
        let pattern = regex::Regex::new(r#"(?:Diagnostic::(?:error|warning)|problem|wrong)\(\s*(?:[^"()]*(?:\([^()]*\))?[^"()]*,\s*)?"([a-z]+(?:_[a-z]+)*)""#).unwrap();
        let mut found = std::collections::BTreeSet::new();
        let mut open = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                found.extend(pattern.captures_iter(&text).map(|hit| hit[1].to_owned()));
            }
        }
        let named: Vec<&str> = MISTAKES.iter().map(|(name, _, _)| *name).collect();
        let missing: Vec<&String> = found.iter().filter(|code| !named.contains(&code.as_str())).collect();
        assert!(missing.is_empty(), "not explained: {missing:?}");
        assert!(named.windows(2).all(|pair| pair[0] < pair[1]), "the table is in the order of the alphabet");
    }
}
