//! The guards of the ledger, each under its own name.
//!
//! A guard is one line of caution somewhere in this layer. Each is named here so that the model can switch it off and show
//! what goes wrong without it. In every other build all guards hold, and there is no way to switch one off.

macro_rules! guards {
    ($( $(#[doc = $doc:literal])+ $name:ident $text:literal; )+) => {
        /// One line of caution of the ledger.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Guard { $( $(#[doc = $doc])+ $name, )+ }

        impl Guard {
            /// Every guard, in the order of this page.
            pub const ALL: &'static [Self] = &[$( Self::$name, )+];

            /// Its name in the model's tables.
            pub fn name(self) -> &'static str {
                match self { $( Self::$name => $text, )+ }
            }

            /// What it demands.
            pub fn rule(self) -> &'static str {
                match self { $( Self::$name => concat!($($doc),+), )+ }
            }
        }
    };
}

guards! {
    /// A request leaves only after a stored record says that this attempt is armed.
    WriteAhead "write_ahead";
    /// A step is handed out once; asking again before it is answered is an error.
    HandedOutOnce "handed_out_once";
    /// An armed attempt without an answer may have moved money, whoever finds it.
    ArmedMayHaveArrived "armed_may_have_arrived";
    /// What was decided on an overtaken record is decided again on the newer one.
    DecideAgain "decide_again";
    /// What was learned survives an overtaken store.
    FactsSurvive "facts_survive";
    /// A record never goes back to a smaller version, and never disappears.
    RecordStays "record_stays";
    /// A refund is sent only before its deadline, which is stored with the attempt.
    SendBeforeDeadline "send_before_deadline";
    /// One undecided refund at a time, unless the references of all come back.
    OneUndecided "one_undecided";
    /// An undecided refund keeps its amount.
    UndecidedKeepsItsAmount "undecided_keeps_its_amount";
    /// A refund starts only if it fits what is left.
    FitsWhatIsLeft "fits_what_is_left";
    /// Where refunds are listed, a refund starts only after a look that was asked on this very version of the record.
    LookOfThisVersion "look_of_this_version";
    /// A planned refund whose reference is listed already is never sent.
    TakeOver "take_over";
    /// A look that shows less than the record proves is no ground to start on.
    StaleLook "stale_look";
    /// An entry without a reference never decides a refund that carries one.
    ReferenceDecides "reference_decides";
    /// One entry, or one movement of a total, explains at most one refund.
    OneExplanation "one_explanation";
    /// Weak evidence ends a refund as succeeded only where nobody else refunds.
    NoOtherRefunds "no_other_refunds";
    /// Where refunds are listed, a refusal ends a refund only after a later look that shows no trace of it.
    RefusalIsConfirmed "refusal_is_confirmed";
    /// A look is later than a sending only if its version already held the end of that sending.
    LaterHoldsTheEnd "later_holds_the_end";
    /// A refusal that an earlier arrival of the same refund explains does not end it.
    ExplainedRefusal "explained_refusal";
    /// A contradiction keeps a refund open until two clean looks release it.
    ContradictionBinds "contradiction_binds";
    /// A person may say "not given back" only after the quiet time.
    QuietTime "quiet_time";
    /// What is final changes only by an alert.
    FinalStays "final_stays";
    /// After the patience a person has to look; nothing is asked for ever.
    Patience "patience";
    /// A refund that may have arrived is sent again only with a key that makes a second arrival harmless.
    OnlyKeysRepeat "only_keys_repeat";
    /// A key that rejects is used again only as long as the provider remembers it for certain.
    KeyIsRemembered "key_is_remembered";
    /// A key that rejects is used again only after a look of this very version that does not show the refund.
    RepeatAfterLook "repeat_after_look";
    /// A refund whose sendings were all turned away counts as sent where the total rose by its amount, or an entry may be it.
    MovementCounts "movement_counts";
    /// Refused credentials stop every sending of this ledger until they change.
    CredentialsStop "credentials_stop";
}

/// Which guards hold: all of them, except in the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Guards {
    #[cfg(feature = "model")]
    off: Option<Guard>,
}

impl Guards {
    /// All guards but one.
    #[cfg(feature = "model")]
    pub(crate) fn without(guard: Guard) -> Self {
        Self { off: Some(guard) }
    }

    #[cfg(feature = "model")]
    pub(crate) fn hold(self, guard: Guard) -> bool {
        self.off != Some(guard)
    }

    #[cfg(not(feature = "model"))]
    #[expect(clippy::unused_self, reason = "the model has something to ask here")]
    pub(crate) fn hold(self, _guard: Guard) -> bool {
        true
    }
}
