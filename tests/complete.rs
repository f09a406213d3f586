//! What a shell offers at a tab: the script is sourced as a person's profile does, and asked.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use crate::project::{Project, media};

/// A program, its arguments, and what it is to do.
type Shell = (&'static str, &'static [&'static str], &'static str);

/// Each shell reads lines from `lines` and tells what it offers after each, once it has read what
/// `flow completions` prints. What zsh would draw is what it hands to `_describe`.
const SHELLS: &[Shell] = &[
    (
        "bash",
        &["--noprofile", "--norc", "-c"],
        r#"
source <(flow completions bash)
asks=$(complete -p flow | sed 's/.*-F \([^ ]*\).*/\1/')
while read -r -a COMP_WORDS; do
    [ "${COMP_WORDS[-1]}" != '""' ] || COMP_WORDS[-1]=
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9 COMPREPLY=()
    $asks flow "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "${COMP_WORDS[*]} -> ${COMPREPLY[*]}"
done < lines
"#,
    ),
    (
        "zsh",
        &["-f", "-c"],
        r#"
compdef() { : }
source <(flow completions zsh)
_describe() {
    [[ $3 != dirs ]] || offered+=(${^dirs%%:*}/)
    [[ $3 != other ]] || offered+=(${other%%:*})
}
while read -r -A words; do
    [[ $words[-1] != '""' ]] || words[-1]=
    CURRENT=$#words offered=()
    _clap_dynamic_completer_flow
    print -r -- "${words[*]} -> ${offered[*]}"
done < lines
"#,
    ),
    (
        "fish",
        &["--no-config", "-c"],
        r#"
flow completions fish | source
while read line
    set line (string replace '""' '' -- $line)
    echo "$line -> $(complete --do-complete "$line" | string replace --regex '\t.*' '' | string join ' ')"
end < lines
"#,
    ),
];

/// Lines, each with `""` for a word that is not begun, and what is offered first by each shell that is there.
fn offered(project: &Project, lines: &[(&str, &str)]) {
    SHELLS.iter().for_each(|shell| asked(project, shell, lines));
}

fn asked(project: &Project, (shell, args, ask): &Shell, lines: &[(&str, &str)]) {
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_flow")).parent().unwrap();
    project.write("lines", &lines.iter().map(|(line, _)| format!("{line}\n")).collect::<String>());
    let mut command = Command::new(shell);
    command.args(*args).arg(ask).current_dir(project.path()).stdin(Stdio::null());
    command.env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()));
    command.env("HOME", project.path().join("home")).env_remove("XDG_CONFIG_HOME");
    let output = match command.output() {
        Err(error) if error.kind() == ErrorKind::NotFound && *shell != "bash" => return,
        output => output.unwrap(),
    };
    let told = project.told(output);
    let answers: Vec<&str> = told.stdout.lines().collect();
    assert_eq!(answers.len(), lines.len(), "{shell}: {}", told.transcript());
    for ((line, first), answer) in lines.iter().zip(answers) {
        let (_, words) = answer.split_once(" -> ").unwrap();
        assert!(words.starts_with(first) && words.is_empty() == first.is_empty(), "{shell}: {line}: `{words}`");
    }
}

#[test]
fn a_tab_offers_recipes_and_their_inputs_and_steps_and_runs() {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.flow(&["init"]).well();
    project.write(
        "workflows/two.yaml",
        "flow: 1\ninputs: { video: file, shape: { type: choice, choices: [wide, tall] } }\nsteps:\n  a: { upload: '{{ inputs.video }}' }\n  both: { steps: { cut: { edit: Trim. } }, for_each: [1, 2] }\n",
    );
    project.write(
        "cut.yaml",
        "flow: 1\nsteps:\n  clip: { upload: broll.mp4 }\n  cut: { edit: Keep the first 2 seconds. }\n",
    );
    offered(&project, &[("flow show \"\"", "--"), ("flow resume l", "")]);
    project.flow(&["run", "cut.yaml"]).well();
    offered(
        &project,
        &[
            ("flow ru", "run runs"),
            ("flow run c", "captions.yaml cut.yaml"),
            ("flow run captions --input \"\"", "video= language= title="),
            ("flow run two.yaml --input sh", "shape=wide shape=tall"),
            ("flow run two --until \"\"", "a both[0].cut both[1].cut"),
            ("flow run nothing.yaml --until \"\"", ""),
            ("flow show \"\"", "last [id]"),
            ("flow run cut.yaml --continue l", "last"),
            ("flow resume last --from \"\"", "clip cut"),
            ("flow run captions --input br", "broll.mp4"),
            ("flow run captions --input video=br", "video=broll.mp4"),
            ("flow chat br", "broll.mp4"),
            ("flow new x --from cap", "captions"),
            ("flow explain edit_un", "edit_unchanged edit_unconfirmed"),
            ("flow plan cut.yaml --backend \"\"", "local cloud"),
            ("flow run cut.yaml --config local.", "local.credits= "),
        ],
    );
    // A name with blanks, in quotes that are not closed yet: bash and zsh take them off themselves.
    project.copy(&media("broll.mp4"), "two clips/a b.mp4");
    asked(
        &project,
        &SHELLS[2],
        &[("flow chat \"two clips/a", "two clips/a b.mp4"), ("flow chat two\\ c", "two clips/")],
    );
}
