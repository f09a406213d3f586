//! The picture's half of the graph: choosing frames, effects, shape, joins, things laid over it, words.

use super::look::look;
use super::runs::Run;
use super::tree;
use super::{Branch, Format, Graph, Output};
use crate::backend::local::model::{Fit, Fx};
use crate::backend::local::probe::{Kind, Probe};

/// Scaling that gives the same picture on every processor.
pub(super) const SCALER: &str = "flags=bicubic";

impl Graph<'_> {
    pub(super) fn picture(
        &mut self,
        runs: &[Run],
        branches: &[Branch],
        output: &Output,
        words: bool,
    ) -> Result<String, String> {
        let mut parts = vec![];
        for (run, branch) in runs.iter().zip(branches) {
            parts.push(self.run_picture(run, branch)?);
        }
        let mut last = self.joined(runs, parts);
        last = self.laid_over(last);
        let total = self.timeline.total();
        let mut end = vec![];
        if words {
            end.push("ass=c.ass".to_owned());
        }
        if self.timeline.fade_in > 0 {
            end.push(format!("fade=t=in:s=0:n={}", self.timeline.fade_in.min(total)));
        }
        if self.timeline.fade_out > 0 {
            let length = self.timeline.fade_out.min(total);
            end.push(format!("fade=t=out:s={}:n={length}", total - length));
        }
        match output.format {
            Format::Gif => {
                let last = self.chain(&[&last], &chained(&[end, vec!["fps=12".into(), small(480)]].concat()));
                let (a, b) = (self.label(), self.label());
                self.chains.push(format!("[{last}]split[{a}][{b}]"));
                let palette = self.chain(&[&b], "palettegen=stats_mode=diff");
                return Ok(self.chain(&[&a, &palette], "paletteuse=dither=bayer:bayer_scale=5"));
            }
            Format::Webp => end.extend(["fps=15".into(), small(640)]),
            Format::Jpg | Format::Png => {
                let rate = self.rate();
                let frame = output.at.map_or(total / 10, |at| rate.frames(at)).min(total - 1);
                end.push(format!("trim=start_frame={frame}:end_frame={}", frame + 1));
                end.push(if output.format == Format::Jpg { "format=yuvj420p" } else { "format=rgb24" }.into());
            }
            _ => end.push("format=yuv420p".into()),
        }
        Ok(self.chain(&[&last], &chained(&end)))
    }

    /// One run at the timeline's rate and in the canvas's size.
    fn run_picture(&mut self, run: &Run, branch: &Branch) -> Result<String, String> {
        let rate = self.rate();
        let made = run.made();
        let clip = run.first();
        let probe = self.probe(run.src()).clone();
        let Some(from) = &branch.picture else {
            let (width, height) = (self.timeline.width, self.timeline.height);
            return Ok(self.chain(
                &[],
                &format!("color=c=black:s={width}x{height}:r={rate},trim=end_frame={made},format=yuv420p,setsar=1"),
            ));
        };
        let beat = format!("setpts=N*{}/({}*TB)", rate.den, rate.num);
        let mut filters = vec![];
        if probe.kind == Kind::Image {
            filters.extend([
                // Pictures use the full range of brightness and films do not; side by side they must agree.
                format!("scale=out_range=tv:out_color_matrix=bt709:{SCALER},format=yuv420p"),
                "loop=loop=-1:size=1:start=0".into(),
                beat.clone(),
                format!("fps={rate}"),
                format!("trim=end_frame={made}"),
            ]);
        } else {
            let ranges = run.ranges();
            let (first, end) = (run.from(), run.to());
            filters.push(format!("fps=fps={rate}:start_time=0"));
            // The last frame is held where the picture ends before its header says.
            filters.push("tpad=stop_mode=clone:stop=-1".into());
            filters.push(format!("trim=start_frame={}:end_frame={}", first - branch.skipped, end - branch.skipped));
            if ranges.len() > 1 {
                let ranges: Vec<(u64, u64)> = ranges.iter().map(|(from, to)| (from - first, to - first)).collect();
                filters.push(format!("select='{}'", tree::select(&ranges)));
            }
            if clip.reversed {
                filters.push("reverse".into());
            }
            if clip.still {
                filters.push("loop=loop=-1:size=1:start=0".into());
            }
            filters.push(beat.clone());
            if clip.speed != 1.0 && !clip.still {
                filters.push(format!("setpts=PTS/{:.6}", clip.speed));
                filters.push(format!("fps=fps={rate}:start_time=0"));
                filters.push("tpad=stop_mode=clone:stop=-1".into());
            }
            if clip.speed != 1.0 || clip.still {
                filters.push(format!("trim=end_frame={made}"));
                filters.push(beat);
            }
        }
        filters.extend(tone_mapped(&probe));
        let tag = self.label();
        let (shape, filters_after) = look(&clip.look, &probe, rate, made, &tag);
        if !probe.square {
            filters.push("scale=trunc(iw*sar/2)*2:trunc(ih/2)*2".into());
        }
        filters.extend(filters_after);
        let fitted = self.fitted(from, filters, shape);
        Ok(match clip.look.0.iter().find_map(|fx| if let Fx::Key { blue } = fx { Some(*blue) } else { None }) {
            Some(blue) => self.keyed(&fitted, blue, made),
            None => fitted,
        })
    }

    /// Puts a picture of the given size on the canvas.
    fn fitted(&mut self, from: &str, mut filters: Vec<String>, (width, height): (u32, u32)) -> String {
        let (w, h) = (self.timeline.width, self.timeline.height);
        let (own, wanted) = (f64::from(width) / f64::from(height), f64::from(w) / f64::from(h));
        let roomy = matches!(self.timeline.fit, Fit::Low | Fit::High);
        if (width, height) == (w, h) && !roomy {
            filters.extend(["format=yuv420p".into(), "setsar=1".into()]);
            return self.chain(&[from], &chained(&filters));
        }
        if (own / wanted - 1.0).abs() < 0.01 && !roomy {
            filters.extend([format!("scale={w}:{h}:{SCALER}"), "format=yuv420p".into(), "setsar=1".into()]);
            return self.chain(&[from], &chained(&filters));
        }
        let room = if roomy { super::even(h * 3 / 4) } else { h };
        let top = if self.timeline.fit == Fit::Low { h - room } else { 0 };
        let inside = format!("scale={w}:{room}:force_original_aspect_ratio=decrease:force_divisible_by=2:{SCALER}");
        let over =
            format!("scale={w}:{h}:force_original_aspect_ratio=increase:force_divisible_by=2:{SCALER},crop={w}:{h}");
        match self.timeline.fit {
            Fit::Crop => filters.push(over),
            Fit::Pad => filters.push(format!("{inside},pad={w}:{h}:(ow-iw)/2:(oh-ih)/2")),
            Fit::Blur | Fit::Low | Fit::High => {
                // Blurred small and then enlarged: the same look for a tenth of the work.
                let (sw, sh) = (super::even(w / 4), super::even(h / 4));
                filters.push("split".into());
                let (back, front) = (self.label(), self.label());
                self.chains.push(format!("[{from}]{}[{back}][{front}]", chained(&filters)));
                let back = self.chain(
                    &[&back],
                    &format!(
                        "scale={sw}:{sh}:force_original_aspect_ratio=increase:force_divisible_by=2:flags=fast_bilinear,crop={sw}:{sh},\
                         boxblur=8:2,scale={w}:{h}:flags=bilinear,setsar=1"
                    ),
                );
                let front = self.chain(&[&front], &format!("{inside},setsar=1"));
                return self.chain(
                    &[&back, &front],
                    &format!("overlay=(W-w)/2:{top}+({room}-h)/2:format=yuv420,format=yuv420p,setsar=1"),
                );
            }
        }
        filters.extend(["format=yuv420p".into(), "setsar=1".into()]);
        self.chain(&[from], &chained(&filters))
    }

    fn joined(&mut self, runs: &[Run], parts: Vec<String>) -> String {
        let rate = self.rate();
        let mut done: Vec<String> = vec![];
        let mut length = 0;
        for (run, part) in runs.iter().zip(parts) {
            let faded = run.first().transition;
            if faded > 0 && length >= faded && !done.is_empty() {
                let before = self.concat(std::mem::take(&mut done));
                let before = self.chain(&[&before], "settb=AVTB");
                let part = self.chain(&[&part], "settb=AVTB");
                let total = length + run.len();
                let joint = format!(
                    "xfade=transition={}:duration={:.6}:offset={:.6},fps={rate},tpad=stop_mode=clone:stop=4,trim=end_frame={total}",
                    run.first().crossing.filter(),
                    rate.seconds(faded),
                    rate.seconds(length - faded)
                );
                done.push(self.chain(&[&before, &part], &joint));
            } else {
                done.push(part);
            }
            length += run.len();
        }
        self.concat(done)
    }

    fn concat(&mut self, mut parts: Vec<String>) -> String {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let rate = self.rate();
        let from: Vec<&str> = parts.iter().map(String::as_str).collect();
        let beat = format!("setpts=N*{}/({}*TB)", rate.den, rate.num);
        self.chain(&from, &format!("concat=n={}:v=1:a=0,settb={}/{},{beat}", from.len(), rate.den, rate.num))
    }
}

/// High dynamic range on an ordinary screen: mapped, since it would otherwise look washed out.
pub(super) fn tone_mapped(probe: &Probe) -> Option<String> {
    probe.hdr.then(|| {
        "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
            .to_owned()
    })
}

/// Never larger than it is: small pictures for the web.
fn small(width: u32) -> String {
    format!("scale='min({width},iw)':-2:flags=lanczos")
}

pub(super) fn chained(filters: &[String]) -> String {
    if filters.is_empty() { "null".into() } else { filters.join(",") }
}
