//! What a shell offers at a tab: the script is sourced in bash, as a person's profile does, and asked.

use std::process::Command;

use crate::project::{Project, media};

const ASK: &str = r#"
source <(flow completions bash)
asks=$(complete -p flow | sed 's/.*-F \([^ ]*\).*/\1/')
while read -r -a COMP_WORDS; do
    [ "${COMP_WORDS[-1]}" != '""' ] || COMP_WORDS[-1]=
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9 COMPREPLY=()
    $asks flow "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "${COMP_WORDS[*]} -> ${COMPREPLY[*]}"
done
"#;

/// Lines, each with `""` for a word that is not begun, and what is offered first.
fn offered(project: &Project, lines: &[(&str, &str)]) {
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_flow")).parent().unwrap();
    project.write("lines", &lines.iter().map(|(line, _)| format!("{line}\n")).collect::<String>());
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-c", ASK]).current_dir(project.path());
    bash.env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()));
    bash.env("HOME", project.path().join("home")).env_remove("XDG_CONFIG_HOME");
    bash.stdin(std::fs::File::open(project.path().join("lines")).unwrap());
    let told = project.told(bash.output().unwrap());
    let answers: Vec<&str> = told.stdout.lines().collect();
    assert_eq!(answers.len(), lines.len(), "{}", told.transcript());
    for ((line, first), answer) in lines.iter().zip(answers) {
        let (_, words) = answer.split_once(" -> ").unwrap();
        assert!(words.starts_with(first) && words.is_empty() == first.is_empty(), "{line}: `{words}`");
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
}
