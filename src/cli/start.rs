//! `flow new`: a recipe to start from.

use super::args::New;
use super::exit::{Ended, Stop};
use super::out;
use super::source::Here;
use crate::text::{Diagnostic, nearest};

/// The gallery, as it was when this program was built.
const GALLERY: &[(&str, &str)] = &[
    ("batch", include_str!("../../workflows/batch.yaml")),
    ("captions", include_str!("../../workflows/captions.yaml")),
    ("podcast", include_str!("../../workflows/podcast.yaml")),
    ("quick-edit", include_str!("../../workflows/quick-edit.yaml")),
    ("screen-recording", include_str!("../../workflows/screen-recording.yaml")),
    ("social-cuts", include_str!("../../workflows/social-cuts.yaml")),
];

pub fn new(args: &New) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let names = || GALLERY.iter().map(|(name, _)| *name);
    let Some((_, text)) = GALLERY.iter().find(|(name, _)| *name == args.from) else {
        let near = nearest(&args.from, names()).map(|near| format!("did you mean `{near}`?"));
        let list = format!("there are {}", names().collect::<Vec<_>>().join(", "));
        let found = Diagnostic::error("unknown_recipe", None, format!("the gallery has no recipe `{}`", args.from));
        return Err(Stop::wrong(found.help(near.unwrap_or(list))));
    };
    let plain = args.name.trim_end_matches(".yaml");
    let usable = !plain.is_empty()
        && plain.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        && !plain.starts_with('-');
    if !usable {
        let found = Diagnostic::error("bad_name", None, format!("`{}` cannot be a recipe's name", args.name));
        return Err(Stop::wrong(found.help("use letters, digits, - and _")));
    }
    let folder = here.root.join("workflows");
    let path = folder.join(format!("{plain}.yaml"));
    if path.exists() {
        let found = Diagnostic::error("output_in_the_way", None, format!("{} is there already", path.display()));
        return Err(Stop::wrong(found.help("choose another name")));
    }
    let text = text.replacen(&format!("name: {}\n", args.from), &format!("name: {plain}\n"), 1);
    // The schema lies in flow's own repository, not in the new project.
    let text = text.strip_prefix("# yaml-language-server: $schema=../schemas/flow-1.schema.json\n").unwrap_or(&text);
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|error| anyhow::anyhow!("{} cannot be written: {error}", path.display()))?;
    let shown = path.strip_prefix(&here.cwd).unwrap_or(&path).display().to_string();
    out::result(&format!("{shown}\n"));
    out::say(&format!("Read it, change it, then: flow run {plain}.yaml --input talk.mov\n"));
    Ok(0)
}
