//! Lines and what they ask for, and prompts that a recipe must hold, as files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::recipe::{File, For, Item, Name, What, in_effect, settled, text};
use super::route::{Act, heard};
use super::wish::Wish;
use crate::text::Diagnostic;
use crate::workflow::{Given, Stored, Workflow, expand, fill, load};

fn cases<T: serde::de::DeserializeOwned>(name: &str) -> Vec<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/words").join(name);
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn wished(wish: &Wish) -> String {
    let format = wish.format.as_ref().map(|format| format!(".{format}"));
    let parts = [wish.name.clone(), format, wish.resolution.clone(), wish.quality.clone()];
    let fps = wish.fps.map(|fps| format!("{fps}fps"));
    parts.into_iter().chain([fps]).flatten().map(|part| format!(" {part}")).collect()
}

fn told(line: &str) -> Vec<String> {
    let heard = heard(line);
    let acts = heard.acts.iter().map(|act| match act {
        Act::Edit(prompt) => format!("edit: {prompt}"),
        Act::Export(wish) => format!("export{}", wished(wish)),
        Act::Propose(wish) => format!("propose{}", wished(wish)),
        Act::Upload(_) => "upload".to_owned(),
        Act::Credits => "credits".to_owned(),
        Act::State => "state".to_owned(),
        Act::Undo => "undo".to_owned(),
        Act::Preview => "preview".to_owned(),
    });
    acts.chain(heard.missing.map(|words| format!("breaks off: {words}"))).collect()
}

/// The recipe as flow reads it.
fn loaded(text: &str) -> (Option<Arc<Workflow>>, Vec<Diagnostic>) {
    let path = PathBuf::from("/p/talk.yaml");
    let files = Stored { root: "/p".into(), texts: [(path.clone(), Arc::new(text.to_owned()))].into() };
    let loaded = load(&path, "talk.yaml", &files, 10_000);
    (loaded.workflow, loaded.diagnostics)
}

/// The prompt of the first edit, as it would be sent.
fn sent(text: &str) -> String {
    let (workflow, found) = loaded(text);
    assert!(found.is_empty(), "{found:?}\n{text}");
    let workflow = workflow.unwrap();
    let values = fill(&workflow, &Given::default(), &|_| None, false).unwrap();
    let plan = crate::plan::build(&workflow, expand(&workflow, values, 10_000).unwrap()).unwrap();
    let edit = plan.nodes.iter().position(|node| node.body.kind() == "edit").unwrap();
    let prompt = plan.nodes[edit].body.shown().unwrap();
    match crate::template::render(&prompt.text, &crate::template::Context::default()).unwrap() {
        serde_json::Value::String(text) => text,
        other => panic!("{other} is no text"),
    }
}

fn item(id: &str, what: What) -> Item {
    Item { id: id.to_owned(), what }
}

fn edit(prompt: &str) -> Item {
    item("cut", What::Edit { prompt: prompt.to_owned() })
}

#[test]
fn every_line_goes_where_the_table_says() {
    let rows: Vec<Vec<String>> = cases("routes.yaml");
    let wrong: Vec<String> = rows
        .iter()
        .filter(|row| told(&row[0]) != row[1..])
        .map(|row| format!("{}\n  wanted {:?}\n  is     {:?}", row[0], &row[1..], told(&row[0])))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_goes_to_the_editor_is_an_edit_to_a_recipe_too() {
    for row in cases::<Vec<String>>("routes.yaml") {
        for act in heard(&row[0]).acts {
            let Act::Edit(prompt) = act else { continue };
            let text = text(&[edit(&prompt)], For::People);
            let (_, found) = loaded(&text);
            assert!(found.is_empty(), "{found:?}\n{text}");
        }
    }
}

#[test]
fn a_recipe_holds_every_prompt_to_the_letter() {
    for prompt in cases::<String>("prompts.yaml") {
        for whom in [For::People, For::Talk] {
            assert_eq!(sent(&text(&[edit(&prompt)], whom)), prompt, "{}", text(&[edit(&prompt)], whom));
        }
    }
}

#[test]
fn a_recipe_asks_for_its_footage_and_names_its_files_after_it() {
    let name = |ending: &str| Name::After { input: "talk".into(), stem: "talk".into(), ending: ending.into() };
    let file = |name, resolution: Option<&str>| {
        What::Export(File { name, resolution: resolution.map(str::to_owned), quality: None, fps: Some(24.0) })
    };
    let items = [
        item("talk", What::Upload { named: "a {{ b }}/talk \u{202e}: 'x'.mov".into(), url: false }),
        item("far", What::Upload { named: "https://a.example/b.mp4".into(), url: true }),
        edit("Trim the silences."),
        item("final", file(name("-final.mp4"), Some("1080p"))),
        item("other", file(Name::Said("my {{ film.mp4".into()), None)),
    ];
    let text = text(&items, For::People);
    let (workflow, found) = loaded(&text);
    assert!(found.is_empty(), "{found:?}\n{text}");
    let kinds: Vec<String> = workflow.unwrap().inputs.iter().map(|input| input.name.clone()).collect();
    assert_eq!(kinds, ["talk", "far"]);
    assert!(
        text.contains("export: { to: '{{ inputs.talk | stem }}-final.mp4', resolution: 1080p, fps: 24 }"),
        "{text}"
    );
}

#[test]
fn what_was_taken_back_is_left_out_unless_a_file_shows_it() {
    let file = || What::Export(File { name: Name::Said("a.mp4".into()), resolution: None, quality: None, fps: None });
    let of = |word: &str| match word {
        "undo" => item("undo", What::Undo),
        "redo" => item("redo", What::Redo),
        "up" => item("up", What::Upload { named: "a.mov".into(), url: false }),
        "file" => item("file", file()),
        other => item(other, What::Edit { prompt: other.into() }),
    };
    for (done, left) in [
        ("up a b", "up a b"),
        ("up a b undo", "up a"),
        ("up a b undo undo", "up"),
        ("up a b undo c", "up a c"),
        ("up a b undo redo", "up a b"),
        ("up a b undo undo redo redo", "up a b"),
        ("up a b undo undo redo c", "up a c"),
        ("up a b up undo", "up a up"),
        ("up a b file undo", "up a b file undo"),
        ("up a file b undo c", "up a file c"),
        ("up a b undo file undo redo", "up a file undo redo"),
        ("up a b undo file undo redo redo", "up a file undo redo b"),
        ("up a b file undo redo c", "up a b file undo redo c"),
    ] {
        let items: Vec<Item> = done.split(' ').map(of).collect();
        let ids: Vec<String> = settled(&items).into_iter().map(|item| item.id).collect();
        assert_eq!(ids.join(" "), left, "{done}");
    }
    for (done, shown) in [("up a b undo file c undo", "a"), ("up a b undo undo redo", "a"), ("up a undo redo b", "a b")]
    {
        let items: Vec<Item> = done.split(' ').map(of).collect();
        assert_eq!(in_effect(&items).join(" "), shown, "{done}");
    }
}
