//! A timeline becomes one filter graph: one decode, one encode, whatever was asked for. Pure: facts
//! in, text out, so that the graph of any timeline can be read in a test.

mod ear;
mod key;
mod look;
mod output;
mod over;
mod picture;
mod runs;
mod sound;
mod tree;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use look::kept;
pub use output::{Format, Output, even, short_side, sized};

use super::captions::{self, Stream};
use super::model::{Backdrop, Clip, Frames, Fx, Rate, SAMPLE_RATE, Timeline};
use super::probe::{Kind, Probe};
use runs::Run;

/// A medium that a draft may name.
#[derive(Debug, Clone)]
pub struct Source {
    pub file: PathBuf,
    pub probe: Probe,
}

pub type Sources = BTreeMap<String, Source>;

/// All that ffmpeg needs for one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub inputs: Vec<Input>,
    pub graph: String,
    /// The words on the picture; empty without any. Written as `c.ass` beside the graph.
    pub ass: String,
    /// Captions that the file carries as streams: the inputs behind all others.
    pub streams: Vec<Stream>,
    pub arguments: Vec<String>,
    /// What the result must hold.
    pub seconds: f64,
    pub frames: Option<Frames>,
    pub size: Option<(u32, u32)>,
    pub sound: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub src: String,
    /// Played again and again: music shorter than the picture.
    pub looped: bool,
    /// Only its sound is used, so its picture need not be decoded.
    pub deaf: bool,
    /// Where reading begins, in millionths of a second: nothing before it is needed.
    pub seek: u64,
}

/// What the first look at the sound found, for bringing it to a loudness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loudness {
    pub integrated: f64,
    pub peak: f64,
    pub range: f64,
    pub threshold: f64,
    pub offset: f64,
}

/// The graph under construction.
struct Graph<'a> {
    timeline: &'a Timeline,
    sources: &'a Sources,
    inputs: Vec<Input>,
    chains: Vec<String>,
    labels: usize,
}

/// # Errors
/// In words, where the timeline cannot be made into this output.
pub fn job(timeline: &Timeline, sources: &Sources, output: &Output, loudness: Option<Loudness>) -> Result<Job, String> {
    let mut timeline = timeline.retimed(output.rate);
    (timeline.width, timeline.height) = (output.width, output.height);
    let timeline = &timeline;
    let total = timeline.total();
    if total == 0 {
        return Err("the timeline is empty".into());
    }
    for name in named(timeline) {
        if !sources.contains_key(name) {
            return Err(format!("`{name}` is no medium of this session"));
        }
    }
    let runs = runs::runs(&timeline.main);
    let mut graph = Graph { timeline, sources, inputs: vec![], chains: vec![], labels: 0 };
    let branches = graph.branches(&runs, output.format);
    let mut arguments = vec![];
    let ass = if output.format.has_picture() {
        let texts = captions::ass(&timeline.texts, timeline.rate, (timeline.width, timeline.height));
        let last = graph.picture(&runs, &branches, output, !texts.is_empty())?;
        arguments.extend(["-map".into(), format!("[{last}]")]);
        texts
    } else {
        String::new()
    };
    if output.format.has_sound() {
        let last = graph.sound(&runs, &branches, loudness)?;
        arguments.extend(["-map".into(), format!("[{last}]")]);
    }
    let streams = captions::streams(&timeline.texts, timeline.rate, total);
    arguments.extend(output.format.streams(&streams, graph.inputs.len())?);
    if output.format.has_picture() && output.format.has_sound() {
        arguments.extend(graph.color());
    }
    arguments.extend(output.arguments());
    let still = output.format.still();
    Ok(Job {
        inputs: graph.inputs,
        graph: graph.chains.join(";\n"),
        ass,
        streams,
        arguments,
        seconds: if still { 0.0 } else { timeline.rate.seconds(total) },
        frames: (output.format.has_picture() && output.format.has_sound()).then_some(total),
        size: output.format.has_picture().then_some((output.width, output.height)),
        sound: output.format.has_sound(),
    })
}

/// The graph that only measures how loud the whole is; its words go to standard error.
///
/// # Errors
/// As [`job`].
pub fn loudness_job(timeline: &Timeline, sources: &Sources) -> Result<Job, String> {
    let output = Output {
        format: Format::Wav,
        quality: output::Quality::High,
        width: timeline.width,
        height: timeline.height,
        rate: timeline.rate,
        at: None,
    };
    let plain = Timeline { lufs: None, texts: vec![], ..timeline.clone() };
    let mut job = job(&plain, sources, &output, None)?;
    let target = timeline.lufs.unwrap_or(-16.0);
    let last = job.arguments[1].trim_matches(['[', ']']).to_owned();
    job.graph += &format!(";\n[{last}]loudnorm=I={target}:TP=-1.5:LRA=11:print_format=json[m]");
    job.arguments = ["-map", "[m]", "-f", "null", "-"].map(str::to_owned).to_vec();
    Ok(job)
}

/// Every name of a medium in the timeline.
pub fn named(timeline: &Timeline) -> impl Iterator<Item = &str> {
    let main = timeline.main.iter().map(|clip| clip.src.as_str());
    let over = timeline.overlays.iter().map(|one| one.src.as_str());
    let behind = match &timeline.backdrop {
        Some(Backdrop::Medium(src)) => Some(src.as_str()),
        _ => None,
    };
    main.chain(over).chain(behind).chain(timeline.sounds.iter().map(|one| one.src.as_str()))
}

