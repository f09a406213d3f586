//! What is done to the picture of a clip, as filters.

use super::even;
use super::picture::SCALER;
use crate::backend::local::model::{Fx, Look, Rate, Veil};
use crate::backend::local::probe::Probe;

/// The filters of a clip's look, and the size that the picture has after them. Streams within them begin with
/// `tag`, which no others have.
pub fn look(look: &Look, probe: &Probe, rate: Rate, frames: u64, tag: &str) -> ((u32, u32), Vec<String>) {
    let (mut width, mut height) = (probe.width, probe.height);
    if !probe.square {
        (width, height) = (even(width), even(height));
    }
    let mut filters = vec![];
    for (index, fx) in look.0.iter().enumerate() {
        let filter = match fx {
            Fx::Tone { brightness, contrast, saturation } => format!(
                "eq=brightness={:.3}:contrast={:.3}:saturation={:.3}",
                brightness.clamp(-1.0, 1.0),
                contrast.clamp(0.0, 3.0),
                saturation.clamp(0.0, 3.0)
            ),
            Fx::Warmth { by } => {
                let by = by.clamp(-0.5, 0.5);
                format!("colorchannelmixer=rr={:.3}:gg=1:bb={:.3}", 1.0 + by, 1.0 - by)
            }
            Fx::Curve { shadows, highlights } => {
                let (dark, light) = (0.25 + shadows.clamp(-0.2, 0.2), 0.75 + highlights.clamp(-0.2, 0.2));
                format!("curves=all='0/0 0.25/{dark:.3} 0.75/{light:.3} 1/1'")
            }
            Fx::Gray => "hue=s=0".into(),
            Fx::Sepia => "colorchannelmixer=.393:.769:.189:0:.349:.686:.168:0:.272:.534:.131".into(),
            Fx::Vintage => "curves=preset=vintage".into(),
            Fx::Vignette => "vignette=PI/5".into(),
            Fx::Grain => "noise=alls=14:allf=t:all_seed=7".into(),
            Fx::Blur => format!("gblur=sigma={:.1}", f64::from(width.max(height)) / 100.0),
            Fx::Sharpen => "unsharp=5:5:0.8:5:5:0".into(),
            Fx::Denoise => "hqdn3d".into(),
            Fx::Stabilize => "deshake=rx=32:ry=32:edge=mirror".into(),
            Fx::Rotate { quarters } => {
                if quarters % 2 == 1 {
                    std::mem::swap(&mut width, &mut height);
                }
                match quarters % 4 {
                    1 => "transpose=clock".into(),
                    2 => "hflip,vflip".into(),
                    3 => "transpose=cclock".into(),
                    _ => continue,
                }
            }
            Fx::FlipH => "hflip".into(),
            Fx::FlipV => "vflip".into(),
            Fx::Zoom { by } => {
                let by = by.clamp(1.0, 10.0);
                format!(
                    "crop=trunc(iw/{by:.4}/2)*2:trunc(ih/{by:.4}/2)*2,scale={}:{}:{SCALER}",
                    even(width),
                    even(height)
                )
            }
            Fx::SlowZoom { by } => {
                let by = by.clamp(0.1, 10.0);
                let most = by.max(1.0 / by);
                let done = format!("min(on/{},1)", frames.saturating_sub(1).max(1));
                let zoom = if by >= 1.0 {
                    format!("1+{:.4}*{done}", most - 1.0)
                } else {
                    format!("{most:.4}-{:.4}*{done}", most - 1.0)
                };
                (width, height) = (even(width), even(height));
                // Places are whole pixels; on a larger picture they are fine enough not to tremble.
                format!(
                    "scale={}:{}:{SCALER},zoompan=z='{zoom}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=1:s={width}x{height}:fps={rate}",
                    width * 4,
                    height * 4
                )
            }
            Fx::Pan { x, y } => {
                (width, height) = (even(width), even(height));
                pan([*x, *y], (width, height), frames)
            }
            Fx::Shimmer => "eq=brightness='0.05*(1-cos(2*PI*t/2.5))':eval=frame".into(),
            Fx::Glow => glow(&format!("{tag}g{index}"), width.max(height)),
            Fx::Hide { x, y, w, h, veil } => {
                let Some(rect) = inside([*x, *y, *w, *h], width, height) else { continue };
                hidden(&format!("{tag}h{index}"), rect, *veil, width.max(height))
            }
            Fx::Crop { x, y, w, h } => {
                let [left, top, wide, high] = kept([*x, *y, *w, *h], width, height);
                (width, height) = (wide, high);
                format!("crop={wide}:{high}:{left}:{top}")
            }
            Fx::Key { .. } => continue,
            // These are heard, and not seen.
            Fx::CleanSound | Fx::Bass { .. } | Fx::Treble { .. } | Fx::Pitch { .. } => continue,
            Fx::Echo | Fx::Reverb | Fx::Telephone | Fx::Voice | Fx::Bleep | Fx::Late { .. } => continue,
        };
        if matches!(fx, Fx::Zoom { .. }) {
            (width, height) = (even(width), even(height));
        }
        filters.push(filter);
    }
    ((width, height), filters)
}

