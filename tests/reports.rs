//! Reports of runs as files: what a stranger wrote can never run as markup in them.

use crate::project::{Project, media};

const HOSTILE: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;";

#[test]
fn foreign_text_stays_text() {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write(
        "hostile.yaml",
        "flow: 1\nname: \"<b>bold</b>\"\ninputs: { video: file, title: string }\nsteps:\n  footage: { upload: \"{{ inputs.video }}\" }\n  cut: { edit: Keep the first 2 seconds., name: \"</title><script>x</script>\" }\n  odd: { edit: \"{{ inputs.title }}\", on_failure: warn }\n  final: { export: final.wav }\n",
    );
    let title = format!("title={HOSTILE}");
    project
        .flow(&[
            "run",
            "hostile.yaml",
            "--input",
            "broll.mp4",
            "--input",
            &title,
            "--report",
            "html=report.html",
            "--report",
            "junit=report.xml",
        ])
        .well();
    let page = std::fs::read_to_string(project.path().join("report.html")).unwrap();
    for markup in ["<script", "<img src=x", "<b>", "onerror=alert(1)>"] {
        assert!(!page.contains(markup), "{markup} stands in the page as markup");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("default-src 'none'"));
    assert!(page.contains("src=\"./final.wav\""), "the output is linked by its relative place");
    let junit = std::fs::read_to_string(project.path().join("report.xml")).unwrap();
    assert!(
        junit.contains("name=\"cut\"")
            && junit.contains("<failure type=\"unsupported_instruction\"")
            && !junit.contains("<b>")
    );
    let told = project.flow(&["show", "last", "--html", "again.html"]).well();
    assert_eq!(told.stdout, "again.html\n");
    assert_eq!(
        std::fs::read_to_string(project.path().join("again.html")).unwrap(),
        page,
        "the page is a function of the run"
    );
    let wrong = project.flow(&["run", "hostile.yaml", "--report", "htlm=x"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("did you mean html=PATH?"), "{}", wrong.transcript());
}
