//! The sound's half of the graph: the same cuts by sample, levels, music that steps back under speech,
//! and one loudness for the whole.

use super::runs::Run;
use super::{Branch, Graph, Loudness};
use super::{ear, tree};
use crate::backend::local::model::{Fades, Frames, Fx, SAMPLE_RATE, Sound, SoundRole, positions};

impl Graph<'_> {
    pub(super) fn sound(
        &mut self,
        runs: &[Run],
        branches: &[Branch],
        loudness: Option<Loudness>,
    ) -> Result<String, String> {
        let rate = self.rate();
        let total = self.timeline.total();
        let samples = rate.sample(total);
        let mut parts = vec![];
        for (run, branch) in runs.iter().zip(branches) {
            parts.push(self.run_sound(run, branch));
        }
        let main = self.joined_sound(runs, parts);
        let mut main = match self.levels() {
            Some(levels) => self.chain(&[&main], &levels),
            None => main,
        };
        let own = fades(self.timeline.own_fade, |frames| rate.sample(frames), samples);
        if !own.is_empty() {
            main = self.chain(&[&main], &format!("apad,atrim=end_sample={samples},asetpts=N/SR/TB,{}", own.join(",")));
        }
        let sounds = self.timeline.sounds.clone();
        let of = |role: SoundRole| sounds.iter().filter(move |one| one.role == role);
        let voices: Vec<String> = of(SoundRole::Voice).map(|one| self.laid(one, samples)).collect();
        main = self.mixed(main, voices);
        for one in of(SoundRole::Music) {
            let laid = self.laid(one, samples);
            if one.duck {
                let (kept, key) = (self.label(), self.label());
                self.chains.push(format!("[{main}]asplit[{kept}][{key}]"));
                let ducked =
                    self.chain(&[&laid, &key], "sidechaincompress=threshold=0.02:ratio=8:attack=20:release=400");
                main = self.mixed(kept, vec![ducked]);
            } else {
                main = self.mixed(main, vec![laid]);
            }
        }
        // After the music, which does not step back under them.
        let effects = self.effects(&of(SoundRole::Effect).collect::<Vec<_>>(), samples);
        main = self.mixed(main, effects);
        let mut end = vec![];
        if self.timeline.mono {
            end.push("aformat=channel_layouts=stereo,pan=stereo|c0=0.5*c0+0.5*c1|c1=0.5*c0+0.5*c1".to_owned());
        }
        let (sound, whole) = (self.timeline.sound_fade, (self.timeline.fade_in, self.timeline.fade_out));
        let either = |own: Frames, whole: Frames| if own > 0 { own } else { whole };
        let all = Fades { begin: either(sound.begin, whole.0), end: either(sound.end, whole.1) };
        end.extend(fades(all, |frames| rate.sample(frames), samples));
        if let (Some(lufs), Some(found)) = (self.timeline.lufs, loudness) {
            end.push(normal(lufs, found));
        }
        end.push(format!("aformat=sample_fmts=fltp:channel_layouts=stereo,apad,atrim=end_sample={samples}"));
        Ok(self.chain(&[&main], &end.join(",")))
    }

    /// One run's sound, as long to the sample as its picture is in frames.
    fn run_sound(&mut self, run: &Run, branch: &Branch) -> String {
        let rate = self.rate();
        let clip = run.first();
        let wanted = rate.sample(run.at + run.len()) - rate.sample(run.at) + rate.sample(clip.transition);
        if clip.look.has(&Fx::Bleep) {
            return self.chain(&[], &ear::bleep(wanted));
        }
        let Some(from) = branch.sound.clone().filter(|_| !clip.still) else {
            return self.chain(
                &[],
                &format!("anullsrc=r={SAMPLE_RATE}:cl=stereo,atrim=end_sample={wanted},aformat=sample_fmts=fltp"),
            );
        };
        let mut start = vec![];
        start.push(format!("aresample={SAMPLE_RATE}:async=1:first_pts=0"));
        start.push(stereo(self.probe(run.src()).channels).into());
        if clip.look.0.contains(&Fx::CleanSound) {
            // The noise filter hands the sound on late by this many samples.
            start.push("highpass=f=80,afftdn=nr=12:nf=-40:tn=1,atrim=start_sample=1234,asetpts=N/SR/TB".into());
        }
        start.push("apad".into());
        start.extend(ear::late(&clip.look));
        let ranges = run.ranges();
        let (first, end) = (run.from(), run.to());
        // The sample of a frame edge, in what the input hands on.
        let sample = |frame: Frames| rate.sample(frame) - branch.skipped_samples;
        let mut rest = vec![];
        match rate.whole_samples() {
            Some(per) => {
                start.push(format!("atrim=start_sample={}:end_sample={}", sample(first), sample(end)));
                if ranges.len() > 1 {
                    let ranges: Vec<(u64, u64)> = ranges.iter().map(|(from, to)| (from - first, to - first)).collect();
                    start.push(format!("asetnsamples=n={per}:p=0,aselect='{}'", tree::select(&ranges)));
                }
                rest.extend(start);
                rest.push("asetpts=N/SR/TB".into());
                return self.paced(&from, rest, run, wanted);
            }
            None if ranges.len() == 1 => {
                start.push(format!("atrim=start_sample={}:end_sample={}", sample(first), sample(end)));
                start.push("asetpts=N/SR/TB".into());
                return self.paced(&from, start, run, wanted);
            }
            None => {}
        }
        // Frames hold no whole number of samples at this rate: each range is cut by sample, and is as
        // long as its place on the timeline.
        let pieces: Vec<String> = (0..ranges.len()).map(|_| self.label()).collect();
        let all: String = pieces.iter().map(|label| format!("[{label}]")).collect();
        self.chains.push(format!("[{from}]{},asplit={}{all}", start.join(","), pieces.len()));
        let mut at = run.at;
        let mut cut = vec![];
        for ((from, to), piece) in ranges.iter().zip(&pieces) {
            let length = rate.sample(at + (to - from)) - rate.sample(at);
            at += to - from;
            let begin = sample(*from);
            cut.push(
                self.chain(
                    &[piece],
                    &format!("atrim=start_sample={begin}:end_sample={},asetpts=N/SR/TB", begin + length),
                ),
            );
        }
        let cut: Vec<&str> = cut.iter().map(String::as_str).collect();
        let joined = self.chain(&cut, &format!("concat=n={}:v=0:a=1", cut.len()));
        self.paced(&joined, vec![], run, wanted)
    }

    /// Plays it at the run's speed and direction, and makes it exactly as long as wanted.
    fn paced(&mut self, from: &str, mut filters: Vec<String>, run: &Run, wanted: u64) -> String {
        let clip = run.first();
        if clip.reversed {
            filters.push("areverse".into());
        }
        let mut speed = clip.speed;
        while speed > 2.0 {
            filters.push("atempo=2".into());
            speed /= 2.0;
        }
        while speed < 0.5 {
            filters.push("atempo=0.5".into());
            speed *= 2.0;
        }
        if (speed - 1.0).abs() > 1e-9 {
            filters.push(format!("atempo={speed:.6}"));
        }
        filters.extend(ear::colour(&clip.look));
        filters.push(format!("apad,atrim=end_sample={wanted},asetpts=N/SR/TB"));
        self.chain(&[from], &filters.join(","))
    }

    fn joined_sound(&mut self, runs: &[Run], parts: Vec<String>) -> String {
        let mut done: Vec<String> = vec![];
        let mut length = 0;
        for (run, part) in runs.iter().zip(parts) {
            let faded = run.first().transition;
            if faded > 0 && length >= faded && !done.is_empty() {
                let before = self.concat_sound(std::mem::take(&mut done));
                let samples = self.rate().sample(faded);
                done.push(self.chain(&[&before, &part], &format!("acrossfade=ns={samples}:c1=tri:c2=tri")));
            } else {
                done.push(part);
            }
            length += run.len();
        }
        self.concat_sound(done)
    }

    fn concat_sound(&mut self, mut parts: Vec<String>) -> String {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let from: Vec<&str> = parts.iter().map(String::as_str).collect();
        self.chain(&from, &format!("concat=n={}:v=0:a=1,asetpts=N/SR/TB", from.len()))
    }

    /// The clips' own volumes, where one of them is not as recorded.
    fn levels(&self) -> Option<String> {
        let rate = self.rate();
        let mut steps: Vec<(u64, f64)> = vec![];
        for (at, clip) in positions(&self.timeline.main) {
            // A bleep is as loud as it is, in whatever it stands.
            let volume = if clip.look.has(&Fx::Bleep) { 1.0 } else { clip.volume };
            if steps.last().is_none_or(|(_, before)| *before != volume) {
                steps.push((rate.sample(at), volume));
            }
        }
        (steps.iter().any(|(_, volume)| *volume != 1.0)).then(|| ear::volume(&steps))
    }

    /// A sound at its place, as long as the whole.
    fn laid(&mut self, sound: &Sound, samples: u64) -> String {
        let rate = self.rate();
        let probe = self.probe(&sound.src).clone();
        let length = rate.sample(sound.end()) - rate.sample(sound.at);
        let needed = rate.seconds(sound.start + sound.len);
        let looped = sound.role == SoundRole::Music && probe.duration + 0.05 < needed;
        let input = self.input(&sound.src, looped, true);
        let mut filters =
            vec![format!("aresample={SAMPLE_RATE}:async=1:first_pts=0"), stereo(probe.channels).to_owned()];
        if sound.start > 0 {
            filters.push(format!("atrim=start_sample={},asetpts=N/SR/TB", rate.sample(sound.start)));
        }
        filters.push(self.own_levels(sound));
        filters.push(format!("apad,atrim=end_sample={length},asetpts=N/SR/TB"));
        filters.extend(fades(Fades { begin: sound.fade_in, end: sound.fade_out }, |one| rate.sample(one), length));
        if sound.at > 0 {
            filters.push(format!("adelay={}S:all=1", rate.sample(sound.at)));
        }
        filters.push(format!("apad,atrim=end_sample={samples}"));
        self.chain(&[&format!("{input}:a")], &filters.join(","))
    }

    /// The volume of a sound, and of its stretches.
    fn own_levels(&self, sound: &Sound) -> String {
        let rate = self.rate();
        let from = rate.sample(sound.at);
        let mut steps = vec![(0, sound.volume)];
        for level in &sound.levels {
            let (at, end) =
                (rate.sample(level.at).max(from) - from, rate.sample(level.at + level.len).max(from) - from);
            steps.retain(|(step, _)| *step < at);
            steps.push((at, level.volume));
            steps.push((end, sound.volume));
        }
        ear::volume(&steps)
    }

    /// Short sounds at their moments. One that is heard often is opened once.
    fn effects(&mut self, sounds: &[&Sound], samples: u64) -> Vec<String> {
        let rate = self.rate();
        let mut sources: Vec<&str> = sounds.iter().map(|one| one.src.as_str()).collect();
        sources.sort_unstable();
        sources.dedup();
        let mut laid = vec![];
        for src in sources {
            let of: Vec<&&Sound> = sounds.iter().filter(|one| one.src == src).collect();
            let input = self.input(src, false, true);
            let start = format!("aresample={SAMPLE_RATE}:async=1:first_pts=0,{}", stereo(self.probe(src).channels));
            let opened = self.chain(&[&format!("{input}:a")], &start);
            let copies = self.fan(opened, "asplit", of.len());
            for (one, copy) in of.into_iter().zip(copies) {
                let (start, length) = (rate.sample(one.start), rate.sample(one.end()) - rate.sample(one.at));
                let filters = format!(
                    "atrim=start_sample={start}:end_sample={},asetpts=N/SR/TB,{},adelay={}S:all=1,apad,atrim=end_sample={samples}",
                    start + length,
                    self.own_levels(one),
                    rate.sample(one.at)
                );
                laid.push(self.chain(&[&copy], &filters));
            }
        }
        laid
    }

    fn mixed(&mut self, main: String, others: Vec<String>) -> String {
        if others.is_empty() {
            return main;
        }
        let mut from = vec![main.as_str()];
        from.extend(others.iter().map(String::as_str));
        // By default the mixer halves the voice.
        self.chain(&from, &format!("amix=inputs={}:duration=first:normalize=0", from.len()))
    }
}

