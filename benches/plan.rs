//! How long planning takes: from the file to the printed plan, for chains, wide graphs, layers and
//! templates of 10 to 100,000 steps.
//!
//! `cargo bench --bench plan`, or with a shape and a size: `cargo bench --bench plan -- layered 10000`.

// A bench that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use flow::plan;
use flow::workflow::{self, Disk, Given};

const SHAPES: &[&str] = &["chain", "wide", "layered", "templates", "branches", "loop"];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    if let [shape, steps] = args.as_slice() {
        return one(shape, steps.parse().unwrap());
    }
    println!(
        "{:<10} {:>7}  {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "shape", "steps", "(parse)", "load", "expand", "build", "print", "total", "memory"
    );
    for shape in SHAPES {
        for steps in [10, 1_000, 10_000, 100_000] {
            // A process of its own, so that its memory is its own.
            let out = std::process::Command::new(std::env::current_exe().unwrap())
                .args([shape, &*steps.to_string()])
                .output();
            print!("{}", String::from_utf8_lossy(&out.unwrap().stdout));
        }
    }
}

/// The parser alone, for comparison.
fn parsed(text: &str, steps: usize) -> Duration {
    let mut sources = flow::text::Sources::default();
    let file = sources.add(flow::text::Source::new("recipe.yaml", text));
    let begun = Instant::now();
    let tree = flow::text::yaml::parse_all(&sources, file, flow::text::yaml::Limits::for_steps(steps * 2 + 10));
    let parse = begun.elapsed();
    assert!(tree.is_ok());
    parse
}

fn one(shape: &str, steps: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipe.yaml");
    std::fs::write(&path, text(shape, steps)).unwrap();
    let least = (0..if steps > 20_000 { 1 } else { 5 })
        .map(|_| times(&path, steps))
        .min_by_key(|times| times.iter().sum::<Duration>());
    let times = least.unwrap();
    let parse = parsed(&std::fs::read_to_string(&path).unwrap(), steps);
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
    let [load, expand, build, print] = times.map(ms);
    println!(
        "{shape:<10} {steps:>7}  {:>8} {load:>8} {expand:>8} {build:>8} {print:>8} {:>8} {:>8}",
        ms(parse),
        ms(times.iter().sum()),
        memory()
    );
}

fn times(path: &Path, steps: usize) -> [Duration; 4] {
    let begun = Instant::now();
    let max = steps * 2 + 10;
    let loaded = workflow::load(path, "recipe.yaml", &Disk { root: path.parent().unwrap().to_owned() }, max);
    let Some(workflow) = &loaded.workflow else {
        panic!("{}", flow::text::to_text(&loaded.diagnostics[..1], &loaded.sources, false))
    };
    let load = begun.elapsed();
    let values = workflow::fill(workflow, &Given::default(), &|_| None, false).unwrap();
    let expanded = workflow::expand(workflow, values, max).unwrap();
    let expand = begun.elapsed();
    let plan = plan::build(workflow, expanded).unwrap();
    let build = begun.elapsed();
    let printed = plan::json_text(&plan, "local");
    let print = begun.elapsed();
    assert!(printed.len() > steps);
    [load, expand - load, build - expand, print - build]
}

/// The most memory that this process has had.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("");
    let kb: f64 = line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0.0);
    format!("{:.0}MB", kb / 1024.0)
}

fn text(shape: &str, steps: usize) -> String {
    let mut out =
        "flow: 1\ninputs:\n  video: { type: file, default: talk.mov }\n  title: { type: string, default: Hi }\n"
            .to_owned();
    if shape == "loop" {
        let clips = (0..steps / 3).map(|n| format!("c{n}")).collect::<Vec<_>>().join(", ");
        out += &format!("  clips: {{ type: list, default: [{clips}] }}\n");
    }
    out += "steps:\n";
    let mut step = |text: std::fmt::Arguments<'_>| writeln!(out, "  {text}").unwrap();
    match shape {
        "chain" => (0..steps).for_each(|n| step(format_args!("s{n}: {{ edit: Trim the silences. }}"))),
        "wide" => {
            step(format_args!("talk: {{ upload: talk.mov }}"));
            (0..steps - 2).for_each(|n| step(format_args!("s{n}: {{ export: out-{n}.mp4 }}")));
            let all = (0..steps - 2).map(|n| format!("s{n}")).collect::<Vec<_>>().join(", ");
            step(format_args!("last: {{ check: state.duration > 0, needs: [{all}] }}"));
        }
        "layered" => {
            for n in 0..steps {
                let above = if n < 10 { String::new() } else { ((n / 10 - 1) * 10..n / 10 * 10).map(|n| format!("s{n}")).collect::<Vec<_>>().join(", ") };
                step(format_args!("s{n}: {{ check: state.duration > 0, needs: [{above}] }}"));
            }
        }
        "templates" => {
            step(format_args!("talk: {{ upload: '{{{{ inputs.video }}}}' }}"));
            (0..steps - 1).for_each(|n| {
                step(format_args!(
                    "s{n}: {{ edit: 'Put {{{{ inputs.title | upper }}}} over {{{{ steps.talk.media[0].name }}}} at {n}.', expect: state.duration <= before.duration }}"
                ));
            });
        }
        "branches" => (0..steps / 3).for_each(|n| {
            step(format_args!("b{n}: {{ branch: [{{ when: state.duration > {n}, steps: {{ x{n}: {{ edit: Trim. }} }} }}, {{ else: {{ y{n}: {{ export: y{n}.mp4 }} }} }}] }}"));
        }),
        _ => step(format_args!(
            "each: {{ for_each: inputs.clips, session: 's{{{{ index }}}}', steps: {{ a: {{ upload: '{{{{ item }}}}.mov' }}, b: {{ edit: 'Title {{{{ item }}}} of {{{{ inputs.clips | length }}}}.' }}, c: {{ export: '{{{{ item }}}}.mp4', when: steps.b.reply != '' }} }} }}"
        )),
    }
    out
}
