//! A host without a ledger, in the same world: it sends, and sends again after every failure.
//!
//! It reads responses as the library does, and uses one reference and one key for all sendings of a refund. It never looks. What a
//! webhook would tell it, it does not need: a refund that was taken counts as given back.

use super::refunds::reference;
use super::wire::Wire;
use super::{Count, WITH_FAULTS, WITHOUT_FAULTS, World};
use crate::host::fresh;
use crate::ledger_client::ProviderLedger;
use refundkit::ledger::{KeepsLedger, LedgerOrder, Said};
use refundkit::{Money, SendResult};
use refundkit_simulator::ledger::Payment;

/// It sends a refund so often, and then gives up.
const MOST_SENDINGS: u32 = 4;

/// What it knows of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Belief {
    Open { sendings: u32 },
    GivenBack,
    Refused,
}

struct Naive<'a, P: KeepsLedger> {
    client: &'a ProviderLedger<P>,
    payment: String,
    beliefs: Vec<Belief>,
}

/// Plays one history.
pub(super) fn play<P: KeepsLedger>(
    client: &ProviderLedger<P>,
    payment: &Payment,
    wire: &mut Wire<'_>,
    wishes: &[i64],
) -> Count {
    let ids = (client.payment)(payment);
    let mut naive = Naive {
        client,
        payment: serde_json::to_string(&ids).expect("the ids are text"),
        beliefs: vec![Belief::Open { sendings: 0 }; wishes.len()],
    };
    for turn in 0..WITH_FAULTS + WITHOUT_FAULTS {
        wire.calm = turn >= WITH_FAULTS && wire.world != World::Gentle;
        wire.others();
        let wanted = wishes.len().min(1 + turn / 12);
        naive.turn(wire, &wishes[..wanted]);
        wire.line.now_ms += wire.line.rng.i64(0..20_000);
    }
    naive.judged(wire)
}

impl<P: KeepsLedger> Naive<'_, P> {
    /// Sends the first refund of which it does not know the end.
    fn turn(&mut self, wire: &mut Wire<'_>, wishes: &[i64]) {
        let mut open = self
            .beliefs
            .iter()
            .zip(wishes)
            .enumerate();
        let next = open.find_map(|(origin, (belief, amount))| match belief {
            Belief::Open { sendings } => Some((origin, *sendings, *amount)),
            _ => None,
        });
        if let Some((origin, sendings, amount)) = next {
            let said = self.send(wire, origin, amount);
            self.beliefs[origin] = believed(said, sendings + 1);
        }
    }

    fn send(&self, wire: &mut Wire<'_>, origin: usize, minor_units: i64) -> Said {
        let (client, amount) = (self.client, Money::new(minor_units, self.client.currency));
        let request = (client.request)(amount.clone());
        let order = LedgerOrder {
            payment: &self.payment,
            request: &serde_json::to_string(&request).expect("the request is text"),
            amount: &amount,
            reference: &reference(origin),
            known_ids: &[],
        };
        let context = fresh().with_time(wire.line.now_ms);
        let request = client.provider.build(&order, &context);
        let result = wire.send(request.expect("the request is good"), origin);
        // It may die before it hears of the response.
        let result = match wire.harshly_one_in(25) {
            true => SendResult::Lost,
            false => result,
        };
        client
            .provider
            .read(&order, &result)
            .said
    }

    fn judged(&self, wire: &mut Wire<'_>) -> Count {
        let mut count = Count {
            histories: 1,
            refunds: self.beliefs.len() as u64,
            ..Count::default()
        };
        for (origin, belief) in self.beliefs.iter().enumerate() {
            let moved = wire.line.times_moved(origin);
            count.doubles += u64::from(moved > 1);
            count.false_successes += u64::from(*belief == Belief::GivenBack && moved == 0);
            count.false_declines += u64::from(*belief != Belief::GivenBack && moved > 0);
        }
        count
    }
}

fn believed(said: Said, sendings: u32) -> Belief {
    match said {
        Said::Succeeded | Said::Pending => Belief::GivenBack,
        Said::Refused | Said::RefusedOrRepeated => Belief::Refused,
        _ if sendings >= MOST_SENDINGS => Belief::Refused,
        _ => Belief::Open { sendings },
    }
}
