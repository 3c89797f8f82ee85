//! The databases that hold the table.

use super::sqlite::{self, SqliteTable};
use crate::table::Table;
use std::path::{Path, PathBuf};

#[cfg(feature = "postgres")]
use super::postgres::{PostgresTable, Server};

/// The table, as `core/src/ledger/mod.rs` defines it.
pub(super) const DEFINITION: &str = "CREATE TABLE refund_ledgers (
    key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL,
    due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL)";

const SQLITE: &str = "sqlite:";
#[cfg(feature = "postgres")]
const POSTGRES: &str = "postgres:";

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// SQLite, embedded, `synchronous = FULL`.
    Sqlite,
    /// A PostgreSQL of one's own, `synchronous_commit = on`.
    #[cfg(feature = "postgres")]
    Postgres,
}

/// A database with an empty table, which is gone when this is dropped.
pub struct Database {
    address: String,
    #[cfg(feature = "postgres")]
    server: Option<Server>,
    folder: PathBuf,
}

impl Database {
    /// Makes a database in a folder of its own.
    pub fn open(store: Store) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("refundkit-kills-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        match store {
            Store::Sqlite => Self::sqlite(folder),
            #[cfg(feature = "postgres")]
            Store::Postgres => Self::postgres(folder),
        }
    }

    fn sqlite(folder: PathBuf) -> Result<Self, String> {
        let path = folder.join("ledgers.db");
        sqlite::create(&path).map_err(|error| error.to_string())?;
        Ok(Self {
            address: format!("{SQLITE}{}", text(&path)),
            #[cfg(feature = "postgres")]
            server: None,
            folder,
        })
    }

    #[cfg(feature = "postgres")]
    fn postgres(folder: PathBuf) -> Result<Self, String> {
        let server = Server::start(&folder)?;
        Ok(Self {
            address: format!("{POSTGRES}{}", server.address),
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
        #[cfg(feature = "postgres")]
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
    #[cfg(feature = "postgres")]
    if let Some(address) = address.strip_prefix(POSTGRES) {
        return Box::new(PostgresTable::open(address).expect("the server is there"));
    }
    panic!("no database is at {address}")
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
