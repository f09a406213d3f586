//! `flow init` and `flow new`: a project, and a recipe to start from.

use super::args::{Init, New};
use super::exit::{Ended, Stop};
use super::source::Here;
use super::{gallery, out};
use crate::text::Diagnostic;

pub fn new(args: &New) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let shelf = gallery::find(&args.from)?;
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
    let text = shelf.plain().replacen(&format!("name: {}\n", args.from), &format!("name: {plain}\n"), 1);
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|error| anyhow::anyhow!("{} cannot be written: {error}", path.display()))?;
    let shown = path.strip_prefix(&here.cwd).unwrap_or(&path).display().to_string();
    out::result(&format!("{shown}\n"));
    out::say(&format!("Read it, change it, then: flow run {plain}.yaml --input talk.mov\n"));
    Ok(0)
}

/// What a project's settings file begins with: nothing that is not commented out changes anything.
const CONFIG: &str = "\
# Settings of this project; `flow explain settings` lists them all, `flow doctor` shows which hold.
# jobs: 2
# out: done
# max_steps: 10000
";

pub fn init(args: &Init) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let shelf = gallery::find(&args.from)?;
    let files = [
        ("flow.config.yaml".to_owned(), CONFIG),
        (format!("workflows/{}.yaml", shelf.name), shelf.plain()),
        (format!("workflows/{}.test.yaml", shelf.name), shelf.test),
        (format!("workflows/{}.snap", shelf.name), shelf.snapshot),
    ];
    let mut made = 0;
    for (name, text) in &files {
        let path = here.cwd.join(name);
        if path.exists() {
            out::say(&format!("{name} is there already, and stays as it is\n"));
            continue;
        }
        std::fs::create_dir_all(path.parent().unwrap_or(&here.cwd))
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| anyhow::anyhow!("{name} cannot be written: {error}"))?;
        out::result(&format!("{name}\n"));
        made += 1;
    }
    if made > 0 {
        let name = shelf.name;
        out::say(&format!(
            "Try it: flow test, then flow run {name}.yaml --input FOOTAGE (see flow plan {name}.yaml)\n"
        ));
    }
    Ok(0)
}