/// How much larger the picture is that a frame goes over.
const PANNED: f64 = 1.25;

/// A window that goes over a larger picture, from one edge to the other while the clip plays.
fn pan(way: [f64; 2], (width, height): (u32, u32), frames: u64) -> String {
    let done = format!("min(n/{},1)", frames.saturating_sub(1).max(1));
    let place = |way: f64, room: &str| match way {
        way if way > 0.0 => format!("{room}*{done}"),
        way if way < 0.0 => format!("{room}*(1-{done})"),
        _ => format!("{room}/2"),
    };
    let [x, y] = way;
    let (x, y) = (place(x, "(iw-ow)"), place(y, "(ih-oh)"));
    // Places are whole pixels; on a picture of twice the size they are fine enough not to tremble.
    let larger = |side: u32| even((f64::from(side) * PANNED * 2.0).round() as u32);
    let (w, h) = (larger(width), larger(height));
    format!("scale={w}:{h}:{SCALER},crop={}:{}:x='{x}':y='{y}',scale={width}:{height}:{SCALER}", width * 2, height * 2)
}

/// Even pixels of the part of a picture that a crop leaves: from the left, from above, width and height.
pub fn kept(shares: [f64; 4], width: u32, height: u32) -> [u32; 4] {
    let [x, y, w, h] = shares.map(|share| share.clamp(0.0, 1.0));
    let span = |from: f64, length: f64, whole: u32| {
        let long = even((length * f64::from(whole)).round() as u32).min(even(whole));
        let begin = (from * f64::from(whole)).round() as u32 / 2 * 2;
        (begin.min(whole.saturating_sub(long)) / 2 * 2, long)
    };
    let ((left, wide), (top, high)) = (span(x, w, width), span(y, h, height));
    [left, top, wide, high]
}

/// Even pixels of a part of a picture; none where it is too small to be drawn.
fn inside(shares: [f64; 4], width: u32, height: u32) -> Option<[u32; 4]> {
    let [x, y, w, h] = shares.map(|share| share.clamp(0.0, 1.0));
    let span = |from: f64, length: f64, whole: u32| {
        let begin = (from * f64::from(whole)).round() as u32 / 2 * 2;
        let end = ((from + length).min(1.0) * f64::from(whole)).round() as u32;
        // Colours are shared by two pixels, so a part ends behind both of them, or with the picture.
        (begin, end.saturating_sub(begin).next_multiple_of(2).min(whole - begin))
    };
    let ((left, wide), (top, high)) = (span(x, w, width), span(y, h, height));
    (wide >= 4 && high >= 4).then_some([left, top, wide, high])
}

/// A part that is made unrecognisable and laid back in its place.
fn hidden(tag: &str, [x, y, w, h]: [u32; 4], veil: Veil, long: u32) -> String {
    let change = match veil {
        Veil::Black => return format!("drawbox=x={x}:y={y}:w={w}:h={h}:color=black:t=fill"),
        Veil::Blur => format!("gblur=sigma={:.1}:steps=3", f64::from(long) / 40.0),
        Veil::Pixels => {
            let block = (long / 40).max(4);
            let (few, low) = ((w / block).max(1), (h / block).max(1));
            // Colour is made as coarse as light, or edges would glitter.
            format!("format=yuv444p,scale={few}:{low}:flags=area,scale={w}:{h}:flags=neighbor")
        }
    };
    format!(
        "split[{tag}a][{tag}b];[{tag}b]crop={w}:{h}:{x}:{y},{change}[{tag}c];[{tag}a][{tag}c]overlay={x}:{y}:format=yuv420"
    )
}

/// What is bright shines over its edges: only light is added, so that colours stay.
fn glow(tag: &str, long: u32) -> String {
    let sigma = f64::from(long) / 70.0;
    format!(
        "format=yuv420p,split[{tag}a][{tag}b];[{tag}b]gblur=sigma={sigma:.1}:steps=2[{tag}c];[{tag}a][{tag}c]blend=c0_mode=screen:c0_opacity=0.4"
    )
}
