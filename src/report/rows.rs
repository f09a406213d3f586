//! The reports of a batch, a row for each run: a self-contained page, and test cases for CI.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::html::{class, close, link, open, player, text};
use super::junit::xml;
use super::people;

/// What became of all rows.
pub struct Rows<'r> {
    pub workflow: &'r str,
    pub batch: &'r str,
    pub backend: &'r str,
    /// A word for the whole.
    pub status: &'r str,
    pub credits: f64,
    pub seconds: f64,
    pub rows: Vec<Row<'r>>,
}

/// What became of one row.
pub struct Row<'r> {
    pub name: &'r str,
    /// `succeeded`, `failed`, `interrupted`, `running` or `not_run`.
    pub status: &'static str,
    pub run: Option<&'r str>,
    pub seconds: f64,
    pub outputs: &'r [PathBuf],
    pub failure: Option<Failed<'r>>,
}

pub struct Failed<'r> {
    pub step: Option<&'r str>,
    pub code: &'r str,
    pub message: &'r str,
    pub fix: Option<&'r str>,
}

/// The page. Outputs are seen from `cwd`, and the page will lie in `base`.
pub fn html(batch: &Rows<'_>, cwd: &Path, base: &Path) -> String {
    let mut page = open(&format!("{} – {}", batch.workflow, batch.status));
    let count = |status: &str| batch.rows.iter().filter(|row| row.status == status).count();
    let words: Vec<String> = ["succeeded", "failed", "interrupted", "running", "not_run"]
        .into_iter()
        .filter(|status| count(status) > 0)
        .map(|status| format!("{} {}", count(status), status.replace('_', " ")))
        .collect();
    let _ = write!(
        page,
        "<header>\n<h1>{} <span class=\"pill {}\">{}</span></h1>\n<dl class=\"facts\">\n",
        text(batch.workflow),
        class(batch.status),
        text(batch.status)
    );
    let mut fact = |name: &str, value: &str| {
        let _ = writeln!(page, "<div><dt>{name}</dt><dd>{}</dd></div>", text(value));
    };
    fact("Batch", batch.batch);
    fact("Rows", &format!("{}: {}", batch.rows.len(), words.join(", ")));
    fact("Took", &people::time(batch.seconds));
    fact("Backend", batch.backend);
    if batch.credits > 0.0 {
        fact("Credits", &people::credits(batch.credits));
    }
    page +=
        "</dl>\n</header>\n<main id=\"content\">\n<section aria-labelledby=\"rows\"><h2 id=\"rows\">Row by row</h2>\n";
    for (at, row) in batch.rows.iter().enumerate() {
        let word = row.status.replace('_', " ");
        let _ = write!(
            page,
            "<article class=\"card\"><h3>{}. {} <span class=\"pill {}\">{word}</span></h3>\n<p class=\"soft\">{}</p>\n",
            at + 1,
            text(row.name),
            class(row.status),
            text(&row.run.map(|run| format!("{}, run {run}", people::time(row.seconds))).unwrap_or_default())
        );
        if let Some(failed) = &row.failure {
            let step = failed.step.map(|step| format!("{step}: ")).unwrap_or_default();
            let _ =
                writeln!(page, "<p class=\"bad\">{}</p>", text(&format!("{step}{} ({})", failed.message, failed.code)));
            let _ = writeln!(page, "<p>{}</p>", text(failed.fix.unwrap_or_default()));
        }
        for path in row.outputs {
            let _ = writeln!(page, "<p>{}</p>", text(&path.display().to_string()));
            page += &player(path, &link(&cwd.join(path), base), None);
        }
        page += "</article>\n";
    }
    page += "</section>\n";
    close(page, &format!("Batch <code>{}</code>", text(batch.batch)))
}

/// A test case for each row.
pub fn junit(batch: &Rows<'_>) -> String {
    let count = |word: &str| batch.rows.iter().filter(|row| row.status == word).count();
    let failed = count("failed");
    let skipped = batch.rows.len() - failed - count("succeeded");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" skipped=\"{skipped}\">\n",
        xml(batch.workflow),
        batch.rows.len(),
    );
    for row in &batch.rows {
        let _ = write!(
            out,
            "<testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\">",
            xml(batch.workflow),
            xml(row.name),
            row.seconds
        );
        match (&row.failure, row.status) {
            (Some(failed), "failed") => {
                let step = failed.step.map(|step| format!("{step}: ")).unwrap_or_default();
                let message = xml(&format!("{step}{}", failed.message));
                let fix = xml(failed.fix.unwrap_or_default());
                let _ = write!(out, "<failure type=\"{}\" message=\"{message}\">{fix}</failure>", xml(failed.code));
            }
            (None, "failed") => out += "<failure type=\"failed\" message=\"failed\"></failure>",
            (_, "succeeded") => {}
            (_, status) => out += &format!("<skipped message=\"{status}\"/>"),
        }
        out += "</testcase>\n";
    }
    out + "</testsuite>\n</testsuites>\n"
}
