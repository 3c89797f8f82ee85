//! What keeps money safe whichever provider it is: exact amounts, verdicts, storing.

mod arrival;
mod causes;
mod currency;
mod defaults;
mod detailed;
mod fields;
mod fingerprint;
mod forgeries;
mod idempotency;
mod inputs;
mod invisible;
mod json;
mod manuals;
mod money;
mod observations;
mod page;
mod printed;
mod regressions;
mod short_secret;
mod stored;
mod timestamp;
mod verdicts;
