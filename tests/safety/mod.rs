//! What keeps money safe whichever provider it is: exact amounts, verdicts, merging, storing.

mod arrival;
mod causes;
mod currency;
mod fingerprint;
mod forgeries;
mod idempotency;
mod inputs;
mod json;
mod merge;
mod money;
mod page;
mod peers;
mod printed;
mod readings;
mod stored;
mod timestamp;
mod verdicts;
