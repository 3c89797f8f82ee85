//! The databases that hold the table.

use super::postgres::{self, PostgresTable};
use super::sqlite::{self, SqliteTable};
use crate::postgres_server::PostgresServer;
use crate::table::Table;
use std::path::{Path, PathBuf};

/// The table, as `core/src/ledger/mod.rs` defines it.
pub(super) const DEFINITION: &str = "CREATE TABLE refund_ledgers (
    key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL,
    due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL)";

const SQLITE: &str = "sqlite:";
const POSTGRES: &str = "postgresql:";

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// SQLite, embedded, `synchronous = FULL`.
    Sqlite,
    /// A PostgreSQL of one's own, `synchronous_commit = on`.
    Postgres,
}

/// A database with an empty table, which is gone when this is dropped.
pub struct Database {
    address: String,
    server: Option<PostgresServer>,
    folder: PathBuf,
}

impl Database {
    /// Makes a database in a folder of its own.
    pub fn open(store: Store) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("refundkit-kills-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        match store {
            Store::Sqlite => Self::sqlite(folder),
            Store::Postgres => Self::postgres(folder),
        }
    }

    fn sqlite(folder: PathBuf) -> Result<Self, String> {
        let path = folder.join("ledgers.db");
        sqlite::create(&path).map_err(|error| error.to_string())?;
        Ok(Self {
            address: format!("{SQLITE}{}", text(&path)),
            server: None,
            folder,
        })
    }

    fn postgres(folder: PathBuf) -> Result<Self, String> {
        let server = PostgresServer::start(&folder)?;
        postgres::create(&server.address).map_err(|error| error.to_string())?;
        Ok(Self {
            address: server.address.clone(),
            server: Some(server),
            folder,
        })
    }

    /// What a worker needs to know.
    pub(super) fn address(&self) -> String {
        self.address.clone()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(self.server.take());
        // What is left over lies in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The table at an address.
pub(super) fn table(address: &str) -> Box<dyn Table> {
    if let Some(path) = address.strip_prefix(SQLITE) {
        return Box::new(SqliteTable::open(path).expect("the file can be opened"));
    }
    if address.starts_with(POSTGRES) {
        return Box::new(PostgresTable::open(address).expect("the server is there"));
    }
    panic!("no database is at {address}")
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
