//! The program as people meet it: a project, a command line, and all that it says.
//!
//! A case is a file under `tests/cases/cli`: the files of a project, the sample media that lie in
//! it, and the command lines. Exit code and both streams are compared whole.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::project::{Project, media, workflow};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Names in the project, and the sample that each is a copy of.
    #[serde(default)]
    media: BTreeMap<String, String>,
    /// Recipes of the gallery that are copied into `workflows/`.
    #[serde(default)]
    recipes: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// `[batch]` stands for the id of the last batch.
    run: Vec<String>,
    /// Files that are told at the end.
    #[serde(default)]
    written: Vec<String>,
}

/// The id of the batch that was begun last.
fn last_batch(project: &Project) -> Option<String> {
    let entries = std::fs::read_dir(project.path().join(".flow/runs/batches")).ok()?;
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).max()
}

#[test]
fn every_case_says_just_this() {
    insta::glob!("cases/cli/*.yaml", |path| {
        let case: Case = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let project = Project::new();
        case.files.iter().for_each(|(name, text)| project.write(name, text));
        case.media.iter().for_each(|(name, sample)| project.copy(&media(sample), name));
        case.recipes.iter().for_each(|name| project.copy(&workflow(name), &format!("workflows/{name}")));
        let mut transcript = String::new();
        for line in &case.run {
            let meant = line.replace("[batch]", &last_batch(&project).unwrap_or_default());
            let words: Vec<&str> = meant.split(' ').collect();
            assert_eq!(words[0], "flow", "a case runs flow");
            let output = project.command(&words[1..]).envs(&case.env).output().unwrap();
            transcript += &format!("$ {line}\n{}\n", project.told(output).transcript());
        }
        for name in &case.written {
            let bytes = std::fs::read(project.path().join(name)).unwrap();
            transcript += &format!("--- {name}\n{}\n", project.redacted(&String::from_utf8_lossy(&bytes)));
        }
        insta::assert_snapshot!(transcript);
    });
}
