//! What lies over the main picture: films, logos, bars.

use super::picture::{SCALER, chained, tone_mapped};
use super::{Graph, even};
use crate::backend::local::model::{Overlay, OverlayRole, Place, Rate};
use crate::backend::local::probe::Kind;

impl Graph<'_> {
    pub(super) fn laid_over(&mut self, mut last: String) -> String {
        // Bars lie over films and under logos.
        let (films, others): (Vec<Overlay>, Vec<Overlay>) = self.timeline.overlays.iter().cloned().partition(|one| {
            one.role == OverlayRole::Beside || self.timeline.bars.is_some() && one.role == OverlayRole::Broll
        });
        for overlay in films {
            last = self.overlay(&last, &overlay);
        }
        if let Some(bars) = self.bars() {
            last = self.chain(&[&last], &bars);
        }
        if let Some(line) = &self.timeline.border {
            let short = self.timeline.width.min(self.timeline.height);
            let wide = even((f64::from(short) * line.share).round() as u32);
            let color = &line.color;
            last = self.chain(&[&last], &format!("drawbox=x=0:y=0:w=iw:h=ih:color=0x{color}:t={wide}"));
        }
        for overlay in others {
            last = self.overlay(&last, &overlay);
        }
        self.progress(last)
    }

    /// Black above and below; none where the canvas is that wide already.
    fn bars(&self) -> Option<String> {
        let (width, height) = (self.timeline.width, self.timeline.height);
        let bar = (f64::from(height) - f64::from(width) / self.timeline.bars?) / 2.0;
        let bar = (bar.round().max(0.0) as u32 / 2 * 2).min(height / 2);
        (bar > 0).then(|| {
            let low = height - bar;
            format!(
                "drawbox=x=0:y=0:w=iw:h={bar}:color=black:t=fill,drawbox=x=0:y={low}:w=iw:h={bar}:color=black:t=fill"
            )
        })
    }

    fn overlay(&mut self, base: &str, overlay: &Overlay) -> String {
        if overlay.role == OverlayRole::Beside {
            return self.beside(base, overlay);
        }
        let rate = self.rate();
        let (w, h) = (self.timeline.width, self.timeline.height);
        let still = self.probe(&overlay.src).kind == Kind::Image;
        let input = self.input(&overlay.src, false, false);
        let mut filters = vec![];
        if !still {
            filters.push(format!("fps=fps={rate}:start_time=0"));
            filters.push("tpad=stop_mode=clone:stop=-1".into());
            filters.push(format!("trim=start_frame={}:end_frame={}", overlay.start, overlay.start + overlay.len));
            filters.push(format!("setpts=(N+{})*{}/({}*TB)", overlay.at, rate.den, rate.num));
        }
        filters.extend(tone_mapped(self.probe(&overlay.src)));
        if overlay.role == OverlayRole::Broll {
            filters.push(format!(
                "scale={w}:{h}:force_original_aspect_ratio=decrease:force_divisible_by=2:{SCALER},pad={w}:{h}:(ow-iw)/2:(oh-ih)/2,setsar=1"
            ));
        } else {
            filters.push(format!("scale={}:-2:{SCALER},setsar=1", even((f64::from(w) * overlay.width).round() as u32)));
            if overlay.role == OverlayRole::Logo {
                filters.push("format=rgba".into());
            }
            if overlay.opacity < 1.0 {
                filters.push(format!("format=rgba,colorchannelmixer=aa={:.3}", overlay.opacity));
            }
        }
        if overlay.fades.any() {
            filters.extend(faded(overlay, still, rate));
        }
        let over = self.chain(&[&format!("{input}:v")], &chained(&filters));
        let edge = even(w.min(h) * 4 / 100);
        let (x, y) = match overlay.role {
            OverlayRole::Broll | OverlayRole::Beside => ("0".into(), "0".into()),
            OverlayRole::Logo | OverlayRole::Pip => corner(overlay.place, edge),
        };
        let when = self.during(overlay);
        let end = if still { "repeat" } else { "pass" };
        self.chain(&[base, &over], &format!("overlay={x}:{y}:format=yuv420:eof_action={end}{when}"))
    }

    /// When an overlay is seen, as an option of its filter.
    fn during(&self, overlay: &Overlay) -> String {
        let rate = self.rate();
        if overlay.at == 0 && overlay.len >= self.timeline.total() {
            String::new()
        } else {
            // By time: frames are counted on whichever input was read last. Half a frame of room keeps
            // rounded times on their side of the edge.
            let edge = |frames: u64| rate.seconds(frames) - 0.5 / rate.per_second();
            format!(":enable='gte(t,{:.5})*lt(t,{:.5})'", edge(overlay.at), edge(overlay.at + overlay.len))
        }
    }

    /// The middle of the main picture in one half, and the middle of another film in the other.
    fn beside(&mut self, base: &str, overlay: &Overlay) -> String {
        let rate = self.rate();
        let (w, h) = (self.timeline.width, self.timeline.height);
        let across = matches!(overlay.place, Place::Left | Place::Right);
        let (wide, high) = if across { (even(w / 2), h) } else { (w, even(h / 2)) };
        let (far_x, far_y) = if across { (w - wide, 0) } else { (0, h - high) };
        let first = matches!(overlay.place, Place::Left | Place::Top);
        let input = self.input(&overlay.src, false, false);
        let mut filters = vec![
            format!("fps=fps={rate}:start_time=0"),
            "tpad=stop_mode=clone:stop=-1".into(),
            format!("trim=start_frame={}:end_frame={}", overlay.start, overlay.start + overlay.len),
            format!("setpts=(N+{})*{}/({}*TB)", overlay.at, rate.den, rate.num),
        ];
        filters.extend(tone_mapped(self.probe(&overlay.src)));
        filters.push(format!(
            "scale={wide}:{high}:force_original_aspect_ratio=increase:force_divisible_by=2:{SCALER},crop={wide}:{high},format=yuv420p,setsar=1"
        ));
        let other = self.chain(&[&format!("{input}:v")], &chained(&filters));
        let when = self.during(overlay);
        let (kept, half) = (self.label(), self.label());
        self.chains.push(format!("[{base}]split[{kept}][{half}]"));
        let half = self.chain(&[&half], &format!("crop={wide}:{high}"));
        let ((x, y), (other_x, other_y)) = if first { ((far_x, far_y), (0, 0)) } else { ((0, 0), (far_x, far_y)) };
        let main = self.chain(&[&kept, &half], &format!("overlay={x}:{y}:format=yuv420{when}"));
        self.chain(&[&main, &other], &format!("overlay={other_x}:{other_y}:format=yuv420:eof_action=pass{when}"))
    }

    /// A bar that comes in from the left, and is whole in the last frame.
    fn progress(&mut self, base: String) -> String {
        let Some(bar) = self.timeline.progress.clone() else { return base };
        let (w, h, rate, total) = (self.timeline.width, self.timeline.height, self.rate(), self.timeline.total());
        let high = even(w.min(h) / 72).max(4);
        let strip = self.chain(
            &[],
            &format!("color=c=0x{}:s={w}x{high}:r={rate},trim=end_frame={total},format=yuv420p,setsar=1", bar.color),
        );
        let y = if bar.top { 0 } else { h - high };
        let done = format!("(t*{}/{}+1)/{total}", rate.num, rate.den);
        self.chain(&[&base, &strip], &format!("overlay=x='trunc(w*{done}-w)':y={y}:format=yuv420"))
    }
}

