//! The jar for the JVM: the native library, the Kotlin sources written from it, and Maven around both.
//!
//! What is made stands under `target/kotlin`; nothing of it is committed.

use crate::step::{
    Result, Step, Tally, apt_installs, command, counted, done, into_tally, output, root, succeeds,
    target,
};
use crate::{built, camel, checks, supply};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `tools` looks for.
pub(crate) const TOOLS: &str =
    "mvn and a JDK (Debian: apt-get install maven openjdk-17-jdk-headless)";
pub(crate) const PACKAGE: &str = "bindings-uniffi/kotlin/pom.xml";
const JAR: &str = "Kotlin package, from its jar";
pub(crate) const DOCS: &str = "documentation for Kotlin";
const EXAMPLE: &str = "examples/kotlin-pos/pom.xml";
/// What phones have: one target of 64 bits and one of 32.
const PHONES: [&str; 2] = ["aarch64-linux-android", "armv7-linux-androideabi"];
/// What emulators have.
const EMULATORS: [&str; 2] = ["x86_64-linux-android", "i686-linux-android"];

/// What `cargo xtask test` runs.
pub(crate) fn checks() -> Vec<Step> {
    vec![
        Step::new(JAR, test).after(&[checks::TOOLS, checks::LIBRARY, checks::PROGRAMS]),
        // After the jar: both write the generated sources.
        Step::new(DOCS, crate::docs::kotlin).after(&[JAR]),
        Step::compiling("core and classes for Android", || android(&PHONES)),
    ]
}

/// What `cargo xtask bench` runs.
pub(crate) fn benchmarks() -> Vec<Step> {
    vec![Step::new("Kotlin beside hand-written Kotlin", bench)]
}

/// What `cargo xtask dist` runs.
pub(crate) fn dist() -> Vec<Step> {
    vec![
        Step::new("core and classes for Android emulators", || {
            android(&EMULATORS)
        }),
        Step::new("Kotlin package", leave_jar),
    ]
}

/// The tests of the jar, then those of the point of sale that uses it.
fn test() -> Tally {
    with_tools(|| {
        prepare()?;
        write_stories()?;
        let mut tally = counted(maven(PACKAGE, "install"), maven_result);
        tally += counted(maven(EXAMPLE, "verify"), maven_result);
        Ok(tally)
    })
}

/// Every call of every story of the ledger, where the pom tells the tests that it is.
fn write_stories() -> Result<()> {
    built::programs()?;
    let file = work().join("stories.json");
    let stories = output(built::program("golden").arg("stories"))?;
    fs::write(&file, stories).map_err(|error| format!("{}: {error}", file.display()))
}

/// Beside the same work written by hand.
fn bench() -> Tally {
    with_tools(|| {
        prepare()?;
        let mut run = maven(PACKAGE, "install");
        run.args(["-Dit.test=Benchmark", "-Dbenchmark=true"]);
        Ok(Tally::of(succeeds(&mut run)))
    })
}

/// Leaves what Maven Central takes in `dist/kotlin`.
fn leave_jar() -> Tally {
    with_tools(|| {
        prepare()?;
        done(
            "mvn package",
            succeeds(maven(PACKAGE, "package").arg("-DskipTests")),
        )?;
        done("documentation", crate::docs::kotlin() == Tally::PASSED)?;
        let (bundle, folder) = (bundle()?, root().join("dist/kotlin"));
        for name in ["", "-sources", "-javadoc"].map(jar_name) {
            copy(&bundle.join(&name), &folder.join(&name))?;
        }
        let pom = jar_name("").replace(".jar", ".pom");
        copy(&root().join(PACKAGE), &folder.join(pom))?;
        println!("{}", folder.display());
        Ok(Tally::PASSED)
    })
}

/// The folder with the jars of classes and of sources, and that of the documentation, which is packed here.
pub(crate) fn bundle() -> Result<PathBuf> {
    let folder = work().join("build");
    let mut jar = command("jar --create --file");
    jar.arg(folder.join(jar_name("-javadoc")));
    let packed = jar
        .arg("-C")
        .arg(root().join("target/docs/kotlin"))
        .arg(".");
    done("jar", succeeds(packed))?;
    Ok(folder)
}

/// The file of the package's classes, or of what stands beside them.
pub(crate) fn jar_name(kind: &str) -> String {
    format!("refundkit-{}{kind}.jar", env!("CARGO_PKG_VERSION"))
}