/// The streams that a run reads: labels of the decoded picture and sound.
#[derive(Debug, Clone, Default)]
struct Branch {
    picture: Option<String>,
    sound: Option<String>,
    /// Frames of the medium that the input skips, and samples likewise.
    skipped: Frames,
    skipped_samples: u64,
}

impl Graph<'_> {
    fn rate(&self) -> Rate {
        self.timeline.rate
    }

    fn probe(&self, src: &str) -> &Probe {
        &self.sources[src].probe
    }

    fn label(&mut self) -> String {
        self.labels += 1;
        format!("s{}", self.labels)
    }

    /// Adds a chain from labels to a new one.
    fn chain(&mut self, from: &[&str], filters: &str) -> String {
        let to = self.label();
        let from: String = from.iter().map(|label| format!("[{label}]")).collect();
        self.chains.push(format!("{from}{filters}[{to}]"));
        to
    }

    fn input(&mut self, src: &str, looped: bool, deaf: bool) -> usize {
        self.inputs.push(Input { src: src.into(), looped, deaf, seek: 0 });
        self.inputs.len() - 1
    }

    /// Gives each run its streams. Runs that read one medium forwards share one decoder; one that
    /// goes back opens the medium anew, since frames kept for later would fill the memory.
    fn branches(&mut self, runs: &[Run], format: Format) -> Vec<Branch> {
        let rate = self.rate();
        let mut opened: Vec<(usize, &str, Frames, Vec<usize>)> = vec![];
        for (index, run) in runs.iter().enumerate() {
            let (from, to) = (run.from(), run.to());
            match opened.iter_mut().find(|(_, src, end, _)| *src == run.src() && *end <= from) {
                Some((_, _, end, users)) => {
                    *end = to;
                    users.push(index);
                }
                None => {
                    let input = self.input(run.src(), false, !format.has_picture());
                    opened.push((input, run.src(), to, vec![index]));
                }
            }
        }
        let mut branches = vec![Branch::default(); runs.len()];
        for (input, src, _, users) in opened {
            let probe = self.probe(src).clone();
            // A jump over more than a minute is worth it. It lands a quarter of a frame before one, so
            // that rounded times cannot fall on the wrong side of an edge.
            let first = runs[users[0]].from();
            if probe.kind != Kind::Image && rate.seconds(first) > 60.0 {
                // Sound that is moved begins as much earlier.
                let late = users.iter().map(|user| ear::lateness(&runs[*user].first().look)).fold(0.0, f64::max);
                let skipped = first - rate.frames(2.0 + late);
                let quarter = 0.25 / rate.per_second();
                self.inputs[input].seek = ((rate.seconds(skipped) - quarter) * 1e6).round() as u64;
                for user in &users {
                    branches[*user].skipped = skipped;
                    branches[*user].skipped_samples =
                        rate.sample(skipped) - (quarter * SAMPLE_RATE as f64).round() as u64;
                }
            }
            if format.has_picture() && probe.kind != Kind::Audio {
                let labels = self.fan(format!("{input}:v"), "split", users.len());
                for (user, label) in users.iter().zip(labels) {
                    branches[*user].picture = Some(label);
                }
            }
            // A picture that stands still has no sound of its own, and a tone stands for what is bleeped.
            let silent = |clip: &Clip| clip.still || clip.look.has(&Fx::Bleep);
            let heard: Vec<usize> = users.into_iter().filter(|user| !silent(runs[*user].first())).collect();
            if format.has_sound() && probe.channels > 0 && !heard.is_empty() {
                let labels = self.fan(format!("{input}:a"), "asplit", heard.len());
                for (user, label) in heard.iter().zip(labels) {
                    branches[*user].sound = Some(label);
                }
            }
        }
        branches
    }

    fn fan(&mut self, from: String, filter: &str, count: usize) -> Vec<String> {
        if count == 1 {
            return vec![from];
        }
        let labels: Vec<String> = (0..count).map(|_| self.label()).collect();
        let all: String = labels.iter().map(|label| format!("[{label}]")).collect();
        self.chains.push(format!("[{from}]{filter}={count}{all}"));
        labels
    }

    /// The colours' meaning goes from the first film to the file, word for word from a known list; pictures
    /// are brought to what is usual.
    fn color(&self) -> Vec<String> {
        const KNOWN: [&str; 10] =
            ["bt709", "smpte170m", "bt470bg", "bt2020nc", "bt2020", "tv", "pc", "iec61966-2-1", "smpte240m", "bt470m"];
        let mut probes = self.timeline.main.iter().map(|clip| self.probe(&clip.src));
        let film = probes.find(|probe| probe.kind != Kind::Image);
        let Some(probe) = film.filter(|probe| !probe.hdr) else {
            return "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv"
                .split(' ')
                .map(str::to_owned)
                .collect();
        };
        let names = ["-colorspace", "-color_primaries", "-color_trc", "-color_range"];
        names
            .iter()
            .zip(&probe.color)
            .filter_map(|(name, word)| word.as_deref().filter(|word| KNOWN.contains(word)).map(|word| [name, word]))
            .flatten()
            .map(str::to_owned)
            .collect()
    }
}
