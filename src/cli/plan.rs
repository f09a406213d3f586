//! `flow plan`: what a recipe would do.

use super::args::{Plan, PlanFormat};
use super::backend::Choice;
use super::exit::{Ended, Form, print};
use super::out;
use super::source::{Here, prepare};

pub fn plan(args: &Plan, color: bool) -> Ended {
    let here = Here::new(&args.common, vec![("backend", args.source.backend.clone())])?;
    let choice = Choice::of(&here)?;
    let prepared = prepare(&here, &args.source, false)?;
    print(&prepared.warnings, &prepared.sources, Form::Text { color });
    match args.format {
        PlanFormat::Text => out::result(&crate::plan::text(&prepared.plan, out::width())),
        PlanFormat::Json => {
            let value = crate::plan::json(&prepared.plan, choice.word());
            out::result(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"));
        }
    }
    Ok(0)
}
