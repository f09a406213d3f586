//! The program; everything is in the library.

fn main() -> std::process::ExitCode {
    flow::cli::main()
}
