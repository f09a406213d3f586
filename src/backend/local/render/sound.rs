//! The sound's half of the graph: the same cuts by sample, levels, music that steps back under speech,
//! and one loudness for the whole.

use super::runs::Run;
use super::tree;
use super::{Branch, Graph, Loudness};
use crate::backend::local::model::{Frames, Fx, SAMPLE_RATE, Sound, SoundRole, positions};

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
        let sounds = self.timeline.sounds.clone();
        let (voices, music): (Vec<&Sound>, Vec<&Sound>) = sounds.iter().partition(|one| one.role == SoundRole::Voice);
        let voices: Vec<String> = voices.into_iter().map(|one| self.laid(one, samples)).collect();
        main = self.mixed(main, voices);
        for one in music {
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
        let mut end = vec![];
        if self.timeline.fade_in > 0 {
            end.push(format!("afade=t=in:ss=0:ns={}", rate.sample(self.timeline.fade_in.min(total))));
        }
        if self.timeline.fade_out > 0 {
            let length = rate.sample(self.timeline.fade_out.min(total));
            end.push(format!("afade=t=out:ss={}:ns={length}", samples - length));
        }
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
        let main = &self.timeline.main;
        let first = main.first()?.volume;
        if main.iter().all(|clip| clip.volume == first) {
            return (first != 1.0).then(|| format!("volume={first:.4}"));
        }
        let rate = self.rate();
        let mut steps: Vec<(u64, f64)> = vec![];
        for (at, clip) in positions(main) {
            if steps.last().is_none_or(|(_, volume)| *volume != clip.volume) {
                steps.push((at, clip.volume));
            }
        }
        // Levels are set per block of sound; blocks as long as a frame make them exact.
        Some(match rate.whole_samples() {
            Some(per) => {
                let steps: Vec<(String, f64)> = steps.iter().map(|(at, volume)| (at.to_string(), *volume)).collect();
                format!("asetnsamples=n={per}:p=0,volume='{}':eval=frame", tree::steps("n", &steps))
            }
            None => {
                let steps: Vec<(String, f64)> =
                    steps.iter().map(|(at, volume)| (format!("{:.6}", rate.seconds(*at)), *volume)).collect();
                format!("asetnsamples=n=160:p=0,volume='{}':eval=frame", tree::steps("t", &steps))
            }
        })
    }

    /// A sound at its place, as long as the whole.
    fn laid(&mut self, sound: &Sound, samples: u64) -> String {
        let rate = self.rate();
        let probe = self.probe(&sound.src).clone();
        let length = rate.sample(sound.at + sound.len) - rate.sample(sound.at);
        let looped = sound.role == SoundRole::Music && probe.duration + 0.05 < rate.seconds(sound.len);
        let input = self.input(&sound.src, looped, true);
        let mut filters = vec![
            format!("aresample={SAMPLE_RATE}:async=1:first_pts=0"),
            stereo(probe.channels).to_owned(),
            format!("volume={:.4}", sound.volume),
            format!("apad,atrim=end_sample={length},asetpts=N/SR/TB"),
        ];
        let fade = |frames: u64| rate.sample(frames).min(length);
        if sound.fade_in > 0 {
            filters.push(format!("afade=t=in:ss=0:ns={}", fade(sound.fade_in)));
        }
        if sound.fade_out > 0 {
            let fade = fade(sound.fade_out);
            filters.push(format!("afade=t=out:ss={}:ns={fade}", length - fade));
        }
        if sound.at > 0 {
            filters.push(format!("adelay={}S:all=1", rate.sample(sound.at)));
        }
        filters.push(format!("apad,atrim=end_sample={samples}"));
        self.chain(&[&format!("{input}:a")], &filters.join(","))
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
