//! What `cargo xtask dist` leaves in `dist/`: one list of steps a language.

use crate::step::Step;

/// Every package.
pub(crate) fn all() -> Vec<Step> {
    [crate::python::dist(), crate::swift::dist()].into_iter().flatten().collect()
}
