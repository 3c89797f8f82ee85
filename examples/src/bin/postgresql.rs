//! A PostgreSQL to try the examples on: `cargo run --bin postgresql`. Wants Debian's package `postgresql`.
//!
//! Prints its address, which goes into `DATABASE_URL`. It is in a temporary folder, listens on a socket there, and commits
//! durably. Ends with its standard input, and then everything in it is gone.

use refundkit_examples::postgres_server::PostgresServer;
use std::io::{self, Read};

fn main() -> io::Result<()> {
    let folder = std::env::temp_dir().join(format!("refundkit-postgresql-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let served = serve(&folder);
    std::fs::remove_dir_all(&folder)?;
    served
}

fn serve(folder: &std::path::Path) -> io::Result<()> {
    let server = PostgresServer::start(folder).map_err(io::Error::other)?;
    println!("{}", server.address);
    io::stdin()
        .read_to_end(&mut Vec::new())
        .map(drop)
}
