//! The bill of materials of a package, in CycloneDX: what is compiled in, from where, under which licence, and who calls
//! whom. No time and no number is in it, so that equal packages have equal ones.

use crate::Result;
use crate::crates::{Compiled, Crate};
use crate::licences::expression;
use cyclonedx_bom::external_models::uri::Purl;
use cyclonedx_bom::models::component::{Classification, Component, Components};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::metadata::Metadata;
use cyclonedx_bom::prelude::{Bom, Validate};

/// The file.
pub(crate) fn json(compiled: &Compiled) -> Result<String> {
    let root = compiled
        .crates
        .get(&compiled.root)
        .ok_or("no root")?;
    let others = compiled
        .crates
        .iter()
        .filter(|(id, _)| **id != compiled.root);
    let components = others
        .map(|(_, one)| component(one))
        .collect::<Result<Vec<_>>>()?;
    let bom = Bom {
        serial_number: None,
        metadata: Some(Metadata {
            component: Some(component(root)?),
            ..Metadata::default()
        }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(
            compiled
                .crates
                .values()
                .map(|one| calls(one, compiled))
                .collect(),
        )),
        ..Bom::default()
    };
    printed(bom)
}

fn printed(bom: Bom) -> Result<String> {
    let found = bom.validate();
    let mut json = Vec::new();
    bom.output_as_json_v1_5(&mut json)
        .map_err(|error| error.to_string())?;
    // Printed anew, since the spaces are half of it.
    let json: serde_json::Value =
        serde_json::from_slice(&json).map_err(|error| error.to_string())?;
    if found.passed() {
        Ok(format!("{json}\n"))
    } else {
        Err(format!("{found:?}"))
    }
}

fn component(one: &Crate) -> Result<Component> {
    let (name, version) = (one.package.name.as_str(), one.package.version.to_string());
    let mut component = Component::new(
        Classification::Library,
        name,
        &version,
        Some(reference(one)),
    );
    component.purl = Some(Purl::new("cargo", name, &version).map_err(|error| error.to_string())?);
    component.licenses = Some(Licenses(vec![LicenseChoice::expression(&expression(one))]));
    let hash = |checksum: &String| Hash {
        alg: HashAlgorithm::SHA_256,
        content: HashValue(checksum.clone()),
    };
    component.hashes = one
        .checksum
        .as_ref()
        .map(|checksum| Hashes(vec![hash(checksum)]));
    Ok(component)
}

fn calls(one: &Crate, compiled: &Compiled) -> Dependency {
    Dependency {
        dependency_ref: reference(one),
        dependencies: one
            .needs
            .iter()
            .filter_map(|id| compiled.crates.get(id).map(reference))
            .collect(),
    }
}

fn reference(one: &Crate) -> String {
    format!("{}@{}", one.package.name, one.package.version)
}