/// Filters that let a sound of so many samples come and go.
fn fades(fades: Fades, sample: impl Fn(Frames) -> u64, samples: u64) -> Vec<String> {
    let mut filters = vec![];
    if fades.begin > 0 {
        filters.push(format!("afade=t=in:ss=0:ns={}", sample(fades.begin).min(samples)));
    }
    if fades.end > 0 {
        let length = sample(fades.end).min(samples);
        filters.push(format!("afade=t=out:ss={}:ns={length}", samples - length));
    }
    filters
}

/// A mono voice goes to both sides at its own level; the plain conversion would weaken it by 3 dB.
fn stereo(channels: u32) -> &'static str {
    if channels == 1 {
        "aformat=sample_fmts=fltp,pan=stereo|c0=c0|c1=c0"
    } else {
        "aformat=sample_fmts=fltp:channel_layouts=stereo"
    }
}

fn normal(lufs: f64, found: Loudness) -> String {
    format!(
        "loudnorm=I={lufs}:TP=-1.5:LRA=11:measured_I={:.2}:measured_TP={:.2}:measured_LRA={:.2}:measured_thresh={:.2}:offset={:.2}:linear=true,\
         aresample={SAMPLE_RATE}",
        found.integrated, found.peak, found.range, found.threshold, found.offset
    )
}
