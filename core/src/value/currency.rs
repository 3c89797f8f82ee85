//! Currencies and their exponents (ISO 4217, list one of 2026-01-01, and some retired codes).
//!
//! The table does not say what a provider accepts, nor how many digits to display. It keeps retired codes, because a refund
//! may be about an old payment.
//! Codes without a minor unit (gold, test codes) are refused, instead of being read with two decimals.

use std::fmt;

/// A currency code that ISO 4217 knows, active or retired.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Currency([u8; ROW]);

const ROW: usize = 7;

impl Currency {
    /// Looks up an alphabetic code in upper case, such as `RUB`.
    pub fn parse(code: &str) -> Option<Self> {
        Self::of(code.as_bytes().try_into().ok()?)
    }

    fn of([first, second, third]: [u8; 3]) -> Option<Self> {
        let wanted = ordinal(first, second, third);
        let found = TABLE.binary_search_by_key(&wanted, |[first, second, third, ..]| {
            ordinal(*first, *second, *third)
        });
        TABLE
            .get(found.ok()?)
            .copied()
            .map(Self)
    }

    /// Looks up a code as providers write it: in either case, and `RUR`, the rouble's code of before 1998, as `RUB`.
    pub fn from_provider(code: &str) -> Option<Self> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        let upper = code.map(|letter| letter.to_ascii_uppercase());
        Self::of(if &upper == b"RUR" { *b"RUB" } else { upper })
    }

    /// The alphabetic code.
    pub fn code(&self) -> &str {
        self.0
            .get(..3)
            .and_then(|code| std::str::from_utf8(code).ok())
            .unwrap_or_default()
    }

    /// The three-digit numeric code.
    pub fn numeric(&self) -> &str {
        self.0
            .get(3..6)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .unwrap_or_default()
    }

    /// How many decimals the minor unit has; `None` for codes without a minor unit.
    pub fn exponent(&self) -> Option<u32> {
        let digit = *self.0.last()?;
        char::from(digit).to_digit(10)
    }

    /// Every code of the table, in alphabetical order.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().copied().map(Self)
    }
}

/// A code as one number, in the order of the alphabet.
fn ordinal(first: u8, second: u8, third: u8) -> u32 {
    u32::from_be_bytes([0, first, second, third])
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Alphabetic code, numeric code, and exponent (`-` if there is no minor unit), sorted by the first.
static TABLE: [[u8; ROW]; 184] = [
    *b"AED7842",
    *b"AFN9712",
    *b"ALL0082",
    *b"AMD0512",
    *b"ANG5322",
    *b"AOA9732",
    *b"ARS0322",
    *b"AUD0362",
    *b"AWG5332",
    *b"AZN9442",
    *b"BAM9772",
    *b"BBD0522",
    *b"BDT0502",
    *b"BGN9752",
    *b"BHD0483",
    *b"BIF1080",
    *b"BMD0602",
    *b"BND0962",
    *b"BOB0682",
    *b"BOV9842",
    *b"BRL9862",
    *b"BSD0442",
    *b"BTN0642",
    *b"BWP0722",
    *b"BYN9332",
    *b"BZD0842",
    *b"CAD1242",
    *b"CDF9762",
    *b"CHE9472",
    *b"CHF7562",
    *b"CHW9482",
    *b"CLF9904",
    *b"CLP1520",
    *b"CNY1562",
    *b"COP1702",
    *b"COU9702",
    *b"CRC1882",
    *b"CUC9312",
    *b"CUP1922",
    *b"CVE1322",
    *b"CZK2032",
    *b"DJF2620",
    *b"DKK2082",
    *b"DOP2142",
    *b"DZD0122",
    *b"EGP8182",
    *b"ERN2322",
    *b"ETB2302",
    *b"EUR9782",
    *b"FJD2422",
    *b"FKP2382",
    *b"GBP8262",
    *b"GEL9812",
    *b"GHS9362",
    *b"GIP2922",
    *b"GMD2702",
    *b"GNF3240",
    *b"GTQ3202",
    *b"GYD3282",
    *b"HKD3442",
    *b"HNL3402",
    *b"HRK1912",
    *b"HTG3322",
    *b"HUF3482",
    *b"IDR3602",
    *b"ILS3762",
    *b"INR3562",
    *b"IQD3683",
    *b"IRR3642",
    *b"ISK3520",
    *b"JMD3882",
    *b"JOD4003",
    *b"JPY3920",
    *b"KES4042",
    *b"KGS4172",
    *b"KHR1162",
    *b"KMF1740",
    *b"KPW4082",
    *b"KRW4100",
    *b"KWD4143",
    *b"KYD1362",
    *b"KZT3982",
    *b"LAK4182",
    *b"LBP4222",
    *b"LKR1442",
    *b"LRD4302",
    *b"LSL4262",
    *b"LYD4343",
    *b"MAD5042",
    *b"MDL4982",
    *b"MGA9692",
    *b"MKD8072",
    *b"MMK1042",
    *b"MNT4962",
    *b"MOP4462",
    *b"MRU9292",
    *b"MUR4802",
    *b"MVR4622",
    *b"MWK4542",
    *b"MXN4842",
    *b"MXV9792",
    *b"MYR4582",
    *b"MZN9432",
    *b"NAD5162",
    *b"NGN5662",
    *b"NIO5582",
    *b"NOK5782",
    *b"NPR5242",
    *b"NZD5542",
    *b"OMR5123",
    *b"PAB5902",
    *b"PEN6042",
    *b"PGK5982",
    *b"PHP6082",
    *b"PKR5862",
    *b"PLN9852",
    *b"PYG6000",
    *b"QAR6342",
    *b"RON9462",
    *b"RSD9412",
    *b"RUB6432",
    *b"RWF6460",
    *b"SAR6822",
    *b"SBD0902",
    *b"SCR6902",
    *b"SDG9382",
    *b"SEK7522",
    *b"SGD7022",
    *b"SHP6542",
    *b"SLE9252",
    *b"SLL6942",
    *b"SOS7062",
    *b"SRD9682",
    *b"SSP7282",
    *b"STN9302",
    *b"SVC2222",
    *b"SYP7602",
    *b"SZL7482",
    *b"THB7642",
    *b"TJS9722",
    *b"TMT9342",
    *b"TND7883",
    *b"TOP7762",
    *b"TRY9492",
    *b"TTD7802",
    *b"TWD9012",
    *b"TZS8342",
    *b"UAH9802",
    *b"UGX8000",
    *b"USD8402",
    *b"USN9972",
    *b"UYI9400",
    *b"UYU8582",
    *b"UYW9274",
    *b"UZS8602",
    *b"VED9262",
    *b"VES9282",
    *b"VND7040",
    *b"VUV5480",
    *b"WST8822",
    *b"XAD3962",
    *b"XAF9500",
    *b"XAG961-",
    *b"XAU959-",
    *b"XBA955-",
    *b"XBB956-",
    *b"XBC957-",
    *b"XBD958-",
    *b"XCD9512",
    *b"XCG5322",
    *b"XDR960-",
    *b"XOF9520",
    *b"XPD964-",
    *b"XPF9530",
    *b"XPT962-",
    *b"XSU994-",
    *b"XTS963-",
    *b"XUA965-",
    *b"XXX999-",
    *b"YER8862",
    *b"ZAR7102",
    *b"ZMW9672",
    *b"ZWG9242",
    *b"ZWL9322",
];
