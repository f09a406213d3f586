//! What is seen through a keyed screen.

use super::Graph;
use crate::backend::local::model::{Backdrop, Frames};
use crate::backend::local::probe::Kind;

impl Graph<'_> {
    /// Puts a picture whose screen is taken away over the backdrop, for as many frames as it has.
    pub(super) fn keyed(&mut self, picture: &str, blue: bool, made: Frames) -> String {
        let rate = self.rate();
        let (w, h) = (self.timeline.width, self.timeline.height);
        let beat = format!("setpts=N*{}/({}*TB)", rate.den, rate.num);
        let fill = format!(
            "scale={w}:{h}:force_original_aspect_ratio=increase:force_divisible_by=2,crop={w}:{h},format=yuv420p,setsar=1"
        );
        let back = match self.timeline.backdrop.clone().unwrap_or(Backdrop::Color("000000".into())) {
            Backdrop::Color(color) => self.chain(
                &[],
                &format!("color=c=0x{color}:s={w}x{h}:r={rate},trim=end_frame={made},format=yuv420p,setsar=1"),
            ),
            Backdrop::Medium(src) => {
                let still = self.probe(&src).kind == Kind::Image;
                // Footage that is shorter than the picture plays again.
                let input = self.input(&src, !still, false);
                let frames = if still {
                    "loop=loop=-1:size=1:start=0".to_owned()
                } else {
                    format!("fps=fps={rate}:start_time=0")
                };
                self.chain(
                    &[&format!("{input}:v")],
                    &format!("{fill},{frames},{beat},fps={rate},trim=end_frame={made}"),
                )
            }
        };
        let screen = if blue { "0x0000FF" } else { "0x00D02A" };
        let front = self.chain(&[picture], &format!("chromakey={screen}:0.19:0.06"));
        self.chain(&[&back, &front], "overlay=0:0:format=yuv420:shortest=1,format=yuv420p,setsar=1")
    }
}
