//! Where Swift is: on PATH, or in the root of another system.

use crate::step::{Tally, root};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

const CHROOT: &str = "REFUNDKIT_SWIFT_CHROOT";

/// What the chroot needs of the repository. Folders that a build left there stay.
const COPIED: [&str; 12] = [
    "bindings-uniffi/swift/Package.swift",
    "bindings-uniffi/swift/README.md",
    "bindings-uniffi/swift/providers.md",
    "bindings-uniffi/swift/Sources",
    "bindings-uniffi/swift/Headers",
    "bindings-uniffi/swift/Tests",
    "bindings-uniffi/swift/lib",
    "examples/swift-pos/Package.swift",
    "examples/swift-pos/Sources",
    "examples/swift-pos/Tests",
    "tests",
    CLIENTS,
];

/// The page whose tables the tests compare with what URLSession did, or write.
pub(super) const CLIENTS: &str = "docs/http-clients.md";

/// The chroot trusts the authority of `tests/clients/server.py`. Only this command sees it so.
const TRUST: &str = "list=/etc/ssl/certs/ca-certificates.crt && \
    cat $list /refundkit/tests/keys/tls_ca.pem > /tmp/trusted.crt && mount --bind /tmp/trusted.crt $list";

/// A line of shell in a folder of the repository, where Swift is; without Swift the tally of what is missing.
pub(crate) fn toolchain(line: &str, folder: &str) -> Result<Command, Tally> {
    let Some(system) = std::env::var_os(CHROOT) else {
        return on_path(line, folder);
    };
    COPIED
        .iter()
        .try_for_each(|part| replaced(&system, part))
        .map_err(|error| {
            eprintln!("{CHROOT}: {error}");
            Tally::FAILED
        })?;
    // Without /proc, Swift's programs do not find their libraries. Only this command sees it there.
    let mut proc = OsString::from("--mount-proc=");
    proc.push(Path::new(&system).join("proc"));
    let mut command = Command::new("unshare");
    command
        .args([proc.as_os_str(), OsStr::new("chroot"), &system])
        .args(["sh", "-c"])
        .arg(format!("{TRUST} && cd /refundkit/{folder} && {line}"));
    Ok(command)
}

/// Where that folder is for us.
pub(crate) fn place(folder: &str) -> PathBuf {
    std::env::var_os(CHROOT)
        .map_or_else(root, |system| Path::new(&system).join("refundkit"))
        .join(folder)
}

fn on_path(line: &str, folder: &str) -> Result<Command, Tally> {
    let found = Command::new("swift")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !found.is_ok_and(|status| status.success()) {
        return Err(Tally::missing(&format!("swift on PATH, or {CHROOT}")));
    }
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .current_dir(root().join(folder));
    Ok(command)
}

/// One part of the repository in the chroot, without what is no longer in it.
fn replaced(system: &OsString, part: &str) -> io::Result<()> {
    let (from, to) = (
        root().join(part),
        Path::new(system)
            .join("refundkit")
            .join(part),
    );
    prune(&from, &to)?;
    copy(&from, &to)
}

fn prune(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(to)
        .into_iter()
        .flatten()
        .flatten()
    {
        let (kept, copy) = (from.join(entry.file_name()), entry.path());
        match (kept.exists(), copy.is_dir()) {
            (true, _) => prune(&kept, &copy)?,
            (false, true) => fs::remove_dir_all(copy)?,
            (false, false) => fs::remove_file(copy)?,
        }
    }
    Ok(())
}

/// Copies a file or a folder; what is there already and equal keeps its time, so that Swift need not build again.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        return fs::read_dir(from)?
            .flatten()
            .try_for_each(|entry| copy(&entry.path(), &to.join(entry.file_name())));
    }
    to.parent()
        .map_or(Ok(()), fs::create_dir_all)?;
    if fs::read(to).ok() == Some(fs::read(from)?) {
        Ok(())
    } else {
        fs::copy(from, to).map(drop)
    }
}
