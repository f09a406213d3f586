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
    for markup in ["<script", "<img src=x", "<b>bold", "onerror=alert(1)>"] {
        assert!(!page.contains(markup), "{markup} stands in the page as markup");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("default-src 'none'; style-src 'sha256-") && !page.contains(" style="));
    assert!(page.contains("src=\"data:image/jpeg;base64,") && page.contains("class=\"wave\""), "frames and the sound");
    in_a_browser(&project);
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

/// What a real browser makes of the hostile page, where one is installed.
fn in_a_browser(project: &Project) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let Some(browser) = ["chromium", "chromium-browser", "google-chrome"]
        .iter()
        .find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()))
    else {
        return;
    };
    let page = format!("file://{}", project.path().join("report.html").display());
    let told = std::process::Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", project.path().join("browser").display()))
        .arg(&page)
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&told.stdout);
    assert!(dom.contains("</footer>"), "{}", String::from_utf8_lossy(&told.stderr));
    for element in ["<script", "src=\"x\"", "<b>bold", " onerror=\""] {
        assert!(!dom.contains(element), "{element} is an element of the page");
    }
}

#[test]
fn a_report_looks_at_nothing_but_what_the_run_made_in_its_place() {
    let (project, elsewhere) = (Project::new(), tempfile::tempdir().unwrap());
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write(
        "cut.yaml",
        "flow: 1\nname: cut\ninputs: { video: file }\nsteps:\n  footage: { upload: \"{{ inputs.video }}\" }\n  cut: { edit: Keep the first 2 seconds. }\n  final: { export: cut.mp4 }\n",
    );
    project.flow(&["run", "cut.yaml", "--input", "broll.mp4"]).well();
    let film = project.path().join("cut.mp4");
    let shown = |page: &str| {
        project.flow(&["show", "last", "--html", page]).well();
        let text = std::fs::read_to_string(project.path().join(page)).unwrap();
        let frames = text.matches("alt=\"cut.mp4 at ").count();
        (frames, text)
    };
    let (frames, text) = shown("pages/first.html");
    assert!(frames == 8 && text.contains("src=\"../cut.mp4\" poster=\"data:"), "{frames} frames");
    let cut = |text: &str| text.matches("alt=\"Taken away: broll.mp4 at 0:0").count();
    assert_eq!(cut(&text), 6, "frames of what the edit took away");
    let bare = project.command(&["show", "last", "--html", "bare.html"]).env("PATH", "/nowhere").output().unwrap();
    let text = std::fs::read_to_string(project.path().join("bare.html")).unwrap();
    assert!(
        bare.status.success()
            && text.contains("ffmpeg is not installed")
            && cut(&text) == 0
            && text.contains("</footer>")
    );
    // The same bytes, but outside the project.
    let out = elsewhere.path().join("cut.mp4");
    std::fs::rename(&film, &out).unwrap();
    std::os::unix::fs::symlink(&out, &film).unwrap();
    let (frames, text) = shown("second.html");
    assert!(frames == 0 && text.contains("it lies outside the project"), "{frames} frames");
    std::fs::remove_file(&film).unwrap();
    let (frames, text) = shown("third.html");
    assert!(frames == 0 && text.contains("the file is gone") && !text.contains("<video"), "{frames} frames");
    // Another film under its name is none of the run's.
    project.copy(&media("talk.mov"), "cut.mp4");
    let (frames, text) = shown("fourth.html");
    assert!(frames == 0 && text.contains("the file has changed since the run"), "{frames} frames");
    // Footage is known by its hash, so it is found although its path is gone.
    std::fs::remove_file(project.path().join("broll.mp4")).unwrap();
    assert_eq!(shown("fifth.html").1.matches("alt=\"broll.mp4 at ").count(), 8);
}

#[test]
fn words_are_shown_where_the_exported_film_has_them() {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write(
        "named.yaml",
        "flow: 1\nsteps:\n  footage: { upload: broll.mp4 }\n  gone: { edit: 'Add title \"Gone\" at 0 s for 1 s.' }\n  name: { edit: 'Add title \"A <b>name</b>\" at 4 s for 2 s.' }\n  cut: { edit: Remove 0 s to 2 s. }\n  final: { export: 'na<me.mp4' }\n",
    );
    project.flow(&["run", "named.yaml", "--report", "html=report.html"]).well();
    let page = std::fs::read_to_string(project.path().join("report.html")).unwrap();
    let shown: Vec<&str> = page.split("alt=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let shown: Vec<&&str> = shown.iter().filter(|alt| alt.starts_with("As seen in ")).collect();
    // It stood at four seconds, and the film that has it lost two before it. The other title is in no film.
    assert_eq!(shown, [&"As seen in na&lt;me.mp4: A &lt;b&gt;name&lt;/b&gt; at 0:03"], "{page}");
    assert!(page.contains("<figcaption>As seen in na&lt;me.mp4</figcaption>"));
}
