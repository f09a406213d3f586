//! Every command that the README and the chapters show is run, in a project like the reader's, and must end and
//! say as is shown. The book is whole: its chapters are listed, its links lead somewhere, and the gallery is told.

use std::path::Path;

use crate::project::{Project, media, workflow};

/// The files that a text shows: blocks of `text` or `yaml` with a name.
fn files(text: &str) -> Vec<(String, String)> {
    let named = ["```text ", "```yaml "].into_iter().flat_map(|fence| text.split(fence).skip(1));
    let blocks = named.filter_map(|rest| rest.split("```").next()?.split_once('\n'));
    blocks.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// The `console` blocks of a text: each command, and the lines shown below it.
fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match line.strip_prefix("$ ") {
                Some(command) => out.push((command.to_owned(), Vec::new())),
                None => out.last_mut().expect("a command stands first").1.push(line.to_owned()),
            },
        }
    }
    out
}

/// Runs what a text shows, in a project like the reader's.
fn holds(name: &str, least: usize) {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let commands = commands(&text);
    assert!(commands.len() >= least, "{name} shows commands");
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    for clip in ["intro", "outro"] {
        project.copy(&media("talk.mov"), &format!("clips/{clip}.mov"));
        project.copy(&media("talk.srt"), &format!("clips/{clip}.srt"));
    }
    project.write("clips.csv", "video,title\nclips/intro.mov,Welcome\nclips/outro.mov,\n");
    for entry in std::fs::read_dir(workflow("")).unwrap() {
        let path = entry.unwrap().path();
        project.copy(&path, &format!("workflows/{}", path.file_name().unwrap().to_string_lossy()));
    }
    files(&text).iter().for_each(|(name, text)| project.write(name, text));
    for (command, shown) in commands {
        let (command, code) = command.split_once("  # exit ").unwrap_or((&command, "0"));
        let (line, input) = command.split_once(" < ").map_or((command, None), |(line, name)| (line, Some(name)));
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[0], "flow", "{command}");
        let mut flow = project.command(&words[1..]);
        if let Some(name) = input {
            flow.stdin(std::fs::File::open(project.path().join(name)).unwrap());
        }
        let told = project.told(flow.output().unwrap());
        assert_eq!(told.code.to_string(), code, "{name}: `{command}`\n{}", told.transcript());
        let said = format!("{}{}", told.stdout, told.stderr);
        let mut rest = said.as_str();
        for line in shown.iter().filter(|line| *line != "…") {
            let line = project.redacted(line);
            let Some(at) = rest.find(line.as_str()) else {
                panic!("{name}: `{command}` does not say `{line}` there:\n{said}")
            };
            rest = &rest[at + line.len()..];
        }
    }
}

/// The chapters of the book, by their names in the folder.
fn chapters() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".md")).collect();
    names.sort();
    names
}

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The targets of a text's links that lie in the repository, each with the heading that it names.
fn links(text: &str) -> Vec<(&str, Option<&str>)> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let own = targets.filter(|target| !target.contains("://"));
    own.map(|target| target.split_once('#').map_or((target, None), |(file, part)| (file, Some(part)))).collect()
}

/// The names by which the headings of a text are linked, as mdBook and GitHub make them.
fn headings(text: &str) -> Vec<String> {
    let mut code = false;
    let lines = text.lines().filter(|line| {
        code ^= line.starts_with("```");
        !code && line.starts_with('#')
    });
    let named = |line: &str| -> String {
        let kept = line.trim_start_matches('#').trim().to_lowercase();
        let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' '));
        kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
    };
    lines.map(named).collect()
}

/// The recipes of the gallery, by name.
fn gallery() -> Vec<String> {
    let names = std::fs::read_dir(workflow("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let recipes = names.filter_map(|name| Some(name.strip_suffix(".yaml")?.to_owned()));
    let mut recipes: Vec<String> = recipes.filter(|name| !name.ends_with(".test")).collect();
    recipes.sort();
    recipes
}

#[test]
fn the_readme_shows_what_happens() {
    holds("README.md", 5);
}

#[test]
fn the_chapters_show_what_happens() {
    let shown: Vec<String> =
        chapters().into_iter().filter(|name| read(&format!("docs/{name}")).contains("```console")).collect();
    assert!(shown.len() >= 10, "the book shows commands: {shown:?}");
    std::thread::scope(|scope| {
        for name in &shown {
            scope.spawn(move || holds(&format!("docs/{name}"), 1));
        }
    });
}

#[test]
fn the_book_has_every_chapter_once_and_no_link_leads_nowhere() {
    let summary = read("docs/SUMMARY.md");
    let mut listed: Vec<&str> = links(&summary).into_iter().map(|(file, _)| file).collect();
    listed.sort_unstable();
    let there: Vec<String> = chapters().into_iter().filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(listed, there);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in chapters() {
        let text = read(&format!("docs/{name}"));
        for (file, part) in links(&text) {
            assert!(!file.starts_with(".."), "docs/{name} links to {file}, which is not in the book");
            let file = if file.is_empty() { name.as_str() } else { file };
            assert!(root.join("docs").join(file).exists(), "docs/{name} links to {file}");
            if let Some(part) = part {
                let there = headings(&read(&format!("docs/{file}")));
                assert!(there.iter().any(|heading| heading == part), "docs/{name} links to {file}#{part}: {there:?}");
            }
        }
    }
    for (file, part) in links(&read("README.md")) {
        assert!(root.join(file).exists() && part.is_none(), "the README links to {file}");
    }
}

#[test]
fn the_book_tells_the_exit_codes_of_the_readme() {
    let table = |text: &str| -> Vec<String> {
        let rows = text.lines().skip_while(|line| *line != "| exit | meaning |");
        rows.take_while(|line| line.starts_with('|')).map(str::to_owned).collect()
    };
    let told = table(&read("docs/ci.md"));
    assert!(told.len() > 8, "{told:?}");
    assert_eq!(told, table(&read("README.md")));
}

#[test]
fn the_gallery_is_told_whole() {
    let told = |text: &str, before: &str| -> Vec<String> {
        let names = text.lines().filter_map(|line| line.strip_prefix(before)?.split('`').next());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        names
    };
    assert_eq!(told(&read("docs/recipes.md"), "## `"), gallery());
    assert_eq!(told(&read("README.md"), "| `"), gallery());
}
