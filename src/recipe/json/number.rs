//! How languages write a number that they have read.

use std::borrow::Cow;

/// Whose numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::recipe) enum Numbers {
    AsWritten,
    /// Python's `repr`; integers have any length.
    Python,
    /// Everything is a double: `1.0` is 1, 2^53 + 1 is 2^53.
    JavaScript,
    /// Go's `encoding/json`: as in JavaScript, but for -0.
    Go,
    /// Go's `fmt`: integers as they are, `%v` for the rest.
    GoPrint,
    /// PHP's `json_encode` with `serialize_precision` -1.
    Php,
    /// Ruby's `Float#to_s`.
    Ruby,
    /// Java's `Double.toString` for whatever is not an integer.
    Java,
    /// Java's `Double.toString` for every number.
    JavaDouble,
}

impl Numbers {
    /// `number` is one by the grammar of JSON.
    pub(super) fn write(self, number: &str) -> Cow<'_, str> {
        let is_integer = !number.contains(['.', 'e', 'E']);
        let is_kept = match self {
            Self::AsWritten => true,
            Self::Python | Self::Ruby | Self::Java | Self::GoPrint => is_integer,
            Self::Php => is_integer && number.parse::<i64>().is_ok(),
            Self::JavaScript | Self::Go | Self::JavaDouble => false,
        };
        if is_kept {
            let loses_sign = self != Self::AsWritten && number == "-0";
            return Cow::Borrowed(if loses_sign { "0" } else { number });
        }
        let Ok(double) = number.parse::<f64>() else { return Cow::Borrowed(number) };
        if !double.is_finite() {
            return match self {
                Self::Python | Self::Java | Self::JavaDouble if double > 0.0 => "Infinity".into(),
                Self::Python | Self::Java | Self::JavaDouble => "-Infinity".into(),
                Self::JavaScript => "null".into(),
                _ => Cow::Borrowed(number),
            };
        }
        let decimal = Decimal::shortest(double);
        let exponent = decimal.exponent;
        let text = match self {
            Self::AsWritten => return Cow::Borrowed(number),
            Self::Python if (-4..16).contains(&exponent) => decimal.positional(".0"),
            Self::Python => decimal.scientific("", "e", "+", 2),
            Self::JavaScript | Self::Go if (-6..21).contains(&exponent) => decimal.positional(""),
            Self::JavaScript | Self::Go => decimal.scientific("", "e", "+", 1),
            Self::GoPrint if (-4..6).contains(&exponent) => decimal.positional(""),
            Self::GoPrint => decimal.scientific("", "e", "+", 2),
            Self::Php if (-4..17).contains(&exponent) => decimal.positional(""),
            Self::Php => decimal.scientific(".0", "e", "+", 1),
            Self::Ruby
                if (-4..15).contains(&exponent) || exponent == 15 && decimal.has_fraction() =>
            {
                decimal.positional(".0")
            }
            Self::Ruby => decimal.scientific(".0", "e", "+", 2),
            Self::Java | Self::JavaDouble if (-3..7).contains(&exponent) => {
                decimal.positional(".0")
            }
            Self::Java | Self::JavaDouble => decimal.scientific(".0", "E", "", 1),
        };
        let is_signed = double.is_sign_negative() && (double != 0.0 || self != Self::JavaScript);
        Cow::Owned(if is_signed { format!("-{text}") } else { text })
    }
}

/// The fewest digits that give a double back: `d.ddd` times ten to `exponent`.
struct Decimal {
    digits: String,
    exponent: i32,
}

impl Decimal {
    fn shortest(double: f64) -> Self {
        let text = format!("{:e}", double.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        Self { digits: mantissa.replace('.', ""), exponent: exponent.parse().unwrap_or(0) }
    }

    fn has_fraction(&self) -> bool {
        usize::try_from(self.exponent + 1).is_ok_and(|integer| self.digits.len() > integer)
    }

    /// Without an exponent; `whole` follows a number without a fraction.
    fn positional(&self, whole: &str) -> String {
        let digits = &self.digits;
        let Ok(exponent) = usize::try_from(self.exponent) else {
            return format!(
                "0.{}{digits}",
                "0".repeat((-self.exponent - 1).unsigned_abs() as usize)
            );
        };
        match digits.split_at_checked(exponent + 1) {
            Some((integer, fraction)) if !fraction.is_empty() => format!("{integer}.{fraction}"),
            _ => format!("{digits}{}{whole}", "0".repeat(exponent + 1 - digits.len())),
        }
    }

    /// With an exponent of at least `width` digits; `whole` follows a single
    /// digit.
    fn scientific(&self, whole: &str, e: &str, plus: &str, width: usize) -> String {
        let (first, rest) = self.digits.split_at(1);
        let fraction = if rest.is_empty() { whole.to_owned() } else { format!(".{rest}") };
        let sign = if self.exponent < 0 { "-" } else { plus };
        format!("{first}{fraction}{e}{sign}{:0width$}", self.exponent.unsigned_abs())
    }
}
