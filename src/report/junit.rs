//! A run for the test pages of CI: a test case for each step.

use super::json;
use crate::plan::Plan;
use crate::run::RunState;
use crate::text::escape::visible;

/// Text inside XML; what XML cannot hold at all is written out.
pub fn xml(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub fn render(plan: &Plan, state: &RunState) -> String {
    let statuses: Vec<&str> = state.nodes.iter().map(json::status).collect();
    let count = |word: &str| statuses.iter().filter(|status| **status == word).count();
    let skipped = count("skipped") + count("not_run") + count("cancelled");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{skipped}\">\n",
        xml(&plan.workflow),
        statuses.len(),
        count("failed")
    );
    for (node, own) in plan.nodes.iter().enumerate() {
        let seconds = match state.times[node] {
            (Some(from), Some(to)) => to.duration_since(from).as_secs_f64().max(0.0),
            _ => 0.0,
        };
        out += &format!(
            "<testcase classname=\"{}\" name=\"{}\" time=\"{seconds:.3}\">",
            xml(&plan.workflow),
            xml(&own.id)
        );
        match (statuses[node], state.failure(node)) {
            (_, Some(failure)) => {
                let fix = failure.fix.as_deref().unwrap_or("");
                out += &format!(
                    "<failure type=\"{}\" message=\"{}\">{}</failure>",
                    failure.code,
                    xml(&failure.message),
                    xml(fix)
                );
            }
            ("succeeded", None) => {}
            (status, None) => out += &format!("<skipped message=\"{status}\"/>"),
        }
        out += "</testcase>\n";
    }
    out + "</testsuite>\n</testsuites>\n"
}
