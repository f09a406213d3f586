//! What explains itself: `flow explain`, `flow completions`, `flow serve`.

use super::args::{Cli, Completions, Explain, Man, Schema, Serve};
use super::exit::{Ended, Stop};
use super::source::Here;
use super::{backend, codes, failures, out, signal};
use crate::backend::local;
use crate::settings;
use crate::step::table;
use crate::text::{Diagnostic, nearest};

pub fn completions(args: &Completions) -> Ended {
    out::result(&super::complete::script(args.shell));
    Ok(0)
}

/// The page of flow itself on standard output, or one page a command into a folder.
pub fn man(args: &Man) -> Ended {
    let command = <Cli as clap::CommandFactory>::command();
    let broken = |error: std::io::Error| anyhow::anyhow!("the manual pages cannot be written: {error}");
    match &args.out {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(broken)?;
            clap_mangen::generate_to(command, folder).map_err(broken)?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page).map_err(broken)?;
            out::result(&String::from_utf8_lossy(&page));
        }
    }
    Ok(0)
}

pub fn explain(args: &Explain) -> Ended {
    let text = match args.what.as_str() {
        "edits" => edits(),
        "steps" => steps(),
        "settings" => settings::ALL.iter().map(|setting| format!("{:<24} {}\n", setting.key, setting.doc)).collect(),
        what => match explanation(what) {
            Some(text) => text,
            None => {
                let words = codes::MISTAKES
                    .iter()
                    .map(|(code, _, _)| *code)
                    .chain(failures::FAILURES.iter().map(|(code, _)| *code));
                let near = nearest(what, words.chain(["edits", "steps", "settings"]))
                    .map(|near| format!("did you mean `{near}`?"));
                let found =
                    Diagnostic::error("unknown_code", None, format!("there is nothing to explain about `{what}`"));
                return Err(Stop::wrong(found.help(near.unwrap_or_else(|| "there are `edits`, `steps`, `settings`, and the codes that messages end in, such as `edit_unchanged`".into()))));
            }
        },
    };
    out::result(&text);
    Ok(0)
}

/// The text for one code; none where there is no such code.
fn explanation(code: &str) -> Option<String> {
    let failure = failures::FAILURES.iter().find(|(name, _)| *name == code).map(|(_, meaning)| {
        let exit = crate::outcome::Code::ALL.iter().find(|known| known.word() == code).map_or(1, |known| known.exit());
        format!("{code}: a step failed in this way, and the run ends with exit code {exit} if nothing worse happens.\n{meaning}\n")
    });
    let mistake = codes::MISTAKES.iter().find(|(name, _, _)| *name == code).map(|(_, meaning, right)| {
        format!("{code}: a mistake or a doubt in a recipe or on the command line.\n{meaning}\n\n    {right}\n")
    });
    match (failure, mistake) {
        (None, None) => None,
        (failure, mistake) => Some(failure.into_iter().chain(mistake).collect::<Vec<_>>().join("\n")),
    }
}

pub fn schema(args: &Schema) -> Ended {
    let Some(value) = crate::workflow::schema(&args.name) else {
        let names = crate::workflow::SCHEMAS;
        let near = nearest(&args.name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let found = Diagnostic::error("no_schema", None, format!("there is no schema `{}`", args.name));
        return Err(Stop::wrong(found.help(near.unwrap_or_else(|| format!("there are {}", names.join(", "))))));
    };
    out::result(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"));
    Ok(0)
}

fn edits() -> String {
    let mut text =
        "What the embedded editor understands, in English and Chinese; several in one prompt:\n\n".to_owned();
    for phrase in local::vocabulary() {
        text += &format!("{}\n", phrase.name.replace('_', " "));
        for example in phrase.examples {
            text += &format!("    {example}\n");
        }
    }
    text
}

fn steps() -> String {
    let mut text = String::new();
    let mut list = |title: &str, fields: &[table::Field]| {
        text += &format!("{title}\n");
        for field in fields {
            text += &format!("  {:<16} {}\n{:19}{}\n", field.name, field.doc, "", field.example);
        }
        text.push('\n');
    };
    for (kind, fields) in table::KINDS {
        list(kind, fields);
    }
    list("any step", table::COMMON);
    list("the whole file", table::TOP);
    text
}

pub fn serve(args: &Serve) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    if !args.listen.ip().is_loopback() {
        let found =
            Diagnostic::error("not_loopback", None, format!("{} can be reached from other machines", args.listen));
        return Err(Stop::wrong(found.help("listen on 127.0.0.1 or [::1]")));
    }
    let store = args.store.clone().unwrap_or_else(|| here.hidden().join("backend"));
    let jobs = backend::jobs(&here, &backend::Choice::Local);
    let config = local::Config { listen: args.listen, ..backend::local_config(&here, store, jobs)? };
    let runtime = super::runtime()?;
    runtime.block_on(async {
        let server = local::start(config).await?;
        out::result(&format!("{}\nNEMO_CLIENT_ID={}\n", server.origin, server.client_id));
        signal::listen().recv().await;
        server.stop().await;
        Ok(0)
    })
}