/// Whether core and classes compile for Android. Linking needs the NDK and is left to `android/build-libraries.sh`.
fn android(targets: &[&str]) -> Tally {
    let mut tally = Tally::default();
    for target in targets {
        let added = succeeds(&mut command(&format!("rustup --quiet target add {target}")));
        let check = format!("cargo check --quiet --package refundkit-uniffi --target {target}");
        tally += if added {
            Tally::of(succeeds(&mut command(&check)))
        } else {
            Tally::missing(target)
        };
    }
    tally
}

fn with_tools(run: fn() -> Result<Tally>) -> Tally {
    if !tools() {
        return Tally::missing(TOOLS);
    }
    into_tally(run())
}

/// Maven, or what apt may install of it.
pub(crate) fn tools() -> bool {
    let found = || {
        command("mvn --version")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    found() || apt_installs("maven openjdk-17-jdk-headless") && found()
}

/// A registry that says nothing for a minute is asked again. On its own, Maven waits for half an hour.
pub(crate) const MAVEN: &str = "mvn --batch-mode --no-transfer-progress -Daether.connector.connectTimeout=20000 -Daether.connector.requestTimeout=60000";

/// Always from nothing: Maven would leave the classes of sources that are gone.
fn maven(pom: &str, goal: &str) -> Command {
    let mut maven = command(MAVEN);
    maven
        .args(["-Dkotlin.compiler.daemon=false", "--file", pom])
        .args(["clean", goal])
        .arg(format!(
            "-Dsimulator={}",
            target()
                .join("debug/simulator")
                .display()
        ));
    maven
}

/// Library and sources, where the pom looks for them.
pub(crate) fn prepare() -> Result<()> {
    built::library()?;
    built::tools()?;
    let library = built::library_file();
    let name = library.file_name().unwrap_or_default();
    let packed = work()
        .join("native")
        .join(platform())
        .join(name);
    copy(&library, &packed)?;
    supply::licensing(
        supply::LIBRARY,
        &supply::host()?,
        &work().join("native/META-INF/sbom/dev.refundkit"),
    )?;
    // The sources are written from symbols that users need not carry.
    done(
        "strip",
        succeeds(
            command("strip")
                .arg(if cfg!(target_os = "macos") {
                    "-x"
                } else {
                    "--strip-unneeded"
                })
                .arg(&packed),
        ),
    )?;
    generate(
        "bindings-uniffi/kotlin/uniffi.toml",
        &library,
        &work().join("generated"),
    )?;
    generate(
        "bindings-uniffi/kotlin/android/uniffi.toml",
        &library,
        &work().join("android"),
    )
}

fn generate(config: &str, library: &Path, folder: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(folder);
    let mut bindgen = built::program("refundkit-bindgen");
    bindgen
        .args([
            "generate",
            "--language",
            "kotlin",
            "--no-format",
            "--config",
            config,
        ])
        .arg("--out-dir")
        .arg(folder)
        .arg("--library")
        .arg(library);
    done("uniffi-bindgen", succeeds(&mut bindgen))?;
    keep_status(&folder.join("dev/refundkit/refundkit.kt"))
}

/// A new place for the status of every call is most of what a call costs, and leaves JNA's cleaner behind where many
/// threads call: one for each thread is kept instead (`CallStatus.kt`).
fn keep_status(source: &Path) -> Result<()> {
    let told = |error| format!("{}: {error}", source.display());
    let text = fs::read_to_string(source).map_err(told)?;
    let (made, kept) = (
        "var status = UniffiRustCallStatus()",
        "val status = callStatus()",
    );
    done(
        "finding the status of calls",
        text.matches(made).count() == 1,
    )?;
    fs::write(source, camel::spelled(&text.replace(made, kept))).map_err(told)
}

/// The folder in which JNA looks for a library inside a jar.
fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    format!(
        "{system}-{}",
        std::env::consts::ARCH.replace("x86_64", "x86-64")
    )
}

fn work() -> PathBuf {
    root().join("target/kotlin")
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let told = |error| format!("{}: {error}", from.display());
    to.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .map_err(told)?;
    fs::copy(from, to)
        .map(|_| ())
        .map_err(told)
}

/// `Tests run: 3, Failures: 0, Errors: 0, Skipped: 0` of Maven; the lines of single classes have a time as well.
fn maven_result(line: &str) -> Option<Tally> {
    let (_, rest) = line
        .split_once("Tests run: ")
        .filter(|(_, rest)| !rest.contains("Time elapsed"))?;
    let numbers: Vec<u32> = rest
        .split([' ', ',', '\u{1b}'])
        .filter_map(|word| word.parse().ok())
        .collect();
    let [run, failures, errors, skipped] = numbers[..] else {
        return None;
    };
    Some(Tally {
        passed: run - failures - errors - skipped,
        failed: failures + errors,
        skipped,
    })
}