/// Lets an overlay come and go; a picture is first shown again and again, since one frame cannot change.
fn faded(overlay: &Overlay, still: bool, rate: Rate) -> Vec<String> {
    let fades = overlay.fades.within(overlay.len);
    let mut filters = vec!["format=rgba".to_owned()];
    if still {
        filters.push("loop=loop=-1:size=1:start=0".into());
        filters.push(format!("setpts=(N+{})*{}/({}*TB)", overlay.at, rate.den, rate.num));
        filters.push(format!("trim=end_frame={}", overlay.len));
    }
    if fades.begin > 0 {
        filters.push(format!("fade=t=in:s=0:n={}:alpha=1", fades.begin));
    }
    if fades.end > 0 {
        filters.push(format!("fade=t=out:s={}:n={}:alpha=1", overlay.len - fades.end, fades.end));
    }
    filters
}

fn corner(place: Place, edge: u32) -> (String, String) {
    let (left, middle, right) = (format!("{edge}"), "(W-w)/2".to_owned(), format!("W-w-{edge}"));
    let (top, center, low) = (format!("{edge}"), "(H-h)/2".to_owned(), format!("H-h-{edge}"));
    match place {
        Place::TopLeft => (left, top),
        Place::Top => (middle, top),
        Place::TopRight => (right, top),
        Place::Left => (left, center),
        Place::Center => (middle, center),
        Place::Right => (right, center),
        Place::BottomLeft => (left, low),
        Place::Bottom => (middle, low),
        Place::BottomRight => (right, low),
    }
}
